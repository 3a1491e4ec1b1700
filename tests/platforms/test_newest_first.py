"""Walks through lists that have the newest on top and know no time."""

from backend.model.clock import EPOCH, MINUTE, plus
from backend.platforms.newest_first import Walk
from tests.conftest import START

OLDER, NEWER = plus(START, -MINUTE), plus(START, MINUTE)


def test_a_walk_ends_below_what_the_last_one_began_with() -> None:
    walk = Walk.parse(None).stepped([START], None, EPOCH)
    assert walk.stepped([NEWER, OLDER], "b", EPOCH) == Walk(until=NEWER)
    assert Walk.parse(None).stepped([NEWER, OLDER], "b", EPOCH) == Walk(newest=NEWER, after="b")


def test_a_pinned_post_on_top_does_not_end_a_walk_and_a_stored_walk_is_the_same() -> None:
    walk = Walk.parse(None).stepped([EPOCH, START], "b", OLDER)
    assert walk.after == "b"
    assert Walk.parse(walk.text()) == walk
    assert Walk.parse("not a cursor") == Walk()


def test_only_the_first_walk_is_bounded() -> None:
    assert not Walk().wants(OLDER, START)
    assert Walk(until=START).wants(OLDER, START)
