"""The worker's small parts: pauses, loops, chores, logins, leases, health."""

import stat
import threading
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from backend.config.secrets import SecretStore
from backend.config.worker import WorkerSettings
from backend.model.account import Account, Capabilities, Health, HealthState
from backend.model.clock import EPOCH, MINUTE, SECOND
from backend.model.reason import Reason
from backend.platforms.base import Profile, Saver, TryAgain
from backend.store.engine import Store
from backend.store.errors import StoreNewer, StoreUnavailable
from backend.store.read.accounts import account
from backend.worker.backoff import Backoff
from backend.worker.chores import Chore, do_due
from backend.worker.health import BEHIND, LOGIN, PULL, PUSH, Pulse
from backend.worker.lease import Lease
from backend.worker.login import Login, NoLogin
from backend.worker.loop import Loop
from backend.worker.redact import Redactor
from backend.worker.tempo import tempo
from tests.conftest import StandingClock
from tests.worker.scene import Scene
from tests.worker.scripted import Platform, ScriptedConnector
from tests.worker.waiting import until

WHY = Reason("platform.login")


def backoff(first: int = SECOND, longest: int = 5 * MINUTE) -> Backoff:
    return Backoff(Random(4), first, longest)


class TestBackoff:
    def test_pauses_double_up_to_the_longest(self) -> None:
        growing = backoff()
        pauses = [growing.next() for _ in range(40)]
        for number, pause in enumerate(pauses):
            whole = min(SECOND << number, 5 * MINUTE)
            assert whole / 2 <= pause <= whole

    def test_success_starts_anew(self) -> None:
        growing = backoff()
        for _ in range(10):
            growing.next()
        growing.reset()
        assert growing.next() <= SECOND
        assert growing.failures == 1

    def test_two_accounts_do_not_come_back_together(self) -> None:
        assert Backoff(Random(1), SECOND, MINUTE).next() != Backoff(Random(2), SECOND, MINUTE).next()


class TestLoop:
    def test_a_fault_is_recorded_and_the_loop_goes_on(self, caplog: pytest.LogCaptureFixture) -> None:
        turns: list[int] = []
        faults: list[Exception] = []

        def turn() -> int:
            turns.append(1)
            if len(turns) == 1:
                raise ValueError("odd")
            return SECOND

        loop = Loop("t", turn, backoff(1000), faults.append)
        loop.start()
        until(lambda: len(turns) == 2)
        loop.stop()
        loop.join(5)
        assert [type(fault) for fault in faults] == [ValueError]
        assert "a turn failed" in caplog.text

    def test_a_report_that_fails_ends_nothing_either(self) -> None:
        turns: list[int] = []

        def turn() -> int:
            turns.append(1)
            raise StoreUnavailable("store.full")

        def report(error: Exception) -> None:
            raise error

        loop = Loop("t", turn, backoff(1000, 2000), report)
        loop.start()
        until(lambda: len(turns) > 3)
        loop.stop()
        loop.join(5)
        assert not loop.is_alive()

    def test_it_stops_between_turns_and_at_once_when_it_waits(self) -> None:
        inside, go = threading.Event(), threading.Event()
        ended: list[str] = []

        def turn() -> int:
            inside.set()
            go.wait(5)
            ended.append("turn")
            return 3600 * SECOND

        loop = Loop("t", turn, backoff())
        loop.start()
        inside.wait(5)
        loop.stop()
        assert loop.is_alive()
        go.set()
        loop.join(5)
        assert ended == ["turn"]
        assert not loop.is_alive()

    def test_a_bell_ends_the_wait(self) -> None:
        turns: list[int] = []

        def turn() -> int:
            turns.append(1)
            return 3600 * SECOND

        loop = Loop("t", turn, backoff())
        loop.start()
        until(lambda: len(turns) == 1)
        loop.ring()
        until(lambda: len(turns) == 2)
        loop.stop()
        loop.join(5)


class TestChores:
    def test_each_is_done_at_its_pace_and_a_failing_one_holds_up_no_other(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        done: list[str] = []

        def fail() -> None:
            raise StoreUnavailable("store.busy")

        chores = [Chore("bad", 3600, fail), Chore("often", 0, lambda: done.append("often"))]
        chores.append(Chore("rare", 3600, lambda: done.append("rare")))
        for _ in range(3):
            assert do_due(chores) == 0
        assert done == ["often", "rare", "often", "often"]
        assert caplog.text.count("a chore failed") == 1

    def test_a_newer_store_ends_them(self) -> None:
        def fail() -> None:
            raise StoreNewer("store.newer")

        with pytest.raises(StoreNewer):
            do_due((Chore("x", 1, fail),))


class Keys:
    """A login file and a connector a login, as they are opened."""

    def __init__(self, folder: Path, clock: StandingClock, ours: Account, retry_s: float = 3600) -> None:
        self.secrets = SecretStore(folder / "secrets")
        self.opened: list[tuple[dict[str, str], ScriptedConnector]] = []
        self.clock = clock
        self.redactor = Redactor()
        self.ours = ours
        self.who = "me"
        self.trouble: TryAgain | None = None
        self.login = Login(ours, self.secrets, self.redactor, retry_s, self._open)
        self.save: Saver = lambda values: None

    def _open(self, platform: str, base_url: str, secret: Mapping[str, str], save: Saver) -> ScriptedConnector:
        self.save = save
        connector = ScriptedConnector(Platform(self.clock))
        connector.who = self.who
        connector.fail("check", self.trouble)
        self.opened.append((dict(secret), connector))
        return connector

    def write(self, token: str) -> None:
        self.secrets.save(self.ours.id, {"token": token})


@pytest.fixture
def keys(tmp_path: Path, clock: StandingClock, scene: Scene) -> Keys:
    ours = account(scene.store.reader, scene.account_id)
    assert ours is not None
    return Keys(tmp_path, clock, ours)


class TestLogin:
    def test_without_one_a_person_is_needed(self, keys: Keys) -> None:
        with pytest.raises(NoLogin) as caught:
            keys.login.connector()
        assert caught.value.reason.code == "secrets.missing"

    def test_one_others_can_read_is_refused(self, keys: Keys) -> None:
        keys.write("first-token")
        path = keys.secrets.path(keys.ours.id)
        path.chmod(0o644)
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        with pytest.raises(NoLogin) as caught:
            keys.login.connector()
        assert caught.value.reason.code == "config.open_file"

    def test_it_is_opened_once_and_known_to_the_log(self, keys: Keys) -> None:
        keys.write("first-token")
        assert keys.login.connector() is keys.login.connector()
        assert len(keys.opened) == 1
        assert "first-token" not in keys.redactor.clean("x first-token x")

    def test_a_new_one_is_picked_up_and_the_old_connector_closed_at_the_end(self, keys: Keys) -> None:
        keys.write("first-token")
        old = keys.login.connector()
        keys.write("other-token")
        assert keys.login.connector() is not old
        assert [secret["token"] for secret, _ in keys.opened] == ["first-token", "other-token"]
        assert [one.closed for _, one in keys.opened] == [False, False]
        keys.login.close()
        assert [one.closed for _, one in keys.opened] == [True, True]

    def test_what_the_connector_renewed_is_kept_and_opens_nothing(self, keys: Keys) -> None:
        keys.write("first-token")
        keys.login.connector()
        keys.save({"token": "renewed-token"})
        assert keys.secrets.load(keys.ours.id) == {"token": "renewed-token"}
        keys.login.connector()
        assert len(keys.opened) == 1
        assert "renewed-token" not in keys.redactor.clean("renewed-token")

    def test_two_refusals_park_it_until_the_file_changes(self, keys: Keys) -> None:
        keys.write("first-token")
        keys.login.connector()
        assert not keys.login.refused(WHY)
        keys.login.connector()
        assert keys.login.refused(WHY)
        with pytest.raises(NoLogin) as caught:
            keys.login.connector()
        assert caught.value.reason == WHY
        keys.write("other-token")
        keys.login.connector()
        assert len(keys.opened) == 2

    def test_a_success_between_refusals_forgets_them(self, keys: Keys) -> None:
        keys.write("first-token")
        keys.login.connector()
        keys.login.refused(WHY)
        keys.login.accepted()
        assert not keys.login.refused(WHY)
        keys.login.connector()

    def test_a_parked_one_is_tried_again_after_a_while(self, tmp_path: Path, clock: StandingClock, keys: Keys) -> None:
        patient = Keys(tmp_path, clock, keys.ours, retry_s=0)
        patient.write("first-token")
        patient.login.connector()
        patient.login.refused(WHY)
        patient.login.refused(WHY)
        assert patient.login.connector() is patient.opened[0][1]

    def test_whose_it_is_is_asked_once_an_edition(self, keys: Keys) -> None:
        keys.write("first-token")
        for _ in range(3):
            keys.login.connector()
        keys.write("other-token")
        for _ in range(3):
            keys.login.connector()
        assert [len(line.named("check")) for _, line in keys.opened] == [1, 1]

    def test_one_of_another_account_is_parked_until_the_file_changes(self, keys: Keys) -> None:
        keys.write("first-token")
        keys.who = "else"
        for _ in range(3):
            with pytest.raises(NoLogin) as caught:
                keys.login.connector()
            assert caught.value.reason == Reason("platform.other_account", {"handle": "else@example.org"})
        assert len(keys.opened[0][1].named("check")) == 1
        keys.who = "me"
        keys.write("right-token")
        assert keys.login.connector() is keys.opened[1][1]

    @pytest.mark.parametrize(
        ("handle", "remote_id", "named"),
        [
            ("@kalle@x.se", "7", "kalle@x.se"),
            ("ka\x1b[2Jlle", "7", "7"),
            ("räv@x.se", "did:plc:a1", "did:plc:a1"),
            ("å", "ö", "?"),
        ],
    )
    def test_only_plain_names_are_told(self, handle: str, remote_id: str, named: str) -> None:
        profile = Profile(remote_id, handle, "", None, "https://x.se", Capabilities())
        assert profile.stranger_to(remote_id) is None
        assert profile.stranger_to("me") == Reason("platform.other_account", {"handle": named})

    def test_a_platform_that_cannot_be_asked_is_asked_again(self, keys: Keys) -> None:
        keys.write("first-token")
        keys.trouble = TryAgain("platform.timeout", reached=True)
        with pytest.raises(TryAgain):
            keys.login.connector()
        assert keys.login.connector() is keys.login.connector()


class TestLease:
    def test_one_has_it_until_it_runs_out_or_is_given_back(self, store: Store, clock: StandingClock) -> None:
        first, second = Lease(store, 1, 10, 15), Lease(store, 1, 11, 15)
        assert first.take()
        assert not second.take()
        clock.move(14 * SECOND)
        assert first.renew()
        clock.move(14 * SECOND)
        assert not second.take()
        clock.move(2 * SECOND)
        assert second.take()
        assert second.fence == first.fence + 1
        assert not first.renew()
        assert not first.held()

    def test_it_is_not_held_for_longer_than_it_was_given(self, store: Store) -> None:
        lease = Lease(store, 1, 10, 0.05)
        assert not lease.held()
        assert lease.take()
        until(lambda: not lease.held())
        assert lease.renew()
        assert lease.held()
        lease.lost()
        assert not lease.held()


class TestPulse:
    def pulse(self, clock: StandingClock, before: Health | None = None) -> tuple[Pulse, list[Health]]:
        written: list[Health] = []
        return Pulse(clock, before or Health(HealthState.NEW, EPOCH), written.append), written

    def test_the_worst_trouble_is_shown_and_the_next_when_it_is_over(self, clock: StandingClock) -> None:
        pulse, written = self.pulse(clock)
        pulse.read_whole(0.1)
        pulse.meets(BEHIND, HealthState.LATE, Reason("late"))
        pulse.meets(PUSH, HealthState.THROTTLED, Reason("throttled"))
        pulse.meets(LOGIN, HealthState.NEEDS_LOGIN, Reason("login"))
        pulse.well(LOGIN)
        pulse.well(PUSH)
        pulse.well(BEHIND)
        states = [health.state.value for health in written]
        assert states == ["ok", "late", "throttled", "needs_login", "throttled", "late", "ok"]

    def test_nothing_is_written_that_is_no_news(self, clock: StandingClock) -> None:
        pulse, written = self.pulse(clock)
        pulse.read_whole(0.1)
        pulse.well(PULL)
        pulse.read_whole(0.1)
        assert len(written) == 1
        clock.move(25 * SECOND)
        pulse.read_whole(0.2)
        assert (written[-1].last_complete_at, written[-1].rate_share) == (clock.at, 0.2)

    def test_what_could_not_be_written_is_written_next_time(self, clock: StandingClock) -> None:
        written: list[Health] = []
        full = [True]

        def write(health: Health) -> None:
            if full[0]:
                raise StoreUnavailable("store.full")
            written.append(health)

        pulse = Pulse(clock, Health(HealthState.NEW, EPOCH), write)
        with pytest.raises(StoreUnavailable):
            pulse.read_whole(0)
        full[0] = False
        pulse.read_whole(0)
        assert written[-1].state is HealthState.OK

    def test_since_stays_while_the_state_does(self, clock: StandingClock) -> None:
        pulse, written = self.pulse(clock)
        pulse.read_whole(0)
        since = clock.at
        clock.move(MINUTE)
        pulse.read_whole(0)
        assert written[-1].since == since
        clock.move(MINUTE)
        pulse.meets(PUSH, HealthState.LATE, Reason("x"))
        assert written[-1].since == clock.at


def test_an_attempt_outlives_its_request_and_a_stop_waits_for_one(tmp_path: Path) -> None:
    for timeout in (1.0, 20.0, 120.0):
        rhythm = tempo(WorkerSettings(url="", data_dir=tmp_path, secrets_dir=tmp_path, http_timeout_s=timeout))
        assert rhythm.sending_s > timeout
        assert rhythm.stop_s > timeout
        assert rhythm.lease_s >= 2 * rhythm.beat_s
