"""A storm: faults dealt at random, from a seed, to whatever is asked, with a log of what was dealt."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from backend.stage.faults import STORMY, Fault

STATUSES = (500, 502, 503, 504)
AWAY_S = (1, 5)
"""For how long a throttling platform asks us to stay away, at least and at most; now and then it does not say."""

SKEW_S = 480
"""By how much a clock is wrong at most."""

DONE = ("lost", "reset")
_EVERY_OTHER = 0.5

CALLS = 3
"""How many calls of a login find it expired, at most."""


@dataclass(slots=True)
class Storm:
    """`share` (0..1) of all requests meet one of `kinds`, until `most` have been dealt; of writes it is `writes`.

    Faults of writes do not count towards `most`: they go on until the storm is over. `dealt` counts all by kind, `log`
    names each: kind, method and path.
    """

    share: float
    seed: int = 1
    most: int = 1_000_000
    writes: float = 0
    kinds: Sequence[str] = STORMY
    dealt: Counter[str] = field(default_factory=Counter)
    log: list[tuple[str, str, str]] = field(default_factory=list)
    _dice: random.Random = field(init=False, repr=False)
    _written: int = 0
    _expired: Counter[str] = field(default_factory=Counter, repr=False)

    def __post_init__(self) -> None:
        """Begin with the dice of the seed."""
        self._dice = random.Random(self.seed)  # noqa: S311 - the same storm every time

    def deal(self, method: str, path: str, login: str) -> Fault | None:
        """Return what happens to a request under a `login` (empty: without one), None when it is let through."""
        if self._expired[login] and login:
            self._expired[login] -= 1
            return self._dealt("expired", method, path)
        if self._dice.random() >= self._share(method):
            return None
        kind = self._dice.choice(self._kinds(method))
        if kind == "expired" and not login:
            return None
        if kind == "expired":
            self._expired[login] = self._dice.randrange(CALLS)
        return self._dealt(kind, method, path)

    def _share(self, method: str) -> float:
        if method != "GET" and self.writes:
            return self.writes
        return self.share if self.dealt.total() - self._written < self.most else 0

    def _kinds(self, method: str) -> Sequence[str]:
        """Every other fault of a write loses the answer to what was done: only then could it be done twice."""
        return DONE if method != "GET" and self.writes and self._dice.random() < _EVERY_OTHER else self.kinds

    def over(self) -> None:
        """Deal no more."""
        self.share = self.writes = 0
        self._expired.clear()

    def _dealt(self, kind: str, method: str, path: str) -> Fault:
        self.dealt[kind] += 1
        self._written += method != "GET" and bool(self.writes)
        self.log.append((kind, method, path))
        return Fault(kind, value=self._value(kind))

    def _value(self, kind: str) -> float:
        if kind == "throttle":
            return self._dice.randint(*AWAY_S)
        if kind == "skewed":
            return self._dice.randint(-SKEW_S, SKEW_S)
        return self._dice.choice(STATUSES) if kind in ("status", "html") else self._dice.randrange(1, 1 << 30)
