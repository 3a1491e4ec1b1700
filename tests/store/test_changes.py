"""Whoever watches hears of every commit once it can be read, and knows when it has missed some."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from backend.model.change import Topic, Woken
from backend.store.address import postgres_dsn
from backend.store.changes import MOST, Feed, PostgresFeed, last_seq, open_feed
from backend.store.engine import Store
from backend.store.errors import StoreUnavailable
from backend.store.reader import Reader

CUT = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE query LIKE '%LEFT JOIN journal%' AND pid <> pg_backend_pid()
"""


def tell(store: Store, *refs: int, topic: Topic = Topic.COMMENT) -> None:
    with store.write() as writer:
        for ref in refs:
            writer.tell(topic, ref)


def refs(woken: Woken) -> list[int]:
    return [change.ref for change in woken.changes]


@pytest.fixture
def feed(store_url: str) -> Iterator[Feed]:
    opened = open_feed(store_url)
    yield opened
    opened.close()


class TestContract:
    def test_tells_what_came_after_a_reader_looked(self, store: Store, reader: Reader, feed: Feed) -> None:
        tell(store, 1)
        seen = last_seq(reader)
        tell(store, 2, 3)
        woken = feed.wait(seen, 10)
        assert [(change.topic, change.ref, change.count) for change in woken.changes] == [
            (Topic.COMMENT, 2, 1),
            (Topic.COMMENT, 3, 1),
        ]
        assert not woken.behind
        assert feed.wait(woken.last, 0) == Woken((), woken.last)

    def test_wakes_while_it_waits(self, store: Store, reader: Reader, feed: Feed) -> None:
        start = last_seq(reader)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(feed.wait, start, 20.0)
            tell(store, 7)
            assert refs(waiting.result(20)) == [7]

    def test_each_wait_goes_on_from_the_last(self, store: Store, reader: Reader, feed: Feed) -> None:
        position, heard = last_seq(reader), []
        for ref in range(1, 21):
            tell(store, ref)
            woken = feed.wait(position, 10)
            position = woken.last
            heard += refs(woken)
        assert heard == list(range(1, 21))

    def test_a_large_commit_is_one_line(self, store: Store, reader: Reader, feed: Feed) -> None:
        start = last_seq(reader)
        tell(store, *range(1, 500))
        assert [(change.ref, change.count) for change in feed.wait(start, 10).changes] == [(0, 499)]

    def test_nothing_told_wakes_nobody(self, store: Store, reader: Reader, feed: Feed) -> None:
        start = last_seq(reader)
        with store.write():
            pass
        assert feed.wait(start, 0.3) == Woken((), start)

    def test_behind_when_lines_were_trimmed(self, store: Store, reader: Reader, feed: Feed) -> None:
        start = last_seq(reader)
        tell(store, 1)
        tell(store, 2)
        with store.write() as writer:
            writer.conn.execute(text("DELETE FROM journal WHERE ref = 1"))
        woken = feed.wait(start, 10)
        assert woken.behind
        tell(store, 3)
        assert refs(feed.wait(woken.last, 10)) == [3]

    def test_not_behind_when_only_older_lines_were_trimmed(self, store: Store, reader: Reader, feed: Feed) -> None:
        tell(store, 1)
        tell(store, 2)
        start = last_seq(reader)
        with store.write() as writer:
            writer.conn.execute(text("DELETE FROM journal WHERE ref = 1"))
        tell(store, 3)
        assert refs(feed.wait(start, 10)) == [3]

    def test_behind_rather_than_thousands_of_lines(self, store: Store, reader: Reader, feed: Feed) -> None:
        start = last_seq(reader)
        for _ in range(MOST // 100 + 1):
            tell(store, *range(1, 101))
        woken = feed.wait(start, 10)
        assert (woken.behind, woken.changes) == (True, ())
        assert feed.wait(woken.last, 0.2) == Woken((), woken.last)

    def test_close_ends_a_wait_in_another_thread(self, reader: Reader, feed: Feed) -> None:
        start = last_seq(reader)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(feed.wait, start, 60.0)
            began = time.monotonic()
            feed.close()
            assert waiting.result(20) == Woken((), start)
        assert time.monotonic() - began < 10
        assert feed.wait(start, 5) == Woken((), start)


@pytest.mark.postgres
class TestSlowTransactions:
    """Two orders in which a lower number is committed after a higher one was read."""

    @pytest.fixture
    def slow(self, postgres_store: str) -> Iterator[Any]:
        with psycopg.connect(postgres_dsn(postgres_store)) as connection:
            yield connection

    @staticmethod
    def write(connection: Any, ref: int) -> None:
        """Write a journal line and leave the transaction open."""
        connection.execute(
            "INSERT INTO journal (at, topic, ref, count, xid)"
            " VALUES (0, 'comment', %s, 1, pg_current_xact_id()::text::bigint)",
            (ref,),
        )

    def test_none_is_lost(self, postgres_store: str, slow: Any) -> None:
        with psycopg.connect(postgres_dsn(postgres_store)) as quick, closing(Reader.open(postgres_store)) as reader:
            self.write(quick, 0)
            quick.commit()
            start = last_seq(reader)
            quick.execute("SELECT pg_current_xact_id()")  # the lower transaction id takes the higher number
            self.write(slow, 1)
            self.write(quick, 2)
            quick.commit()
            feed = PostgresFeed(postgres_store)
            first = feed.wait(start, 10)
            highest = reader.value("SELECT max(seq) FROM journal")
            slow.commit()
            second = feed.wait(first.last, 10)
            feed.close()
            by_number_alone = reader.rows("SELECT ref FROM journal WHERE seq > ?", (highest,))
        assert refs(first) == [2]
        assert refs(second) == [1]
        assert by_number_alone == [], "the lower number came later, so that a reader of numbers alone loses it"

    def test_what_a_reader_did_not_see_comes_after_its_position(self, postgres_store: str, slow: Any) -> None:
        with closing(Reader.open(postgres_store)) as reader:
            self.write(slow, 1)
            with psycopg.connect(postgres_dsn(postgres_store)) as quick:
                self.write(quick, 2)
            position = last_seq(reader)
            slow.commit()
            feed = PostgresFeed(postgres_store)
            assert 1 in refs(feed.wait(position, 10))
            feed.close()

    def test_a_slow_one_keeps_nobody_behind(self, postgres_store: str, slow: Any) -> None:
        with closing(Reader.open(postgres_store)) as reader, psycopg.connect(postgres_dsn(postgres_store)) as quick:
            start = last_seq(reader)
            self.write(slow, 1)
            for ref in range(MOST + 1):
                self.write(quick, ref + 10)
            quick.commit()
            feed = PostgresFeed(postgres_store)
            woken = feed.wait(start, 10)
            assert woken.behind
            assert feed.wait(woken.last, 0.3) == Woken((), woken.last)
            slow.commit()
            assert refs(feed.wait(woken.last, 10)) == [1]
            feed.close()

    def test_it_connects_anew_after_the_server_cut_the_line(self, postgres_store: str, slow: Any) -> None:
        with closing(Reader.open(postgres_store)) as reader:
            start = last_seq(reader)
        feed = PostgresFeed(postgres_store)
        cut = threading.Event()

        def watch() -> Woken:
            try:
                return feed.wait(start, 30)
            except StoreUnavailable:
                cut.set()
                return feed.wait(start, 30)

        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(watch)
            deadline = time.monotonic() + 20
            while slow.execute(CUT).fetchone() == (0,) and time.monotonic() < deadline:
                slow.commit()
            assert cut.wait(20)
            self.write(slow, 5)
            slow.execute("NOTIFY nightdesk")
            slow.commit()
            assert refs(waiting.result(30)) == [5]
        feed.close()
