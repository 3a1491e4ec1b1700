"""The outbox as a state machine over a real store: any order of wishes, crashes, late words, edits and deletions.

What must hold after every step: at most one live answer a comment, at most one effect on the platform for an
intention, no action said to be unsent whose text stands there, every comment in the state its history gives it, and no
text lost.
"""

import atexit
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from backend.model.clock import SECOND
from backend.model.desk import Outcome
from backend.model.outbox import LIVE, Job, OutboxState, Verdict
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.migrate import migrate
from backend.store.write import outbox
from backend.store.write.triage import let_stand, reopen
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import US, says

UNSENT = (OutboxState.FAILED, OutboxState.STOPPED, OutboxState.CANCELLED)
COMMENTS = ("c1", "c2")


@cache
def migrated() -> Path:
    """A migrated store to copy."""
    folder = Path(tempfile.mkdtemp(prefix="nightdesk-seed-"))
    atexit.register(shutil.rmtree, folder)
    path = folder / "store.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@dataclass
class Known:
    """What the machine believes of a comment."""

    key: int
    revision: int = 1
    state: str = "open"
    deleted: bool = False
    before_deletion: str = "open"


@dataclass
class Wish:
    """What the machine believes of an action: its comment, text, state, and how often it took effect.

    `tried` is whether a request of it may have left that no answer has undone.
    """

    comment: str
    text: str
    author: int
    prior: str
    revision: int
    tried: bool = False
    state: OutboxState = OutboxState.PENDING
    effects: int = 0
    by_person: bool = False
    jobs: list[Job] = field(default_factory=list)


class OutboxMachine(RuleBasedStateMachine):
    """Members, a worker that crashes, a platform that answers or not, and people who edit and delete."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="nightdesk-machine-"))
        path = self.folder / "store.sqlite3"
        shutil.copyfile(migrated(), path)
        self.clock = StandingClock()
        self.store = Store.open(f"sqlite:///{path}", self.clock)
        self.account = scene.account(self.store)
        self.members = [scene.member(self.store, name) for name in ("Anna", "Bo")]
        scene.save(self.store, self.account, *(says(name, "1") for name in COMMENTS))
        self.comments = {name: Known(scene.key(self.store, name)) for name in COMMENTS}
        self.wishes: dict[int, Wish] = {}
        self.answers = 0

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def live(self, comment: str) -> list[Wish]:
        return [wish for wish in self.wishes.values() if wish.comment == comment and wish.state in LIVE]

    def wishes_in(self, *states: OutboxState) -> dict[int, Wish]:
        return {key: wish for key, wish in self.wishes.items() if wish.state in states}

    def ended(self, wish: Wish, state: OutboxState) -> None:
        """Follow an action that did not get out: the comment goes back, unless it is deleted."""
        wish.state = state
        known = self.comments[wish.comment]
        if known.state == "done" and wish.prior == "open" and not known.deleted:
            known.state = "open"

    @rule(name=st.sampled_from(COMMENTS), who=st.integers(0, 1), stale=st.booleans())
    def answer(self, name: str, who: int, stale: bool) -> None:
        known, actor = self.comments[name], self.members[who]
        self.answers += 1
        text = f"answer {self.answers}"
        revision = known.revision - 1 if stale else known.revision
        result = outbox.enqueue_reply(self.store, actor, known.key, text, revision)
        if known.deleted or stale:
            assert result.outcome is Outcome.MOVED
        elif self.live(name):
            assert result.outcome is Outcome.TAKEN
        else:
            assert result.ok
        if result.outbox_id is None:
            assert scene.draft(self.store, known.key, actor) == text
            return
        assert actor.id is not None
        self.wishes[result.outbox_id] = Wish(name, text, actor.id, known.state, known.revision)
        known.state = "done"

    @precondition(lambda self: self.wishes)
    @rule(data=st.data(), who=st.integers(0, 1))
    def take_back(self, data: st.DataObject, who: int) -> None:
        key = data.draw(st.sampled_from(sorted(self.wishes)))
        wish, actor = self.wishes[key], self.members[who]
        result = outbox.cancel(self.store, actor, key)
        if actor.id != wish.author:
            assert result.outcome is Outcome.REFUSED
        elif wish.state is OutboxState.PENDING and not wish.tried:
            assert result.ok
            self.ended(wish, OutboxState.CANCELLED)
        else:
            assert result.outcome is Outcome.GONE

    @rule(seconds=st.sampled_from([1, 5, 11, 40]))
    def wait(self, seconds: int) -> None:
        self.clock.move(seconds * SECOND)

    @rule(fate=st.sampled_from(["sent", "lost", "refused", "throttled", "silent", "crash", "crash late"]))
    def work(self, fate: str) -> None:
        """Take what is due, try it once, and hear the answer, no answer, or die."""
        for due in outbox.due(self.store.reader, self.account, self.clock.now(), 1):
            wish = self.wishes[due.id]
            assert wish.state is OutboxState.PENDING
            known = self.comments[wish.comment]
            job = outbox.take(self.store, due.id, 1, 30)
            if known.deleted or known.revision != wish.revision:  # while nobody could tell what had become of it
                assert wish.jobs, "edits and deletions stop at once what was never taken"
                assert job is None
                self.ended(wish, OutboxState.STOPPED)
                return
            assert job is not None
            wish.state = OutboxState.SENDING
            wish.jobs.append(job)
            if job.wire is None:
                assert outbox.fix_wire(self.store, job, scene.wire(job))
            else:
                assert job.wire == scene.wire(job)
            self.attempt(job, wish, fate)

    def attempt(self, job: Job, wish: Wish, fate: str) -> None:
        if fate == "crash":
            return
        assert outbox.mark_first_attempt(self.store, job)
        before, wish.tried = wish.tried, True
        if fate in ("sent", "lost", "crash late"):
            wish.effects += 1
        if fate == "sent":
            assert outbox.settle_sent(self.store, job, scene.receipt(f"a{job.id}"))
            wish.state = OutboxState.SENT
        elif fate in ("lost", "silent"):
            assert outbox.settle_unknown(self.store, job, Reason("platform.timeout"))
            wish.state = OutboxState.UNKNOWN
        elif fate == "refused":
            assert outbox.settle_failed(self.store, job, Reason("platform.refused"))
            self.ended(wish, OutboxState.FAILED)
        elif fate == "throttled":
            assert outbox.back_to_pending(self.store, job, self.clock.now(), Reason("throttled"))
            wish.state, wish.tried = OutboxState.PENDING, before

    @rule(sure=st.booleans())
    def look_up(self, sure: bool) -> None:
        """Come back after a crash: what a lease ran out on is unknown, what is unknown is looked up."""
        now = self.clock.now()
        for job in outbox.expired_sending(self.store.reader, self.account, now):
            assert outbox.settle_unknown(self.store, job, Reason("outbox.lease_ran_out"))
            self.wishes[job.id].state = OutboxState.UNKNOWN
        for job in outbox.unknowns(self.store.reader, self.account, now):
            wish = self.wishes[job.id]
            if not sure:
                assert outbox.settle_unknown(self.store, job, Reason("outbox.unsure"), now)
            elif wish.effects:
                assert outbox.settle_sent(self.store, job, scene.receipt(f"a{job.id}"))
                wish.state = OutboxState.SENT
            else:
                assert outbox.back_to_pending(self.store, job, now, Reason("outbox.absent"))
                wish.state = OutboxState.PENDING

    @precondition(lambda self: any(wish.jobs for wish in self.wishes.values()))
    @rule(data=st.data(), word=st.sampled_from(["sent", "failed", "unknown", "pending", "wire"]))
    def late_word(self, data: st.DataObject, word: str) -> None:
        """A worker that lost the action, or whose action is settled, says something: it changes nothing."""
        key = data.draw(st.sampled_from(sorted(key for key, wish in self.wishes.items() if wish.jobs)))
        wish = self.wishes[key]
        job = data.draw(st.sampled_from(wish.jobs))
        if job is wish.jobs[-1] and wish.state in (OutboxState.SENDING, OutboxState.UNKNOWN):
            return
        before = self.store.reader.rows("SELECT * FROM outbox ORDER BY id")
        reason = Reason("platform.timeout")
        match word:
            case "sent":
                changed = outbox.settle_sent(self.store, job, scene.receipt("late"))
            case "failed":
                changed = outbox.settle_failed(self.store, job, reason)
            case "unknown":
                changed = outbox.settle_unknown(self.store, job, reason)
            case "pending":
                changed = outbox.back_to_pending(self.store, job, self.clock.now(), reason)
            case _:
                changed = outbox.mark_first_attempt(self.store, job)
        assert not changed
        assert self.store.reader.rows("SELECT * FROM outbox ORDER BY id") == before

    @precondition(lambda self: self.wishes_in(OutboxState.UNKNOWN))
    @rule(data=st.data(), again=st.booleans())
    def by_hand(self, data: st.DataObject, again: bool) -> None:
        """A person looks on the platform and says what stands there."""
        key = data.draw(st.sampled_from(sorted(self.wishes_in(OutboxState.UNKNOWN))))
        wish = self.wishes[key]
        verdict: Verdict = "sent" if wish.effects else "again" if again else "drop"
        assert outbox.by_hand(self.store, self.members[0], key, verdict).ok
        if verdict == "drop":
            self.ended(wish, OutboxState.CANCELLED)
        else:
            wish.state = OutboxState.SENT if verdict == "sent" else OutboxState.PENDING
            wish.tried = wish.tried and verdict == "sent"

    def stop_waiting(self, name: str) -> None:
        for wish in self.live(name):
            if wish.state is OutboxState.PENDING:
                self.ended(wish, OutboxState.STOPPED)

    @rule(name=st.sampled_from(COMMENTS))
    def edit(self, name: str) -> None:
        known = self.comments[name]
        if known.deleted:
            return
        known.revision += 1
        scene.save(self.store, self.account, says(name, str(known.revision)))
        self.stop_waiting(name)
        known.state = "open"

    @rule(name=st.sampled_from(COMMENTS))
    def delete(self, name: str) -> None:
        known = self.comments[name]
        scene.save(self.store, self.account, gone=(name,))
        if known.deleted:
            return
        known.deleted, known.before_deletion, known.state = True, known.state, "done"
        self.stop_waiting(name)

    @rule(name=st.sampled_from(COMMENTS))
    def show_again(self, name: str) -> None:
        known = self.comments[name]
        scene.save(self.store, self.account, says(name, str(known.revision)))
        if known.deleted:
            known.deleted, known.state = False, known.before_deletion

    @rule(name=st.sampled_from(COMMENTS), who=st.integers(0, 1))
    def decide(self, name: str, who: int) -> None:
        known = self.comments[name]
        result = let_stand(self.store, self.members[who], known.key, known.revision)
        assert result.ok == (known.state == "open")
        known.state = "done"

    @rule(name=st.sampled_from(COMMENTS))
    def open_again(self, name: str) -> None:
        known = self.comments[name]
        result = reopen(self.store, self.members[0], known.key)
        may = known.state == "done" and not known.deleted and not self.live(name)
        assert result.ok == may
        known.state = "open" if may else known.state

    @rule()
    def read_thread(self) -> None:
        """The puller brings every answer of ours that stands there: never twice, and never as another's."""
        there = [(key, wish) for key, wish in self.wishes.items() if wish.state is OutboxState.SENT]
        scene.save(
            self.store,
            self.account,
            *(says(f"a{key}", wish.text, by=US, to=wish.comment) for key, wish in there),
        )

    @invariant()
    def actions_are_as_believed(self) -> None:
        rows = self.store.reader.rows("SELECT id, state, text FROM outbox ORDER BY id")
        assert rows == [(key, wish.state.value, wish.text) for key, wish in sorted(self.wishes.items())]

    @invariant()
    def one_live_answer_a_comment(self) -> None:
        assert all(len(self.live(name)) <= 1 for name in COMMENTS)

    @invariant()
    def nothing_twice_and_nothing_denied(self) -> None:
        for wish in self.wishes.values():
            assert wish.effects <= 1
            assert not (wish.state in UNSENT and wish.effects), "said to be unsent, but it stands there"
            assert not (wish.state is OutboxState.SENT and not wish.effects), "said to be sent, but it is not there"

    @invariant()
    def comments_are_as_their_history_says(self) -> None:
        for known in self.comments.values():
            row = scene.look(self.store, "comment", known.key, "state", "revision", "remote_state")
            assert row == (known.state, known.revision, "deleted" if known.deleted else "visible")

    @invariant()
    def no_text_is_lost(self) -> None:
        for wish in self.wishes_in(*UNSENT).values():
            known = self.comments[wish.comment]
            author = next(member for member in self.members if member.id == wish.author)
            later = any(
                one.author == wish.author and one.comment == wish.comment
                for one in self.wishes.values()
                if one is not wish
            )
            assert later or scene.draft(self.store, known.key, author) is not None

    @invariant()
    def our_answers_stand_once(self) -> None:
        doubles = "SELECT outbox_id FROM comment WHERE own GROUP BY outbox_id HAVING count(*) > 1"
        assert self.store.reader.rows(doubles) == []
        sent = sum(wish.state is OutboxState.SENT for wish in self.wishes.values())
        assert self.store.reader.value("SELECT count(*) FROM comment WHERE own") <= sent


OutboxMachine.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestOutbox = OutboxMachine.TestCase
