"""Thread roots and authors of a page: made, filled in or renamed before the comments that name them."""

from typing import Any

from sqlalchemy import bindparam, update

from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.comment import RemoteState
from backend.model.inflow import HAND, InAuthor, InComment, InPost
from backend.policy.retention import stale
from backend.store.codec import dump_media
from backend.store.write.filing import RAW, Filing, storable
from backend.store.write.rows import author, chunks, insert_many, listed, new_ids, post

_AUTHORS = "SELECT id, remote_id, handle, name, url, fetched_at FROM author WHERE account_id = ? AND remote_id IN (?)"

_POSTS = "SELECT * FROM post WHERE account_id = ? AND remote_id IN (?)"


def file_authors(filing: Filing) -> None:
    """Enter unknown authors, and rename those who are called something else now."""
    w = filing.w
    people = {one.author.remote_id: one.author for one in filing.comments.values()}
    known = {row.remote_id: row for row in listed(w, _AUTHORS, filing.account_id, sorted(people))}
    unknown = sorted(set(people) - set(known))
    strangers = _strangers(filing) if filing.limited and unknown else set()
    rows: list[dict[str, Any]] = [
        {"id": key, "account_id": filing.account_id, "remote_id": remote_id, "first_seen_at": w.now}
        | _person(people[remote_id])
        | {"fetched_at": w.now if remote_id in strangers else None}
        for key, remote_id in zip(new_ids(w, author, len(unknown)), unknown, strict=True)
    ]
    insert_many(w, author, rows)
    for remote_id, row in known.items():
        named = _person(people[remote_id])
        if (row.handle, row.name, row.url) != (named["handle"], named["name"], named["url"]):
            w.conn.execute(update(author).where(author.c.id == row.id).values(named | {"expired_at": None}))
            if filing.limited and row.fetched_at is None:
                _tell_of(filing, remote_id)
    if filing.limited:
        _note_fetched(filing, known)
    filing.author_ids = {row["remote_id"]: row["id"] for row in rows} | {key: row.id for key, row in known.items()}


def _strangers(filing: Filing) -> set[str]:
    """Return whose names may not be kept for good where the platform sets a limit: people's, never the account's."""
    whose = ((one.author.remote_id, one.own) for one in filing.comments.values())
    return {remote_id for remote_id, own in whose if not own or remote_id.startswith(HAND)}


def _tell_of(filing: Filing, remote_id: str) -> None:
    """Let desks draw a name again that had run out."""
    for one in filing.comments.values():
        if one.author.remote_id == remote_id and one.remote_id in filing.known:
            filing.w.tell(Topic.COMMENT, filing.known[one.remote_id].id)


def _note_fetched(filing: Filing, known: dict[str, Any]) -> None:
    """Let names that were read again be kept for as long again."""
    old = stale(filing.w.now)
    read = {remote_id: row.id for remote_id, row in known.items() if (at := row.fetched_at) is None or at <= old}
    keys = [read[remote_id] for remote_id in read.keys() & _strangers(filing)] if read else []
    for some in chunks(keys):
        filing.w.conn.execute(update(author).where(author.c.id.in_(some)).values(fetched_at=filing.w.now))


def _person(one: InAuthor) -> dict[str, Any]:
    """Return what is known of somebody, in the order of `_AUTHORS`."""
    return {"handle": one.handle, "name": one.name, "url": one.url}


def file_posts(filing: Filing) -> None:
    """Enter unknown roots (only their id, when no more is known), fill in and correct known ones.

    New ones, and those the page hints at, are to be read at once.
    """
    named = _named(filing)
    known = {row.remote_id: row for row in listed(filing.w, _POSTS, filing.account_id, sorted(named | filing.gone))}
    came = _own_roots(filing, known) | filing.posts
    unknown = sorted(named - set(known))
    rows = [
        {"id": key, "account_id": filing.account_id, "remote_id": remote_id, **_new(filing, remote_id, came)}
        for key, remote_id in zip(new_ids(filing.w, post, len(unknown)), unknown, strict=True)
    ]
    insert_many(filing.w, post, rows)
    for row in rows:
        filing.w.tell(Topic.POST, row["id"])
    for remote_id, row in known.items():
        if remote_id in came:
            _correct(filing, row, came[remote_id])
    _hurry(filing, known)
    filing.post_ids = {row["remote_id"]: row["id"] for row in rows} | {key: row.id for key, row in known.items()}


def _named(filing: Filing) -> set[str]:
    roots = {one.root_remote_id for one in filing.comments.values()}
    return {*filing.posts, *roots, *filing.threads}


def _own_roots(filing: Filing, known: dict[str, Any]) -> dict[str, InPost]:
    """Return what comments that are roots themselves tell of roots we know nothing else of."""
    return {
        remote_id: _as_root(one)
        for remote_id, one in filing.comments.items()
        if one.root_remote_id == one.remote_id and not (remote_id in known and known[remote_id].known)
    }


def _as_root(one: InComment) -> InPost:
    """A stranger's root has its text as a comment; the post keeps what answering in its thread needs."""
    return InPost(
        one.remote_id, one.remote_uri, one.own, one.written_at, url=one.url, visibility=one.visibility, cid=one.cid
    )


def _new(filing: Filing, remote_id: str, came: dict[str, InPost]) -> dict[str, Any]:
    now = filing.w.now
    paced = {"remote_state": RemoteState.VISIBLE.value, "seen_at": now, "next_read_at": now}
    if remote_id in came:
        return _values(came[remote_id]) | paced
    stub = InPost(remote_id, "", own=False, written_at=_first_written(filing, remote_id))
    return _values(stub) | paced | {"known": False}


def _first_written(filing: Filing, root: str) -> Micros:
    written = (one.written_at for one in filing.comments.values() if one.root_remote_id == root)
    return min(written, default=filing.w.now)


def _values(one: InPost) -> dict[str, Any]:
    return {
        "remote_uri": one.remote_uri,
        "own": one.own,
        "known": True,
        "text": one.text,
        "raw": one.raw[:RAW],
        "media": storable(dump_media(one.media)),
        "url": one.url,
        "cid": one.cid,
        "visibility": one.visibility.value,
        "written_at": one.written_at,
        "edited_at": one.edited_at,
        "ad": one.ad,
    }


def _correct(filing: Filing, row: Any, came: InPost) -> None:
    values = _values(came) | {"remote_state": RemoteState.VISIBLE.value, "ad": row.ad or came.ad}
    differ = {name: value for name, value in values.items() if getattr(row, name) != value}
    if differ:
        filing.w.conn.execute(update(post).where(post.c.id == row.id).values(differ))
        filing.w.tell(Topic.POST, row.id)


def _hurry(filing: Filing, known: dict[str, Any]) -> None:
    now = filing.w.now
    hinted = [known[remote_id] for remote_id in filing.threads if remote_id in known]
    late = [{"key": row.id} for row in hinted if row.next_read_at is None or row.next_read_at > now]
    if late:
        filing.w.conn.execute(update(post).where(post.c.id == bindparam("key")).values(next_read_at=now), late)
