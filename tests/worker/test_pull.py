"""Reading: what comes first, what is saved with what, what is read again when, and what health says of it."""

from itertools import pairwise
from pathlib import Path

import pytest

from backend.model.account import Act, Capabilities, Undo
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus
from backend.model.inflow import Page
from backend.platforms.base import Gone, LoginExpired, NotPermitted, PlatformError, Throttled, TryAgain, Usage
from backend.store.engine import Store
from backend.store.read.accounts import account
from backend.store.write.accounts import remove_account
from backend.store.write.sync import ask_sync, take_lease
from tests.conftest import StandingClock
from tests.worker.hand import Hand
from tests.worker.scene import Scene, in_comment, in_post
from tests.worker.scripted import Platform, ScriptedConnector

DOWN = TryAgain("platform.server_error", reached=True, status=500)


@pytest.fixture
def line(clock: StandingClock) -> ScriptedConnector:
    return ScriptedConnector(Platform(clock))


@pytest.fixture
def hand(store: Store, clock: StandingClock, line: ScriptedConnector, tmp_path: Path, scene: Scene) -> Hand:
    return Hand(store, clock, line, tmp_path, scene.account_id)


def page(clock: StandingClock, *remote_ids: str, cursor: str = "1", more: bool = False, root: str = "root") -> Page:
    """A page with a post of ours and comments under it."""
    rows = tuple(in_comment(one, root, clock.at) for one in remote_ids)
    return Page((in_post(root, clock.at),), rows, cursor=cursor, more=more)


def cursor_of(scene: Scene, stream: str = "inbox") -> object:
    return scene.value("SELECT value FROM cursor WHERE stream = ?", stream)


def comments(scene: Scene) -> set[object]:
    return {row[0] for row in scene.store.reader.rows("SELECT remote_id FROM comment")}


def test_pages_are_read_at_once_while_there_are_more(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    line.pages["inbox"].extend([page(clock, "a", cursor="1", more=True), page(clock, "b", cursor="2")])
    hand.pull_all()
    assert comments(scene) == {"a", "b"}
    assert cursor_of(scene) == "2"
    inbox = [given for given in line.named("pull") if isinstance(given, tuple) and given[0] == "inbox"]
    since = plus(clock.at, -60 * DAY)
    assert inbox == [("inbox", None, since), ("inbox", "1", since)]


def test_a_restart_goes_on_where_the_last_saved_page_ended(
    store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    line.pages["inbox"].append(page(clock, "a", cursor="7", more=True))
    hand.pull()
    clock.move(16 * SECOND)
    heir = Hand(store, clock, line, tmp_path, scene.account_id)
    heir.pull()
    assert line.named("pull")[-1] == ("inbox", "7", plus(clock.at, -60 * DAY))


def test_a_page_that_promises_more_and_brings_nothing_is_not_asked_for_without_end(
    hand: Hand, line: ScriptedConnector
) -> None:
    line.pages["inbox"].extend([Page(cursor="1", more=True)] * 50)
    hand.pull_all()
    assert len([given for given in line.named("pull") if isinstance(given, tuple) and given[0] == "inbox"]) == 2


def test_the_inbox_is_read_at_its_pace(hand: Hand, line: ScriptedConnector, clock: StandingClock) -> None:
    hand.pull_all()
    before = len(line.calls)
    clock.move(22 * SECOND)
    hand.pull_all()
    assert len(line.calls) == before
    clock.move(6 * SECOND)
    hand.pull_all()
    assert [name for name, _ in line.calls[before:]] == ["pull"]


def test_where_the_daily_limit_is_small_the_inbox_is_looked_at_less_often(
    hand: Hand, line: ScriptedConnector, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ScriptedConnector, "pace", 4)
    hand.pull_all()
    before = len(line.calls)
    clock.move(88 * SECOND)
    hand.pull_all()
    assert len(line.calls) == before
    clock.move(24 * SECOND)
    hand.pull_all()
    assert [name for name, _ in line.calls[before:]] == ["pull"]


def test_nothing_is_saved_under_a_lost_lease(
    store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    hand.pull()
    clock.move(30 * SECOND)
    assert take_lease(store, hand.lease.name, 999, 15) is not None
    line.pages["inbox"].append(page(clock, "late", cursor="9"))
    hand.puller.turn()
    assert comments(scene) == set()
    assert cursor_of(scene) is None
    assert not hand.lease.held()


def test_a_removed_account_is_left_at_once(
    store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    remove_account(store, scene.anna, scene.account_id)
    line.pages["inbox"].append(page(clock, "late"))
    hand.pull()
    assert comments(scene) == set()
    assert not hand.lease.held()


class TestThreads:
    """What is read again."""

    def reads(self, line: ScriptedConnector) -> list[object]:
        return line.named("thread")

    def test_a_new_thread_is_read_and_then_at_the_pace_of_its_age(
        self, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.pages["inbox"].append(page(clock, "a"))
        hand.pull_all()
        assert self.reads(line) == ["root"]
        for wait, reads in ((5 * MINUTE - SECOND, 1), (SECOND, 2), (5 * MINUTE, 3)):
            clock.move(wait)
            hand.pull_all()
            assert len(self.reads(line)) == reads

    @pytest.mark.parametrize(("age", "wait"), [(2 * DAY, HOUR), (30 * DAY, DAY)])
    def test_older_ones_rarely(
        self, hand: Hand, line: ScriptedConnector, clock: StandingClock, age: int, wait: int
    ) -> None:
        written = Micros(clock.at - age)
        line.pages["posts"].append(Page((in_post("root", written),), cursor="1"))
        hand.pull_all()
        clock.move(wait - SECOND)
        hand.pull_all()
        assert len(self.reads(line)) == 1
        clock.move(SECOND)
        hand.pull_all()
        assert len(self.reads(line)) == 2

    def test_one_past_its_time_once(self, hand: Hand, line: ScriptedConnector, clock: StandingClock) -> None:
        line.pages["posts"].append(Page((in_post("root", Micros(clock.at - 61 * DAY)),), cursor="1"))
        for _ in range(3):
            hand.pull_all()
            clock.move(40 * DAY)
        assert len(self.reads(line)) == 1

    def test_a_hint_makes_it_soon(self, hand: Hand, line: ScriptedConnector, clock: StandingClock) -> None:
        line.pages["inbox"].append(page(clock, "a"))
        hand.pull_all()
        clock.move(30 * SECOND)
        line.pages["inbox"].append(Page(cursor="2", threads=("root",)))
        hand.pull_all()
        assert len(self.reads(line)) == 2

    def test_one_that_is_gone_is_marked_and_left(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.pages["posts"].append(Page((in_post("root", clock.at),), cursor="1"))
        line.gone.add("root")
        hand.pull_all()
        assert scene.value("SELECT remote_state FROM post") == "deleted"

    def test_one_that_cannot_be_read_holds_up_no_other_and_no_inbox(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.pages["posts"].append(Page((in_post("bad", clock.at), in_post("good", clock.at)), cursor="1"))
        line.fail("thread", DOWN)
        hand.pull_all()
        clock.move(SECOND)
        hand.pull_all()
        assert self.reads(line) == ["bad", "good"]
        assert scene.health()[0] == "ok"
        clock.move(5 * MINUTE)
        hand.pull_all()
        assert "bad" in self.reads(line)[2:]

    def test_when_none_can_be_read_health_says_late(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        posts = tuple(in_post(f"p{n}", clock.at) for n in range(5))
        line.pages["posts"].append(Page(posts, cursor="1"))
        line.fail("thread", *[DOWN] * 50)
        for _ in range(8):
            hand.pull_all()
            clock.move(2 * SECOND)
        assert scene.health() == ("late", "platform.server_error")
        line.before.clear()
        clock.move(6 * MINUTE)
        hand.pull_all()
        assert scene.health()[0] == "ok"

    def test_after_a_long_absence_it_is_late_until_it_has_caught_up(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.pages["posts"].append(Page((in_post("root", clock.at),), cursor="1"))
        hand.pull_all()
        clock.move(HOUR)
        hand.pull(2)
        assert scene.health()[0] == "ok"
        hand.pull(1)
        assert scene.health() == ("late", "account.behind")
        hand.pull_all()
        assert scene.health() == ("ok", "")


class TestRateLimit:
    """Reading behind never takes more than its share."""

    def test_it_stops_at_the_share_and_says_so(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.used = Usage(0.61, plus(clock.at, 4 * MINUTE))
        line.pages["inbox"].append(page(clock, "a"))
        hand.pull_all()
        assert comments(scene) == {"a"}, "the inbox is always read"
        assert line.named("thread") == []
        assert scene.health() == ("late", "account.share_used")
        line.used = Usage()
        clock.move(4 * MINUTE)
        hand.pull_all()
        assert line.named("thread") == ["root"]
        assert scene.health() == ("ok", "")

    def test_it_is_not_late_when_nothing_waits(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        hand.pull_all()
        line.used = Usage(0.9, plus(clock.at, HOUR))
        clock.move(30 * SECOND)
        hand.pull_all()
        assert scene.health() == ("ok", "")
        clock.move(30 * SECOND)
        hand.pull_all()
        assert scene.value("SELECT rate_share FROM account_health") == pytest.approx(0.9)


class TestProbes:
    """Whether open comments still stand."""

    def test_they_are_asked_about_every_quarter_of_an_hour(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.pages["inbox"].append(page(clock, "a", "b"))
        hand.pull_all()
        assert line.named("probe") == []
        clock.move(15 * MINUTE)
        line.gone.add("b")
        hand.pull_all()
        assert line.named("probe") == [("a", "b")]
        states: dict[str, str] = dict(scene.store.reader.rows("SELECT remote_id, remote_state FROM comment"))
        assert states == {"a": "visible", "b": "deleted"}
        clock.move(14 * MINUTE)
        hand.pull_all()
        assert len(line.named("probe")) == 1
        clock.move(MINUTE)
        hand.pull_all()
        assert line.named("probe")[1:] == [("a",)]


class TestWishes:
    """What desks ask for comes first."""

    def test_an_account_is_read_now(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        hand.pull_all()
        wish = ask_sync(scene.store, scene.anna, scene.account_id)
        line.pages["inbox"].append(page(clock, "a"))
        hand.pull_all()
        assert "a" in comments(scene)
        assert scene.value("SELECT done_at FROM sync_request WHERE id = ?", wish) == clock.at

    def test_a_thread_is_read_now(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        (comment,) = scene.comments(["a"])
        hand.pull_all()
        before = len(line.calls)
        ask_sync(scene.store, scene.anna, scene.account_id, comment)
        line.threads["a"] = page(clock, "a", "b")
        hand.pull_all()
        assert line.calls[before] == ("thread", "a")
        assert comments(scene) == {"a", "b"}
        assert scene.value("SELECT count(*) FROM sync_request WHERE done_at IS NULL") == 0

    @pytest.mark.parametrize("error", [DOWN, NotPermitted("platform.not_permitted"), Gone("platform.gone")])
    def test_one_that_cannot_be_read_is_not_asked_for_without_end(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, error: PlatformError
    ) -> None:
        (comment,) = scene.comments(["a"])
        ask_sync(scene.store, scene.anna, scene.account_id, comment)
        line.fail("thread", error)
        hand.pull_all()
        assert scene.value("SELECT count(*) FROM sync_request WHERE done_at IS NULL") == 0
        assert line.named("thread").count("a") == 1


class TestHealth:
    """What an account's health says, and when."""

    def test_two_failed_reads_make_it_blind_since_the_last_whole_one(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        hand.pull_all()
        whole = clock.at
        line.fail("pull", DOWN, DOWN)
        clock.move(30 * SECOND)
        hand.pull_all()
        assert scene.health()[0] == "ok"
        clock.move(SECOND)
        hand.pull_all()
        assert scene.health() == ("blind", "platform.server_error")
        assert scene.value("SELECT since FROM account_health") == whole
        clock.move(2 * SECOND)
        hand.pull_all()
        assert scene.health() == ("ok", "")

    def test_the_pauses_after_failures_grow_to_five_minutes(
        self, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.fail("pull", *[DOWN] * 1000)
        asked: list[int] = []
        for _ in range(4 * 3600):
            clock.move(SECOND)
            before = len(line.calls)
            hand.pull()
            if len(line.calls) > before:
                asked.append(clock.at)
        pauses = [(later - earlier) // SECOND for earlier, later in pairwise(asked)]
        assert pauses[:3] == sorted(pauses[:3])
        assert max(pauses) <= 301
        assert all(pause >= 150 for pause in pauses[12:])

    def test_a_throttle_is_obeyed(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        until = plus(clock.at, 90 * SECOND)
        line.fail("pull", Throttled(until))
        hand.pull_all()
        assert scene.health() == ("throttled", "throttled")
        assert f'"until":{until}' in str(scene.value("SELECT params FROM account_health"))
        asked = len(line.calls)
        clock.move(90 * SECOND - 1)
        hand.pull_all()
        assert len(line.calls) == asked
        clock.move(1)
        hand.pull_all()
        assert scene.health() == ("ok", "")

    def test_two_refused_logins_need_a_person_and_one_network_error_does_not(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        hand.pull_all()
        line.fail("pull", TryAgain("platform.unreachable", reached=False), LoginExpired("platform.login"))
        for _ in range(2):
            clock.move(30 * SECOND)
            hand.pull_all()
        assert scene.health()[0] != "needs_login"
        line.fail("pull", LoginExpired("platform.login"), LoginExpired("platform.login"))
        for _ in range(2):
            clock.move(30 * SECOND)
            hand.pull_all()
        assert scene.health() == ("needs_login", "platform.login")
        clock.move(30 * SECOND)
        hand.pull_all()
        assert scene.health() == ("ok", "")

    def test_what_the_last_worker_saw_stands_until_it_is_seen_to_be_well(
        self, store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
    ) -> None:
        line.fail("pull", DOWN, DOWN)
        for _ in range(2):
            hand.pull_all()
            clock.move(3 * SECOND)
        assert scene.health()[0] == "blind"
        heir = Hand(store, clock, line, tmp_path, scene.account_id)
        line.fail("pull", DOWN)
        clock.move(15 * SECOND)
        heir.pull_all()
        assert scene.health()[0] == "blind"
        clock.move(3 * SECOND)
        heir.pull_all()
        assert scene.health()[0] == "ok"

    def test_it_is_journalled_only_when_it_changes(self, scene: Scene, hand: Hand, clock: StandingClock) -> None:
        def lines() -> object:
            return scene.value("SELECT count(*) FROM journal WHERE topic = 'account'")

        hand.pull_all()
        before = lines()
        for _ in range(10):
            clock.move(30 * SECOND)
            hand.pull_all()
        assert lines() == before
        assert scene.value("SELECT last_complete_at FROM account_health") == clock.at


class TestBackfill:
    """Complete since."""

    def test_it_is_complete_when_streams_and_threads_have_been_read(
        self, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
    ) -> None:
        line.pages["inbox"].extend([page(clock, "a", cursor="1", more=True), page(clock, "b", cursor="2")])
        hand.pull(2)
        assert scene.value("SELECT complete_since FROM account") is None
        hand.pull_all()
        assert line.named("thread") == ["root"]
        assert scene.value("SELECT complete_since FROM account") == clock.at - 60 * DAY

    def test_it_stays_when_the_worker_starts_again(
        self, store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
    ) -> None:
        hand.pull_all()
        since = scene.value("SELECT complete_since FROM account")
        clock.move(5 * DAY)
        Hand(store, clock, line, tmp_path, scene.account_id).pull_all()
        assert scene.value("SELECT complete_since FROM account") == since


def test_what_a_newer_program_can_do_is_known_as_soon_as_its_worker_starts(
    store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    def acts() -> set[Act]:
        known = account(store.reader, scene.account_id)
        assert known is not None
        return set(known.capabilities.acts)

    line.able = Capabilities(observed_at=clock.at)
    hand.pull_all()
    line.able = Capabilities({Act.LIKE: Undo.REVERSIBLE, Act.UNLIKE: Undo.REVERSIBLE}, observed_at=clock.at)
    clock.move(30 * SECOND)
    hand.pull_all()
    assert acts() == set()
    clock.move(30 * SECOND)
    Hand(store, clock, line, tmp_path, scene.account_id).pull_all()
    assert acts() == {Act.LIKE, Act.UNLIKE}


def test_what_the_account_can_do_is_asked_once_a_day(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    hand.pull_all()
    hand.login.connector()
    asked = len(line.named("check"))
    assert asked == 2, "whose the login is, and what it can do"
    clock.move(23 * HOUR)
    hand.pull_all()
    assert len(line.named("check")) == asked
    line.fail("check", DOWN)
    clock.move(HOUR)
    hand.pull_all()
    assert len(line.named("check")) == asked + 1
    clock.move(HOUR)
    hand.pull_all()
    assert len(line.named("check")) == asked + 2
    assert scene.value("SELECT handle FROM account") == "me@example.org"
