"""A store with somebody in it: a member, an account, comments to answer, and what became of the answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from backend.model.account import Act, Capabilities, Limits, Undo
from backend.model.actor import SYSTEM, Actor, ActorKind, Role
from backend.model.clock import Micros
from backend.model.comment import Inflow
from backend.model.desk import Outcome
from backend.model.inflow import InAuthor, InComment, InPost, Page
from backend.model.outbox import OutboxState
from backend.store.engine import Store
from backend.store.write.accounts import add_account
from backend.store.write.inflow import save_page
from backend.store.write.outbox import enqueue_reply
from backend.store.write.people import add_member

CAN = Capabilities(
    acts={Act.REPLY: Undo.FINAL, Act.DELETE_OWN: Undo.FINAL}, limits=Limits(500, "graphemes"), idempotent=True
)
FAN = InAuthor("fan", "fan@example.org", "Fan")


def in_post(remote_id: str, at: Micros) -> InPost:
    """A post of ours as a connector brings it."""
    return InPost(remote_id, f"uri:{remote_id}", own=True, written_at=at, text="News")


def in_comment(remote_id: str, root: str, at: Micros, text: str = "Hej!", parent: str | None = None) -> InComment:
    """A stranger's comment as a connector brings it."""
    return InComment(
        remote_id=remote_id,
        remote_uri=f"uri:{remote_id}",
        root_remote_id=root,
        parent_remote_id=parent or root,
        kind=Inflow.COMMENT,
        own=False,
        author=FAN,
        text=text,
        raw=text,
        written_at=at,
    )


@dataclass(frozen=True)
class Action:
    """An outbox row as a test looks at it."""

    id: int
    state: OutboxState
    attempt: int
    looks: int
    code: str
    not_before: Micros
    lease_until: Micros | None
    first_attempt_at: Micros | None
    remote_id: str


class Scene:
    """Verbs of a test on one store."""

    def __init__(
        self, store: Store, platform: str = "mastodon", base_url: str = "http://127.0.0.1:9", remote_id: str = "me"
    ) -> None:
        self.store = store
        self.member_id = add_member(
            store, SYSTEM, "Anna", "/Anna", "sv", "Europe/Stockholm", None, [(None, r) for r in Role], first=True
        )
        self.anna = Actor(ActorKind.MEMBER, self.member_id)
        self.account_id = self.add(platform, base_url, "acme", remote_id)

    def add(self, platform: str, base_url: str, short_name: str, remote_id: str = "me") -> int:
        """Enter an account."""
        return add_account(
            self.store,
            self.anna,
            platform,
            short_name,
            remote_id=remote_id,
            handle=f"{short_name}@example.org",
            name=short_name,
            base_url=base_url,
            capabilities=CAN,
        )

    def comments(self, remote_ids: Sequence[str], root: str = "root", account_id: int | None = None) -> list[int]:
        """Put comments under a post of ours into the store and return their keys."""
        account_id, now = account_id or self.account_id, self.store.clock.now()
        rows = tuple(in_comment(one, root, now) for one in remote_ids)
        save_page(self.store, account_id, Page((in_post(root, now),), rows), stream=None)
        keys: dict[str, int] = dict(
            self.store.reader.rows("SELECT remote_id, id FROM comment WHERE account_id = ?", (account_id,))
        )
        return [keys[one] for one in remote_ids]

    def edit(self, remote_id: str, text: str, root: str = "root") -> None:
        """Somebody edits a comment."""
        now = self.store.clock.now()
        save_page(self.store, self.account_id, Page((), (in_comment(remote_id, root, now, text),)), stream=None)

    def answer(self, comment_id: int, text: str, undo_s: float = 0) -> int:
        """Answer a comment and return the outbox key."""
        result = enqueue_reply(self.store, self.anna, comment_id, text, 1, undo_s=undo_s)
        assert result.outcome is Outcome.DONE, result
        assert result.outbox_id is not None
        return result.outbox_id

    def action(self, outbox_id: int) -> Action:
        """Return how an action stands."""
        row = self.store.reader.one(
            "SELECT id, state, attempt, looks, code, not_before, lease_until, first_attempt_at, remote_id"
            " FROM outbox WHERE id = ?",
            (outbox_id,),
        )
        assert row is not None
        return Action(row[0], OutboxState(row[1]), *row[2:])

    def states(self) -> dict[int, OutboxState]:
        """Return the state of every action."""
        return {key: OutboxState(state) for key, state in self.store.reader.rows("SELECT id, state FROM outbox")}

    def health(self, account_id: int | None = None) -> tuple[str, str]:
        """Return an account's health and the code of its reason."""
        row = self.store.reader.one(
            "SELECT state, code FROM account_health WHERE account_id = ?", (account_id or self.account_id,)
        )
        assert row is not None
        return row[0], row[1]

    def value(self, sql: str, *params: object) -> object:
        """Return one value of the store."""
        return self.store.reader.value(sql, params)
