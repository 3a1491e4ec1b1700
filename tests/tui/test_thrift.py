"""A frame in fewer bytes draws the same: told by a terminal that reads both."""

import pyte
from hypothesis import given
from hypothesis import strategies as st

from tui.thrift import thrifty

FRONT = st.sampled_from(["", "38;2;213;219;230", "38;2;34;48;97", "38;5;12", "31", "97"])
BACK = st.sampled_from(["", "48;2;13;16;23", "48;2;38;31;41", "48;5;7", "44", "104"])
OTHERS = st.sets(st.sampled_from(["1", "4", "7", "9"])).map(sorted)
TEXT = st.text("abc å漢", min_size=1, max_size=6)
PLACE = st.tuples(st.sampled_from(["", "\n"]), st.integers(1, 5), st.integers(1, 30))
MOVE = st.one_of(st.just(""), PLACE.map(lambda to: f"{to[0]}\x1b[{to[1]};{to[2]}H"))


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A piece of a frame as Textual makes it: styled text that ends with a reset, plain text, a new line."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(MOVE) + draw(TEXT)
    if kind == 1:
        return "\r\n"
    said = ";".join(part for part in [*draw(OTHERS), draw(FRONT), draw(BACK)] if part)
    return draw(MOVE) + (f"\x1b[{said}m{draw(TEXT)}\x1b[0m" if said else draw(TEXT))


def cells(frames: list[str]) -> list[list[tuple[object, ...]]]:
    screen = pyte.Screen(40, 6)
    stream = pyte.Stream(screen)
    for frame in frames:
        stream.feed(frame)
    return [[tuple(screen.buffer[line][column]) for column in range(40)] for line in range(6)]


@given(st.lists(st.lists(pieces(), max_size=8).map("".join), max_size=4))
def test_it_draws_the_same(frames: list[str]) -> None:
    assert cells([thrifty(frame) for frame in frames]) == cells(frames)


def test_it_says_only_what_differs() -> None:
    frame = "\x1b[1;38;2;1;2;3;48;2;9;9;9mA\x1b[0m\x1b[2;1H\x1b[1;38;2;4;5;6;48;2;9;9;9mB\x1b[0m"
    assert thrifty(frame) == "\x1b[1;38;2;1;2;3;48;2;9;9;9mA\x1b[2;1H\x1b[38;2;4;5;6mB\x1b[0m"


def test_what_is_taken_away_ends() -> None:
    assert thrifty("\x1b[1;31mA\x1b[0m\x1b[31mB\x1b[0m") == "\x1b[1;31mA\x1b[22mB\x1b[0m"


def test_another_form_is_left_as_it_is() -> None:
    assert thrifty("\x1b[9;31mA\x1b[0m\x1b[31mB\x1b[0m") == "\x1b[9;31mA\x1b[0;31mB\x1b[0m"
    for frame in (
        "",
        "\x1b[?2026h",
        "plain",
        "\x1b[0m",
        "\x1b[31mA\x1b[0m\nB\x1b[0m",
        "\x1b[31mA\x1b[?25l\x1b[0m\x1b[31mB",
    ):
        assert thrifty(frame) == frame
