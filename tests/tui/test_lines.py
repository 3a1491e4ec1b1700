"""A drawn line costs as little as it can, and what stands at its two ends is told apart."""

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from tui.widgets.lines import spread, thrifty

TEXT = Style(color="#d5dbe6", bgcolor="#0d1017")
DIM = Style(color="#7d8aa1", bgcolor="#0d1017")
LIFT = Style(color="#d5dbe6", bgcolor="#182030")
BLANK = Style(color="#d5dbe6", bgcolor="#0d1017", underline=True)


def test_blanks_join_their_neighbours() -> None:
    line = [Segment(" ", DIM), Segment("  ", TEXT), Segment("hej", DIM), Segment(" ", TEXT)]
    assert thrifty(line, 10, TEXT) == [Segment("   hej    ", DIM)]


def test_words_keep_their_style() -> None:
    assert thrifty([Segment("a ", TEXT), Segment("b", DIM)], 4, TEXT) == [Segment("a ", TEXT), Segment("b ", DIM)]


def test_blanks_that_are_seen_are_left_alone() -> None:
    line = [Segment("▌", LIFT), Segment(" ", TEXT), Segment("a", TEXT), Segment(" ", BLANK)]
    drawn = thrifty(line, 6, LIFT)
    assert drawn == [Segment("▌", LIFT), Segment(" a", TEXT), Segment(" ", BLANK), Segment("  ", LIFT)]
    assert sum(cell_len(segment.text) for segment in drawn) == 6


def test_a_line_too_long_is_left_to_be_cut() -> None:
    assert thrifty([Segment("字" * 9, TEXT)], 6, TEXT) == [Segment("字" * 9, TEXT)]


def test_two_ends_of_a_line_never_touch() -> None:
    def said(left: str, right: str, cells: int) -> str:
        line = spread([Segment(left, TEXT)], [Segment(right, DIM)], cells, TEXT)
        return "".join(segment.text for segment in line)

    assert said("Sven-Erik  03:24", "yours", 24) == "Sven-Erik  03:24   yours"
    assert said("Sven-Erik  03:24", "yours", 21) == "Sven-Erik  03:2 yours"
    assert said("Sven-Erik  03:24", " yours", 21) == "Sven-Erik  03:2 yours"
    assert said("字字字字", "yours", 11) == "字字  yours"
    assert said("Sven-Erik", "yours", 4) == "yours"
    assert said("Sven-Erik", "", 9) == "Sven-Erik"
