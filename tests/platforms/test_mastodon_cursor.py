"""A cursor over a list that grows while it is read: nothing is lost, and every round ends."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.model.clock import DAY, MINUTE, SECOND, Micros, plus
from backend.platforms.mastodon_cursor import Cursor, Dated, order
from tests.conftest import START

SINCE = plus(START, -60 * DAY)


def ulid(number: int) -> str:
    """Return an id of the kind GoToSocial gives: 26 characters of Crockford's base 32, rising."""
    alphabet, text = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", ""
    for _ in range(16):
        number, digit = divmod(number, 32)
        text = alphabet[digit] + text
    return "01HZXYABCD" + text


@dataclass
class GrowingList:
    """A server's list: rows with ids in the order they were given out, some of them not committed yet."""

    page_size: int
    kind: str
    now: Micros = START
    rows: list[Dated] = field(default_factory=list)
    uncommitted: list[Dated] = field(default_factory=list)
    given: int = 990

    def add(self, late: bool) -> None:
        self.given += 1
        row = (ulid(self.given) if self.kind == "ulid" else str(self.given), self.now)
        (self.uncommitted if late else self.rows).append(row)

    def pass_time(self, span: int) -> None:
        self.now = plus(self.now, span)
        for row in [row for row in self.uncommitted if row[1] < plus(self.now, -30 * SECOND)]:
            self.uncommitted.remove(row)
            self.rows.append(row)

    def page(self, params: dict[str, str | int]) -> list[Dated]:
        rows = sorted(self.rows, key=lambda row: order(row[0]))
        if "min_id" in params:
            above = [row for row in rows if order(row[0]) > order(str(params["min_id"]))]
            return above[: self.page_size][::-1]
        below = [row for row in rows if "max_id" not in params or order(row[0]) < order(str(params["max_id"]))]
        return below[::-1][: self.page_size]


@dataclass
class Reader:
    source: GrowingList
    cursor: str | None = None
    seen: set[str] = field(default_factory=set)
    requests: int = 0

    def page(self, since: Micros = SINCE) -> bool:
        self.requests += 1
        cursor = Cursor.parse(self.cursor)
        rows = self.source.page(dict(cursor.params()))
        self.seen |= {row[0] for row in rows if cursor.after or row[1] >= since}
        after, more = cursor.step(rows, since, self.source.now)
        self.cursor = after.text()
        return more

    def round(self, since: Micros = SINCE) -> None:
        limit = self.requests + 2 * len(self.source.rows) + 10
        while self.page(since):
            assert self.requests < limit, "a round that does not end"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 30)),
        st.tuples(st.just("late"), st.integers(1, 2)),
        st.tuples(st.just("pass"), st.integers(1, 300)),
        st.tuples(st.just("page"), st.just(0)),
        st.tuples(st.just("round"), st.just(0)),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(STEPS, st.integers(1, 45), st.sampled_from(["number", "ulid"]))
def test_no_row_is_lost_whatever_comes_when(steps: list[tuple[str, int]], page_size: int, kind: str) -> None:
    source = GrowingList(page_size, kind)
    reader = Reader(source)
    for what, amount in steps:
        if what in ("add", "late"):
            for _ in range(amount):
                source.add(late=what == "late")
        elif what == "pass":
            source.pass_time(amount * SECOND)
        elif what == "page":
            reader.page()
        else:
            reader.round()
        if what == "pass" and amount >= 60:
            reader.round()  # a worker comes by every 30 s: nothing is committed later than two of its rounds
    source.pass_time(31 * SECOND)
    for _ in range(3):
        reader.round()
    assert reader.seen == {row[0] for row in source.rows}


def test_the_first_walk_stops_at_the_bound() -> None:
    source = GrowingList(10, "number", now=plus(START, -70 * DAY))
    for _ in range(300):
        source.add(late=False)
        source.pass_time(8 * 60 * MINUTE)
    reader = Reader(source)
    reader.round()
    young = {remote_id for remote_id, at in source.rows if at >= SINCE}
    assert reader.seen >= young
    assert len(reader.seen - young) <= 10
    assert reader.requests <= len(young) / 10 + 4


def test_an_idle_round_is_one_request() -> None:
    source = GrowingList(40, "number")
    for _ in range(60):
        source.add(late=False)
    reader = Reader(source)
    reader.round()
    source.pass_time(5 * MINUTE)
    reader.round()
    before = reader.requests
    for _ in range(5):
        reader.round()
    assert reader.requests == before + 5


def test_a_list_that_was_empty_is_read_from_its_first_row_on() -> None:
    source = GrowingList(40, "ulid")
    reader = Reader(source)
    reader.round()
    assert reader.cursor == "{}"
    for _ in range(100):
        source.add(late=False)
    reader.round()
    assert len(reader.seen) == 100


def test_a_cursor_nobody_can_read_starts_anew() -> None:
    for text in ("", "x", "[]", "null", '{"after":{}}', '{"after":""}'):
        assert Cursor.parse(text) == Cursor()
    assert Cursor.parse(Cursor("1", "2", "3", "4", "5").text()) == Cursor("1", "2", "3", "4", "5")


def test_ids_sort_by_length_and_then_by_text() -> None:
    assert sorted(["100", "99", "9"], key=order) == ["9", "99", "100"]
    assert sorted([ulid(5), ulid(33), ulid(4)], key=order) == [ulid(4), ulid(5), ulid(33)]


def test_a_server_that_ignores_where_we_are_ends_no_round_in_a_circle() -> None:
    rows = [(str(number), START) for number in range(100, 140)]
    cursor, more, requests = Cursor(), True, 0
    while more and requests < 10:
        cursor, more = cursor.step(rows, SINCE, START)
        requests += 1
    assert not more


def test_what_is_read_again_is_not_new() -> None:
    cursor, _ = Cursor().step([("7", START), ("8", START)], SINCE, START)
    assert cursor.fresh("7")
    cursor, more = cursor.step([], SINCE, START)
    assert (more, cursor.fresh("8"), cursor.fresh("9")) == (False, False, True)
    cursor, _ = cursor.step([("8", START), ("9", START)], SINCE, START)
    cursor, _ = cursor.step([], SINCE, START)
    assert (cursor.fresh("9"), cursor.fresh("10")) == (False, True)
