"""What a member says they did in the browser, because no program can: an answer was posted. Never taken for proof."""

from typing import Any

from sqlalchemy import update

from backend.model.actor import Actor
from backend.model.comment import QUEUED, CommentState
from backend.model.desk import Outcome, Result
from backend.model.outbox import OutboxState, Receipt
from backend.model.place import Captured
from backend.store.engine import Store, Writer
from backend.store.write.answers import own_answer_in
from backend.store.write.case_times import follow_answer_in
from backend.store.write.claims import release_in
from backend.store.write.moves import log_in, move_in
from backend.store.write.rows import comment
from backend.store.write.settling import count_use_in
from backend.store.write.standing import refused
from backend.store.write.targets import answered_in
from backend.store.write.withdraw import told_of
from backend.text.placelink import place_link


def report_posted(store: Store, actor: Actor, outbox_id: int, link: str = "") -> Result:
    """Note that a copied answer stands on the platform, by the actor's word; `link` leads to it where they give one.

    Our answer is put into the thread, marked as reported, and the comment is done. GONE when the answer was dropped or
    reported already (`who` is its writer), REFUSED without a role on the account or for an unfit link.
    """
    found = place_link(link) if link.strip() else None
    if link.strip() and found is None:
        return refused("capture.link")
    with store.write() as w:
        row, no = told_of(w, actor, outbox_id, OutboxState.COPIED, with_account=True)
        if no is not None:
            return no
        _report(w, actor, row, found.url if found else None)
        return Result(Outcome.DONE, outbox_id=outbox_id)


def _report(w: Writer, actor: Actor, row: Any, url: str | None) -> None:
    remote_id = f"reported:{row.id}"  # its address may be given again by whoever captures it: it names nothing here
    move_in(w, row, OutboxState.REPORTED, settled_at=w.now, remote_id=remote_id, remote_url=url)
    own_answer_in(w, row, Receipt(remote_id, url=url))
    follow_answer_in(w, row)
    told = update(comment).where(comment.c.outbox_id == row.id, comment.c.own)
    w.conn.execute(told.values(captured=Captured.PASTE.value, probed_at=None))
    open_ = update(comment).where(comment.c.id == row.comment_id, comment.c.state.in_(QUEUED))
    done = w.conn.execute(open_.values(state=CommentState.DONE.value, snoozed_until=None)).rowcount == 1
    said = {"before": row.comment_state, "after": CommentState.DONE.value} if done else {}
    log_in(w, row, "reported", actor, **said)
    release_in(w, actor, row.comment_id)
    count_use_in(w, row)
    answered_in(w, [(row.comment_id, w.now, actor.id)])
