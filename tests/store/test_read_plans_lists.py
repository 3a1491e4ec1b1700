"""How SQLite finds folds, groups and authors: one look into the index made for it, nothing walked whole, no sort."""

from collections.abc import Iterator

import pytest

from backend.model.clock import Micros
from backend.model.comment import Grouping, QueueKey, Shape
from backend.policy.query import parse
from backend.store.read import author, queue
from tests.conftest import START
from tests.store.stock import Stock
from tests.store.test_read_plans import Explained, scans

OPEN = parse("is:open")
FOLD = Shape(fold=True)
PLACE = QueueKey(0, Micros(START), 3)


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """Only SQLite is asked for its plans here."""
    return sqlite_store


@pytest.fixture
def filled(stock: Stock, sqlite_store: str) -> Iterator[Explained]:
    """A reader of a store with copies under two posts."""
    other = stock.post()
    for n in range(6):
        stock.comment("hej", alike=n % 2, post_id=(1, other)[n % 2])
    reader = Explained.open(sqlite_store)
    assert isinstance(reader, Explained)
    reader.noted = []
    yield reader
    reader.close()


@pytest.mark.parametrize("after", [None, PLACE])
@pytest.mark.parametrize("backward", [False, True])
def test_a_folded_page_walks_its_index_and_looks_once_for_each_row(
    filled: Explained, after: QueueKey | None, backward: bool
) -> None:
    queue.page(filled, OPEN, START, 1, after=after, backward=backward, shape=FOLD)
    (steps,) = [steps for sql, steps in filled.noted if sql.startswith("SELECT k.id, k.urgency")]
    assert [step for step in steps if "COVERING INDEX comment_queue (state=?" in step]
    assert [step for step in steps if "COVERING INDEX comment_alike (alike=? AND state=?)" in step]
    assert not [step for step in steps if "TEMP B-TREE" in step]
    assert [name for name in scans(filled.plans) if name != "g"] == []


def test_copies_are_counted_and_found_by_their_index(filled: Explained) -> None:
    queue.again(filled, OPEN, START, 1, [1, 2], FOLD)
    queue.copies_of(filled, OPEN, START, 1, 1, FOLD)
    queue.arrivals(filled, OPEN, START, 1, 2, shape=FOLD)
    looked = [step for step in filled.plans if "comment_alike (alike=? AND state=?)" in step]
    assert len(looked) >= 4
    assert [name for name in scans(filled.plans) if name != "g"] == []


@pytest.mark.parametrize(
    ("grouping", "index"), [(Grouping.POST, "comment_post_queue"), (Grouping.AUTHOR, "comment_author_queue")]
)
@pytest.mark.parametrize("backward", [False, True])
def test_groups_are_met_by_walking_the_queue(filled: Explained, grouping: Grouping, index: str, backward: bool) -> None:
    shape = Shape(grouping)
    queue.page(filled, OPEN, START, 1, after=PLACE, head=PLACE, backward=backward, shape=shape)
    firsts = [steps for sql, steps in filled.noted if sql.startswith("SELECT k.id, k.urgency")]
    assert firsts
    for steps in firsts:
        assert [step for step in steps if "INDEX comment_queue (state=?" in step]
        assert [step for step in steps if f"COVERING INDEX {index}" in step]
        assert not [step for step in steps if "TEMP B-TREE" in step]
    assert [name for name in scans(filled.plans) if name != "g"] == []


def test_an_author_is_read_from_their_own_comments(filled: Explained) -> None:
    author.card(filled, 1)
    author.past(filled, 1, (START, 3))
    author.brief(filled, 1, START)
    author.standing(filled, 1, START, 1)
    used = ("comment_author (author_id=?", "note_author", "note_comment", "strike_author", "event_comment")
    for index in used:
        assert [step for step in filled.plans if index in step], (index, filled.plans)
    assert [name for name in scans(filled.plans) if name not in ("s", "theirs", "one", "other")] == []
