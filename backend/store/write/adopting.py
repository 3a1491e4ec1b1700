"""What was captured by hand meets its API: an account that waited for its login reads the same comments now.

A captured comment is known by its link, or by its author and words. It keeps its key, and with it notes, claims, state
and answers; from now on the platform's own id names it, and its words are the platform's. Without this a team would
answer twice. Where nothing was captured, a page costs one look into an empty index.
"""

from typing import Any

from sqlalchemy import literal_column, select, update

from backend.model.inflow import InComment
from backend.store.write.arriving import kind_of
from backend.store.write.filing import RAW, Filing
from backend.store.write.rows import author, comment, comment_revision
from backend.text.digest import digest
from backend.text.marks import marks
from backend.text.normal import same
from backend.text.placelink import place_link


def adopt(filing: Filing) -> None:
    """Give captured comments that a page brings the ids of the platform; `filing.known` holds them from now on."""
    there = list(filing.w.conn.execute(captured(filing.account_id)))
    if not there:
        return
    unknown = [one for key, one in filing.comments.items() if key not in filing.known]
    for one in sorted(unknown, key=lambda one: one.own):  # an answer of ours is known by what it answers
        found = next((row for row in there if _is(filing, row, one)), None)
        if found is not None:
            there.remove(found)
            _adopt(filing, found, one)
            filing.learn(one.remote_id)


def captured(account_id: int) -> Any:
    """Return the question for what was captured on an account. The word is written out: else no index fits it."""
    return (
        select(
            comment.c.id,
            comment.c.own,
            comment.c.parent_id,
            comment.c.remote_id,
            comment.c.revision,
            author.c.name,
            comment_revision.c.text,
        )
        .join(author, author.c.id == comment.c.author_id)
        .join(comment_revision, comment_revision.c.comment_id == comment.c.id)
        .where(comment.c.account_id == account_id, comment.c.captured != literal_column("''"))
        .where(comment_revision.c.number == comment.c.revision)
        .order_by(comment.c.id)
    )


def _is(filing: Filing, row: Any, one: InComment) -> bool:
    """Tell whether a captured row is this comment."""
    if bool(row.own) != one.own:
        return False
    if one.own:
        parent = filing.known.get(one.parent_remote_id or "")
        return parent is not None and row.parent_id == parent.id and same(row.text, one.text)
    mine, theirs = _named(row.remote_id), _named(one.url or "")
    if mine and theirs:
        return mine == theirs
    return bool(row.name.casefold() == one.author.name.casefold()) and same(row.text, one.text)


def _named(url: str) -> str:
    """Return what a link says names its comment; empty for a link that names none, or no link."""
    found = place_link(url) if url.startswith("http") else None
    return found.names if found is not None else ""


def _adopt(filing: Filing, row: Any, one: InComment) -> None:
    parent = filing.known.get(one.parent_remote_id or "")
    values = {
        "remote_id": one.remote_id,
        "root_remote_id": one.root_remote_id,
        "post_id": filing.post_ids[one.root_remote_id],
        "parent_remote_id": one.parent_remote_id,
        "parent_id": parent.id if parent is not None else None,
        "author_id": filing.author_ids[one.author.remote_id],
        "kind": kind_of(one).value,
        "written_at": one.written_at,
        "probed_at": filing.w.now,
        "captured": "",
    }
    w = filing.w
    w.conn.execute(update(comment).where(comment.c.id == row.id).values(values))
    if same(row.text, one.text):  # the same words are no edit, however a platform writes them
        newest = (comment_revision.c.comment_id == row.id) & (comment_revision.c.number == row.revision)
        there = "" if one.own else marks(one.text, one.media, one.language)
        theirs = {"text": one.text, "raw": one.raw[:RAW], "digest": digest(one.raw), "spots": there}
        w.conn.execute(update(comment_revision).where(newest).values(theirs))
