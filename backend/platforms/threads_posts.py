"""Reading our own posts, newest first: to the bound at first, then down to the newest that was there before."""

from backend.model.clock import EPOCH, Micros
from backend.model.inflow import InPost, Page
from backend.platforms.fields import Odd, moment, text
from backend.platforms.graph import PAGE
from backend.platforms.newest_first import Walk
from backend.platforms.threads_api import Api
from backend.platforms.threads_rows import REPOST, in_post


def posts_page(api: Api, cursor: str | None, since: Micros) -> Page:
    """Read a page of our posts. Each walk begins at the newest, and asks once what the day still has room for."""
    walk = Walk.parse(cursor)
    if walk.after is None:
        api.learn_quota()
    batch = api.posts(PAGE, walk.after)
    times = [moment(row, "timestamp") or EPOCH for row in batch.rows]
    posts: list[InPost] = []
    skipped = 0
    for row, at in zip(batch.rows, times, strict=True):
        if text(row, "media_type") == REPOST or not walk.wants(at, since):
            continue
        try:
            posts.append(in_post(row, own=True))
        except Odd:
            skipped += 1
    after = walk.stepped(times, batch.after, since)
    return Page(tuple(posts), cursor=after.text(), more=after.after is not None, skipped=skipped)
