"""Answers being written, kept every few seconds so that a dropped line loses nothing."""

from typing import Any

from sqlalchemy import delete, select

from backend.model.actor import Actor, ActorKind
from backend.model.change import Topic
from backend.model.desk import Outcome, Result
from backend.store.engine import Store, Writer
from backend.store.write.rows import draft, upsert
from backend.store.write.standing import WORDED, entered
from backend.text.clean import clean


def save_draft(
    store: Store, actor: Actor, comment_id: int, text: str, revision: int, template_id: int | None = None
) -> Result:
    """Keep a member's text for a comment, one a member and comment; an empty text drops it."""
    with store.write() as w:
        _, no = entered(w, actor, comment_id)
        if no is not None:
            return no
        if text.strip():
            put_draft_in(w, actor, comment_id, text, revision, template_id)
        else:
            drop_draft_in(w, actor, comment_id)
        return Result(Outcome.DONE)


def drop_draft(store: Store, actor: Actor, comment_id: int) -> Result:
    """Forget a member's text for a comment."""
    with store.write() as w:
        drop_draft_in(w, actor, comment_id)
        return Result(Outcome.DONE)


def put_draft_in(
    w: Writer, actor: Actor, comment_id: int, text: str, revision: int, template_id: int | None = None
) -> None:
    """Write the draft. Others are told when there is one and not, with each letter typed."""
    mine = (draft.c.comment_id == comment_id) & (draft.c.member_id == actor.id)
    known = w.conn.execute(select(draft.c.id).where(mine)).first() is not None
    values = {"text": clean(text), "template_id": template_id, "revision": revision, "saved_at": w.now}
    new = upsert(w, draft).values(comment_id=comment_id, member_id=actor.id, **values)
    w.conn.execute(new.on_conflict_do_update(index_elements=["comment_id", "member_id"], set_=values))
    if not known:
        w.tell(Topic.DRAFT, comment_id)


def drop_draft_in(w: Writer, actor: Actor, comment_id: int) -> None:
    """Delete the draft, if there is one."""
    mine = delete(draft).where(draft.c.comment_id == comment_id, draft.c.member_id == actor.id)
    if w.conn.execute(mine).rowcount:
        w.tell(Topic.DRAFT, comment_id)


def keep_draft_in(w: Writer, row: Any) -> None:
    """Give the text of an ended reply, or of other words for one, back to its writer as a draft, in their own words.

    A newer draft of theirs stays as it is. The text stands in the outbox row as well, so nothing is lost either way.
    """
    if row.act not in WORDED or row.actor_kind != ActorKind.MEMBER or row.actor_id is None or not row.text:
        return
    new = upsert(w, draft).values(
        comment_id=row.comment_id,
        member_id=row.actor_id,
        text=row.written or row.text,
        template_id=row.template_id,
        revision=row.revision,
        saved_at=w.now,
    )
    w.conn.execute(new.on_conflict_do_nothing(index_elements=["comment_id", "member_id"]))
    w.tell(Topic.DRAFT, row.comment_id)
