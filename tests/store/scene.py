"""A small scene for the writing tests: one account, members, comments as a platform brings them, and looks at rows."""

from collections.abc import Iterable
from typing import Any

from backend.model.account import REVERSE, Act, Capabilities, Limits, Undo
from backend.model.actor import SYSTEM, Actor, ActorKind, Role
from backend.model.clock import SECOND, Micros
from backend.model.comment import Inflow
from backend.model.inflow import InAuthor, InComment, InPost, Page
from backend.model.outbox import Job, Receipt, Wire
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.accounts import add_account
from backend.store.write.inflow import save_page
from backend.store.write.people import add_member
from tests.conftest import START, StandingClock

REVERSIBLE = (Act.HIDE, Act.LIKE, Act.MUTE, Act.BLOCK, Act.LOCK)
ABLE = Capabilities(
    acts={
        Act.REPLY: Undo.FINAL,
        Act.DELETE_OWN: Undo.FINAL,
        Act.REPORT: Undo.FINAL,
        **dict.fromkeys((*REVERSIBLE, *map(REVERSE.__getitem__, REVERSIBLE)), Undo.REVERSIBLE),
    },
    own_threads=frozenset({Act.HIDE, Act.UNHIDE, Act.LOCK, Act.UNLOCK}),
    limits=Limits(500, "mastodon", url_weight=23),
    sees_edits=True,
    idempotent=True,
    mention="@{handle}",
)
US = InAuthor("us", "acme@example.social", "Acme")
KALLE = InAuthor("kalle", "kalle@example.social", "Kalle Anka")
LISA = InAuthor("lisa", "lisa@other.example", "Lisa")
LEASE_S = 30.0


def account(store: Store, short_name: str = "acme", remote_id: str = "us") -> int:
    """Enter an account that can reply and delete its own."""
    return add_account(
        store,
        SYSTEM,
        "mastodon",
        short_name,
        remote_id=remote_id,
        handle=US.handle,
        name=US.name,
        base_url="https://example.social",
        capabilities=ABLE,
    )


def member(store: Store, name: str, roles: Iterable[tuple[int | None, Role]] = ((None, Role.MODERATOR),)) -> Actor:
    """Enter a member, and return them as an actor."""
    key = add_member(store, SYSTEM, name, f"/{name}", "en", "Europe/Stockholm", name.lower(), list(roles))
    return Actor(ActorKind.MEMBER, key)


def says(
    remote_id: str,
    text: str = "Hej!",
    *,
    by: InAuthor = KALLE,
    to: str | None = "p1",
    root: str = "p1",
    at: Micros = START,
    **more: Any,
) -> InComment:
    """Return a comment as a connector brings it; `to` is what it answers."""
    fields: dict[str, Any] = {
        "remote_uri": f"https://example.social/{remote_id}",
        "kind": Inflow.OWN if by is US else Inflow.COMMENT,
        "own": by is US,
        "raw": f"<p>{text}</p>",
    }
    fields |= more
    return InComment(
        remote_id=remote_id, root_remote_id=root, parent_remote_id=to, author=by, text=text, written_at=at, **fields
    )


def wrote(remote_id: str = "p1", text: str = "Nu öppnar vi!") -> InPost:
    """Return a post of ours as a connector brings it."""
    return InPost(remote_id, f"https://example.social/{remote_id}", own=True, written_at=START, text=text, raw=text)


def save(store: Store, account_id: int, *comments: InComment, gone: tuple[str, ...] = ()) -> None:
    """Save a page."""
    save_page(store, account_id, Page(comments=comments, gone=gone), stream=None)


def key(store: Store, remote_id: str, account_id: int = 1) -> int:
    """Return a comment's key."""
    found = store.reader.value("SELECT id FROM comment WHERE remote_id = ? AND account_id = ?", (remote_id, account_id))
    assert found is not None, remote_id
    return int(found)


def look(store: Store, table: str, row_id: int, *columns: str) -> Any:
    """Return columns of a row: one value, or a tuple of several."""
    row = store.reader.one(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", (row_id,))
    assert row is not None, (table, row_id)
    return row[0] if len(columns) == 1 else tuple(row)


def events(store: Store) -> list[str]:
    """Return what was logged, in order."""
    return [row[0] for row in store.reader.rows("SELECT what FROM event ORDER BY id")]


def told(store: Store, since: int = 0) -> list[tuple[str, int]]:
    """Return the journal's lines (topic, ref) after a number."""
    return [
        tuple(row) for row in store.reader.rows("SELECT topic, ref FROM journal WHERE seq > ? ORDER BY seq", (since,))
    ]


def last(store: Store) -> int:
    """Return the journal's last number."""
    return int(store.reader.value("SELECT coalesce(max(seq), 0) FROM journal"))


def draft(store: Store, comment_id: int, actor: Actor) -> str | None:
    """Return a member's kept text."""
    found = store.reader.value("SELECT text FROM draft WHERE comment_id = ? AND member_id = ?", (comment_id, actor.id))
    return None if found is None else str(found)


def taken(store: Store, clock: StandingClock, outbox_id: int, worker_id: int = 7) -> Job:
    """Let the undo window pass and take an action as a worker."""
    clock.move(11 * SECOND)
    job = outbox.take(store, outbox_id, worker_id, LEASE_S)
    assert job is not None
    return job


def wire(job: Job) -> Wire:
    """Return a request as a connector would fix it."""
    return Wire("POST", "/api/v1/statuses", f'{{"status":"{job.intent_id}"}}', job.intent_id, START)


def receipt(remote_id: str = "a1") -> Receipt:
    """Return what the platform answers."""
    return Receipt(remote_id, f"https://example.social/{remote_id}", f"https://example.social/@acme/{remote_id}")
