"""Colours: every theme can be read, at every number of colours, and accounts' own colours as well."""

from itertools import product

import pytest
from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import Color, ColorSystem
from rich.console import Console

from backend.model.account import BADGES
from backend.store.write.accounts import COLOURS
from tui.colour import HINTS, NONE, PALETTE, SIXTEEN, TRUE, WORDS, contrast, depth_of, palette, written
from tui.ink import BACKS, OWN, load, themes

SPOKEN = ("text", "soft", "dim", "lamp", "info", "good", "danger", "team")
OURS = [name for name in themes() if name != OWN]
XTERM = ("000000", "cd0000", "00cd00", "cdcd00", "0000ee", "cd00cd", "00cdcd", "e5e5e5",
         "7f7f7f", "ff0000", "00ff00", "ffff00", "5c5cff", "ff00ff", "00ffff", "ffffff")  # fmt: skip
VGA = ("000000", "aa0000", "00aa00", "aa5500", "0000aa", "aa00aa", "00aaaa", "aaaaaa",
       "555555", "ff5555", "55ff55", "ffff55", "5555ff", "ff55ff", "55ffff", "ffffff")  # fmt: skip
TANGO = ("000000", "cc0000", "4e9a06", "c4a000", "3465a4", "75507b", "06989a", "d3d7cf",
         "555753", "ef2929", "8ae234", "fce94f", "729fcf", "ad7fa8", "34e2e2", "eeeeec")  # fmt: skip
STRANGE = ("#000000", "#ffffff", "#101010", "#ffff00", "#00008b", "#ff0000", "#0d1017", "#f7f5f0", "#00ff00")


def test_there_are_the_four_themes() -> None:
    assert themes() == ("day", "high-contrast", "night", "terminal")
    tokens = load().tokens.keys()
    for name, depth in product(themes(), (TRUE, PALETTE, SIXTEEN, NONE)):
        ink = load(name, depth)
        assert ink.tokens.keys() == tokens
        assert ink.badges.keys() == BADGES.keys()


@pytest.mark.parametrize("depth", [TRUE, PALETTE])
@pytest.mark.parametrize("name", OURS)
def test_words_and_hints_can_be_read_on_every_background(name: str, depth: int) -> None:
    ink, seen = load(name, depth), palette() if depth == PALETTE else {}
    words = {token: ink.tokens[token] for token in SPOKEN} | ink.badges
    words |= {colour: ink.colour(colour) for colour in (*COLOURS, *STRANGE)}
    for (token, colour), back in product(words.items(), BACKS):
        assert contrast(seen.get(colour, colour), seen.get(ink.tokens[back], ink.tokens[back])) >= WORDS, (token, back)
    for back in BACKS:
        hint, ground = ink.tokens["faint"], ink.tokens[back]
        assert contrast(seen.get(hint, hint), seen.get(ground, ground)) >= HINTS, back


def test_high_contrast_is_higher() -> None:
    ink = load("high-contrast")
    for token, back in product((*SPOKEN, "faint"), BACKS):
        assert contrast(ink.tokens[token], ink.tokens[back]) >= 7, (token, back)


@pytest.mark.parametrize("palette", [XTERM, VGA, TANGO], ids=["xterm", "vga", "tango"])
@pytest.mark.parametrize("name", OURS)
def test_sixteen_colours_can_be_read_as_the_usual_terminals_draw_them(name: str, palette: tuple[str, ...]) -> None:
    ink = load(name, SIXTEEN)

    def drawn(colour: str) -> str:
        number = Color.parse(colour.removeprefix("ansi_")).number
        assert number is not None
        return "#" + palette[number]

    for token, back in product((*SPOKEN, "faint"), BACKS):
        assert contrast(drawn(ink.tokens[token]), drawn(ink.tokens[back])) >= WORDS, (token, back)
    for colour in (*ink.badges.values(), *(ink.colour(one) for one in (*COLOURS, *STRANGE))):
        assert contrast(drawn(colour), drawn(ink.tokens["background"])) >= WORDS


def test_the_terminals_own_theme_has_no_background_and_no_colour_that_palettes_hide() -> None:
    ink = load(OWN)
    assert {ink.tokens[back] for back in BACKS} == {"ansi_default"}
    used = {*ink.tokens.values(), *ink.badges.values(), *(ink.colour(one) for one in (*COLOURS, *STRANGE))}
    assert used.isdisjoint({"ansi_black", "ansi_white", "ansi_bright_black", "ansi_bright_white", "ansi_blue"})
    assert all(colour.startswith("ansi_") for colour in used)
    assert ink.style("faint").dim
    assert not ink.style("dim").dim


def test_with_256_colours_what_differs_still_differs() -> None:
    ink = load("night", PALETTE)
    assert ink.tokens["lift"] not in (ink.tokens["background"], ink.tokens["panel"])
    assert len({ink.tokens[token] for token in ("text", "soft", "dim", "faint")}) == 4


@pytest.mark.parametrize("name", OURS)
def test_with_256_colours_the_terminal_draws_what_was_reckoned_with(name: str) -> None:
    ink = load(name, PALETTE)
    for colour in (*ink.tokens.values(), *ink.badges.values(), *(ink.colour(one) for one in COLOURS), *palette()):
        number = Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).number
        assert number is not None
        assert written(*EIGHT_BIT_PALETTE[number]) == palette()[colour]


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "screen", "tmux-256color", "linux", "kitty", "xterm-kitty",
                                  "xterm-direct", "vt100", "rxvt-16color", "alacritty", ""])  # fmt: skip
@pytest.mark.parametrize("more", ["", "truecolor", "24bit", "yes"])
def test_colours_are_counted_as_textuals_console_counts_them(term: str, more: str) -> None:
    environ = {"TERM": term, "COLORTERM": more}
    system = Console(force_terminal=True, _environ=environ).color_system
    assert depth_of(environ) == {"truecolor": TRUE, "256": PALETTE, "standard": SIXTEEN}[str(system)]


def test_no_color_is_heard_when_it_is_not_empty() -> None:
    assert depth_of({"NO_COLOR": "0", "COLORTERM": "truecolor"}) == NONE
    assert depth_of({"NO_COLOR": "", "COLORTERM": "truecolor"}) == TRUE
