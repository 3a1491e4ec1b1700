"""What is new under our posts on LinkedIn.

Once at the beginning, and again every hour, a round (see `rounds`) looks at the newest posts and reads those whose
number of comments moved. In between the notifications tell what came, was edited and was deleted; a login that may not
ask for them goes by rounds alone. A post that moved is read whole, for replies hang inside older comments.
Source: organizations/organization-social-action-notifications (Learn); they are kept for 60 days.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Self

from backend.model.clock import DAY, HOUR, MINUTE, Micros
from backend.platforms.base import NotPermitted
from backend.platforms.fields import Fields, child, from_cursor, identifier, number, text
from backend.platforms.linkedin_api import COMMENTS, LAP, NOTICES
from backend.platforms.linkedin_urns import Name, is_post, parsed
from backend.platforms.rounds import Round

_MS = 1000
KEPT = 60 * DAY // _MS
OVERLAP = 5 * MINUTE // _MS
"""How far behind the newest notification the next look begins: LinkedIn tells some late (all in milliseconds)."""

ROUND_EVERY = HOUR // _MS
WRONG = HOUR // _MS
"""How far LinkedIn's clock and ours may be apart (ms)."""

DEAF_FOR = DAY // _MS
"""How long a login that may not ask for notifications does not ask again."""

DELETED = "COMMENT_DELETE"


@dataclass(frozen=True, slots=True)
class Heard:
    """Where we are in the notifications: all up to `seen` (ms, LinkedIn's clock) has been heard.

    While pages of one look are read, `until` is its end, `start` the offset of the next page and `top` the newest met.
    `done` are the keys of those heard that the next look, which overlaps, will meet again. `read`: what was said before
    it, under posts that the first round read, is known from there; 0 once the first look is over.
    """

    seen: int = 0
    until: int = 0
    start: int = 0
    top: int = 0
    done: tuple[str, ...] = ()
    read: int = 0

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read what was stored."""
        done = fields.get("done")
        heard = tuple(one for one in done if isinstance(one, str)) if isinstance(done, list) else ()
        times = {name: number(fields, name) or 0 for name in ("seen", "until", "start", "top", "read")}
        return cls(done=heard, **times)

    def begun(self, since: Micros, now: Micros) -> Self:
        """Return the look that goes on, or a new one; the first begins at `since`, or where none are kept any more."""
        if self.until:
            return self
        seen = self.seen or max(since // _MS, now // _MS - KEPT) + OVERLAP
        return replace(self, seen=seen, until=now // _MS, start=0, top=seen)

    @property
    def since(self) -> int:
        """Where the look begins."""
        return self.seen - OVERLAP

    def fresh(self, rows: Iterable[Fields]) -> list[Fields]:
        """Return the notifications that were not heard before, oldest first, each once."""
        new = {_key(row): row for row in rows if _key(row) not in self.done}
        return sorted(new.values(), key=_at)

    def stepped(self, rows: Iterable[Fields], *, more: bool) -> Self:
        """Return the look behind a page; at its end the next begins from the newest that was met."""
        rows = list(rows)
        top = max([self.top, *map(_at, rows)])
        met = [*map(_key, rows)]
        near = (one for one in (*self.done, *met) if _time_in(one) >= top - OVERLAP)
        if more:  # the next page takes some rows of this one again
            done = tuple(dict.fromkeys([*near, *met]))
            return replace(self, top=top, done=done, start=self.start + NOTICES - LAP)
        return replace(self, seen=top, until=0, start=0, top=0, read=0, done=tuple(dict.fromkeys(near)))


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where we are in the inbox. `looked`: when the last round began; `whole`: the first has ended (times in ms).

    `deaf`: until then the notifications are not asked for.
    """

    round: Round = field(default_factory=Round)
    heard: Heard = field(default_factory=Heard)
    looked: int = 0
    deaf: int = 0
    whole: bool = False

    @classmethod
    def parse(cls, stored: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew, which only reads rows again."""
        fields = from_cursor(stored)
        return cls(
            Round.parse(text(fields, "round") or None),
            Heard.of(child(fields, "heard")),
            number(fields, "looked") or 0,
            number(fields, "deaf") or 0,
            fields.get("whole") is True,
        )

    def text(self) -> str:
        """Return the cursor as it is stored."""
        told = asdict(self.heard)
        kept = {"round": self.round.text(), "heard": told, "looked": self.looked, "deaf": self.deaf}
        return json.dumps(kept | {"whole": self.whole}, separators=(",", ":"))

    def is_deaf(self, now: Micros) -> bool:
        """Tell whether the notifications are closed to us."""
        return self.deaf > now // _MS

    def due(self, now: Micros) -> bool:
        """Tell whether a round is to begin."""
        return self.is_deaf(now) or now // _MS - self.looked >= ROUND_EVERY

    def looking(self, counts: Iterable[tuple[str, int]], now: Micros) -> Self:
        """Return the cursor with a round begun; with nothing to read it has ended."""
        begun, at = self.round.begun(counts), now // _MS
        heard = self.heard if self.looked else replace(self.heard, read=at - WRONG)
        return replace(self, round=begun, heard=heard, looked=at, whole=self.whole or not begun.todo)

    def unread(self, rows: Iterable[Fields]) -> list[Fields]:
        """Return the notifications that tell something new, or of a deletion: the first round has read a lot already.

        Without this an app with a small quota spends it for days on comments that it has.
        """
        return [row for row in rows if not self._knows(row)]

    def _knows(self, row: Fields) -> bool:
        told_of_before = _at(row) < self.heard.read and text(row, "action") != DELETED
        return told_of_before and _post_of(row) in self.round.marks

    def read(self, *, more: bool) -> Self:
        """Return the cursor behind a page of the post that is being read."""
        start = int(self.round.after or 0) + COMMENTS - LAP
        after = self.round.stepped(str(start) if more else None, known=False)
        return replace(self, round=after, whole=self.whole or not after.todo)

    def passed_over(self) -> Self:
        """Return the cursor without the post that was to be read, which the next round reads again."""
        after = replace(self.round, todo=self.round.todo[1:], after=None)
        return replace(self, round=after, whole=self.whole or not after.todo)

    def deafened(self, error: NotPermitted, now: Micros) -> Self:
        """Return the cursor of a login that may not hear. Raises the error when it is not about that right alone."""
        if error.reason.code in ("linkedin.version", "linkedin.role_lost"):
            raise error
        return replace(self, deaf=now // _MS + DEAF_FOR, heard=replace(self.heard, until=0, start=0, top=0))


@dataclass(frozen=True, slots=True)
class Told:
    """What notifications tell: comments that came or changed, with their posts where these are named; those deleted."""

    changed: Mapping[Name, str]
    deleted: tuple[Name, ...]
    skipped: int


def told(rows: Iterable[Fields]) -> Told:
    """Read notifications, oldest first; the last word on a comment counts."""
    last: dict[Name, Fields] = {}
    skipped = 0
    for row in rows:
        name = _named(row)
        if name is None:
            skipped += 1
        else:
            last[name] = row
    gone = tuple(name for name, row in last.items() if text(row, "action") == DELETED)
    return Told({name: _post_of(row) for name, row in last.items() if name not in gone}, gone, skipped)


def _named(row: Fields) -> Name | None:
    """Return the comment that a notification is about; it is named in a short form, or in what decorates it."""
    about = child(child(row, "decoratedGeneratedActivity"), "comment")
    return parsed(text(row, "generatedActivity")) or parsed(text(about, "entity"))


def _post_of(row: Fields) -> str:
    """Return the post, empty when only its activity is named."""
    told_of = (text(child(row, "decoratedSourcePost"), "entity"), text(row, "sourcePost"))
    return next(filter(is_post, told_of), "")


def _at(row: Fields) -> int:
    return number(row, "lastModifiedAt") or 0


def _key(row: Fields) -> str:
    """Return what tells a notification from others; one that changes comes anew."""
    return f"{identifier(row, 'notificationId')}@{_at(row)}"


def _time_in(key: str) -> int:
    return int(key.rpartition("@")[2])
