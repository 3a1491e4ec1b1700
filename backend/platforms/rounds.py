"""Reading new comments where a platform cannot be asked for what is new: look at the posts, then into those that moved.

A round begins with one look at the newest posts and how many comments each has. Those whose number differs from the
last round's are read newest first, down to what we know already. What this cannot see (an edit, a deletion, one gone
and one come) is found when the thread is read again, and by probing; a number that was read while the platform counted
late differs again in the next round.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from backend.platforms.fields import from_cursor, number, record
from backend.platforms.fields import text as text_of

KEPT = 300
"""Posts whose number is remembered: those that moved last. One that drops out is read once more when it moves."""


@dataclass(frozen=True, slots=True)
class Round:
    """Where we are: `marks` of the posts as they were read, `todo` what is still to be read in this round.

    `todo` holds pairs of a post and the mark it will have once it is read; `after` is the platform's own cursor inside
    the first of them, None at its beginning.
    """

    marks: Mapping[str, int] = field(default_factory=dict)
    todo: tuple[tuple[str, int], ...] = ()
    after: str | None = None

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew, which only reads rows again."""
        fields = from_cursor(text)
        marks = record(fields.get("marks"))
        waiting = fields.get("todo")
        return cls(
            {post: mark for post in marks if (mark := number(marks, post)) is not None},
            tuple(
                (pair[0], pair[1])
                for pair in (waiting if isinstance(waiting, list) else [])
                if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], int)
            ),
            text_of(fields, "after") or None,
        )

    def text(self) -> str:
        """Return the cursor as it is stored."""
        kept: dict[str, object] = {"marks": dict(self.marks), "todo": self.todo, "after": self.after}
        return json.dumps({name: value for name, value in kept.items() if value}, separators=(",", ":"))

    def begun(self, counts: Iterable[tuple[str, int]]) -> Self:
        """Return the round that begins with these posts and their numbers of comments, newest first.

        A post with none that we have never seen comments of is not read.
        """
        moved = tuple((post, mark) for post, mark in counts if self.marks.get(post, 0) != mark)
        return replace(self, todo=moved, after=None)

    def post(self) -> str | None:
        """Return the post to read next, None when the round is over."""
        return self.todo[0][0] if self.todo else None

    def stepped(self, after: str | None, *, known: bool) -> Self:
        """Return the round behind a page of the first post: it is done at its end, or where all is `known`."""
        if after is not None and not known:
            return replace(self, after=after)
        (post, mark), *rest = self.todo
        others = {one: kept for one, kept in self.marks.items() if one != post}
        marks = dict([(post, mark), *others.items()][:KEPT])
        return replace(self, marks=marks, todo=tuple(rest), after=None)
