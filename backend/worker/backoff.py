"""Growing waits after failures, with jitter so that many accounts do not come back in the same second."""

from random import Random


class Backoff:
    """Doubling waits from `first` to `longest` (µs), each shortened by up to half at random."""

    def __init__(self, random: Random, first: int, longest: int) -> None:
        self._random = random
        self._first = first
        self._longest = longest
        self.failures = 0

    def next(self) -> int:
        """Count a failure and return how long to stay away (µs)."""
        whole = min(self._first << min(self.failures, 32), self._longest)
        self.failures += 1
        return int(whole * self._random.uniform(0.5, 1.0))

    def reset(self) -> None:
        """Forget the failures: something worked."""
        self.failures = 0
