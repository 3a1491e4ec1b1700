"""A thread as a member reads it: a window around one comment, and what was folded."""

from collections.abc import Mapping
from dataclasses import replace

from backend.desk.session import Desk, DeskError
from backend.model.clock import Micros
from backend.model.comment import Fold, ThreadItem, ThreadView
from backend.model.outbox import Judged
from backend.model.reason import Reason
from backend.policy.priority import reasons
from backend.store.read import accounts
from backend.store.read.approvals import judged
from backend.store.read.author import brief, standing
from backend.store.read.cases import case_about
from backend.store.read.promises import promises_about
from backend.store.read.seconds import asked_about
from backend.store.read.target import subject
from backend.store.read.thread import more, view
from backend.store.reader import Reader


def thread(desk: Desk, comment_id: int) -> ThreadView | None:
    """Return the thread around a comment, with why it stands where it does and what is known of its author.

    None when there is no such comment. Raises DeskError, StoreError.
    """
    me, now = desk.must_read(), desk.clock.now()
    with desk.reader.snapshot() as reader:
        found = view(reader, comment_id, now, member_id=me.id)
        if found is None:
            return None
        desk.must_read(found.account_id)
        known = standing(reader, comment_id, now, me.id)
        why = reasons(known, now) if known is not None else ()
        found = replace(found, items=_with_judged(reader, found.items), second=asked_about(reader, comment_id))
        case, promises = case_about(reader, comment_id), promises_about(reader, comment_id)
        return replace(found, why=why, author=brief(reader, comment_id, now), case=case, promises=promises)


def _with_judged(reader: Reader, items: tuple[ThreadItem | Fold, ...]) -> tuple[ThreadItem | Fold, ...]:
    """Say of the answers on their way who is to approve them, or who has judged them and how."""
    shown = [one.delivery.outbox_id for one in items if isinstance(one, ThreadItem) and one.delivery is not None]
    known = judged(reader, shown) if shown else {}
    if not known:
        return items
    return tuple(_judged(one, known) if isinstance(one, ThreadItem) else one for one in items)


def _judged(item: ThreadItem, known: Mapping[int, Judged]) -> ThreadItem:
    if item.delivery is None or item.delivery.outbox_id not in known:
        return item
    return replace(item, delivery=replace(item.delivery, judged=known[item.delivery.outbox_id]))


def unfold(desk: Desk, comment_id: int, after_id: int | None, limit: int = 50) -> tuple[ThreadItem | Fold, ...]:
    """Return what a fold after `after_id` (None: at the top) left out, at most `limit` comments and a smaller fold."""
    comment = subject(desk.reader, comment_id)
    if comment is None:
        raise DeskError("comment.missing")
    me = desk.must_read(comment.account_id)
    return more(desk.reader, comment_id, after_id, desk.clock.now(), limit, member_id=me.id)


def fetch_again(desk: Desk, comment_id: int) -> Reason | None:
    """Ask the worker to read a comment's thread now: its text or its author's name had to go here.

    Returns what is wrong with the account, for then it may not come back; None when nothing is. Raises DeskError: no
    such comment, no right to read it; StoreError.
    """
    account_id = _account_of(desk, comment_id)
    from backend.store.write.sync import ask_sync

    ask_sync(desk.store, desk.actor, account_id, comment_id)
    known = accounts.account(desk.reader, account_id)
    return known.health.reason if known is not None else None


def fetch_failed(desk: Desk, comment_id: int, since: Micros) -> Reason | None:
    """Return why the worker could not read a thread that was asked for at `since` (UTC µs) or later; None: not so."""
    account_id = _account_of(desk, comment_id)
    from backend.store.write.sync import sync_failure

    return sync_failure(desk.reader, account_id, comment_id, since)


def _account_of(desk: Desk, comment_id: int) -> int:
    desk.must_read()
    comment = subject(desk.reader, comment_id)
    if comment is None:
        raise DeskError("comment.missing")
    desk.must_read(comment.account_id)
    return comment.account_id
