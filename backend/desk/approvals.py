"""Approving answers: what waits for my yes, saying it or not, and what of mine came back."""

from backend.desk.session import Desk, DeskError
from backend.desk.subject import about
from backend.model.actor import APPROVERS
from backend.model.approving import Rejected, Waiting
from backend.model.desk import Composing, Result
from backend.store.read import approvals as reading
from backend.text.outgoing import outgoing


def awaiting(desk: Desk) -> tuple[Waiting, ...]:
    """Return the answers that wait for my yes: on accounts where I approve, and not my own. Raises DeskError."""
    me = desk.must_read()
    return tuple(one for one in reading.awaiting(desk.reader, me.id) if me.may(one.account_id, *APPROVERS))


def rejected(desk: Desk) -> tuple[Rejected, ...]:
    """Return my answers that came back with a word and wait for me to mend them."""
    return tuple(reading.rejected(desk.reader, desk.must_read().id))


def approve(desk: Desk, outbox_id: int, text: str | None = None) -> Result:
    """Let an answer leave after the undo window, as it is or with other words. See `backend.store.write.approving`."""
    from backend.store.write.approving import approve as allow

    words = text
    waiting = next((one for one in awaiting(desk) if one.outbox_id == outbox_id), None)
    if text is not None and waiting is not None:
        words = outgoing(text, about(desk, waiting.comment_id).mention)
    return allow(desk.store, desk.actor, outbox_id, words)


def reject(desk: Desk, outbox_id: int, said: str) -> Result:
    """Send an answer back to its writer with a word: the text is their draft, and the comment is open again."""
    from backend.store.write.approving import reject as send_back

    return send_back(desk.store, desk.actor, outbox_id, said)


def reconsider(desk: Desk, outbox_id: int) -> Result:
    """Take my yes back while the answer has not left: it waits again."""
    from backend.store.write.approving import reconsider as take_back

    return take_back(desk.store, desk.actor, outbox_id)


def compose_change(desk: Desk, comment_id: int) -> Composing:
    """Return what the composer opens with to change an answer before approving it. Raises DeskError: none waits."""
    waiting = next((one for one in awaiting(desk) if one.comment_id == comment_id), None)
    if waiting is None:
        raise DeskError("approval.none")
    from backend.desk.reply import change_of

    return change_of(desk, waiting)
