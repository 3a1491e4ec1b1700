"""Reading our own posts, newest first: to the bound at first, then down to the newest that was there before."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Self

from backend.model.clock import EPOCH, Micros
from backend.model.inflow import InPost, Page
from backend.platforms.fields import Odd, from_cursor, maybe_identifier, moment, number, text
from backend.platforms.graph import PAGE
from backend.platforms.threads_api import Api
from backend.platforms.threads_rows import REPOST, in_post


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where we are: `seen` is the newest post of the last walk, `head` of this one, `after` Threads' own cursor."""

    seen: Micros = EPOCH
    head: Micros = EPOCH
    after: str | None = None

    @classmethod
    def parse(cls, cursor: str | None) -> Self:
        """Read a stored cursor; one that cannot be read starts anew, which only reads rows again."""
        fields = from_cursor(cursor)
        seen, head = (Micros(number(fields, name) or 0) for name in ("seen", "head"))
        return cls(seen, head, maybe_identifier(fields, "after"))

    def text(self) -> str:
        """Return the cursor as it is stored."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, separators=(",", ":"))


def posts_page(api: Api, cursor: str | None, since: Micros) -> Page:
    """Read a page of our posts. Each walk begins at the newest, and asks once what the day still has room for."""
    walk = _Walk.parse(cursor)
    if walk.after is None:
        api.learn_quota()
    batch = api.posts(PAGE, walk.after)
    times = [moment(row, "timestamp") or EPOCH for row in batch.rows]
    head = max((walk.head, *times))
    bound = walk.seen or since
    over = batch.after is None or any(at < bound for at in times)
    posts: list[InPost] = []
    skipped = 0
    for row, at in zip(batch.rows, times, strict=True):
        if text(row, "media_type") == REPOST or (not walk.seen and at < since):
            continue
        try:
            posts.append(in_post(row, own=True))
        except Odd:
            skipped += 1
    after = _Walk(seen=head) if over else replace(walk, head=head, after=batch.after)
    return Page(tuple(posts), cursor=after.text(), more=not over, skipped=skipped)
