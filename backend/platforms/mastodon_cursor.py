"""Where we are in one of Mastodon's lists: first back to a bound, then forward for ever.

Forward, `min_id` gives the page immediately above an id, so nothing is jumped over. Each round starts a little below
the newest row seen: ids are given out before rows are committed, and one that was slow would stay unseen for good.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Self

from backend.model.clock import MINUTE, Micros, plus
from backend.platforms.fields import from_cursor, maybe_identifier

OVERLAP = 2 * MINUTE
"""How young a row must be to be read again in the next round."""

Dated = tuple[str, Micros]
"""A row's id in the list and when the server made it."""


def order(remote_id: str) -> tuple[int, str]:
    """Return what ids of one server sort by: opaque texts, by length and then by character (numbers and ULIDs)."""
    return len(remote_id), remote_id


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list. `back`: the oldest id read while walking back; `after`: the id that the next page lies above.

    `head` is the newest id of a walk that is not over, `seen` the newest id read before it, and `lap` the id that the
    next round starts above. All are None before the first row.
    """

    back: str | None = None
    head: str | None = None
    after: str | None = None
    seen: str | None = None
    lap: str | None = None

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew, which only reads rows again."""
        fields = from_cursor(text)
        return cls(*(maybe_identifier(fields, name) for name in ("back", "head", "after", "seen", "lap")))

    def text(self) -> str:
        """Return the cursor as it is stored."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))

    def params(self) -> list[tuple[str, str | int]]:
        """Return what asks for the next page."""
        if self.after:
            return [("min_id", self.after)]
        return [("max_id", self.back)] if self.back else []

    def fresh(self, remote_id: str) -> bool:
        """Tell whether a row has not been read before."""
        return self.seen is None or order(remote_id) > order(self.seen)

    def step(self, rows: Sequence[Dated], since: Micros, now: Micros) -> tuple[Self, bool]:
        """Return the cursor behind a page of rows, and whether more may wait there."""
        ids = sorted((remote_id for remote_id, _ in rows), key=order)
        lap = self._lap(rows, now)
        if not self.after:
            return self._step_back(rows, ids, since, lap)
        return self._step_on([one for one in ids if order(one) > order(self.after)], self.after, lap)

    def _step_on(self, ids: list[str], after: str, lap: str | None) -> tuple[Self, bool]:
        seen = max((*ids, self.seen or after), key=order)
        if not ids:  # only an empty page is the end: a server may give short ones
            return replace(self, after=lap or after, seen=seen, lap=lap), False
        return replace(self, after=ids[-1], seen=seen, lap=lap or after), True

    def _step_back(self, rows: Sequence[Dated], ids: list[str], since: Micros, lap: str | None) -> tuple[Self, bool]:
        older = [one for one in ids if self.back is None or order(one) < order(self.back)]
        head = self.head or (ids[-1] if ids else None)
        if older and all(at >= since for _, at in rows):
            return replace(self, back=older[0], head=head, lap=lap), True
        # The bound is reached. What came while we walked is read next, forward from a row that surely has all below it;
        # while every row is younger than that, the next round walks once more.
        seen = max((one for one in (head, self.seen) if one), key=order, default=None)
        return replace(self, back=None, head=None, after=lap, seen=seen, lap=lap), bool(lap and self.back)

    def _lap(self, rows: Sequence[Dated], now: Micros) -> str | None:
        """Return the newest id that surely has everything below it read: old enough, and with no gap up to it."""
        if self.after != self.lap:
            return self.lap
        settled = [remote_id for remote_id, at in rows if at < plus(now, -OVERLAP)]
        return max((*settled, *([self.lap] if self.lap else [])), key=order, default=None)
