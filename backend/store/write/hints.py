"""What a platform's push hints at: a wish to read the account, or a thread whose next reading comes sooner.

A push is a hint and the poll is the truth: nothing of what it says gets here but the ids of what it is about.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from backend.model.clock import SECOND
from backend.store.engine import Store, Writer
from backend.store.write.rows import chunks, comment, post
from backend.store.write.sync import wish_in

CHANGED_S = 60
"""A thread in which something we know has changed is read again no sooner than so long after it last was (seconds)."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What pushes named for one account: remote ids of comments and of posts. `vague`: something had no comment.

    `moved` are ids of either that matter only where we know them; `gone` are those of comments said to be taken away.
    """

    comments: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    vague: bool = False
    moved: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heeded:
    """What came of hints: whether the inbox is to be read now, and how many threads come sooner than they would."""

    inbox: bool
    threads: int


def heed(store: Store, account_id: int, hints: Hints, young_s: float) -> Heeded:
    """Wish for the account's inbox when something is new; let known threads be read sooner. Raises StoreError.

    A thread with a comment that we know comes as soon as CHANGED_S lets it; one that is only named, as often as a
    young post's (`young_s`, seconds): what is new there comes with the inbox, unless the post is too old for that.
    An open comment said to be gone is looked at as soon as the worker comes to it.
    """
    with store.write() as w:
        known = _threads_of(w, account_id, hints.comments)
        inbox = hints.vague or not hints.comments <= known.keys()
        moved = {*_threads_of(w, account_id, hints.moved).values(), *_named(w, account_id, hints.moved)}
        threads = _sooner(w, {*known.values(), *moved}, CHANGED_S)
        _look_at(w, account_id, hints.gone)
        threads += _sooner(w, _named(w, account_id, hints.posts), young_s)
        if inbox:
            wish_in(w, account_id)
        return Heeded(inbox, threads)


def _threads_of(w: Writer, account_id: int, comments: Collection[str]) -> Mapping[str, int]:
    """Return the post's key for each of these comments that we know."""
    known: dict[str, int] = {}
    for some in chunks(sorted(comments)):
        asked = select(comment.c.remote_id, comment.c.post_id)
        found = w.conn.execute(asked.where(comment.c.account_id == account_id, comment.c.remote_id.in_(some)))
        known.update((remote_id, post_id) for remote_id, post_id in found)
    return known


def _named(w: Writer, account_id: int, posts: Collection[str]) -> set[int]:
    """Return the keys of these posts that we know."""
    found: set[int] = set()
    for some in chunks(sorted(posts)):
        asked = select(post.c.id).where(post.c.account_id == account_id, post.c.remote_id.in_(some))
        found.update(w.conn.execute(asked).scalars())
    return found


def _look_at(w: Writer, account_id: int, comments: Collection[str]) -> None:
    """Let open comments be looked at next, to see whether they still stand."""
    for some in chunks(sorted(comments)):
        ours = (comment.c.account_id == account_id, comment.c.state == "open", comment.c.probed_at.is_not(None))
        w.conn.execute(update(comment).where(*ours, comment.c.remote_id.in_(some)).values(probed_at=0))


def _sooner(w: Writer, posts: Collection[int], apart_s: float) -> int:
    """Bring the next reading of threads forward, to `apart_s` seconds after the last one; never put one off."""
    moves = []
    for some in chunks(sorted(posts)):
        asked = select(post.c.id, post.c.read_at, post.c.next_read_at).where(post.c.id.in_(some))
        for key, read_at, planned in w.conn.execute(asked):
            at = w.now if read_at is None else max(w.now, read_at + int(apart_s * SECOND))
            if planned is None or planned > at:
                moves.append({"key": key, "at": at})
    if moves:
        w.conn.execute(update(post).where(post.c.id == bindparam("key")).values(next_read_at=bindparam("at")), moves)
    return len(moves)
