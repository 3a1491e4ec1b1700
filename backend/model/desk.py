"""What a desk is told when it asks: openings, counts, composing, and the outcome of its verbs."""

from dataclasses import field
from enum import StrEnum

from backend.model.account import Account, Act, Limits
from backend.model.clock import Micros
from backend.model.comment import CommentState, Group, QueueRow, RemoteState, ThreadView, Visibility
from backend.model.reason import Reason
from backend.model.signing import Signed
from backend.model.value import dataclass

CAP = 1000
"""Counts stop here and are shown as '1000+': a full count of a large store costs more than everything else together."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the header counts, each stopping at CAP + 1: open and not snoozed, claimed by me, past due, waiting."""

    open: int
    mine: int
    late: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """Whether a worker lives: its last heartbeat is younger than 30 s. `seen_at` is None when there never was one."""

    alive: bool
    seen_at: Micros | None


@dataclass(frozen=True, slots=True)
class Board:
    """What the status line speaks of: accounts (worst first) and the worker.

    `mending` says of each account (by key) that needs a login who can give it one, and how.
    """

    accounts: tuple[Account, ...]
    worker: WorkerStatus
    counts: Counts
    mending: dict[int, Reason] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """A window's worth of a list in its order. `more` tells that rows lie beyond it in the asked direction.

    `newest_id` is the highest comment key in the store when it was read: what came later has a higher one. `groups` are
    those its rows stand in; a flat list has none.
    """

    rows: tuple[QueueRow, ...]
    more: bool
    newest_id: int
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """The first screen, read in one snapshot. `seq` is the journal's last line in it: the feed goes on from there."""

    board: Board
    rows: Rows
    thread: ThreadView | None
    seq: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Comments that came after a list was entered and match its query: at most 200 rows, and the total (capped)."""

    rows: tuple[QueueRow, ...]
    total: int
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Composing:
    """All that the composer says above and around the text.

    `text` is the kept draft, or the mention and signature to start from; `cursor` where to type (characters).
    `signature` is what it is signed with, as the charter says (`signs`), else the member's own.
    `visibility` is who will see the answer. `holder` names another member whose live claim keeps us from sending.
    """

    comment_id: int
    account: Account
    to: str
    handle: str
    text: str
    cursor: int
    revision: int
    visibility: Visibility
    limits: Limits
    signature: str
    mention: str
    holder: str | None
    template_id: int | None = None
    kept: bool = False  # the text is a draft or a failed answer, not a fresh start
    act: Act = Act.REPLY  # or private, or other words for an answer of ours, whose key `comment_id` is then
    anew: bool = False  # other words mean deleting and answering again: the platform cannot edit
    copies: bool = False  # nothing can be sent from here: the answer is copied, and posted in the browser
    link: str | None = None  # where it is posted then
    signs: Signed | None = None  # how the charter has it signed; None where there is no charter
    waits: bool = False  # it waits for somebody's yes before it leaves
    only_templates: bool = False  # nothing leaves but approved templates
    approves: int | None = None  # the action that is changed and approved; `written_by` wrote it
    written_by: str = ""
    pictures: tuple[str, ...] = ()  # names of those that go with it, from its template


@dataclass(frozen=True, slots=True)
class Nearly:
    """An answer of ours that says nearly the same: to whom (outside text), when (UTC µs), whether in this thread."""

    to: str
    at: Micros
    here: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What has become of a comment since it was shown to somebody who answers it: nothing is sent on old words.

    `before` and `after` are its words then and now (equal when only its triage changed), `revision` and `state` what
    it stands at, `who` the colleague who acted on it since, empty when none did.
    """

    comment_id: int
    before: str
    after: str
    revision: int
    state: CommentState
    remote_state: RemoteState
    who: str


class Outcome(StrEnum):
    """How a verb ended."""

    DONE = "done"
    TAKEN = "taken"  # another member has it; `who` says who
    MOVED = "moved"  # edited, deleted, answered or decided since it was shown; the text is kept
    REFUSED = "refused"  # see `reason`
    GONE = "gone"  # too late to take back, or no longer there


@dataclass(frozen=True, slots=True)
class Result:
    """What a verb answers. `outbox_id` and `due_at` (UTC µs, end of the undo window) when something was queued.

    `copied` is the answer as it is to be posted by hand, where nothing can be sent.
    """

    outcome: Outcome
    reason: Reason | None = None
    who: str = ""
    outbox_id: int | None = None
    due_at: Micros | None = None
    copied: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.outcome is Outcome.DONE


@dataclass(frozen=True, slots=True)
class Presence:
    """Another member who looks at a comment now, or writes about it."""

    comment_id: int
    member: str
    writing: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who can be given or asked something: a member, or an area that somebody answers for. One of the keys is set."""

    name: str
    member_id: int | None = None
    area_id: int | None = None
