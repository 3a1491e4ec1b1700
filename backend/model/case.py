"""Cases: a routine of the charter at work on one or more comments; and the promises that our answers made in public."""

from enum import StrEnum

from backend.model.category import Category
from backend.model.clock import Micros
from backend.model.desk import Outcome
from backend.model.reason import Reason
from backend.model.value import dataclass


class CaseState(StrEnum):
    """A case is open until somebody closes it."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What a verb on a case answers: how it ended, on which case (0: on none), why not, and who was faster."""

    outcome: Outcome
    case_id: int = 0
    reason: Reason | None = None
    who: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.outcome is Outcome.DONE


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. Names of members; `people` are the authors of its comments, outside text, the first three.

    `acknowledge_by` and `due_at` are its deadlines (UTC µs), `late_at` when one was found to have passed. `promises`
    and `questions` count those that are still open.
    """

    id: int
    account_id: int
    category: Category
    state: CaseState
    owner_id: int | None
    owner: str
    opened_at: Micros
    acknowledge_by: Micros | None
    acknowledged_at: Micros | None
    due_at: Micros | None
    late_at: Micros | None
    closed_at: Micros | None
    comments: int
    steps: int
    open_steps: int
    promises: int
    questions: int
    people: tuple[str, ...]

    @property
    def next_at(self) -> Micros | None:
        """The deadline that comes next, None when there is none (any more)."""
        if self.state is CaseState.CLOSED:
            return None
        waiting = self.acknowledge_by if self.acknowledged_at is None else None
        return min((at for at in (waiting, self.due_at) if at is not None), default=None)

    def is_late(self, now: Micros) -> bool:
        """Tell whether its next deadline has passed."""
        return self.next_at is not None and self.next_at < now


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A line of the checklist; `done_by` is a member's name, empty while it is open."""

    number: int
    text: str
    done_at: Micros | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class CaseComment:
    """A comment of a case. Author and text are outside text; personal data in the text is masked.

    `answered`: an answer of ours stands there. `gone`: its words are no longer kept. `asked`: whom a colleague has
    asked about it, empty when nobody waits for an answer.
    """

    id: int
    author: str
    text: str
    written_at: Micros
    state: str
    answered: bool = False
    gone: bool = False
    asked: str = ""


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What a colleague noted on a case. `mine`: the reader's own, who may take it away."""

    id: int
    member: str
    text: str
    made_at: Micros
    mine: bool = False


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One line of a case's log: `what` is a word of `Happened`, `who` a member's name (empty: the program).

    `whom` is the member that it was given to, by name, empty for everything else and for nobody.
    """

    what: str
    who: str
    at: Micros
    comment_id: int | None
    params: dict[str, str | int]
    whom: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something an answer of ours said that we would do, until `due_at`.

    `to` is the author it was said to and `text` the answer that said it, at most its first 200 characters; both are
    outside text to whoever draws them. `owner` and `kept_by` are members' names. `answered`: the person has had another
    answer of ours since, also one that was written in the platform's own app: perhaps it is kept.
    """

    id: int
    account_id: int
    comment_id: int
    outbox_id: int
    case_id: int | None
    owner_id: int
    owner: str
    to: str
    text: str
    said_at: Micros
    due_at: Micros
    kept_at: Micros | None = None
    kept_by: str = ""
    dropped_at: Micros | None = None
    overdue_at: Micros | None = None
    answered: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still to be kept."""
        return self.kept_at is None and self.dropped_at is None


@dataclass(frozen=True, slots=True)
class CaseCard:
    """All that is known of one case. `said` is the word it was closed with; `joined_to` the case that has its comments.

    `missing` says what still stands open, worst first. `close_when` and `templates` are the charter's.
    """

    row: CaseRow
    charter: int
    opened_by: str
    close_when: str
    said: str
    closed_by: str
    joined_to: int | None
    steps: tuple[CaseStep, ...]
    comments: tuple[CaseComment, ...]
    notes: tuple[CaseNote, ...]
    promises: tuple[Promise, ...]
    log: tuple[CaseEvent, ...]
    missing: tuple[Reason, ...] = ()
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseBoard:
    """What the screen of cases shows: open cases by deadline, some closed ones after them, and promises."""

    cases: tuple[CaseRow, ...]
    promises: tuple[Promise, ...]
