"""What platforms no longer let us keep goes: words, attachments, names. A tombstone stays, and all that is ours.

`backend.policy.retention` says what has run out. A few hundred rows a transaction, so that nobody waits for a purge,
and the account's row is held meanwhile, as by a page that is saved. The search index follows by its triggers. The
digest stays: words that are fetched again are known by it to be the same.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, exists, select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.comment import RemoteState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.triage import Why
from backend.policy.retention import KEEP, Keep, bounds
from backend.store.engine import BATCH, Store, Writer
from backend.store.write.question_erasing import blank_names, blank_quotes
from backend.store.write.rows import (
    account,
    author,
    comment,
    comment_revision,
    lock_account,
    post,
    template_remark,
    upsert,
)
from backend.store.write.rows import hold as holds
from backend.store.write.standing import entered, refused

AT_ONCE = 200
"""Comments or authors a transaction."""

TURN = 20
"""Transactions on one account a turn: what is left over waits for the next."""

NO_WORDS = {"text": "", "raw": "", "media": "[]"}
NO_REVISION = NO_WORDS | {"spots": ""}

TOMBSTONE: dict[str, Any] = {
    "url": None,
    "spoiler": "",
    "labels": "[]",
    "language": None,
    "traits": 0,
    "alike": None,
    "likes": 0,
    "fetched_at": None,
}
"""What goes of a comment's own row: what the platform said of it, and what was read off its words."""

NOBODY: dict[str, Any] = {"handle": "", "name": "", "url": None, "fetched_at": None}


def expire(store: Store, *, turn: int = TURN) -> int:
    """Blank what has run out on every account, at most `turn` batches each; return how many comments and authors."""
    found = store.reader.rows("SELECT id, platform FROM account ORDER BY id")  # removed ones too
    return sum(_expire_account(store, key, KEEP[platform], turn) for key, platform in found if platform in KEEP)


def _expire_account(store: Store, account_id: int, keep: Keep, turn: int) -> int:
    done = 0
    for _batch in range(turn):
        with store.write() as w:
            count = _batch_in(w, account_id, keep)
        done += count
        if count < AT_ONCE:
            break
    return done


def _batch_in(w: Writer, account_id: int, keep: Keep) -> int:
    row = lock_account(w, account_id)
    over = bounds(keep, w.now, removed=row.removed_at is not None)
    count = 0
    for state in RemoteState:
        until = over.gone if state is RemoteState.DELETED else over.text
        if until is not None:
            count += blank_comments(w, _run_out(w, account_id, state, until, keep))
    if over.author is not None:
        count += _authors(w, account_id, over.author, keep)
    return count


def _run_out(w: Writer, account_id: int, state: RemoteState, until: Micros, keep: Keep) -> Select[Any]:
    found = select(comment.c.id, comment.c.account_id, comment.c.author_id, comment.c.remote_id).where(
        comment.c.account_id == account_id, comment.c.remote_state == state.value, comment.c.fetched_at <= until
    )
    return found.where(~is_held(w, comment.c.id == holds.c.comment_id)) if keep.holds else found


def is_held(w: Writer, whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether there is a hold, now, of those that `whose` picks."""
    return exists().where(whose, holds.c.until > w.now)


def blank_comments(w: Writer, run_out: Select[Any]) -> int:
    """Blank a batch of comments (key, account, author, remote id) with every revision, and names nothing needs now."""
    found = w.conn.execute(
        run_out.order_by(comment.c.fetched_at).limit(AT_ONCE).with_for_update(key_share=True, skip_locked=True)
    ).all()
    if not found:
        return 0
    keys = [row.id for row in found]
    w.conn.execute(update(comment).where(comment.c.id.in_(keys)).values(TOMBSTONE | {"expired_at": w.now}))
    w.conn.execute(update(comment_revision).where(comment_revision.c.comment_id.in_(keys)).values(NO_REVISION))
    roots = [row.remote_id for row in found]  # what a stranger's post says stands in the comment of the same id
    _blank_quoted(w, keys)
    theirs = (post.c.account_id == found[0].account_id) & post.c.remote_id.in_(roots) & ~post.c.own
    w.conn.execute(update(post).where(theirs).values(NO_WORDS | {"url": None}))
    blank_authors(w, _unneeded({row.author_id for row in found}))
    for key in keys:
        w.tell(Topic.COMMENT, key)
    return len(found)


def _blank_quoted(w: Writer, keys: list[int]) -> None:
    """Blank where a comment's words were quoted: remarks on templates, questions to contacts."""
    w.conn.execute(update(template_remark).where(template_remark.c.comment_id.in_(keys)).values(text=""))
    blank_quotes(w, keys)


def _unneeded(keys: set[int]) -> ColumnElement[bool]:
    """Those of the authors of whom no comment keeps its words."""
    kept = exists().where(comment.c.author_id == author.c.id, comment.c.expired_at.is_(None))
    return author.c.id.in_(keys) & author.c.fetched_at.is_not(None) & ~kept


def blank_authors(w: Writer, which: ColumnElement[bool]) -> list[int]:
    """Blank the names of authors, and return their keys."""
    since = case((author.c.handle + author.c.name != "", w.now))  # somebody without a name has lost none
    blank = update(author).where(which).values(NOBODY | {"expired_at": since})
    return list(w.conn.execute(blank.returning(author.c.id)).scalars())


def _authors(w: Writer, account_id: int, until: Micros, keep: Keep) -> int:
    """Blank a batch of authors, and let desks draw their comments again."""
    asked = select(author.c.id).where(author.c.account_id == account_id, author.c.fetched_at <= until)
    if keep.holds:
        theirs = holds.c.comment_id.in_(select(comment.c.id).where(comment.c.author_id == author.c.id))
        asked = asked.where(~is_held(w, theirs))
    found = w.conn.execute(asked.order_by(author.c.fetched_at).limit(AT_ONCE)).scalars().all()
    gone = blank_authors(w, author.c.id.in_(found)) if found else []
    blank_names(w, gone)
    wrote = select(comment.c.id).where(comment.c.author_id.in_(gone))
    for key in w.conn.execute(wrote.order_by(comment.c.id.desc()).limit(BATCH + 1)).scalars() if gone else ():
        w.tell(Topic.COMMENT, key)  # more than a batch is told as one line, whatever their number
    return len(gone)


def hold(store: Store, actor: Actor, comment_id: int, why: Why, until: Micros) -> Result:
    """Keep a comment's words and its author's name as evidence until then (UTC µs); a moment that is over ends it.

    One a comment: a second replaces it. GONE when there is no such comment, or its words have run out already; REFUSED
    without the right, or where the platform's terms leave no room for it.
    """
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        if no is not None:
            return no
        if row.expired_at is not None:
            return Result(Outcome.GONE, Reason("hold.expired"))
        platform = w.conn.execute(select(account.c.platform).where(account.c.id == row.account_id)).scalar_one()
        if platform in KEEP and not KEEP[platform].holds:
            return refused("hold.not_allowed", platform=platform)
        values = {"member_id": actor.id, "why": why.value, "made_at": w.now, "until": until}
        new = upsert(w, holds).values(comment_id=comment_id, **values)
        w.conn.execute(new.on_conflict_do_update(index_elements=["comment_id"], set_=values))
        said = Reason(f"why.{why.value}", {"until": until})
        _log(w, Happened.COMMENT_KEPT, actor, row, said)
        return Result(Outcome.DONE)


def end_hold(store: Store, actor: Actor, comment_id: int) -> Result:
    """Keep a comment no longer than the platform allows. GONE when nobody keeps it; REFUSED without the right."""
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        if no is not None:
            return no
        kept = delete(holds).where(holds.c.comment_id == comment_id, holds.c.until > w.now)
        if not w.conn.execute(kept).rowcount:
            return Result(Outcome.GONE, Reason("hold.none"))
        _log(w, Happened.HOLD_ENDED, actor, row)
        return Result(Outcome.DONE)


def _log(w: Writer, what: Happened, actor: Actor, row: Any, reason: Reason | None = None) -> None:
    w.log(what, actor, account_id=row.account_id, comment_id=row.id, revision=row.revision, reason=reason)
    w.tell(Topic.COMMENT, row.id)
