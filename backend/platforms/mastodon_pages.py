"""Mastodon's lists as pages of ours: what a row is, what cannot be read, and which posts and comments it makes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from backend.model.clock import Micros
from backend.model.comment import Inflow
from backend.model.inflow import InComment, InPost
from backend.platforms.base import TryAgain
from backend.platforms.fields import Fields, Odd, child, identifier, maybe_identifier, moment, record, text
from backend.platforms.mastodon_api import Api
from backend.platforms.mastodon_cursor import Cursor, Dated
from backend.platforms.mastodon_status import Place, author_id, in_comment, in_post

_INBOX = (("types[]", "mention"), ("types[]", "quote"), ("limit", 80), ("include_filtered", "true"))
_POSTS = (("exclude_replies", "true"), ("exclude_reblogs", "true"))
_WANTED = ("mention", "quote")
_HINTING = (Inflow.COMMENT, Inflow.REPLY, Inflow.MENTION)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list. `at` is when it entered the list; `status` is None when it is none of our business."""

    row_id: str
    at: Micros
    status: Fields | None
    indexed_at: Micros | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list as the server gave it. `skipped` rows could not be read."""

    rows: tuple[Row, ...]
    skipped: int
    server_time: Micros

    def dated(self) -> list[Dated]:
        """Return what moves a cursor."""
        return [(row.row_id, row.at) for row in self.rows]

    def since(self, bound: Micros) -> "Listing":
        """Return the listing without the rows older than a bound."""
        return replace(self, rows=tuple(row for row in self.rows if row.at >= bound))

    def statuses(self) -> dict[str, Row]:
        """Return the rows that are our business, by the id of their status."""
        return {identifier(row.status, "id"): row for row in self.rows if row.status is not None}


def inbox_page(api: Api, cursor: Cursor) -> Listing:
    """Read a page of notifications: who named, answered or quoted us, muted and filtered senders too."""
    rows, now = api.listing("/api/v1/notifications", [*_INBOX, *cursor.params()])
    return _listing(rows, now, lambda fields: _notification(fields, now))


def posts_page(api: Api, cursor: Cursor) -> Listing:
    """Read a page of what we published. Answers to ourselves come along, boosts and answers to others do not."""
    rows, now = api.own_statuses([*_POSTS, *cursor.params()])
    return _listing(rows, now, lambda fields: _own_status(fields, now))


def _notification(fields: Fields, now: Micros) -> Row:
    at = moment(fields, "created_at")
    status = child(fields, "status") if text(fields, "type") in _WANTED else None
    if status is not None:
        identifier(status, "id")
    return Row(identifier(fields, "id"), at or now, status, at, text(fields, "type") == "quote")


def _own_status(fields: Fields, now: Micros) -> Row:
    boost = isinstance(fields.get("reblog"), dict)
    return Row(identifier(fields, "id"), moment(fields, "created_at") or now, None if boost else fields)


def _listing(raw_rows: list[object], now: Micros, read: Callable[[Fields], Row]) -> Listing:
    """Read the rows one by one. Raises TryAgain when none has an id: a cursor must not jump over what we cannot see."""
    rows: list[Row] = []
    placed = 0
    for raw_row in raw_rows:
        try:
            rows.append(read(record(raw_row)))
        except Odd:
            row_id = maybe_identifier(record(raw_row), "id")
            rows += [Row(row_id, now, None)] if row_id else []
            placed += 1
    if raw_rows and not rows:
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return Listing(tuple(rows), placed, now)


@dataclass(frozen=True, slots=True)
class Placed:
    """Statuses as rows of ours."""

    posts: tuple[InPost, ...]
    comments: tuple[InComment, ...]
    skipped: int

    def hints(self, fresh: set[str]) -> tuple[str, ...]:
        """Return the roots of threads in which somebody newly wrote to us."""
        rows = (row for row in self.comments if row.remote_id in fresh and row.kind in _HINTING)
        return tuple(dict.fromkeys(row.root_remote_id for row in rows))


def placed(statuses: Iterable[tuple[Fields, Place]], me: str) -> Placed:
    """Return statuses as posts (the roots) and comments (all others, and a stranger's root as well)."""
    posts: list[InPost] = []
    comments: list[InComment] = []
    skipped = 0
    for status, place in statuses:
        try:
            at_root = identifier(status, "id") == place.root
            if not (at_root and author_id(status) == me):
                comments.append(in_comment(status, me, place))
            if at_root:
                posts.append(in_post(status, me))
        except Odd:
            skipped += 1
    return Placed(tuple(posts), tuple(comments), skipped)
