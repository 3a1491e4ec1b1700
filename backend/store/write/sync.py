"""The worker's own rows: workers and their leases, wishes for a re-read, the pace of reading, the journal's trim."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.clock import DAY, HOUR, SECOND, Micros, plus
from backend.model.reason import Reason
from backend.store.codec import dump_params, load_reason
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict, LeaseLost
from backend.store.reader import Reader
from backend.store.write.rows import chunks, comment, journal, lease, post, sync_request, upsert, worker
from backend.store.write.standing import may_in

OWN_FOR = 7 * DAY
OWN_EVERY = HOUR
"""How long it is looked whether an answer of ours still stands there, and how often (µs)."""


@dataclass(frozen=True, slots=True)
class PostDue:
    """A thread whose time to be read again has come. `read_at` is when it was last read whole, None for never."""

    id: int
    remote_id: str
    own: bool
    written_at: Micros
    read_at: Micros | None


@dataclass(frozen=True, slots=True)
class SyncWish:
    """A desk's wish to read an account, or the thread of one comment, now."""

    id: int
    account_id: int
    comment_id: int | None
    remote_id: str | None


def register_worker(store: Store, host: str, pid: int, version: str) -> int:
    """Enter a worker process and return its key."""
    with store.write() as w:
        row = {"host": host, "pid": pid, "version": version, "started_at": w.now, "beat_at": w.now}
        return int(w.conn.execute(insert(worker).returning(worker.c.id), row).scalar_one())


def beat_worker(store: Store, worker_id: int) -> None:
    """Say that the worker lives. Writes no journal line."""
    with store.write() as w:
        w.conn.execute(update(worker).where(worker.c.id == worker_id).values(beat_at=w.now))


def stop_worker(store: Store, worker_id: int) -> None:
    """Say that the worker ended on purpose, and give its leases back."""
    with store.write() as w:
        w.conn.execute(update(worker).where(worker.c.id == worker_id).values(stopped_at=w.now))
        _release_in(w, worker_id)
        w.tell(Topic.SYNC, 0)


def take_lease(store: Store, name: str, worker_id: int, ttl_s: float) -> int | None:
    """Take a lease for `ttl_s` seconds and return its fence number, None while another worker holds it.

    A worker that holds it already gets it renewed under the same number.
    """
    with store.write() as w:
        until = _until(w, ttl_s)
        new = upsert(w, lease).values(name=name, worker_id=worker_id, until=until, fence=1)
        same = (lease.c.worker_id == worker_id) & (lease.c.until > w.now)
        w.conn.execute(
            new.on_conflict_do_update(
                index_elements=["name"],
                set_={"worker_id": worker_id, "until": until, "fence": lease.c.fence + 1},
                where=lease.c.until <= w.now,
            )
        )
        w.conn.execute(update(lease).where(lease.c.name == name, same).values(until=until))
        held = select(lease.c.fence).where(lease.c.name == name, same)
        found = w.conn.execute(held).scalar_one_or_none()
        return None if found is None else int(found)


def renew_lease(store: Store, name: str, fence: int, ttl_s: float) -> bool:
    """Hold a lease for another `ttl_s` seconds. False when another worker took it meanwhile."""
    with store.write() as w:
        mine = update(lease).where(lease.c.name == name, lease.c.fence == fence)
        return w.conn.execute(mine.values(until=_until(w, ttl_s))).rowcount == 1


def release_leases(store: Store, worker_id: int) -> None:
    """Give back whatever a worker holds, so that another need not wait."""
    with store.write() as w:
        _release_in(w, worker_id)


def _release_in(w: Writer, worker_id: int) -> None:
    mine = update(lease).where(lease.c.worker_id == worker_id, lease.c.until > w.now)
    w.conn.execute(mine.values(until=w.now))


def _until(w: Writer, ttl_s: float) -> Micros:
    return plus(w.now, int(ttl_s * SECOND))


def check_fence_in(w: Writer, fence: tuple[str, int] | None) -> None:
    """Refuse to write for a worker that lost its lease (name, number); on PostgreSQL hold it until the commit.

    Raises LeaseLost.
    """
    if fence is None:
        return
    name, number = fence
    held = select(lease.c.fence).where(lease.c.name == name).with_for_update(read=True)
    if w.conn.execute(held).scalar_one_or_none() != number:
        raise LeaseLost("worker.lease_lost")


def ask_sync(store: Store, actor: Actor, account_id: int, comment_id: int | None = None) -> int:
    """Wish that the worker reads an account, or one comment's thread, now. One open wish stands for many.

    Raises Conflict when the member has no rights on the account.
    """
    with store.write() as w:
        if not may_in(w, actor, account_id):
            raise Conflict("member.no_role")
        return wish_in(w, account_id, comment_id)


def wish_in(w: Writer, account_id: int, comment_id: int | None = None) -> int:
    """Wish in this transaction that an account, or one comment's thread, is read now. One open wish stands for many."""
    open_wish = select(sync_request.c.id).where(
        sync_request.c.account_id == account_id,
        sync_request.c.done_at.is_(None),
        sync_request.c.comment_id.is_not_distinct_from(comment_id),
    )
    found = w.conn.execute(open_wish).scalars().first()
    w.tell(Topic.SYNC, account_id)
    if found is not None:
        return int(found)
    row = {"account_id": account_id, "comment_id": comment_id, "asked_at": w.now}
    return int(w.conn.execute(insert(sync_request).returning(sync_request.c.id), row).scalar_one())


def wishes(reader: Reader, account_id: int) -> list[SyncWish]:
    """Return the open wishes for an account, oldest first."""
    found = reader.rows(
        "SELECT s.id, s.account_id, s.comment_id, c.remote_id FROM sync_request s"
        " LEFT JOIN comment c ON c.id = s.comment_id WHERE s.account_id = ? AND s.done_at IS NULL ORDER BY s.id",
        (account_id,),
    )
    return [SyncWish(*row) for row in found]


def done_sync(store: Store, wish_ids: Sequence[int], failed: Reason | None = None) -> None:
    """Note that wishes were fulfilled, or why they could not be, and say so to those who wished."""
    why = {} if failed is None else {"code": failed.code, "params": dump_params(failed.params)}
    with store.write() as w:
        for some in chunks(wish_ids):
            done = update(sync_request).where(sync_request.c.id.in_(some), sync_request.c.done_at.is_(None))
            done = done.values(why | {"done_at": w.now})
            for (account_id,) in w.conn.execute(done.returning(sync_request.c.account_id)):
                w.tell(Topic.SYNC, account_id)


def sync_failure(reader: Reader, account_id: int, comment_id: int, since: Micros) -> Reason | None:
    """Return why the last wish for a comment's thread that was served since (UTC µs) failed; None when it did not."""
    row = reader.one(
        "SELECT code, params FROM sync_request WHERE account_id = ? AND done_at >= ? AND comment_id = ?"
        " ORDER BY id DESC LIMIT 1",
        (account_id, since, comment_id),
    )
    return load_reason(row[0], row[1]) if row else None


def cursor_value(reader: Reader, account_id: int, stream: str) -> str | None:
    """Return how far a stream has been read, None when it never was."""
    found = reader.value("SELECT value FROM cursor WHERE account_id = ? AND stream = ?", (account_id, stream))
    return None if found is None else str(found)


def posts_due(reader: Reader, account_id: int, now: Micros, limit: int) -> list[PostDue]:
    """Return threads whose next reading is due, longest overdue first."""
    found = reader.rows(
        "SELECT id, remote_id, own, written_at, read_at FROM post"
        " WHERE account_id = ? AND next_read_at <= ? ORDER BY next_read_at, id LIMIT ?",
        (account_id, now, limit),
    )
    return [PostDue(key, remote_id, bool(own), Micros(at), read) for key, remote_id, own, at, read in found]


def set_next_read(store: Store, times: Mapping[int, Micros | None], *, read: bool = True) -> None:
    """Set when threads (by post key) are read again, None for never; `read` notes that they were just read."""
    if not times:
        return
    with store.write() as w:
        move = update(post).where(post.c.id == bindparam("key")).values(next_read_at=bindparam("at"))
        if read:
            move = move.values(read_at=w.now)
        w.conn.execute(move, [{"key": key, "at": at} for key, at in times.items()])


def probes_due(reader: Reader, account_id: int, now: Micros, every_s: float, limit: int) -> list[tuple[int, str]]:
    """Return open comments (key, remote id) not looked at for `every_s` seconds, longest first, then our own answers.

    Of those the young ones, and seldom: whether one was taken away there says nothing about what is to be done.
    """
    due = "remote_state <> 'deleted' AND probed_at <= ? ORDER BY probed_at, id LIMIT ?"
    found = reader.rows(
        f"SELECT id, remote_id FROM comment WHERE account_id = ? AND state = 'open' AND {due}",
        (account_id, now - int(every_s * SECOND), limit),
    )
    if len(found) < limit:  # an answer's urgency never moves: it is named for the index
        found += reader.rows(
            f"SELECT id, remote_id FROM comment WHERE own AND urgency = 0 AND sort_at > ? AND account_id = ? AND {due}",
            (now - OWN_FOR, account_id, now - OWN_EVERY, limit - len(found)),
        )
    return [(int(key), str(remote_id)) for key, remote_id in found]


def mark_probed(store: Store, comment_ids: Collection[int]) -> None:
    """Note that comments were looked at just now. Writes no journal line."""
    if not comment_ids:
        return
    with store.write() as w:
        for some in chunks(sorted(comment_ids)):
            w.conn.execute(update(comment).where(comment.c.id.in_(some)).values(probed_at=w.now))


def trim_journal(store: Store, keep_s: float = 86_400) -> int:
    """Drop journal lines older than `keep_s` seconds and return how many. The newest line stays, as an anchor."""
    with store.write() as w:
        newest = select(journal.c.seq).order_by(journal.c.seq.desc()).limit(1).scalar_subquery()
        old = delete(journal).where(journal.c.at < plus(w.now, -int(keep_s * SECOND)), journal.c.seq < newest)
        return w.conn.execute(old).rowcount
