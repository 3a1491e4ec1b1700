"""What the store knows differently once an act stands on the platform (answers of ours have a file of their own)."""

from typing import Any

from sqlalchemy import select, update

from backend.model.account import Act
from backend.model.change import Topic
from backend.model.comment import RemoteState
from backend.store.engine import Writer
from backend.store.write.rows import author, comment, comment_revision, insert_many, post

_COMMENT: dict[Act, dict[str, object]] = {
    Act.DELETE_OWN: {"remote_state": RemoteState.DELETED.value},
    Act.DELETE: {"remote_state": RemoteState.DELETED.value},
    Act.HIDE: {"remote_state": RemoteState.HIDDEN.value},
    Act.UNHIDE: {"remote_state": RemoteState.VISIBLE.value},
    Act.LIKE: {"liked": True},
    Act.UNLIKE: {"liked": False},
}
_AUTHOR: dict[Act, dict[str, object]] = {
    Act.MUTE: {"muted": True},
    Act.UNMUTE: {"muted": False},
    Act.BLOCK: {"blocked": True},
    Act.UNBLOCK: {"blocked": False, "block_until": None},
}
_POST: dict[Act, dict[str, object]] = {Act.LOCK: {"locked": True}, Act.UNLOCK: {"locked": False}}


def effect_in(w: Writer, row: Any) -> None:
    """Write down what an outbox row's act has changed on its comment, the comment's author, or the thread."""
    act = Act(row.act)
    if act is Act.EDIT_OWN:
        _other_words(w, row)
    elif act in _COMMENT:
        w.conn.execute(update(comment).where(comment.c.id == row.comment_id).values(_COMMENT[act]))
    elif act in _AUTHOR:
        whose = select(comment.c.author_id).where(comment.c.id == row.comment_id).scalar_subquery()
        w.conn.execute(update(author).where(author.c.id == whose).values(_AUTHOR[act]))
    elif act in _POST:
        where = select(comment.c.post_id).where(comment.c.id == row.comment_id)
        post_id = w.conn.execute(where).scalar_one()
        w.conn.execute(update(post).where(post.c.id == post_id).values(_POST[act]))
        w.tell(Topic.POST, post_id)


def _other_words(w: Writer, row: Any) -> None:
    """Show an edited answer of ours as it stands now. The text has no digest until the platform's form was seen."""
    own = w.conn.execute(select(comment).where(comment.c.id == row.comment_id)).one()
    newest = select(comment_revision.c.media).where(
        comment_revision.c.comment_id == own.id, comment_revision.c.number == own.revision
    )
    media = w.conn.execute(newest).scalar() or "[]"
    words = {"comment_id": own.id, "number": own.revision + 1, "text": row.text, "raw": "", "digest": ""}
    insert_many(w, comment_revision, [words | {"media": media, "seen_at": w.now}])
    edited = {"revision": own.revision + 1, "edited_at": w.now}
    w.conn.execute(update(comment).where(comment.c.id == own.id).values(edited))
