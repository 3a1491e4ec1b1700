"""Near-identical comments as one row: which is shown, how many it stands for, and what arrives of them."""

import pytest

from backend.model.clock import MINUTE, Micros
from backend.model.comment import Grouping, QueueKey, QueueRow, Shape
from backend.policy.query import parse
from backend.store.read import folds, queue
from backend.store.reader import Reader
from tests.conftest import START
from tests.store.stock import Stock

NOW = Micros(START + 600 * MINUTE)
OPEN = parse("is:open")
FOLD = Shape(fold=True)
SPAM, HATE = 77, -(2**62)


def page(reader: Reader, query: str = "is:open", after: QueueKey | None = None, **more: object) -> list[QueueRow]:
    return list(queue.page(reader, parse(query), NOW, 1, after=after, shape=FOLD, **more).rows)  # type: ignore[arg-type]


def told(rows: list[QueueRow]) -> list[tuple[int, int]]:
    return [(row.id, row.alike) for row in rows]


def test_copies_stand_as_one_row_at_the_place_of_the_first(stock: Stock, reader: Reader) -> None:
    old, alone, newer, newest = (stock.comment(alike=SPAM) if n != 1 else stock.comment(alike=5) for n in range(4))
    short = stock.comment("hej")
    assert told(page(reader)) == [(short, 0), (newest, 2), (alone, 0)]
    assert [one.comment_id for one in queue.copies_of(reader, OPEN, NOW, 1, newest, FOLD)] == [newer, old]


def test_the_most_urgent_copy_is_shown_though_it_is_old(stock: Stock, reader: Reader) -> None:
    urgent, new = stock.comment(alike=SPAM, urgency=3), stock.comment(alike=SPAM)
    assert told(page(reader)) == [(urgent, 1)]
    assert queue.page(reader, OPEN, NOW, 1).rows[1].id == new


def test_only_what_is_open_and_awake_folds(stock: Stock, reader: Reader) -> None:
    stock.comment(alike=SPAM, state="done")
    shown = stock.comment(alike=SPAM)
    stock.comment(alike=SPAM, snoozed_until=NOW + 1)
    assert told(page(reader)) == [(shown, 0)]
    both = page(reader, "is:any")
    assert sorted(row.state for row in both) == ["done", "open"]


def test_a_copy_outside_the_query_neither_hides_nor_counts(stock: Stock, reader: Reader) -> None:
    blue = stock.account("blue", "bluesky")
    here = stock.comment(alike=SPAM)
    elsewhere = stock.comment(alike=SPAM, account_id=blue)
    assert told(page(reader)) == [(elsewhere, 1)]
    assert told(page(reader, "is:open account:acme")) == [(here, 0)]
    assert told(page(reader, "is:open platform:bluesky")) == [(elsewhere, 0)]


@pytest.mark.parametrize("few", [0, 2000])
def test_a_search_folds_in_both_ways_of_finding(
    stock: Stock, reader: Reader, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("backend.store.read.walk.FEW", few)
    first = stock.comment("köp billiga klockor här", alike=SPAM)
    second = stock.comment("köp billiga klockor här!", alike=SPAM)
    stock.comment("köp INTE", alike=SPAM)
    assert told(page(reader, "is:open klockor")) == [(second, 1)]
    assert [one.comment_id for one in queue.copies_of(reader, parse("is:open klockor"), NOW, 1, second, FOLD)] == [
        first
    ]


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_every_text_is_met_once_downwards_and_upwards(stock: Stock, reader: Reader, limit: int) -> None:
    for n in range(40):
        stock.comment(f"nr {n}", alike=None if n % 5 == 0 else n % 7, urgency=n % 3 // 2)
    whole = queue.page(reader, OPEN, NOW, 1, limit=100).rows
    wanted, seen = [], set()
    for row in whole:
        if row.family is None or row.family not in seen:
            wanted.append(row.id)
            seen.add(row.family)
    down, after, more = [], None, True
    while more:
        got = queue.page(reader, OPEN, NOW, 1, after=after, limit=limit, shape=FOLD)
        down += [row.id for row in got.rows]
        after, more = got.rows[-1].key, got.more
    assert down == wanted
    up: list[int] = []
    place, more = None, True
    while more:
        got = queue.page(reader, OPEN, NOW, 1, after=place, backward=True, limit=limit, shape=FOLD)
        up = [row.id for row in got.rows] + up
        place, more = got.rows[0].key, got.more
    assert up == wanted


def test_an_arriving_copy_comes_with_its_count_and_those_an_older_one_stands_for_do_not(
    stock: Stock, reader: Reader
) -> None:
    old = stock.comment(alike=SPAM)
    stock.comment(alike=HATE, urgency=2)
    new = [stock.comment(alike=SPAM), stock.comment(alike=SPAM)]
    stock.comment(alike=HATE)
    came = queue.arrivals(reader, OPEN, NOW, 1, old + 1, shape=FOLD)
    assert (told(list(came.rows)), came.total) == ([(new[1], 2)], 1)
    assert queue.arrivals(reader, OPEN, NOW, 1, old + 1).total == 3


def test_a_decided_row_hands_over_to_the_next_copy(stock: Stock, reader: Reader) -> None:
    older, newer, newest = (stock.comment(alike=SPAM) for _ in range(3))
    stock.change("comment", newest, state="done")
    again = queue.again(reader, OPEN, NOW, 1, [newest], FOLD)
    assert {row.id: row.alike for row in again} == {newest: 0, newer: 1}
    stock.change("comment", newer, state="done")
    stock.change("comment", older, state="done")
    assert [row.id for row in queue.again(reader, OPEN, NOW, 1, [newest], FOLD)] == [newest]


def test_the_count_is_read_again_with_the_row(stock: Stock, reader: Reader) -> None:
    first = stock.comment(alike=SPAM)
    assert [row.alike for row in queue.again(reader, OPEN, NOW, 1, [first], FOLD)] == [0]
    second = stock.comment(alike=SPAM)
    assert [row.alike for row in queue.again(reader, OPEN, NOW, 1, [first, second], FOLD)] == [1, 1]


def test_in_groups_each_group_folds_its_own(stock: Stock, reader: Reader) -> None:
    other = stock.post()
    here = [stock.comment(alike=SPAM) for _ in range(3)]
    there = [stock.comment(alike=SPAM, post_id=other) for _ in range(2)]
    shape = Shape(Grouping.POST, fold=True)
    rows = queue.page(reader, OPEN, NOW, 1, shape=shape).rows
    assert told(list(rows)) == [(there[1], 1), (here[2], 2)]
    assert [one.comment_id for one in queue.copies_of(reader, OPEN, NOW, 1, here[2], shape)] == [here[1], here[0]]


def test_what_is_acted_on_as_one_is_bounded_and_says_what_it_was(
    stock: Stock, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [stock.comment(alike=SPAM) for _ in range(5)]
    stock.revise(keys[1], "ändrat", 2)
    found = queue.copies_of(reader, OPEN, NOW, 1, keys[4], FOLD)
    assert [(one.comment_id, one.revision, one.state) for one in found] == [
        (keys[3], 1, "open"), (keys[2], 1, "open"), (keys[1], 2, "open"), (keys[0], 1, "open"),
    ]  # fmt: skip
    assert queue.copies_of(reader, OPEN, NOW, 1, stock.comment("hej"), FOLD) == []
    assert folds.MOST == 10_000
