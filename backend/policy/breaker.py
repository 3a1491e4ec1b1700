"""When an account's writes rest: after so many refusals in a row that writing on would only make a block worse.

Platforms answer what looks like spam with refusals, and lengthen a block that is written into. Each action is refused
once and failed then; this is about the next ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from backend.model.clock import EPOCH, HOUR, MINUTE, Micros, plus

SHUT = frozenset(
    (
        "platform.not_permitted",
        "platform.refused",
        "meta.blocked",
        "meta.permission",
        "meta.refused",
        "meta.not_the_page",
        "linkedin.permission",
        "linkedin.role_lost",
    )
)
"""Why an action fails when the platform may let the account write nothing. Others are about one comment or one text."""

REFUSALS = 5
"""So many actions in a row must have been refused before writing rests."""

FIRST = 2 * MINUTE
LONGEST = 6 * HOUR
"""The first rest and the longest (µs). After each, one action is tried: it ends the rest, or doubles the next."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an action ended: whether it was sent, why not (a reason's code), and when (UTC µs)."""

    sent: bool
    code: str
    at: Micros


@dataclass(frozen=True, slots=True)
class Breaker:
    """So many `refusals` in a row, the last at `at` (UTC µs)."""

    refusals: int = 0
    at: Micros = EPOCH

    def after(self, outcome: Outcome) -> "Breaker":
        """Return it after one more action: what is sent mends it, what is about one comment alone changes nothing."""
        if outcome.sent:
            return Breaker()
        return Breaker(self.refusals + 1, outcome.at) if outcome.code in SHUT else self

    @property
    def until(self) -> Micros | None:
        """When the next action may be tried (UTC µs), None when writing does not rest."""
        too_many = self.refusals - REFUSALS
        return None if too_many < 0 else plus(self.at, min(FIRST << min(too_many, 32), LONGEST))

    def rests(self, now: Micros) -> bool:
        """Tell whether nothing is to be written now."""
        return self.until is not None and now < self.until


def breaker(outcomes: Iterable[Outcome]) -> Breaker:
    """Return how it stands after these outcomes, oldest first."""
    made = Breaker()
    for outcome in outcomes:
        made = made.after(outcome)
    return made
