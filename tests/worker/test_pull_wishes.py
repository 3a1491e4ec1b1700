"""A wish is fulfilled by a reading that begins after it, never by one that was under way."""

from pathlib import Path

from backend.model.actor import SYSTEM
from backend.model.inflow import Page
from backend.store.engine import Store
from backend.store.write.sync import ask_sync, wishes
from tests.conftest import StandingClock
from tests.worker.hand import Hand
from tests.worker.scene import Scene, in_comment, in_post
from tests.worker.scripted import Platform, ScriptedConnector


def test_a_wish_made_in_the_middle_of_a_reading_waits_for_the_next(
    store: Store, scene: Scene, clock: StandingClock, tmp_path: Path
) -> None:
    line = ScriptedConnector(Platform(clock))
    hand = Hand(store, clock, line, tmp_path, scene.account_id)
    late = Page((in_post("root", clock.at),), (in_comment("late", "root", clock.at),), cursor="3")
    line.pages["inbox"].extend([Page(cursor="1", more=True), Page(cursor="2"), late])
    hand.pull()
    wish = ask_sync(store, SYSTEM, scene.account_id)
    hand.pull()
    assert [one.id for one in wishes(store.reader, scene.account_id)] == [wish]
    hand.pull_all()
    assert wishes(store.reader, scene.account_id) == []
    assert scene.value("SELECT count(*) FROM comment WHERE remote_id = 'late'") == 1
