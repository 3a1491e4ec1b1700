"""Pages of the queue: one order, no row twice and none left out, and what hangs on each row."""

from typing import Any

import pytest

from backend.model.clock import MINUTE, SECOND, Micros
from backend.model.comment import CommentState, Inflow, QueueKey, QueueRow
from backend.model.desk import CAP
from backend.model.outbox import OutboxState
from backend.policy.query import parse
from backend.store.read import queue
from backend.store.read.counts import counts
from backend.store.reader import Reader
from backend.store.tables.comments import CommentRow
from tests.conftest import START
from tests.store.stock import Stock

NOW = Micros(START + 60 * MINUTE)
OPEN = parse("is:open")


def ids(rows: tuple[QueueRow, ...] | list[QueueRow]) -> list[int]:
    return [row.id for row in rows]


def many(stock: Stock, count: int, **more: Any) -> None:
    """Put comments in with one statement: same time in threes, so that the key decides, and every tenth urgent."""
    stock.add(
        *(
            CommentRow(
                account_id=1,
                post_id=1,
                author_id=1,
                remote_id=stock.name("m"),
                root_remote_id="post",
                kind="comment",
                urgency=2 if i % 10 == 0 else 0,
                sort_at=START + i // 3,
                written_at=START,
                seen_at=START,
                **more,
            )
            for i in range(count)
        )
    )


class TestPages:
    def test_urgent_first_then_newest(self, stock: Stock, reader: Reader) -> None:
        old = stock.comment("gammal", sort_at=START)
        new = stock.comment("ny", sort_at=START + 5)
        urgent = stock.comment("hot", sort_at=START - 5, urgency=3)
        assert ids(queue.page(reader, OPEN, NOW, 1).rows) == [urgent, new, old]

    def test_walking_down_and_up_meets_each_row_once(self, stock: Stock, reader: Reader) -> None:
        many(stock, 97)
        down: list[QueueRow] = []
        more, after = True, None
        while more:
            page = queue.page(reader, OPEN, NOW, 1, after=after, limit=10)
            down += page.rows
            more, after = page.more, page.rows[-1].key
        assert len({row.id for row in down}) == 97
        assert [row.key for row in down] == sorted(
            (row.key for row in down), key=lambda key: (-key.urgency, -key.sort_at, -key.id)
        )
        up = queue.end(reader, OPEN, NOW, 1, limit=10)
        assert ids(up.rows) == ids(down[-10:])
        walked = list(up.rows)
        while up.more:
            up = queue.page(reader, OPEN, NOW, 1, after=walked[0].key, backward=True, limit=10)
            walked = [*up.rows, *walked]
        assert ids(walked) == ids(down)

    def test_more_is_told_at_the_exact_end(self, stock: Stock, reader: Reader) -> None:
        many(stock, 10)
        assert queue.page(reader, OPEN, NOW, 1, limit=10).more is False
        assert queue.page(reader, OPEN, NOW, 1, limit=9).more is True
        assert queue.page(reader, OPEN, NOW, 1, limit=9).newest_id == 10

    def test_an_empty_store(self, stock: Stock, reader: Reader) -> None:
        page = queue.page(reader, OPEN, NOW, None)
        assert (page.rows, page.more, page.newest_id) == ((), False, 0)
        assert queue.end(reader, OPEN, NOW, 1).rows == ()
        assert queue.arrivals(reader, OPEN, NOW, 1, 0).total == 0

    def test_a_place_that_is_gone_still_divides_the_list(self, stock: Stock, reader: Reader) -> None:
        first, second = stock.comment(), stock.comment()
        between = QueueKey(0, Micros(START + 10**12), 99)
        assert ids(queue.page(reader, OPEN, NOW, 1, after=between).rows) == [second, first]
        assert queue.page(reader, OPEN, NOW, 1, after=between, backward=True).rows == ()


class TestRows:
    def test_what_a_row_says(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment("å" * 500, urgency=1, kind="mention", visibility="private", follow_up=True, due_at=START)
        (row,) = queue.rows(reader, [key], NOW, 1)
        assert (row.author, row.handle, row.text) == ("Kalle", "kalle@mastodon.social", "å" * 400)
        assert (row.kind, row.state, row.visibility.value) == (Inflow.MENTION, CommentState.OPEN, "private")
        assert (row.follow_up, row.due_at, row.revision, row.key.urgency) == (True, START, 1, 1)
        assert (row.claimed_by, row.drafted_by, row.delivery, row.media) == (None, None, None, ())

    def test_only_the_newest_revision_is_shown(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment("först")
        stock.revise(key, "sedan", 2)
        (row,) = queue.rows(reader, [key], NOW)
        assert (row.text, row.revision) == ("sedan", 2)

    def test_somebody_without_a_name_goes_by_the_handle(self, stock: Stock, reader: Reader) -> None:
        nameless = stock.author("", "anon@x.example")
        (row,) = queue.rows(reader, [stock.comment(author_id=nameless)], NOW)
        assert row.author == "anon@x.example"

    def test_rows_come_in_whatever_state_and_unknown_keys_are_left_out(self, stock: Stock, reader: Reader) -> None:
        done = stock.comment(state="done", sort_at=START + 1)
        aside = stock.comment(state="aside", sort_at=START)
        assert ids(queue.rows(reader, [aside, 999, done], NOW)) == [done, aside]
        assert queue.rows(reader, [], NOW) == []

    def test_many_rows_at_once(self, stock: Stock, reader: Reader) -> None:
        many(stock, 900)
        assert len(queue.rows(reader, list(range(1, 901)), NOW)) == 900

    def test_a_claim_shows_while_it_lives(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment()
        stock.claim(key, 1, NOW + SECOND)
        assert queue.rows(reader, [key], NOW)[0].claimed_by == "Anna"
        assert queue.rows(reader, [key], Micros(NOW + SECOND))[0].claimed_by is None

    def test_only_anothers_draft_is_told_and_the_newest(self, stock: Stock, reader: Reader) -> None:
        key, bo, cia = stock.comment(), stock.member("Bo"), stock.member("Cia")
        stock.draft(key, 1, saved_at=NOW)
        assert queue.rows(reader, [key], NOW, 1)[0].drafted_by is None
        stock.draft(key, bo, saved_at=START)
        stock.draft(key, cia, saved_at=START + 1)
        assert queue.rows(reader, [key], NOW, 1)[0].drafted_by == "Cia"
        assert queue.rows(reader, [key], NOW, cia)[0].drafted_by == "Anna"


class TestDelivery:
    def test_the_newest_answer_is_told(self, stock: Stock, reader: Reader) -> None:
        key, bo = stock.comment(), stock.member("Bo")
        stock.outbox(key, "failed", code="platform.gone", params='{"status":404}')
        newest = stock.outbox(key, "pending", bo, text="Hej!", not_before=NOW + 7 * SECOND, attempt=2)
        row = queue.rows(reader, [key], NOW, bo)[0].delivery
        assert row is not None
        assert (row.outbox_id, row.state, row.text) == (newest, OutboxState.PENDING, "Hej!")
        assert (row.due_at, row.member, row.mine, row.attempts) == (NOW + 7 * SECOND, "Bo", True, 2)
        other = queue.rows(reader, [key], NOW, 1)[0].delivery
        assert other is not None and not other.mine

    def test_a_cancelled_answer_is_as_if_it_never_was(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment()
        failed = stock.outbox(key, "failed", code="platform.gone", params='{"status":404}')
        stock.outbox(key, "cancelled")
        told = queue.rows(reader, [key], NOW)[0].delivery
        assert told is not None and told.outbox_id == failed
        assert told.reason is not None and (told.reason.code, told.reason.params) == ("platform.gone", {"status": 404})

    def test_other_acts_are_no_answers(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment()
        stock.outbox(key, "sent", act="like")
        assert queue.rows(reader, [key], NOW)[0].delivery is None


class TestArrivals:
    def test_only_what_is_newer_and_belongs_to_the_list(self, stock: Stock, reader: Reader) -> None:
        old = stock.comment()
        new = stock.comment(urgency=1)
        stock.comment(state="done")
        newer = stock.comment()
        found = queue.arrivals(reader, OPEN, NOW, 1, old)
        assert (ids(found.rows), found.total) == ([new, newer], 2)

    def test_at_most_so_many_rows_and_a_capped_total(self, stock: Stock, reader: Reader) -> None:
        many(stock, CAP + 50)
        found = queue.arrivals(reader, OPEN, NOW, 1, 0, limit=20)
        assert (len(found.rows), found.total) == (20, CAP + 1)
        assert min(row.id for row in found.rows) == CAP + 50 - 19

    def test_a_search_is_asked_as_well(self, stock: Stock, reader: Reader) -> None:
        old = stock.comment("faktura")
        new = stock.comment("min faktura")
        stock.comment("öppettider")
        assert ids(queue.arrivals(reader, parse("faktura"), NOW, 1, old).rows) == [new]


class TestCounts:
    def test_each_counts_its_list(self, stock: Stock, reader: Reader) -> None:
        held = stock.comment()
        late = stock.comment(due_at=NOW - 1)
        stock.comment(snoozed_until=NOW + 1)
        stock.comment(state="done", due_at=NOW - 1)
        failed = stock.comment()
        stock.claim(held, 1, NOW + 1)
        stock.claim(late, stock.member("Bo"), NOW + 1)
        stock.outbox(failed, "failed")
        told = counts(reader, NOW, 1)
        assert (told.open, told.mine, told.late, told.failed) == (3, 1, 1, 1)
        assert counts(reader, NOW, None).mine == 0

    def test_they_stop(self, stock: Stock, reader: Reader) -> None:
        many(stock, CAP + 5, due_at=START)
        told = counts(reader, NOW, 1)
        assert (told.open, told.late) == (CAP + 1, CAP + 1)


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_of_several_accounts_are_merged_in_order(stock: Stock, reader: Reader, limit: int) -> None:
    gone = stock.account("gone", removed_at=START)
    other = stock.account("other", "bluesky")
    for i in range(12):
        stock.comment(account_id=(1, other, gone)[i % 3], urgency=i % 2, state=("open", "done")[i // 6])
    found: list[int] = []
    after, more = None, True
    while more:
        page = queue.page(reader, parse("is:any"), NOW, 1, after=after, limit=limit)
        found += ids(page.rows)
        after, more = page.rows[-1].key, page.more
    every = queue.rows(reader, [row for row in range(1, 13) if row % 3], NOW)
    assert found == ids(every)
