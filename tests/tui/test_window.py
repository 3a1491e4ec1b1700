"""The keyset window: a cursor on a comment, pages at both ends, and what is let in where."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.model.comment import CommentState, QueueRow
from backend.model.desk import Arrivals, Rows
from tests.tui.fakes import row
from tui.widgets.window import KEEP, Edge, Window, place


def made(*keys: int, more: bool = False, newest: int | None = None) -> Rows:
    rows = tuple(row(key, sort_at=key * 1000) for key in sorted(keys, reverse=True))
    return Rows(rows, more, newest if newest is not None else max(keys, default=0))


def entered(*keys: int, more: bool = False) -> Window:
    window = Window()
    window.enter(made(*keys, more=more))
    return window


def keys(window: Window) -> list[int]:
    return [one.id for one in window.rows]


def test_the_cursor_starts_on_the_first_row_and_moves_as_far_as_there_are_rows() -> None:
    window = entered(1, 2, 3)
    assert window.cursor == 3
    assert window.move(10)
    assert window.cursor == 1
    assert not window.move(1)
    assert not Window().move(1)


def test_an_arrival_below_the_cursor_enters_and_one_above_waits() -> None:
    window = entered(10, 20, 30)
    window.move(1)
    low, high = row(41, sort_at=15_000), row(42, sort_at=42_000)
    window.admit(Arrivals((high, low), 2))
    assert keys(window) == [30, 20, 41, 10]
    assert (window.cursor, window.waiting) == (20, 1)


def test_an_urgent_arrival_waits_although_it_is_old() -> None:
    window = entered(10, 20, 30)
    window.admit(Arrivals((row(41, sort_at=1, urgency=5),), 1))
    assert (keys(window), window.waiting) == ([30, 20, 10], 1)


def test_everything_enters_an_empty_list() -> None:
    window = entered()
    window.admit(Arrivals((row(2, sort_at=2000), row(1, sort_at=1000)), 2))
    assert (sorted(keys(window)), window.waiting, window.cursor in (1, 2)) == ([1, 2], 0, True)


def test_what_lies_beyond_the_loaded_rows_is_left_to_paging() -> None:
    window = entered(10, 20, 30, more=True)
    window.admit(Arrivals((row(41, sort_at=5_000),), 1))
    assert (keys(window), window.waiting) == ([30, 20, 10], 0)


def test_the_same_arrivals_told_twice_change_nothing() -> None:
    window = entered(10, 20)
    came = Arrivals((row(41, sort_at=15_000), row(42, sort_at=42_000)), 2)
    window.admit(came)
    window.admit(came)
    assert (keys(window), window.waiting) == ([20, 41, 10], 1)


def test_a_comment_that_is_open_again_comes_back_in_the_same_manner() -> None:
    window = entered(10, 30)
    window.since = 50
    back = row(40, sort_at=40_000)
    window.back([back, row(20, sort_at=20_000)])
    assert (keys(window), window.waiting) == ([30, 20, 10], 1)
    window.back([back])
    assert window.waiting == 1
    window.back([replace(back, state=CommentState.DONE)])
    assert window.waiting == 0


def test_an_acted_row_keeps_its_place_and_the_next_open_one_is_found() -> None:
    window = entered(10, 20, 30)
    changed = window.update([replace(row(30, sort_at=30_000), state=CommentState.DONE), row(99)])
    assert (changed, keys(window)) == ([30], [30, 20, 10])
    assert window.next_open() == 20
    window.update([replace(one, state=CommentState.DONE) for one in window.rows])
    assert window.next_open() is None


def test_a_row_whose_urgency_changed_stays_until_the_list_is_entered_anew() -> None:
    window = entered(10, 20, 30)
    window.update([row(10, sort_at=10_000, urgency=9)])
    assert keys(window) == [30, 20, 10]
    window.admit(Arrivals((row(41, sort_at=15_000),), 1))
    assert keys(window) == [30, 20, 41, 10]


def test_pages_are_wanted_before_an_end_is_met_and_rows_are_never_doubled() -> None:
    window = entered(*range(100, 200), more=True)
    assert window.wants(60) is None
    window.move(45)
    edge = window.wants(60)
    assert edge == Edge(window.rows[-1].key, backward=False)
    window.grow(made(*range(50, 101), more=False), edge)
    assert (len(window.rows), window.below, window.wants(60)) == (150, False, None)


def test_the_far_end_is_dropped_and_can_be_fetched_again() -> None:
    window = entered(*range(1000, 1100), more=True)
    for start in range(900, 100, -100):
        window.move(10_000)
        edge = window.wants(60)
        assert edge is not None
        window.grow(made(*range(start, start + 100), more=True), edge)
    assert len(window.rows) <= KEEP
    assert window.above
    window.move(-10_000)
    edge = window.wants(60)
    assert edge is not None
    assert edge.backward
    cursor = window.cursor
    window.grow(made(*range(900, 1000), more=True), edge)
    assert window.cursor == cursor
    assert keys(window) == sorted(keys(window), reverse=True)


@given(
    st.lists(st.integers(1, 60), unique=True, max_size=30),
    st.lists(st.tuples(st.integers(1, 80_000), st.integers(0, 2)), max_size=30),
    st.integers(0, 40),
)
@settings(max_examples=150)
def test_arrivals_never_move_what_is_at_or_above_the_cursor(
    start: list[int], coming: list[tuple[int, int]], down: int
) -> None:
    window = entered(*start)
    window.move(down)
    above = keys(window)[: window.index + 1] if window.rows else []
    cursor = window.cursor
    came: list[QueueRow] = []
    for number, (at, urgency) in enumerate(coming, 100):
        came.append(row(number, sort_at=at, urgency=urgency))
        window.admit(Arrivals(tuple(came), len(came)))
        if not above:
            above, cursor = keys(window)[:1], window.cursor
            continue
        assert window.cursor == cursor
        assert keys(window)[: len(above)] == above
    ordered = [place(one.key) for one in window.rows]
    assert ordered == sorted(ordered)
    assert window.waiting == len(came) - (len(window.rows) - len(start))
