"""A round: which posts are read because their number of comments moved, and that nothing of it is lost in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.platforms.rounds import KEPT, Round

NAMES = st.text(alphabet="0123456789_", min_size=1, max_size=12)
MARKS = st.dictionaries(NAMES, st.integers(0, 2**40), max_size=8)


def whole(at: Round) -> Round:
    """Read a round to its end, each post in one page."""
    while at.post() is not None:
        at = at.stepped(None, known=False)
    return at


def test_the_first_round_reads_what_has_comments_newest_first() -> None:
    at = Round().begun([("3", 2), ("2", 0), ("1", 9)])
    assert [post for post, _ in at.todo] == ["3", "1"]
    assert at.post() == "3"


def test_only_what_moved_is_read_again_up_or_down() -> None:
    at = whole(Round().begun([("3", 2), ("2", 4), ("1", 9)]))
    assert at.post() is None
    again = at.begun([("4", 1), ("3", 2), ("2", 3), ("1", 0)])
    assert [post for post, _ in again.todo] == ["4", "2", "1"], "one that has lost all of them has moved, too"


def test_a_post_is_gone_on_with_until_its_end_or_what_is_known() -> None:
    at = Round().begun([("2", 300), ("1", 5)])
    at = at.stepped("next", known=False)
    assert (at.post(), at.after) == ("2", "next")
    assert at.stepped("more", known=True).post() == "1"
    ended = at.stepped(None, known=False)
    assert (ended.post(), ended.after) == ("1", None)
    assert ended.marks == {"2": 300}


def test_a_post_that_is_not_read_to_its_end_keeps_its_old_mark() -> None:
    at = whole(Round().begun([("1", 5)])).begun([("1", 9)])
    half = at.stepped("next", known=False)
    assert half.marks == {"1": 5}
    assert half.begun([("1", 9)]).post() == "1", "a round that is begun anew reads it again"


def test_only_so_many_marks_are_kept_those_that_moved_last() -> None:
    at = whole(Round().begun([(str(number), 1) for number in range(KEPT + 20)]))
    assert len(at.marks) == KEPT
    assert str(KEPT + 19) in at.marks
    assert "0" not in at.marks
    assert at.begun([("0", 1)]).post() == "0", "one that dropped out is read once more"


@given(MARKS, st.lists(st.tuples(NAMES, st.integers(0, 999)), max_size=5), st.none() | NAMES)
def test_a_stored_round_is_the_same_round(
    marks: dict[str, int], todo: list[tuple[str, int]], after: str | None
) -> None:
    at = Round(marks, tuple(todo), after)
    assert Round.parse(at.text()) == at


def test_a_platforms_own_cursor_is_kept_however_long_it_is() -> None:
    at = Round().begun([("1", 5)]).stepped("x" * 3000, known=False)
    assert Round.parse(at.text()) == at


@pytest.mark.parametrize(
    "text",
    [None, "", "x", "[]", "null", '{"marks":7,"todo":"x","after":{}}', '{"marks":{"1":-3},"todo":[["1"],[1,2],{}]}'],
)
def test_what_cannot_be_read_begins_anew(text: str | None) -> None:
    assert Round.parse(text) == Round()
