"""What became of an action: sent, failed, unknown, or pending again. Fenced by (id, attempt), all of it or nothing."""

from typing import Any

from sqlalchemy import update

from backend.model.account import Act
from backend.model.actor import SYSTEM, ActorKind
from backend.model.clock import Micros
from backend.model.outbox import Job, OutboxState, Receipt
from backend.model.reason import Reason
from backend.store.codec import dump_params
from backend.store.engine import Store, Writer
from backend.store.write.answers import own_answer_in
from backend.store.write.case_times import follow_answer_in, follow_edit_in
from backend.store.write.effects import effect_in
from backend.store.write.moves import end_in, locked, log_in, move_in
from backend.store.write.picks import note_pick_in
from backend.store.write.rows import outbox, template
from backend.store.write.standing import REPLIES
from backend.store.write.targets import answered_in

_HELD = (OutboxState.SENDING, OutboxState.UNKNOWN)


def settle_sent(store: Store, job: Job, receipt: Receipt) -> bool:
    """Note that it stands on the platform, and put our answer into the thread. False when it was no longer ours."""
    with store.write() as w:
        row = _held(w, job, with_account=True)
        if row is None:
            return False
        values = {"remote_id": receipt.remote_id, "remote_uri": receipt.remote_uri, "remote_url": receipt.url}
        move_in(w, row, OutboxState.SENT, lease_until=None, settled_at=w.now, code="", params="{}", **values)
        log_in(w, row, "sent", SYSTEM, before=row.state, after=OutboxState.SENT.value)
        if row.act in REPLIES and row.comment_id is not None and receipt.remote_id:
            own_answer_in(w, row, receipt)
        follow_in(w, row)
        return True


def follow_in(w: Writer, row: Any) -> None:
    """Write down what follows from an act that stands on the platform: by its answer, or by a person's word."""
    if row.act in REPLIES:
        follow_answer_in(w, row)
        _note_time(w, row)
    elif row.comment_id is not None:
        effect_in(w, row)
    if row.act == Act.EDIT_OWN:
        follow_edit_in(w, row)
    count_use_in(w, row)


def _note_time(w: Writer, row: Any) -> None:
    """Note how long the comment waited for this answer."""
    if row.comment_id is not None:
        by = row.actor_id if row.actor_kind == ActorKind.MEMBER else None
        at = Micros(row.wire_at) if row.wire_at is not None else w.now
        answered_in(w, [(row.comment_id, at, by)])


def count_use_in(w: Writer, row: Any) -> None:
    """Count one use of the canned reply that an answer which stands there was made from."""
    if row.template_id is not None:
        used = update(template).where(template.c.id == row.template_id)
        w.conn.execute(used.values(uses=template.c.uses + 1))
        note_pick_in(w, row.template_id, row.comment_id)


def settle_failed(store: Store, job: Job, reason: Reason) -> bool:
    """Note that it certainly does not stand there and why: the comment is back in the queue, the text a draft.

    False when it was no longer ours.
    """
    with store.write() as w:
        row = _held(w, job)
        return row is not None and end_in(w, row, OutboxState.FAILED, SYSTEM, reason)


def settle_unknown(
    store: Store, job: Job, reason: Reason, look_at: Micros | None = None, *, person: bool = False
) -> bool:
    """Note that nobody can tell: `look_at` (UTC µs, None for at once) is when to look, `person` that only one can tell.

    Called on a row that is unknown already it counts the look. False when it was no longer ours.
    """
    with store.write() as w:
        row = _held(w, job)
        if row is None:
            return False
        look = None if person else (w.now if look_at is None else look_at)
        looked = row.state == OutboxState.UNKNOWN
        said = {"code": reason.code, "params": dump_params(reason.params), "looks": row.looks + looked}
        if looked and look is not None:
            # a look that told nothing is no news: it must not wake every desk
            w.conn.execute(update(outbox).where(outbox.c.id == row.id).values(lease_until=look, **said))
            return True
        move_in(w, row, OutboxState.UNKNOWN, lease_until=look, **said)
        log_in(w, row, "unknown", SYSTEM, reason=reason, before=row.state, after=OutboxState.UNKNOWN.value)
        return True


def back_to_pending(store: Store, job: Job, not_before: Micros, reason: Reason) -> bool:
    """Let it wait until `not_before` (UTC µs): it certainly does not stand there, and the same bytes may be sent again.

    When `job` was never tried before (`first_attempt_at` is None in the job that `take` gave), the platform has not
    seen its key, and the time for which the key is trusted begins with the next attempt. False when it was not ours.
    """
    with store.write() as w:
        row = _held(w, job)
        if row is None:
            return False
        first = row.first_attempt_at if row.state == OutboxState.UNKNOWN else job.first_attempt_at
        said = {"code": reason.code, "params": dump_params(reason.params), "first_attempt_at": first}
        return move_in(w, row, OutboxState.PENDING, not_before=not_before, lease_until=None, looks=0, **said)


def _held(w: Writer, job: Job, *, with_account: bool = False) -> Any:
    row = locked(w, job.id, with_account=with_account)
    return row if row is not None and row.attempt == job.attempt and row.state in _HELD else None
