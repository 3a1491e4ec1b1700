"""Where we are in one of Bluesky's lists, which run newest first, know no 'since', and may be longer than a page.

A round walks back from the newest row to the last round's newest, less an overlap. Only a round that got there moves
the mark, so one that was cut off (a restart, an error) goes on where it stood and loses nothing.

The lists are sorted by the time the author wrote down, where that is before the server's own: a row can enter far below
the top, by a clock that is wrong, a server that was away, or intent. So every hour a round goes two days deep.
Source: bluesky-social/atproto, packages/bsky/src/data-plane/server/indexing/plugins/post.ts and routes/notifs.ts.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Self

from backend.model.clock import DAY, HOUR, MINUTE, Micros, parse_iso, plus
from backend.platforms.fields import from_cursor, number, text

OVERLAP = 10 * MINUTE
DEEP = 2 * DAY
DEEP_EVERY = HOUR
LONGEST = 5000
"""Pages of one round: after so many a list runs in a circle, and the round counts as whole."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A place in a list. `seen`: all newer than the backfill's bound and up to here has been read, None before that.

    During a round `page` is the platform's cursor of its next page, `top` the newest row it met, `floor` where it ends
    and `pages` how many it has read. `deep_at` is when a round last went deep.
    """

    seen: Micros | None = None
    deep_at: Micros | None = None
    page: str = ""
    top: Micros | None = None
    floor: Micros | None = None
    pages: int = 0

    @classmethod
    def parse(cls, stored: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew, which only reads rows again."""
        fields = from_cursor(stored)
        times = {name: _micros(number(fields, name)) for name in ("seen", "deep_at", "top", "floor")}
        return cls(page=text(fields, "page"), pages=number(fields, "pages") or 0, **times)

    def text(self) -> str:
        """Return the cursor as it is stored."""
        kept = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return json.dumps(kept, separators=(",", ":"))

    def starting(self, since: Micros, now: Micros) -> Self:
        """Return the walk with a floor: that of its round, or a new round's."""
        if self.page and self.floor is not None:
            return replace(self, floor=max(self.floor, since))
        deep = self.deep_at is None or now - self.deep_at >= DEEP_EVERY
        floor = since if self.seen is None else max(since, plus(self.seen, -(DEEP if deep else OVERLAP)))
        return replace(self, page="", top=None, pages=0, floor=floor, deep_at=now if deep else self.deep_at)

    def step(self, rows: Iterable[Micros | None], following: str) -> tuple[Self, bool]:
        """Return the walk behind a page whose rows are sorted by these times, and whether more of the round waits.

        `following` is the platform's cursor for the next page, empty at the end of the list.
        """
        times: Sequence[Micros] = [at for at in rows if at is not None]
        top = max((*times, *([] if self.top is None else [self.top])), default=None)
        floor = self.floor or Micros(0)
        ended = (
            following in ("", self.page)
            or any(at < floor for at in times)
            or _before(following, floor)
            or self.pages >= LONGEST
        )
        if not ended:
            return replace(self, page=following, top=top, pages=self.pages + 1), True
        seen = max((at for at in (self.seen, top) if at is not None), default=None)
        return replace(self, seen=seen, page="", top=None, floor=None, pages=0), False

    def fresh(self, at: Micros | None) -> bool:
        """Tell whether a row is newer than all that was read before this round."""
        return self.seen is None or at is None or at > self.seen


def _micros(value: int | None) -> Micros | None:
    return None if value is None else Micros(value)


def _before(following: str, floor: Micros) -> bool:
    """Tell whether a platform's cursor, where it is a time, is below the floor: a page may hold no row to say so."""
    try:
        return parse_iso(following) < floor
    except (ValueError, OverflowError):
        return False
