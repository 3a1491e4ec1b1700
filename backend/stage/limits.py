"""Rate limits as the platforms keep them: so many requests in a fixed window, told in every answer."""

from dataclasses import dataclass

from backend.model.clock import SECOND, Clock, Micros


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit: `resets_at` in UTC microseconds, and whether this request still fits."""

    limit: int
    window_s: int
    remaining: int
    resets_at: Micros
    ok: bool


class Budget:
    """One limit: `limit` requests in every window of `window_s` seconds."""

    def __init__(self, limit: int, window_s: int, clock: Clock) -> None:
        self.limit = limit
        self.window_s = window_s
        self._clock = clock
        self._window = 0
        self._used = 0

    def take(self, points: int = 1) -> Left:
        """Count one request; some weigh more than others."""
        window = self._clock.now() // (self.window_s * SECOND)
        if window != self._window:
            self._window, self._used = window, 0
        self._used += points
        resets_at = Micros((self._window + 1) * self.window_s * SECOND)
        return Left(self.limit, self.window_s, max(self.limit - self._used, 0), resets_at, self._used <= self.limit)
