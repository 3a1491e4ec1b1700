"""Walking through a list of our own posts that has the newest on top, and knows no "since".

The first walk ends at a bound, each later one below what the one before began with. Where platforms pin a post on top
of a list it is the last row that tells, never the oldest.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from backend.model.clock import EPOCH, Micros
from backend.platforms.fields import from_cursor, maybe_identifier, number


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the posts are read: back to `until`, what was newest in the last whole walk (UTC µs).

    In the middle of a walk `newest` is what it began with, and `after` the platform's own cursor.
    """

    until: Micros = EPOCH
    newest: Micros = EPOCH
    after: str | None = None

    @classmethod
    def parse(cls, cursor: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew, which only reads rows again."""
        fields = from_cursor(cursor)
        until, newest = (Micros(number(fields, name) or 0) for name in ("until", "newest"))
        return cls(until, newest, maybe_identifier(fields, "after"))

    def text(self) -> str:
        """Return the cursor as it is stored."""
        return json.dumps({"until": self.until, "newest": self.newest, "after": self.after}, separators=(",", ":"))

    def wants(self, at: Micros, since: Micros) -> bool:
        """Tell whether a post of that time is reported: only the first walk is bounded by `since`."""
        return bool(self.until) or at >= since

    def stepped(self, times: Sequence[Micros], after: str | None, since: Micros) -> Self:
        """Return the walk behind a page with posts of these times, after which the platform's cursor is `after`.

        It is over (and has no `after`) at the end of the list, or below what was read before.
        """
        newest = max([self.newest, *times])
        if after is None or (times and times[-1] < (self.until or since)):
            return type(self)(until=max(newest, self.until))
        return type(self)(self.until, newest, after)
