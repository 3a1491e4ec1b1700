"""What we have done about what was said and who said it, one set for each wire. Shown by the wires as platforms do."""

from dataclasses import dataclass, field
from typing import Any

from backend.model.clock import Micros


@dataclass(frozen=True, slots=True)
class Report:
    """A report of ours: about whom (a person's key) and what (ids), filed under `filed`, in the words of `comment`.

    `forward`: to the moderators of the person's own server as well.
    """

    id: int
    who: str
    what: tuple[str, ...]
    filed: str
    comment: str
    at: Micros
    forward: bool = False


@dataclass(slots=True)
class Deeds:
    """Everything done on one wire. People by key, what was said by id.

    The values of `liked` and `blocked` name Bluesky's records (empty elsewhere); `gates` holds its threadgates by the
    id of the thread's root. `closed` are the posts whose comments are closed, `held` what the platform's filter or we
    keep back and under which of its words, `whispered` our private answers by what they answer.
    """

    liked: dict[str, str] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    blocked: dict[str, str] = field(default_factory=dict)
    gates: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    whispered: dict[str, str] = field(default_factory=dict)

    def shuns(self, person: str) -> bool:
        """Tell whether we have muted or blocked somebody."""
        return person in self.muted or person in self.blocked

    def locks(self, root: str) -> bool:
        """Tell whether nobody may answer in a thread. Rules that let some answer let everybody here."""
        return root in self.closed or self.gates.get(root, {}).get("allow") == []

    def hides(self, root: str, uri: str) -> bool:
        """Tell whether a reply is hidden in its thread."""
        return uri in self.gates.get(root, {}).get("hiddenReplies", ())

    def report(self, **about: Any) -> Report:
        """File a report: the fields of Report but its number."""
        made = Report(id=len(self.reports) + 1, **about)
        self.reports.append(made)
        return made
