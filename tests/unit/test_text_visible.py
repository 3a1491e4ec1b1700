"""Outside text is shown honestly: nothing that acts on a terminal is left, and honest writing is untouched."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.text.visible import capped, visible

ACTS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ufeff\u200b\u200e\u200f]"
)

HONEST = (
    "Hej! Har ni öppet på julafton? 🎄",
    "Jag älskar det här ❤️ 👍🏽 👩‍💻 👨‍👩‍👧‍👦",
    "🇸🇪 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 1️⃣",
    "مرحبا بالعالم",
    "נִקּוּד עברי",
    "नमस्ते क्ष",
    "می‌خواهم",
    "ภาษาไทยที่",
    "日本語と한국어",
    "Tiếng Việt",
    "tabellen: a | b\nnästa rad",
)

ATTACKS = {
    "\x1b]0;ägd\x1b\\": "␛]0;ägd␛\\",
    "\x9b31m röd": "‹9B›31m röd",
    "a\u202ebc": "a‹RLO›bc",
    "a\u2066b\u2069": "a‹LRI›b‹PDI›",
    "a\x00b\x7f": "a␀b␡",
    "p\u200bay": "p·ay",
    "x" + "\u200b" * 50 + "y": "x···y",
    "Z" + "\u0337" * 40: "Z" + "\u0337" * 4,
    "a\tb": "a    b",
    "a\u2028b\x0bc\x85d": "a\nb\nc\nd",
    "\U000e0068\U000e0069": "··",
    "a\u200db": "a·b",
    "\u0301x": "◌\u0301x",
    "\ue000": "\ufffd",
    "a\U0001f3fd 👍🏽🏽": "a· 👍🏽·",
    "🇸 🇸🇪🇳": "S 🇸🇪N",
}


@pytest.mark.parametrize("text", HONEST)
def test_honest_writing_is_untouched(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(("text", "shown"), ATTACKS.items())
def test_attacks_are_seen_and_do_nothing(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=300))
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = visible(text)
    assert not ACTS.search(shown)
    assert "\n" not in visible(text, one_line=True)


@given(st.text(max_size=200))
def test_marks_never_pile_up(text: str) -> None:
    run = 0
    for char in visible(text):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") and not "\ufe00" <= char <= "\ufe0f" else 0
        assert run <= 5


def test_one_line_shows_the_breaks() -> None:
    assert visible("hej\n\ndå   nu", one_line=True) == "hej ⏎ ⏎ då nu"


def test_a_flood_is_cut_and_says_so() -> None:
    assert capped("a\n" * 100, lines=3) == ("a\na\na", True)
    assert capped("x" * 5000, chars=10) == ("x" * 10, True)
    assert capped("kort") == ("kort", False)
