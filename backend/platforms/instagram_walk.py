"""Reading Instagram: its lists know no time and tell of no change, so what moved is read whole.

New comments come on top, but an answer hangs inside the comment it answers, however old that is: there is no page on
which one could stop because all of it is known. Source: Instagram Platform, reference/ig-media/comments.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from backend.model.clock import Micros
from backend.model.inflow import InComment, InPost, Page
from backend.platforms.base import Gone, NotPermitted
from backend.platforms.fields import Fields, Odd, identifier, maybe_identifier
from backend.platforms.graph import Batch
from backend.platforms.instagram_api import Api
from backend.platforms.instagram_rows import comment_count, in_comment, in_post, place_of, written_at
from backend.platforms.newest_first import Walk
from backend.platforms.rounds import Round

_log = logging.getLogger(__name__)


def inbox(api: Api, cursor: str | None, since: Micros) -> Page:
    """Read the next piece of a round: the newest media with their numbers of comments, or a page of one that moved."""
    round_ = Round.parse(cursor)
    post = round_.post()
    return _look(api, round_) if post is None else _read(api, round_, post, since)


def _look(api: Api, round_: Round) -> Page:
    listed = api.media(None).rows
    rows = [row for row in listed if maybe_identifier(row, "id")]
    begun = round_.begun((identifier(row, "id"), comment_count(row)) for row in rows)
    moved = {post for post, _ in begun.todo}
    posts = tuple(in_post(row) for row in rows if maybe_identifier(row, "id") in moved)
    return Page(posts, cursor=begun.text(), more=bool(begun.todo), skipped=len(listed) - len(rows))


def _read(api: Api, round_: Round, post: str, since: Micros) -> Page:
    """Read a page of a media that moved. Raises NotPermitted when Instagram counts comments and shows us none.

    The first time what is older than `since` is left out. A later answer to something older than that, further down,
    is for the reading of whole threads: this one is named for it.
    """
    try:
        batch = api.comments(post, round_.after)
    except Gone:
        after = round_.stepped(None, known=False)
        return Page(gone=tuple(api.gone([post])), cursor=after.text(), more=after.post() is not None)
    if round_.after is None and not batch.rows and batch.after is None and api.is_withheld():
        raise NotPermitted("instagram.withheld")
    found = _found(api, batch)
    fresh = tuple(one for one in found.comments if one.written_at >= since)
    first, old = post not in round_.marks, bool(found.comments) and not fresh
    after = round_.stepped(batch.after, known=old)
    return Page(
        comments=fresh if first else found.comments,
        cursor=after.text(),
        more=after.post() is not None,
        threads=(post,) if old and not first and batch.after else (),
        skipped=found.skipped,
    )


def thread(api: Api, remote_id: str, cursor: str | None) -> Page:
    """Read a page of a media's comments with their answers; the first brings the media. Raises Gone."""
    named, _, after = (cursor or "").partition("/")
    media = api.one_media(named or remote_id)
    if media is None:
        root = place_of(api.comment(remote_id)).root
        media = api.one_media(root) or {}
    root = identifier(media, "id")
    batch = api.comments(root, after or None)
    found = _found(api, batch)
    onward = f"{root}/{batch.after}" if batch.after else None
    return Page((in_post(media),), found.comments, cursor=onward, more=onward is not None, skipped=found.skipped)


@dataclass(frozen=True, slots=True)
class _Found:
    comments: tuple[InComment, ...]
    skipped: int


def _found(api: Api, batch: Batch) -> _Found:
    comments: list[InComment] = []
    skipped = 0
    for row in batch.rows:
        for one in _with_answers(api, row):
            if one is None:
                skipped += 1
            else:
                comments.append(one)
    if skipped:
        _log.warning("%d comments could not be read", skipped)
    return _Found(tuple(comments), skipped)


def _with_answers(api: Api, row: Fields) -> Iterator[InComment | None]:
    """Give a comment and the answers to it, None for each that cannot be read."""
    us = api.us()
    try:
        place = place_of(row)
        yield in_comment(row, us, place)
    except Odd:
        yield None
        return
    inside = replace(place, parent=identifier(row, "id"))
    for answer in api.answers_in(row):
        try:
            yield in_comment(answer, us, inside)
        except Odd:
            yield None


def posts(api: Api, cursor: str | None, since: Micros) -> Page:
    """Read a page of our media, newest first; only the first walk is bounded by `since`."""
    walk = Walk.parse(cursor)
    batch = api.media(walk.after)
    after = walk.stepped([written_at(row) for row in batch.rows], batch.after, since)
    rows: list[InPost] = []
    for row in batch.rows:
        if maybe_identifier(row, "id") and walk.wants(written_at(row), since):
            rows.append(in_post(row))
    skipped = sum(maybe_identifier(row, "id") is None for row in batch.rows)
    return Page(tuple(rows), cursor=after.text(), more=after.after is not None, skipped=skipped)
