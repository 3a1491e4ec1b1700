"""Lists by post and by author: groups in the queue's order, every comment once, pages that join."""

import random

import pytest

from backend.model.clock import MINUTE, Micros
from backend.model.comment import Grouping, QueueKey, QueueRow, Shape
from backend.model.desk import Rows
from backend.policy.query import parse
from backend.store.read import queue
from backend.store.reader import Reader
from tests.conftest import START
from tests.store.stock import Stock

NOW = Micros(START + 6000 * MINUTE)
OPEN = parse("is:open")
POST, AUTHOR = Shape(Grouping.POST), Shape(Grouping.AUTHOR)


def told(rows: Rows) -> list[tuple[int, str, int]]:
    return [(group.key, group.title, group.open) for group in rows.groups]


def test_a_group_stands_where_its_first_comment_stands(stock: Stock, reader: Reader) -> None:
    other = stock.post(text="Julen är här")
    old = stock.comment("gammal", urgency=2)
    mid = stock.comment("mitt", post_id=other)
    new = stock.comment("ny", post_id=other)
    late = stock.comment("senast")
    page = queue.page(reader, OPEN, NOW, 1, shape=POST)
    assert [row.id for row in page.rows] == [old, late, new, mid]
    assert told(page) == [(1, "Nu öppnar vi!", 2), (other, "Julen är här", 2)]
    assert [group.place for group in page.groups] == [QueueKey(2, page.rows[0].key.sort_at, old), page.rows[2].key]


def test_by_author_under_their_name(stock: Stock, reader: Reader) -> None:
    nameless = stock.author("", "anon@x.example")
    a, b, c = stock.comment("ett"), stock.comment("två", author_id=nameless), stock.comment("tre")
    page = queue.page(reader, OPEN, NOW, 1, shape=AUTHOR)
    assert [row.id for row in page.rows] == [c, a, b]
    assert told(page) == [(1, "Kalle", 2), (nameless, "anon@x.example", 1)]


def test_a_strangers_post_is_named_by_its_words_or_its_author(stock: Stock, reader: Reader) -> None:
    theirs = stock.post(own=False, text="", remote_id="root")
    stock.comment("Vad tycker ni om @acme?", post_id=theirs, remote_id="root")
    assert told(queue.page(reader, OPEN, NOW, 1, shape=POST)) == [(theirs, "Vad tycker ni om @acme?", 1)]
    silent = stock.post(own=False, text="", remote_id="picture")
    stock.comment("", post_id=silent, remote_id="picture", sort_at=NOW)
    assert told(queue.page(reader, OPEN, NOW, 1, shape=POST))[0] == (silent, "Kalle", 1)


def test_only_what_matches_counts(stock: Stock, reader: Reader) -> None:
    blue = stock.account("blue", "bluesky")
    stock.comment("faktura")
    stock.comment("hej")
    stock.comment("faktura", account_id=blue)
    stock.comment("faktura", state="done")
    assert told(queue.page(reader, parse("is:open faktura"), NOW, 1, shape=POST)) == [(1, "Nu öppnar vi!", 2)]
    assert told(queue.page(reader, parse("is:open account:blue"), NOW, 1, shape=POST)) == [(1, "Nu öppnar vi!", 1)]


def test_a_list_that_holds_more_than_open_ones_stays_flat(stock: Stock, reader: Reader) -> None:
    stock.comment("en", state="done")
    page = queue.page(reader, parse("is:any"), NOW, 1, shape=POST)
    assert (len(page.rows), page.groups) == (1, ())
    assert queue.page(reader, OPEN, NOW, 1, shape=POST).groups == ()


def scattered(stock: Stock) -> None:
    """Comments under nine posts by seven people, in no order."""
    dice = random.Random(5)
    posts = [1, *(stock.post() for _ in range(8))]
    people = [1, *(stock.author(f"A{n}") for n in range(6))]
    for n in range(90):
        stock.comment(
            f"nr {n}", post_id=dice.choice(posts), author_id=dice.choice(people), urgency=dice.choice((0, 0, 0, 2)),
            sort_at=START + dice.randint(0, 40), alike=dice.choice((None, 1, 2, 3)),
        )  # fmt: skip


def whole(reader: Reader, shape: Shape) -> list[int]:
    """What the list is, made in memory from the flat one."""
    rows = queue.page(reader, OPEN, NOW, 1, limit=500).rows
    groups: dict[int, list[QueueRow]] = {}
    for row in rows:
        groups.setdefault(row.post_id if shape.grouping is Grouping.POST else row.author_id, []).append(row)
    kept = []
    for group in groups.values():
        seen = set()
        for row in group:
            if not shape.fold or row.family is None or row.family not in seen:
                kept.append(row.id)
            seen.add(row.family)
    return kept


@pytest.mark.parametrize("limit", [1, 4, 17, 200])
@pytest.mark.parametrize("shape", [POST, AUTHOR, Shape(Grouping.POST, fold=True), Shape(Grouping.AUTHOR, fold=True)])
def test_pages_join_without_a_gap_downwards_and_upwards(stock: Stock, reader: Reader, shape: Shape, limit: int) -> None:
    scattered(stock)
    wanted = whole(reader, shape)

    def walked(backward: bool) -> list[int]:
        found: list[int] = []
        edge, head, more = None, None, True
        while more:
            page = queue.page(reader, OPEN, NOW, 1, after=edge, head=head, backward=backward, limit=limit, shape=shape)
            ids = [row.id for row in page.rows]
            found = ids + found if backward else found + ids
            last = page.rows[0 if backward else -1]
            key = last.post_id if shape.grouping is Grouping.POST else last.author_id
            edge, head, more = last.key, {one.key: one.place for one in page.groups}[key], page.more
        return found

    assert walked(backward=False) == wanted
    assert walked(backward=True) == wanted


def test_arrivals_say_where_their_groups_stand(stock: Stock, reader: Reader) -> None:
    first = stock.comment(urgency=2)
    stock.comment()
    came = queue.arrivals(reader, OPEN, NOW, 1, first, shape=POST)
    assert [(group.key, group.place.id, group.open) for group in came.groups] == [(1, first, 2)]
