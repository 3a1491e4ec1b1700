"""Our own answers as rows of the thread: the pusher and the puller write the same one, whichever comes first."""

from typing import Any

from sqlalchemy import insert, select, update

from backend.model.change import Topic
from backend.model.comment import CommentState, Inflow
from backend.model.outbox import Receipt
from backend.store.engine import Writer
from backend.store.write.gate import warning_in
from backend.store.write.rows import account, author, comment, comment_revision


def own_answer_in(w: Writer, row: Any, receipt: Receipt) -> None:
    """Put the answer of an outbox row into its thread, or claim the row that the puller brought already.

    The account's row must be locked. The text has no digest until the platform's own body has been seen.
    """
    known = select(comment.c.id).where(comment.c.account_id == row.account_id, comment.c.remote_id == receipt.remote_id)
    found = w.conn.execute(known).scalar_one_or_none()
    if found is not None:
        w.conn.execute(update(comment).where(comment.c.id == found).values(outbox_id=row.id))
    else:
        found = _insert(w, row, receipt)
    w.tell(Topic.COMMENT, found)


def _insert(w: Writer, row: Any, receipt: Receipt) -> int:
    target = w.conn.execute(select(comment).where(comment.c.id == row.comment_id)).one()
    values = {
        "account_id": row.account_id,
        "post_id": target.post_id,
        "parent_id": target.id,
        "author_id": own_author_in(w, row.account_id),
        "remote_id": receipt.remote_id,
        "remote_uri": receipt.remote_uri,
        "parent_remote_id": target.remote_id,
        "root_remote_id": target.root_remote_id,
        "cid": receipt.cid,
        "url": receipt.url,
        "kind": Inflow.OWN.value,
        "own": True,
        "state": CommentState.ASIDE.value,
        "visibility": row.visibility,
        "sort_at": w.now,
        "written_at": row.wire_at if row.wire_at is not None else w.now,
        "seen_at": w.now,
        "probed_at": w.now,
        "outbox_id": row.id,
        "language": target.language,
        "spoiler": warning_in(w, target),
    }
    key = int(w.conn.execute(insert(comment).returning(comment.c.id), values).scalar_one())
    words = {"comment_id": key, "number": 1, "text": row.text, "raw": "", "digest": "", "seen_at": w.now}
    w.conn.execute(insert(comment_revision), words)
    return key


def own_author_in(w: Writer, account_id: int) -> int:
    """Return the author row of the account itself, made when it is missing."""
    us = w.conn.execute(select(account).where(account.c.id == account_id)).one()
    known = select(author.c.id).where(author.c.account_id == account_id, author.c.remote_id == us.remote_id)
    found = w.conn.execute(known).scalar_one_or_none()
    if found is not None:
        return int(found)
    values = {
        "account_id": account_id,
        "remote_id": us.remote_id,
        "handle": us.handle,
        "name": us.name,
        "first_seen_at": w.now,
    }
    return int(w.conn.execute(insert(author).values(values).returning(author.c.id)).scalar_one())
