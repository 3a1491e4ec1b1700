"""Outbox actions: intended writes to a platform and the states they go through."""

from enum import StrEnum
from typing import Literal

from backend.model.attachment import Enclosed
from backend.model.clock import Micros
from backend.model.reason import Reason
from backend.model.value import dataclass


class OutboxState(StrEnum):
    """awaiting_approval → pending (not_before) → sending → sent | failed | unknown | stopped | cancelled.

    *Due* is pending with `not_before` passed; it is not a state. Where no API takes an answer a member posts it in the
    browser, and no worker ever takes it: copied → reported (by the member, as posted) | cancelled.
    """

    AWAITING_APPROVAL = "awaiting_approval"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    COPIED = "copied"
    REPORTED = "reported"


LIVE = (
    OutboxState.AWAITING_APPROVAL,
    OutboxState.PENDING,
    OutboxState.SENDING,
    OutboxState.UNKNOWN,
    OutboxState.COPIED,
)
"""At most one reply in these states per comment: a partial unique index holds it."""

UNDO_WINDOW_S = 10
"""Seconds before what others read, or what is final, leaves (reply, publish, delete, block)."""


Verdict = Literal["sent", "again", "drop"]
"""What a person says of an unknown action: it stands there, send it again, or drop it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a thread tells of an answer's approval: until when it waits (UTC µs) and for whom, or who judged it.

    `said` is the word it was rejected with, `written` what its writer wrote where the approver changed it.
    """

    until: Micros | None
    by: str
    said: str
    written: str
    approvers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a desk shows of an answer: `due_at` counts the undo window down; `text` is kept whatever happens."""

    outbox_id: int
    act: str
    state: OutboxState
    due_at: Micros
    member: str
    mine: bool
    text: str
    reason: Reason | None
    remote_url: str | None
    attempts: int = 0
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What an act is aimed at, in the platform's own ids. `cid` is Bluesky's content hash; empty elsewhere.

    `mention` is the handle the platform needs in the text for the person to be notified, `mention_id` the author's id:
    what mute and block are aimed at. `record` is the id of what the act that is to be taken back made on the platform
    (a like's or a block's own record, a lock's gate with the rules it replaced), empty where it made none or was done
    in the platform's app.
    """

    remote_id: str
    root_remote_id: str
    cid: str = ""
    root_cid: str = ""
    mention: str = ""
    mention_id: str = ""
    visibility: str = "public"
    language: str | None = None
    spoiler: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a member wants written: the act, the whole text as it will stand, and the target.

    `reason` is why, one of `backend.model.triage.Why`: a report is filed under it. `enclosed` are pictures to put with
    an answer.
    """

    act: str
    text: str
    target: Target
    intent_id: str
    at: Micros
    reason: str = ""
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """The exact request, fixed and stored before the first attempt; every retry sends these bytes.

    `key` is the idempotency key or record key; `created_at` the time written into the record. `body` is JSON text.
    """

    method: str
    path: str
    body: str
    key: str
    created_at: Micros


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform answered: the new object's ids (empty for acts that make none)."""

    remote_id: str = ""
    remote_uri: str = ""
    url: str | None = None
    cid: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """An outbox action as the worker holds it. `attempt` fences: the store refuses the word of an older holder.

    `first_attempt_at` is None until something may have left; `looks` counts the tries to settle it since then.
    `attachments` are the keys of the pictures that go with it.
    """

    id: int
    account_id: int
    comment_id: int | None
    act: str
    attempt: int
    state: OutboxState
    text: str
    intent_id: str
    target: Target
    wire: Wire | None
    first_attempt_at: Micros | None
    created_at: Micros
    looks: int
    revision: int
    reason: str = ""
    attachments: tuple[int, ...] = ()
