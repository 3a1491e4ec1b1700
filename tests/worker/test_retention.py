"""The worker blanks what has run out, and an opened comment brings its words back, whatever became of it meanwhile."""

from pathlib import Path
from threading import Event, Thread

import pytest

from backend.model.clock import HOUR
from backend.model.inflow import Page
from backend.platforms.base import NotPermitted
from backend.store.engine import Store
from backend.store.write.retention import expire
from backend.store.write.sync import ask_sync, sync_failure
from backend.worker.daemon import Daemon
from tests.conftest import StandingClock
from tests.worker.hand import Hand
from tests.worker.scene import Scene, in_comment, in_post
from tests.worker.scripted import Platform, ScriptedConnector
from tests.worker.waiting import until

SAID = "När öppnar ni?"


@pytest.fixture
def page(store: Store) -> Scene:
    """A LinkedIn page."""
    return Scene(store, "linkedin")


@pytest.fixture
def line(clock: StandingClock) -> ScriptedConnector:
    return ScriptedConnector(Platform(clock))


@pytest.fixture
def hand(store: Store, clock: StandingClock, line: ScriptedConnector, tmp_path: Path, page: Scene) -> Hand:
    """The page's worker, which has read one comment."""
    post, said = in_post("root", clock.at), in_comment("c1", "root", clock.at, SAID)
    line.pages["inbox"].append(Page((post,), (said,), cursor="1"))
    hand = Hand(store, clock, line, tmp_path, page.account_id)
    hand.pull_all()
    line.threads["c1"] = Page((post,), (said,))
    return hand


def text(scene: Scene) -> object:
    return scene.value("SELECT text FROM comment_revision")


def opened(scene: Scene) -> None:
    """A desk opens the comment."""
    key = scene.value("SELECT id FROM comment")
    assert isinstance(key, int)
    ask_sync(scene.store, scene.anna, scene.account_id, key)


def test_the_chore_blanks_what_has_run_out(hand: Hand, page: Scene, clock: StandingClock) -> None:
    clock.move(48 * HOUR)
    stop = Event()
    worker = Thread(target=Daemon(hand.duty).run, args=(stop,))
    worker.start()
    try:
        until(lambda: text(page) == "")
    finally:
        stop.set()
        worker.join()
    assert page.value("SELECT state FROM comment") == "open"


def test_an_opened_comment_is_read_again_and_is_as_it_was(hand: Hand, page: Scene, clock: StandingClock) -> None:
    clock.move(48 * HOUR)
    assert expire(page.store) == 1
    assert text(page) == ""
    opened(page)
    hand.pull_all()
    assert text(page) == SAID
    assert page.store.reader.rows("SELECT name FROM author") == [("Fan",)]
    assert page.store.reader.rows("SELECT state, revision, expired_at FROM comment") == [("open", 1, None)]
    clock.move(47 * HOUR)
    expire(page.store)
    assert text(page) == SAID


def test_one_that_is_gone_is_closed_and_stays_without_words(
    hand: Hand, page: Scene, line: ScriptedConnector, clock: StandingClock
) -> None:
    clock.move(48 * HOUR)
    expire(page.store)
    line.gone.add("c1")
    opened(page)
    hand.pull_all()
    assert page.store.reader.rows("SELECT state, remote_state FROM comment") == [("done", "deleted")]
    assert text(page) == ""


def test_one_that_may_not_be_read_stays_in_the_queue(
    hand: Hand, page: Scene, line: ScriptedConnector, clock: StandingClock
) -> None:
    clock.move(48 * HOUR)
    expire(page.store)
    line.fail("thread", NotPermitted("platform.not_permitted"))
    opened(page)
    hand.pull_all()
    assert page.store.reader.rows("SELECT state, remote_state FROM comment") == [("open", "visible")]
    asked = sync_failure(page.store.reader, page.account_id, 1, clock.at)
    assert asked is not None
    assert asked.code == "platform.not_permitted"
    opened(page)
    hand.pull_all()
    assert text(page) == SAID
    assert sync_failure(page.store.reader, page.account_id, 1, clock.at) is None
