"""A Facebook Page's lists as pages of ours: the look at the posts, the comments of one, our posts, whole threads.

Source: Graph API, reference/object/comments, reference/page/feed, results (paging), field expansion.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from backend.model.account import Reach
from backend.model.clock import EPOCH, Micros
from backend.model.inflow import Page
from backend.platforms.base import Gone, KnownRoots, NotPermitted, Refused, TryAgain
from backend.platforms.facebook_api import COMMENT, LOOK, POST, Api
from backend.platforms.facebook_rights import ADS, LISTS, PUBLISHED
from backend.platforms.facebook_rows import (
    comments_of,
    in_comment,
    in_post,
    in_visitor,
    is_own,
)
from backend.platforms.fields import Fields, Odd, child, children, from_cursor, maybe_identifier, moment, text
from backend.platforms.graph import PAGE, Batch
from backend.platforms.rounds import Round

Row = TypeVar("Row")


def inbox_page(api: Api, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
    """Go on with a round: look at the posts, or read a page of comments of one that moved."""
    at = Round.parse(cursor)
    post = at.post()
    if post is None:
        return _look(api, at, since, known)
    return _comments(api, at, post, since, known)


def _look(api: Api, at: Round, since: Micros, known: KnownRoots) -> Page:
    """Look at the newest posts of every list that we may read, and take in what visitors wrote since `since`."""
    try:
        rows = _newest(api)
    except (NotPermitted, Refused, Gone):
        api.forget_lists()
        raise
    except TryAgain:
        api.look_at_fewer()
        raise
    counted = {post: mark for post, row in rows.items() if (mark := comments_of(row)) is not None}
    begun = at.begun(counted.items())
    visitors = [post for post, row in rows.items() if not is_own(row, api) and _since(row, since)]
    there = known(visitors)
    fresh = [post for post in visitors if post not in there]
    wanted = {post for post, _ in begun.todo} | set(fresh)
    posts = tuple(in_post(row, api) for post, row in rows.items() if post in wanted)
    comments = tuple(in_visitor(rows[post], api) for post in fresh)
    skipped = len(rows) - len(counted)
    return Page(posts, comments, cursor=begun.text(), more=bool(begun.todo), skipped=skipped)


def _newest(api: Api) -> dict[str, Fields]:
    """Return the newest posts by their ids, newest first, with their numbers of comments."""
    asked = ",".join(_expanded(name, {"limit": str(api.look), **_more(name)}) for name in _readable(api))
    body = api.graph.get(f"/{api.me()}", fields=asked)
    rows = [row for name in LISTS for row in children(child(body, name), "data")]
    rows.sort(key=lambda row: moment(row, "created_time") or EPOCH, reverse=True)
    return {post: row for row in rows if (post := maybe_identifier(row, "id"))}


def _since(row: Fields, bound: Micros) -> bool:
    """Tell whether something was written since a time; what does not say when is taken for new."""
    return (moment(row, "created_time") or bound) >= bound


def _expanded(name: str, params: Mapping[str, str]) -> str:
    return name + "".join(f".{one}({value})" for one, value in params.items()) + f"{{{POST}}}"


def _more(name: str) -> dict[str, str]:
    """Return what else a list is asked for: of advertisements also those that were made in an ad's own form."""
    return {"include_inline_create": "true"} if name == ADS else {}


def _readable(api: Api) -> list[str]:
    return [name for name, reach in api.lists().items() if reach is Reach.READ]


def _comments(api: Api, at: Round, post: str, since: Micros, known: KnownRoots) -> Page:
    """Read a page of a post's comments, newest first: to what we know, or to `since` where it was never read."""
    try:
        batch = _listed(api, post, order="reverse_chronological", **_behind(at.after))
    except Gone as gone:
        raised = api.surely(gone)
        if raised is not gone:
            raise raised from None
        return _stepped(at.stepped(None, known=True), Page(gone=(post,)))
    except Refused:
        if at.after is None:
            raise
        return _stepped(_given_up(at, post), Page())
    rows, skipped = _read(batch.rows, lambda row: in_comment(row, post, api))
    if post in at.marks:
        there = known([row.remote_id for row in rows])
        kept, done = rows, all(row.remote_id in there for row in rows)
    else:
        kept = [row for row in rows if row.written_at >= since]
        done = len(kept) < len(rows)
    return _stepped(at.stepped(batch.after, known=done), Page(comments=tuple(kept), skipped=skipped))


def _stepped(at: Round, page: Page) -> Page:
    return replace(page, cursor=at.text(), more=bool(at.todo))


def _given_up(at: Round, post: str) -> Round:
    """Return the round without a post whose list cannot be gone on with: as never read, it is read anew in the next.

    Facebook's cursors do not live long.
    """
    marks = {one: mark for one, mark in at.marks.items() if one != post}
    return replace(at, marks=marks, todo=at.todo[1:], after=None)


def _behind(after: str | None) -> dict[str, str]:
    return {"after": after} if after else {}


def _listed(api: Api, post: str, **params: str) -> Batch:
    """List a page of a post's comments on both levels. Under a stranger's post there may be none for us."""
    try:
        return api.graph.list(f"/{post}/comments", filter="stream", limit=PAGE, fields=COMMENT, **params)
    except NotPermitted:
        if api.ours(post):
            raise
        return Batch([], None)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where we are in our posts: the first walk back goes through every list, after it (`left` is empty) we look."""

    left: tuple[str, ...] = ()
    after: str | None = None

    @classmethod
    def parse(cls, cursor: str) -> "_Walk":
        fields = from_cursor(cursor)
        left = fields.get("left")
        return cls(
            tuple(one for one in left if one in LISTS) if isinstance(left, list) else (),
            text(fields, "after") or None,
        )

    def text(self) -> str:
        return json.dumps({"left": self.left, "after": self.after}, separators=(",", ":"))

    def stepped(self, after: str | None) -> "_Walk":
        return replace(self, after=after) if after else _Walk(self.left[1:])


def posts_page(api: Api, cursor: str | None, since: Micros) -> Page:
    """Read a page of what we published, and on the first walk of what visitors wrote, back to `since`."""
    walk = _Walk.parse(cursor) if cursor else _Walk(tuple(_readable(api)))
    name = walk.left[0] if walk.left else PUBLISHED
    try:
        batch = api.graph.list(f"/{api.me()}/{name}", limit=LOOK, fields=POST, **_more(name), **_behind(walk.after))
    except Refused:
        if walk.after is None:
            raise
        return Page(cursor=_Walk(walk.left).text())  # its cursor has died: from the top, the next time
    rows = [row for row in batch.rows if _since(row, since)]
    posts, skipped = _read(rows, lambda row: in_post(row, api))
    visitors, _ = _read((row for row in rows if not is_own(row, api)), lambda row: in_visitor(row, api))
    onward = walk.stepped(batch.after if len(rows) == len(batch.rows) else None)
    return Page(
        tuple(posts), tuple(visitors), cursor=onward.text(), more=bool(walk.left and onward.left), skipped=skipped
    )


def thread_page(api: Api, remote_id: str, cursor: str | None) -> Page:
    """Read a thread, oldest first: its root with the first page of comments, then the others. Raises Gone."""
    root, _, after = (cursor or "").partition(" ")
    try:
        root = root or _root(api, remote_id)
        post = None if after else api.graph.get(f"/{root}", fields=POST)
        batch = _listed(api, root, order="chronological", **_behind(after))
    except Gone as gone:
        raise api.surely(gone) from None
    comments, skipped = _read(batch.rows, lambda row: in_comment(row, root, api))
    roots, odd = _read([post] if post else [], lambda row: in_post(row, api))
    visitors = [in_visitor(post, api) for one in roots if post and not one.own]
    onward = f"{root} {batch.after}" if batch.after else None
    return Page(tuple(roots), (*visitors, *comments), cursor=onward, more=onward is not None, skipped=skipped + odd)


def _root(api: Api, remote_id: str) -> str:
    """Return the post above a comment; a post is its own. Only a comment has an object that it is about."""
    if api.ours(remote_id):
        return remote_id
    try:
        about = maybe_identifier(child(api.graph.get(f"/{remote_id}", fields="id,object{id}"), "object"), "id") or ""
    except Refused:
        return remote_id
    return about if "_" in about else f"{api.me()}_{remote_id.partition('_')[0]}"


def _read(rows: Iterable[Fields], read: Callable[[Fields], Row]) -> tuple[list[Row], int]:
    """Return what was made of the rows, and how many could not be read."""
    found: list[Row] = []
    skipped = 0
    for row in rows:
        try:
            found.append(read(row))
        except Odd:
            skipped += 1
    return found, skipped
