"""A second member answers: the act is done with both names, or the comment is open again."""

import json
from typing import Any

from sqlalchemy import select, update

from backend.model.actor import Actor, ActorKind
from backend.model.change import Topic
from backend.model.comment import CommentState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.outbox import UNDO_WINDOW_S
from backend.model.reason import Reason
from backend.model.triage import CLOSES, At, Decision, Verb, Why
from backend.store.codec import dump
from backend.store.engine import Store, Writer
from backend.store.write.deciding import carry_out, put_in
from backend.store.write.obstacles import obstacle
from backend.store.write.rows import deed, deed_item, lock_comment, outbox, second_opinion
from backend.store.write.sight import look
from backend.store.write.standing import may_in, name_of, refused, taken
from backend.text.clean import clean


def answer_second(
    store: Store, actor: Actor, opinion_id: int, yes: bool, said: str = "", *, undo_s: float = UNDO_WINDOW_S
) -> Result:
    """Agree to an act that another member asked about, or not. `said` is a word to them.

    Yes: it is done as theirs, with the outbox key. No: the comment is open again. REFUSED for one's own question and
    without the right; TAKEN names who answered before; MOVED when the comment is no longer as it was asked about.
    """
    with store.write() as w:
        found, no = _asked(w, actor, opinion_id)
        if no is not None:
            return no
        row = lock_comment(w, found.comment_id)
        if row.state != CommentState.WAITING:
            _answered(w, actor, found, row, "", "")
            return Result(Outcome.MOVED, Reason("comment.decided"))
        put_in(w, [(row.id, {"state": CommentState.OPEN.value})])
        if not yes:
            _answered(w, actor, found, row, "no", clean(said).strip())
            _turned_down(w, found)
            return Result(Outcome.DONE)
        return _agreed(w, actor, found, row, clean(said).strip(), undo_s)


def _asked(w: Writer, actor: Actor, opinion_id: int) -> tuple[Any, Result | None]:
    """Lock the deed of the question and return the question, with why it must not be answered."""
    whose = select(second_opinion.c.deed_id).where(second_opinion.c.id == opinion_id)
    deed_id = w.conn.execute(whose).scalar_one_or_none()
    w.conn.execute(select(deed.c.id).where(deed.c.id == deed_id).with_for_update())
    found = w.conn.execute(select(second_opinion).where(second_opinion.c.id == opinion_id)).one_or_none()
    if found is None:
        return None, Result(Outcome.GONE, Reason("second.none"))
    account_id = lock_comment(w, found.comment_id).account_id
    if actor.kind is not ActorKind.MEMBER or not may_in(w, actor, account_id):
        return found, refused("member.no_role")
    if found.asked_by == actor.id:
        return found, refused("second.own")
    if found.answered_at is not None:
        who = name_of(w, found.answered_by)
        return found, taken(who, "second.answered") if who else Result(Outcome.GONE, Reason("second.none"))
    return found, None


def _answered(w: Writer, actor: Actor, found: Any, row: Any, verdict: str, said: str) -> None:
    answer = {"answered_by": actor.id, "answered_at": w.now, "verdict": verdict, "said": said}
    w.conn.execute(update(second_opinion).where(second_opinion.c.id == found.id).values(answer))
    w.log(
        Happened.SECOND_ANSWERED,
        actor,
        account_id=row.account_id,
        comment_id=row.id,
        revision=found.revision,
        before=found.verb,
        after=verdict,
        reason=Reason(f"second.{verdict or 'over'}", {"member": found.asked_by}),
        deed_id=found.deed_id,
    )
    w.tell(Topic.COMMENT, row.id)
    if found.deed_id is not None:
        w.tell(Topic.DEED, found.deed_id)


def _turned_down(w: Writer, found: Any) -> None:
    """Note in the asker's deed that the act was not done after all."""
    mine = (deed_item.c.deed_id == found.deed_id) & (deed_item.c.comment_id == found.comment_id)
    not_done = update(deed_item).where(mine, deed_item.c.outcome == Outcome.DONE.value)
    changed = w.conn.execute(not_done.values(outcome=Outcome.REFUSED.value, code="second.no")).rowcount
    counts = {"done": deed.c.done - changed, "failed": deed.c.failed + changed}
    w.conn.execute(update(deed).where(deed.c.id == found.deed_id).values(counts))


def _agreed(w: Writer, actor: Actor, found: Any, row: Any, said: str, undo_s: float) -> Result:
    """Do the act as the asker's, where nothing has come between; else the comment is open again."""
    asker = Actor(ActorKind.MEMBER, found.asked_by)
    decision = Decision(Verb(found.verb), Why(found.why), json.loads(found.params).get("until"))
    sight = look(w, asker, [row.id])
    sight.held = {}  # whoever looks at it to answer, or to write meanwhile, does not keep two members from acting
    no = obstacle(sight, At(row.id, found.revision), decision)
    if no is not None:
        _answered(w, actor, found, row, "", said)
        return no
    _answered(w, actor, found, row, "yes", said)
    key = carry_out(w, asker, found.deed_id, decision, [sight.rows[row.id]], undo_s)[row.id]
    w.conn.execute(update(outbox).where(outbox.c.id == key).values(approver_id=actor.id, approved_at=w.now))
    mine = (deed_item.c.deed_id == found.deed_id) & (deed_item.c.comment_id == row.id)
    done = _left_as(w, decision, row.id, mine)
    after = dump(done | {"revision": row.revision})
    w.conn.execute(update(deed_item).where(mine).values(outbox_id=key, after=after, code="second.yes"))
    return Result(Outcome.DONE, outbox_id=key)


def _left_as(w: Writer, decision: Decision, comment_id: int, mine: Any) -> dict[str, object]:
    """Return the triage of a comment once the act was agreed to: done, or as before for an act that closes nothing."""
    if decision.verb in CLOSES:
        return {"state": CommentState.DONE.value, "snoozed_until": None, "wake_on_reply": False}
    before: dict[str, object] = json.loads(w.conn.execute(select(deed_item.c.before).where(mine)).scalar_one())
    put_in(w, [(comment_id, before)])
    return before
