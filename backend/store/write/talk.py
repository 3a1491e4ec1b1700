"""What colleagues tell each other about a comment: notes with mentions, referrals with a question and a deadline."""

import json
from typing import Any

from sqlalchemy import delete, insert, select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.comment import CommentState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Item, Verb
from backend.policy.mentions import mentioned
from backend.store.engine import Store, Writer
from backend.store.write.deciding import put_in
from backend.store.write.deeds import book_one_in, open_deed_in
from backend.store.write.obstacles import QUEUED
from backend.store.write.rows import member, mention, note, referral
from backend.store.write.rows import responsibility as areas
from backend.store.write.standing import changed, entered, moved, name_of, refused, taken
from backend.text.clean import clean


def add_note(store: Store, actor: Actor, comment_id: int, text: str, *, on_author: bool = False) -> Deed | Result:
    """Put an internal note on a comment, or on its author. Colleagues named with an `@` find it among what is for them.

    REFUSED when it is empty or the member has no right here.
    """
    words = clean(text).strip()
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        no = no or (None if words else refused("note.empty"))
        if no is not None:
            return no
        place = {"author_id": row.author_id} if on_author else {"comment_id": comment_id}
        values = {**place, "member_id": actor.id, "text": words, "made_at": w.now}
        note_id = int(w.conn.execute(insert(note).returning(note.c.id), values).scalar_one())
        _mention(w, note_id, words)
        w.tell(Topic.NOTE, comment_id)
        return _one_deed(w, actor, Decision(Verb.NOTE), row, {}, Happened.NOTED, {"note_id": note_id})


def _mention(w: Writer, note_id: int, words: str) -> None:
    names = {row.id: row.name for row in w.conn.execute(select(member.c.id, member.c.name).where(member.c.active))}
    named = mentioned(words, names)
    if named:
        w.conn.execute(insert(mention), [{"note_id": note_id, "member_id": key} for key in named])


def see_mentions(store: Store, actor: Actor, comment_id: int) -> None:
    """Note that a member has seen what was said to them about a comment. Nobody else is told."""
    with store.write() as w:
        about = select(note.c.id).where(note.c.comment_id == comment_id)
        mine = update(mention).where(mention.c.member_id == actor.id, mention.c.note_id.in_(about))
        w.conn.execute(mine.where(mention.c.seen_at.is_(None)).values(seen_at=w.now))


def refer(store: Store, actor: Actor, at: At, decision: Decision) -> Deed | Result:
    """Put a comment to a member, or to who answers for an area, with a question (`text`) and a deadline (`until`).

    The comment waits until it is answered. REFUSED without anybody to ask or a question; TAKEN when somebody is asked
    already or has the comment; MOVED when it changed since it was shown.
    """
    question = clean(decision.text).strip()
    with store.write() as w:
        row, no = entered(w, actor, at.comment_id)
        to_id = _asked(w, row, decision) if row is not None else None
        no = no or _no_referral(w, row, at, to_id, question)
        if no is not None:
            return no
        values = {
            "comment_id": row.id,
            "from_id": actor.id,
            "to_id": to_id,
            "responsibility_id": decision.area_id,
            "question": question,
            "due_at": decision.until,
            "asked_at": w.now,
        }
        w.conn.execute(insert(referral), values)
        put: dict[str, object] = {"state": CommentState.WAITING.value, "assigned_to": to_id}
        return _one_deed(w, actor, decision, row, put, Happened.REFERRED)


def _asked(w: Writer, row: Any, decision: Decision) -> int | None:
    """Return whose turn it is: the member, or who answers for the area, or whom to fall back on."""
    if decision.area_id is None:
        wanted = [decision.member_id]
    else:
        found = w.conn.execute(select(areas).where(areas.c.id == decision.area_id)).one_or_none()
        fits = found is not None and found.account_id in (None, row.account_id)
        wanted = [found.member_id, found.fallback_id] if found is not None and fits else []
    here = select(member.c.id).where(member.c.id.in_([key for key in wanted if key]), member.c.active)
    present = set(w.conn.execute(here).scalars())
    return next((key for key in wanted if key in present), None)


def _no_referral(w: Writer, row: Any, at: At, to_id: int | None, question: str) -> Result | None:
    if row.state == CommentState.ASIDE:
        return refused("comment.aside")
    if row.state not in QUEUED:
        return moved("comment.decided")
    if to_id is None or not question:
        return refused("referral.nobody" if to_id is None else "referral.no_question")
    asked = select(referral.c.to_id).where(referral.c.comment_id == row.id, referral.c.answered_at.is_(None))
    already = w.conn.execute(asked).scalar_one_or_none()
    if already is not None:
        return taken(name_of(w, already), "referral.open")
    return changed(row, at.revision or row.revision)


def answer_referral(store: Store, actor: Actor, comment_id: int, text: str) -> Result:
    """Answer what was asked about a comment: it is open again, and goes to whoever asked.

    REFUSED when nothing was asked, the answer is empty, or the member has no right here.
    """
    words = clean(text).strip()
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        if no is not None:
            return no
        found = _open_referral(w, comment_id)
        if found is None or not words:
            return refused("referral.none" if found is None else "note.empty")
        said = {"answer": words, "answered_at": w.now, "answered_by": actor.id}
        w.conn.execute(update(referral).where(referral.c.id == found.id).values(said))
        back = row.state == CommentState.WAITING
        put_in(w, [(row.id, {"state": CommentState.OPEN.value, "assigned_to": found.from_id})] if back else [])
        w.log(
            Happened.REFERRAL_ANSWERED,
            actor,
            account_id=row.account_id,
            comment_id=row.id,
            revision=row.revision,
            before=row.state,
            after=CommentState.OPEN.value if back else row.state,
        )
        w.tell(Topic.COMMENT, row.id)
        return Result(Outcome.DONE)


def _open_referral(w: Writer, comment_id: int) -> Any:
    asked = select(referral).where(referral.c.comment_id == comment_id, referral.c.answered_at.is_(None))
    return w.conn.execute(asked).one_or_none()


def withdraw_referral_in(w: Writer, comment_id: int) -> Reason | None:
    """Take an unanswered question back. Returns why it cannot be, None when it is gone."""
    gone = delete(referral).where(referral.c.comment_id == comment_id, referral.c.answered_at.is_(None))
    return None if w.conn.execute(gone).rowcount else Reason("referral.answered")


def withdraw_note_in(w: Writer, comment_id: int, after: str) -> Reason | None:
    """Take a note away again, with its mentions; `after` is what the deed's item kept."""
    note_id = json.loads(after)["note_id"]
    w.conn.execute(delete(mention).where(mention.c.note_id == note_id))
    w.conn.execute(delete(note).where(note.c.id == note_id))
    w.tell(Topic.NOTE, comment_id)
    return None


def _one_deed(
    w: Writer,
    actor: Actor,
    decision: Decision,
    row: Any,
    put: dict[str, object],
    what: Happened,
    kept: dict[str, object] | None = None,
) -> Deed:
    """Write a decision about one comment with its deed, event and journal line."""
    deed_id = open_deed_in(w, actor, decision)
    book_one_in(w, deed_id, row, put, kept=kept)
    put_in(w, [(row.id, put)] if put else [])
    w.log(
        what,
        actor,
        account_id=row.account_id,
        comment_id=row.id,
        revision=row.revision,
        before=row.state,
        after=str(put.get("state", row.state)),
        deed_id=deed_id,
    )
    w.tell(Topic.COMMENT, row.id)
    return Deed(deed_id, decision.verb, (Item(row.id, Outcome.DONE),), 1, 0)
