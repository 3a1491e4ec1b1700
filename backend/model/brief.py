"""Briefs: dated notes that the whole team works by until they end ('power cut in the north, use `strom`').

A brief's row says where it holds and whether somebody ended it; a version holds what it says and until when. An edit is
a new version, and unread again by everybody: what the team was told at which hour can be looked up afterwards.
"""

from backend.model.clock import Micros
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class BriefText:
    """What a brief says. `account` is a short name, empty for all accounts; `use` and `avoid` are templates' codes.

    It holds from `starts_at` (when it is saved) to `until`, UTC µs.
    """

    title: str
    text: str
    until: Micros
    account: str = ""
    use: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief as one member sees it: its newest version, who wrote that and when, and whether they have read it.

    `ended_at` is when somebody ended it before its time.
    """

    id: int
    account_id: int | None
    version: int
    title: str
    text: str
    use: tuple[str, ...]
    avoid: tuple[str, ...]
    until: Micros
    member: str
    made_at: Micros
    read: bool
    ended_at: Micros | None = None

    def holds(self, now: Micros) -> bool:
        """Tell whether it counts now."""
        return self.ended_at is None and now < self.until
