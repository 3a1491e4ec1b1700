"""Claims, drafts and the outbox: what members intend."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.account import Act
from backend.model.actor import ActorKind
from backend.model.comment import CommentState, Visibility
from backend.model.outbox import LIVE, OutboxState
from backend.store.tables.columns import (
    WIDE,
    index_where,
    key,
    maybe_micros,
    maybe_ref,
    maybe_wide,
    micros,
    number,
    one_of,
    prose,
    ref,
)

LIVE_REPLY = "act IN ('reply', 'private_reply') AND state IN ({})".format(", ".join(f"'{state}'" for state in LIVE))


class ClaimRow(SQLModel, table=True):
    """A member's lease on a comment: one row a comment, so that two can never hold it. `until` ends it by itself."""

    __tablename__ = "claim"
    __table_args__ = (Index("claim_member", "member_id", "until"),)

    comment_id: int = ref("comment.id", primary_key=True)
    member_id: int = ref("member.id")
    desk_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    explicit: bool = False
    taken_at: int = micros()
    until: int = micros()


class DraftRow(SQLModel, table=True):
    """An answer being written, kept through a dropped line. One a member and comment; `claim` says who may send."""

    __tablename__ = "draft"
    __table_args__ = (Index("draft_once", "comment_id", "member_id", unique=True),)

    id: int | None = key()
    comment_id: int = ref("comment.id")
    member_id: int = ref("member.id")
    text: str = prose()
    template_id: int | None = maybe_ref("template.id")
    revision: int = 1
    saved_at: int = micros()


class OutboxRow(SQLModel, table=True):
    """One intended write to a platform; see `backend.model.outbox.OutboxState` for its way.

    `text` is the whole text as it shall stand. The `wire_` columns are fixed before the first attempt
    and sent unchanged by every retry. `attempt` fences: only the holder of the newest attempt may settle the row.
    `comment_state` is what the comment goes back to when the action is cancelled, stopped or fails. `deed_id` is the
    member's act that this is a part of: a batch has one. `reason` is why (`backend.model.triage.Why`). `record` is what
    the action that this one takes back made on the platform. `after_id`: the action that must have been sent before
    this one may leave (an answer written anew waits for the deletion of the old one, an unblock for its block).
    `attachments` are the keys of the pictures that go with it (JSON).

    An answer that waits for a yes lapses at `expires_at`. `written` keeps the writer's words where the approver changed
    them, `said` the word with which it was rejected. `template_version` and `template_variant` (0: the body) say which
    words of the template it was made from.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        index_where(LIVE_REPLY, "outbox_one_live_reply", "comment_id", unique=True),
        index_where("deed_id IS NOT NULL", "outbox_deed", "deed_id"),
        index_where("after_id IS NOT NULL", "outbox_after", "after_id"),
        Index("outbox_due", "state", "account_id", "not_before"),
        Index("outbox_comment", "comment_id", "id"),
        index_where("comment_id IS NOT NULL", "outbox_actor", "actor_id", "comment_id"),
        index_where("state = 'awaiting_approval'", "outbox_awaiting", "account_id", "expires_at"),
        index_where("said <> ''", "outbox_rejected", "actor_id", "settled_at"),
        one_of("act", Act, "outbox_act_known"),
        one_of("state", OutboxState, "outbox_state_known"),
        one_of("actor_kind", ActorKind, "outbox_actor_known"),
        one_of("visibility", Visibility, "outbox_visibility_known"),
        one_of("comment_state", CommentState, "outbox_comment_state_known"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    comment_id: int | None = maybe_ref("comment.id")
    act: str
    state: str = OutboxState.PENDING.value
    actor_kind: str = ActorKind.MEMBER.value
    actor_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    desk_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    deed_id: int | None = maybe_wide()
    intent_id: str = Field(unique=True)
    text: str = prose()
    visibility: str = Visibility.PUBLIC.value
    template_id: int | None = maybe_ref("template.id")
    revision: int = 1
    comment_state: str = CommentState.OPEN.value
    created_at: int = micros()
    not_before: int = micros()
    wire_method: str = prose()
    wire_path: str = prose()
    wire_body: str = prose()
    wire_key: str = prose()
    wire_at: int | None = maybe_micros()
    first_attempt_at: int | None = maybe_micros()
    attempt: int = 0
    worker_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    lease_until: int | None = maybe_micros()
    looks: int = 0
    remote_id: str = prose()
    remote_uri: str = prose()
    remote_url: str | None = Field(default=None)
    code: str = prose()
    params: str = prose("{}")
    settled_at: int | None = maybe_micros()
    reason: str = prose()
    record: str = prose()
    after_id: int | None = maybe_wide()
    attachments: str = prose("[]")
    approver_id: int | None = maybe_wide()
    approved_at: int | None = maybe_micros()
    expires_at: int | None = maybe_micros()
    written: str = prose()
    said: str = prose()
    template_version: int = number()
    template_variant: int = number()
