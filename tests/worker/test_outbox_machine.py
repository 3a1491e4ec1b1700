"""Whatever happens on the way, an answer stands on the platform once or not at all, and the store says which.

The real store, the real sending and settling code; a platform in memory that takes effect or not, answers or not, and a
process that dies before or after any commit and any request. Two workers, of which one may sleep through its lease.
"""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from backend.model.clock import SECOND, Clock
from backend.model.outbox import OutboxState
from backend.platforms.base import Duplicate, LoginExpired, PlatformError, Refused, Throttled, TryAgain
from backend.store.engine import Store, Writer, make_engine
from backend.store.migrate import migrate
from backend.store.reader import Reader
from backend.store.write.outbox import cancel
from tests.conftest import StandingClock
from tests.worker.hand import Hand
from tests.worker.killing import KILLS
from tests.worker.scene import Scene
from tests.worker.scripted import KEY_KEPT, Killed, Platform, ScriptedConnector

ENDED = {OutboxState.SENT, OutboxState.FAILED, OutboxState.CANCELLED, OutboxState.STOPPED}
DEATHS = st.none() | st.tuples(st.integers(0, 6), st.sampled_from(["before", "inside", "after"]))
ENDINGS = ["fine", "fine", "unreached", "no effect", "effect", "throttled", "login", "refused", "duplicate", "fault"]
ENDINGS += ["killed before", "killed after"]
LEASE = 31
"""Seconds after which what a sleeper has in hand counts as lost."""
SLEEPS = [1, 9, 20, 40, 2000, 3 * 3600]
"""Seconds: in time for a request to leave, past that, past the lease, past what a key is trusted for, and kept."""


class MortalStore(Store):
    """A store whose process dies before, inside or after one of its next writes."""

    death: tuple[int, str] | None = None

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Write, and perhaps die."""
        how = self._due()
        if how == "before":
            raise Killed
        with super().write() as w:
            yield w
            if how == "inside":
                raise Killed
        if how == "after":
            raise Killed

    def _due(self) -> str:
        if self.death is None:
            return ""
        left, how = self.death
        self.death = (left - 1, how) if left else None
        return "" if left else how


class Process:
    """One worker process as far as sending goes; it may die at any write."""

    def __init__(self, url: str, clock: Clock, platform: Platform, folder: Path, account_id: int, seed: int) -> None:
        self.store = MortalStore(url, clock, make_engine(url), Reader.open(url))
        self.connector = ScriptedConnector(platform)
        self.hand = Hand(self.store, clock, self.connector, folder, account_id, seed)

    def end(self) -> None:
        """Its process is gone."""
        self.store.death = None
        self.store.close()


class OutboxMachine(RuleBasedStateMachine):
    """Answers are written, workers send, time passes, anything may go wrong."""

    seed_file: Path
    shortest_sleep = 0
    """Seconds a worker sleeps at least between its last commit and its request."""
    keeps_keys = True
    """Whether the platform knows a repeated request by its key. One that does not is proof against blind repeats."""

    @initialize()
    def begin(self) -> None:
        """A store with an account, and two workers."""
        self.folder = Path(tempfile.mkdtemp(dir=_fast_disk()))
        path = self.folder / "store.sqlite3"
        shutil.copyfile(self.seed_file, path)
        self.url = f"sqlite:///{path}"
        self.clock = StandingClock()
        self.store = Store.open(self.url, self.clock)
        self.scene = Scene(self.store)
        self.platform = Platform(self.clock, keeps_keys=self.keeps_keys)
        self.intents: dict[int, str] = {}
        self.hands = [self._hand(0), self._hand(1)]
        self.comments = 0

    @rule(many=st.integers(1, 3))
    def write(self, many: int) -> None:
        """A member answers fresh comments."""
        for _ in range(many):
            self._answer()

    def _answer(self) -> None:
        self.comments += 1
        (comment_id,) = self.scene.comments([f"c{self.comments}"])
        outbox_id = self.scene.answer(comment_id, f"@fan answer {self.comments}")
        self.intents[outbox_id] = str(self.scene.value("SELECT intent_id FROM outbox WHERE id = ?", outbox_id))

    @rule(which=st.integers(0, 1), ending=st.sampled_from(ENDINGS), death=DEATHS, turns=st.integers(1, 4))
    def work(self, which: int, ending: str, death: tuple[int, str] | None, turns: int) -> None:
        """A worker takes turns; its next request ends as told, and its process may die at a commit."""
        hand = self.hands[which]
        self._script(hand, ending)
        hand.store.death = death
        self._turns(which, turns)

    @rule(which=st.integers(0, 1), asleep=st.sampled_from(SLEEPS), ending=st.sampled_from([*ENDINGS, "late"]))
    def sleep_through(self, which: int, asleep: int, ending: str) -> None:
        """A worker sleeps between its last commit and its request, past its lease, while the other one works."""
        self._answer()  # so that there is a request to sleep before

        def meanwhile() -> None:
            whole = max(asleep, self.shortest_sleep)
            for part in (min(whole, LEASE), max(0, whole - LEASE)):
                self.clock.move(part * SECOND)
                self._turns(1 - which, 6)

        self._script(self.hands[which], ending)
        self.hands[which].connector.meanwhile = meanwhile
        self._turns(which, 2)
        self.hands[which].connector.meanwhile = None

    @rule(seconds=st.sampled_from([1, 3, 12, 31, 120, 1200, 3000]))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.clock.move(seconds * SECOND)

    @rule(data=st.data())
    def think_again(self, data: st.DataObject) -> None:
        """A member takes an answer back, if it is not too late."""
        if self.intents:
            cancel(self.store, self.scene.anna, data.draw(st.sampled_from(sorted(self.intents))))

    @rule(many=st.integers(1, 3))
    def look_unsure(self, many: int) -> None:
        """The platform cannot tell yet."""
        for hand in self.hands:
            hand.connector.unsure = many

    @invariant()
    def nothing_stands_twice(self) -> None:
        """Once or not at all, and what is said to have ended, has."""
        made = Counter(key for key, _body in self.platform.standing)
        assert max(made.values(), default=0) <= 1, made
        for outbox_id, state in self.scene.states().items():
            stands = made[self.intents[outbox_id]]
            if state is OutboxState.SENT:
                assert stands == 1, (outbox_id, state)
            elif state in ENDED:
                assert stands == 0, (outbox_id, state)

    def teardown(self) -> None:
        """With a platform that works again everything finds its end, and nothing was lost."""
        if not hasattr(self, "hands"):
            return
        try:
            self._settle_all()
        finally:
            for hand in self.hands:
                hand.end()
            self.store.close()
            shutil.rmtree(self.folder)

    def _settle_all(self) -> None:
        for hand in self.hands:
            hand.store.death = None
            hand.connector.be_well()
        for _ in range(200):
            if all(state in ENDED for state in self.scene.states().values()):
                break
            self.clock.move(20 * SECOND)
            for which in (0, 1):
                self._turns(which, 4)
        assert {key: one for key, one in self.scene.states().items() if one not in ENDED} == {}
        self.nothing_stands_twice()

    def _turns(self, which: int, turns: int) -> None:
        try:
            for _ in range(turns):
                self.hands[which].hand.push()
        except Killed:
            self.hands[which].end()
            self.hands[which] = self._hand(which)

    def _hand(self, which: int) -> Process:
        return Process(self.url, self.clock, self.platform, self.folder, self.scene.account_id, which)

    def _script(self, hand: Process, ending: str) -> None:
        errors: dict[str, PlatformError | BaseException] = {
            "unreached": TryAgain("platform.no_connection", reached=False),
            "no effect": TryAgain("platform.timeout", reached=True),
            "effect": TryAgain("platform.timeout", reached=True),
            "late": TryAgain("platform.timeout", reached=True),
            "throttled": Throttled(self.clock.at),
            "login": LoginExpired("platform.login"),
            "refused": Refused("platform.refused"),
            "duplicate": Duplicate("platform.duplicate"),
            "fault": ValueError("a fault of ours after it left"),
            "killed before": Killed(),
            "killed after": Killed(),
        }
        hand.connector.forget()
        if ending == "fine":
            return
        if ending == "late":
            hand.connector.late += 1
        hand.connector.fail("send", errors[ending], after=ending in ("effect", "duplicate", "fault", "killed after"))


def _fast_disk() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> type[OutboxMachine]:
    """The machine on a migrated store."""
    seed = tmp_path_factory.mktemp("machine") / "seed.sqlite3"
    migrate(f"sqlite:///{seed}")
    return type("Machine", (OutboxMachine,), {"seed_file": seed})


@pytest.fixture(scope="module")
def keyless(machine: type[OutboxMachine]) -> type[OutboxMachine]:
    """The machine with a platform that has no idempotency keys."""
    return type("Keyless", (machine,), {"keeps_keys": False})


@pytest.fixture(scope="module")
def sleeper(machine: type[OutboxMachine]) -> type[OutboxMachine]:
    """The machine with sleeps of which every one outlasts the platform's memory of a key."""
    return type("Sleeper", (machine,), {"shortest_sleep": KEY_KEPT // SECOND + 60})


def run(machine: type[OutboxMachine], examples: int, steps: int) -> None:
    """Try so many stories of so many steps."""
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=checks,
        print_blob=True,
        derandomize=True,
    )
    run_state_machine_as_test(machine, settings=wanted)


def test_never_twice_never_lost(machine: type[OutboxMachine]) -> None:
    run(machine, 12, 20)


def test_never_twice_after_a_long_sleep(sleeper: type[OutboxMachine]) -> None:
    run(sleeper, 12, 20)


def test_never_twice_never_lost_without_keys(keyless: type[OutboxMachine]) -> None:
    run(keyless, 12, 20)


@pytest.mark.kill
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["machine", "keyless", "sleeper"])
def test_never_twice_never_lost_in_many_stories(request: pytest.FixtureRequest, kind: str) -> None:
    run(request.getfixturevalue(kind), KILLS, 40)
