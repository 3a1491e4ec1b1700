"""Walking a list that runs newest first: nothing is lost by restarts, arrivals in between, or late rows."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.model.clock import DAY, EPOCH, HOUR, MINUTE, SECOND, Micros, iso, plus
from backend.platforms.bluesky_walk import DEEP_EVERY, OVERLAP, Walk
from tests.conftest import START

PAGE = 5


class List:
    """A list as the server keeps it: sorted by time, newest first, a page at a time, the cursor a time."""

    def __init__(self) -> None:
        self.rows: list[Micros] = []

    def page(self, cursor: str) -> tuple[list[Micros], str]:
        rows = sorted((at for at in self.rows if not cursor or iso(at) < cursor), reverse=True)[:PAGE]
        return rows, iso(rows[-1]) if len(rows) == PAGE else ""


class Reader:
    def __init__(self, server: List, since: Micros = EPOCH) -> None:
        self.server = server
        self.since = since
        self.cursor: str | None = None
        self.found: set[Micros] = set()
        self.pages = 0

    def page(self, now: Micros) -> bool:
        """Read one page, as after a restart: all that is kept is the cursor."""
        walk = Walk.parse(self.cursor).starting(self.since, now)
        rows, following = self.server.page(walk.page)
        after, more = walk.step(rows, following)
        self.cursor = after.text()
        self.found.update(at for at in rows if at >= self.since)
        self.pages += 1
        return more

    def round(self, now: Micros) -> int:
        before = self.pages
        while self.page(now):
            assert self.pages < 2000
        return self.pages - before


def times(count: int, start: Micros = START, step: int = SECOND) -> list[Micros]:
    return [plus(start, number * step) for number in range(count)]


class TestWalking:
    @settings(deadline=None, max_examples=40)
    @given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=25))
    def test_nothing_is_lost_whenever_it_comes(self, steps: list[tuple[int, bool]]) -> None:
        server = List()
        reader = Reader(server)
        now = START
        for arrivals, whole in steps:
            for _ in range(arrivals):
                now = plus(now, 3 * SECOND)
                server.rows.append(now)
            _ = reader.round(now) if whole else reader.page(now)
        while reader.page(now):
            pass
        reader.round(now)
        assert reader.found == set(server.rows)

    def test_the_first_walk_ends_at_its_bound(self) -> None:
        server = List()
        server.rows = times(100, step=HOUR)
        reader = Reader(server, plus(START, 80 * HOUR))
        assert reader.round(plus(START, 100 * HOUR)) == 5
        assert reader.found == set(server.rows[80:])

    def test_later_rounds_read_little(self) -> None:
        server = List()
        server.rows = times(100, step=MINUTE)
        reader = Reader(server)
        now = plus(START, 100 * MINUTE)
        reader.round(now)
        assert reader.round(now) <= OVERLAP // MINUTE // PAGE + 1

    def test_a_row_that_was_late_is_found(self) -> None:
        server = List()
        server.rows = times(200, step=MINUTE)
        reader = Reader(server)
        now = plus(START, 200 * MINUTE)
        reader.round(now)
        slow, slower = plus(now, -OVERLAP + 30 * SECOND), plus(now, -90 * MINUTE - SECOND)
        server.rows += [slow, slower]
        reader.round(now)
        assert slow in reader.found
        assert slower not in reader.found
        reader.round(plus(now, DEEP_EVERY))
        assert slower in reader.found

    def test_a_deep_round_is_no_deeper_than_two_days_or_the_bound(self) -> None:
        walk = Walk(seen=START, deep_at=plus(START, -DEEP_EVERY)).starting(EPOCH, START)
        assert walk.floor == plus(START, -2 * DAY)
        bound = plus(START, -DAY)
        assert Walk(seen=START).starting(bound, START).floor == bound

    def test_an_empty_list(self) -> None:
        reader = Reader(List())
        assert not reader.page(START)
        assert not reader.page(START)
        reader.server.rows.append(START)
        reader.round(plus(START, DAY))
        assert reader.found == {START}

    def test_pages_without_a_row_of_ours_still_end(self) -> None:
        """Likes fill the server's pages and are left out: only the cursor tells how far back it is."""
        walk = Walk(seen=START, deep_at=START).starting(EPOCH, START)
        on, more = walk.step([], iso(plus(START, -MINUTE)))
        assert more
        _, more = on.starting(EPOCH, START).step([], iso(plus(START, -OVERLAP - SECOND)))
        assert not more

    def test_a_server_that_stands_still_is_left(self) -> None:
        walk = Walk(page="same", floor=EPOCH).starting(EPOCH, START)
        assert walk.step([START], "same")[1] is False

    def test_rows_without_a_time_move_nothing(self) -> None:
        after, more = Walk().starting(EPOCH, START).step([None, None], "on")
        assert more
        assert after.top is None

    @pytest.mark.parametrize("stored", [None, "", "{", "[]", "7", '{"seen":"x","page":7,"floor":-1}'])
    def test_a_cursor_that_cannot_be_read_starts_anew(self, stored: str | None) -> None:
        assert Walk.parse(stored) == Walk()

    def test_what_is_stored_is_what_is_read(self) -> None:
        walk = Walk(START, START, "page", START, EPOCH, 3)
        assert Walk.parse(walk.text()) == walk
        assert json.loads(Walk(seen=START).text()) == {"seen": START, "pages": 0}
