"""What time and new charters do to answer targets: the worker's chore, in steps that each commit whole."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update

from backend.model.change import Topic
from backend.model.comment import QUEUED, CommentState
from backend.model.event import Happened
from backend.policy.priority import LATE, NORMAL
from backend.store.engine import Store, Writer
from backend.store.write.inflow import keep_cursor_in
from backend.store.write.rows import CHUNK, comment, lock_account, rows
from backend.store.write.targets import log_targets, retarget_in

STREAM = "charter"
"""An account's cursor: the charter version its open comments are held to, `KEY`, or `KEY:COMMENT` on the way there."""

_OVERDUE = """
SELECT id FROM comment WHERE state = 'open' AND due_at < ? AND urgency < ? ORDER BY due_at, id LIMIT ?
"""

_CALM = "SELECT id FROM comment WHERE state = 'done' AND urgency = ? ORDER BY id LIMIT ?"

_SAID = """
SELECT e.comment_id FROM event AS e JOIN comment AS c ON c.id = e.comment_id
WHERE e.what = ? AND e.since = c.due_at AND e.comment_id IN (?)
"""

_OTHER_CHARTER = """
SELECT a.id, v.id, k.value FROM account AS a
JOIN charter_version AS v ON v.id = COALESCE(
    (SELECT o.id FROM charter_version AS o WHERE o.account_id = a.id ORDER BY o.number DESC LIMIT 1),
    (SELECT h.id FROM charter_version AS h WHERE h.account_id IS NULL ORDER BY h.number DESC LIMIT 1))
LEFT JOIN cursor AS k ON k.account_id = a.id AND k.stream = ?
WHERE a.removed_at IS NULL AND (k.value IS NULL OR k.value <> CAST(v.id AS TEXT))
ORDER BY a.id LIMIT 1
"""


def keep_targets(store: Store) -> None:
    """Hold open comments to the charters that hold now, and say which have become late. A worker's chore."""
    while follow_charters(store):
        pass
    while note_late(store) == CHUNK:
        pass
    while calm_done(store) == CHUNK:
        pass


def note_late(store: Store) -> int:
    """Put open comments whose deadline has passed in front, at most CHUNK, and return how many.

    Each has its event, once a deadline. Where nothing is late nothing is locked.
    """
    if not store.reader.rows(_OVERDUE, (store.clock.now(), LATE, 1)):
        return 0
    with store.write() as w:
        keys = [row.id for row in rows(w, _OVERDUE, (w.now, LATE, CHUNK))]
        late = _locked(w, keys, CommentState.OPEN, comment.c.due_at < w.now, comment.c.urgency < LATE)
        if late:
            _raise(w, late)
        return len(late)


def _locked(w: Writer, keys: Sequence[int], state: CommentState, *still: ColumnElement[bool]) -> Sequence[Any]:
    """Lock comments, and return those of which all this is true by now: their deadline may have moved meanwhile."""
    there = select(comment).where(comment.c.id.in_(keys), comment.c.state == state.value, *still)
    return w.conn.execute(there.order_by(comment.c.id).with_for_update(key_share=True)).all()


def _raise(w: Writer, late: Sequence[Any]) -> None:
    ids = [row.id for row in late]
    w.conn.execute(update(comment).where(comment.c.id.in_(ids)).values(urgency=LATE))
    sql = _SAID.replace("(?)", f"({', '.join('?' * len(ids))})")
    said = {row.comment_id for row in rows(w, sql, (Happened.LATE.value, *ids))}
    log_targets(w, Happened.LATE, [row._mapping for row in late if row.id not in said])
    for key in ids:
        w.tell(Topic.COMMENT, key)


def calm_done(store: Store) -> int:
    """Give decided comments that were late their ordinary place back, at most CHUNK, and return how many.

    What is done stands in the order of time. One that is opened again is late again.
    """
    if not store.reader.rows(_CALM, (LATE, 1)):
        return 0
    with store.write() as w:
        keys = [row.id for row in rows(w, _CALM, (LATE, CHUNK))]
        done = _locked(w, keys, CommentState.DONE, comment.c.urgency == LATE)
        w.conn.execute(update(comment).where(comment.c.id.in_([row.id for row in done])).values(urgency=NORMAL))
        for row in done:
            w.tell(Topic.COMMENT, row.id)
        return len(done)


def follow_charters(store: Store) -> bool:
    """Hold one step (at most CHUNK) of an account's open comments to a charter that was saved; False when none is left.

    How far it has come is kept, so that a worker may die anywhere; what comes meanwhile is held to the new one already.
    """
    if store.reader.one(_OTHER_CHARTER, (STREAM,)) is None:
        return False
    with store.write() as w:
        found = rows(w, _OTHER_CHARTER, (STREAM,))
        if not found:
            return False
        account_id, version, value = found[0]
        lock_account(w, account_id)  # what is being filed by the charter of before is there when the lock is ours
        begun, _, last = (value or "").partition(":")
        done = int(last) if last and begun == str(version) else 0
        work = select(comment.c.id).where(comment.c.account_id == account_id, comment.c.id > done)
        step = work.where(comment.c.state.in_(QUEUED)).order_by(comment.c.id).limit(CHUNK)
        ids = w.conn.execute(step.with_for_update(key_share=True)).scalars().all()
        retarget_in(w, ids)
        keep_cursor_in(w, account_id, STREAM, f"{version}:{ids[-1]}" if len(ids) == CHUNK else str(version))
        return True
