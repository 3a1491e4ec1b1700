"""What may be kept of a text, its blanks, and inserting canned replies into it: the rules without any screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.desk import Composing
from tests.tui.room import composing
from tui.widgets.drafting import LONGEST, MOST_LINES, blanks, insert, kept, mentioned, offset, place, says_nothing

FRESH = composing()


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("hej\x1b]0;pwned\x07 du", "hej]0;pwned du"),
        ("a\x9b31mb\x85c", "a31mb\nc"),
        ("en\r\ntvå\rtre\u2028fyra\x0bfem", "en\ntvå\ntre\nfyra\nfem"),
        ("abc\u202edef\u2066ghi\u2069", "abcdefghi"),
        ("osyn\u200bligt\ufeff", "osynligt"),
        ("a\tb", "a    b"),
        ("x\ud800y\x7f\x00", "xy"),
        ("👩‍👩‍👧 och 🏳️‍🌈, åäö, שלום", "👩‍👩‍👧 och 🏳️‍🌈, åäö, שלום"),
    ],
)
def test_only_harmless_characters_are_kept(typed: str, left: str) -> None:
    assert kept(typed) == left


@given(st.text(st.characters(), max_size=300))
def test_nothing_a_terminal_would_obey_is_ever_kept(typed: str) -> None:
    once = kept(typed)
    assert not any(char != "\n" and (ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F) for char in once)
    assert len(once.splitlines()) <= once.count("\n") + 1
    assert kept(once) == once


def test_what_is_kept_is_bounded() -> None:
    assert len(kept("å" * 10 * LONGEST)) == LONGEST
    assert kept("\n" * 100_000).count("\n") == MOST_LINES - 1


def test_blanks_are_found_where_they_stand() -> None:
    text = "Hej {?vem}, vi ses {?när du kan}. {inte}"
    assert [(span.what, text[span.start : span.end]) for span in blanks(text)] == [
        ("vem", "{?vem}"),
        ("när du kan", "{?när du kan}"),
    ]


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("@kalle \n/Anna", True),
        ("", True),
        ("  \n", True),
        ("@Kalle hej\n/Anna", False),
        ("/Anna", True),
        ("hej", False),
    ],
)
def test_a_text_without_words_of_ours_is_known(text: str, nothing: bool) -> None:
    assert says_nothing(text, FRESH) is nothing


def test_a_mention_counts_only_as_a_whole() -> None:
    assert mentioned("hej @kalle!", "@kalle")
    assert not mentioned("hej @kallesson", "@kalle")
    assert not mentioned("hej", "@kalle")


INSERTS = [
    pytest.param(FRESH, "@kalle \n/Anna", 7, "Hej Kalle! /Anna", "@kalle Hej Kalle! /Anna", id="replaces the start"),
    pytest.param(FRESH, "@kalle \n/Anna", 7, "Hej!", "@kalle Hej!\n/Anna", id="keeps the signature it has not"),
    pytest.param(FRESH, "", 0, "Hej @kalle! /Anna", "Hej @kalle! /Anna", id="names nobody twice"),
    pytest.param(FRESH, "@kalle Nu.\n/Anna", 10, "Tack! /Anna", "@kalle Nu. Tack!\n/Anna", id="one signature"),
    pytest.param(FRESH, "@kalle Nu.\n/Anna", 16, "Tack! /Anna", "@kalle Nu. Tack!\n/Anna", id="before the signature"),
    pytest.param(FRESH, "Ett två", 3, "och", "Ett och två", id="blanks around it as needed"),
    pytest.param(FRESH, "Ett. ", 5, "Sen.", "Ett. Sen.", id="no second blank"),
    pytest.param(composing(signature=""), "Nu.", 3, "Tack! /Anna", "Nu. Tack! /Anna", id="no signature to double"),
    pytest.param(FRESH, "Nu.", 3, "Ta\x1b[2Jck\u202e", "Nu. Ta[2Jck", id="cleaned"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "text", "cursor", "added", "whole"), INSERTS)
def test_canned_replies_go_where_they_belong(start: Composing, text: str, cursor: int, added: str, whole: str) -> None:
    done = insert(text, cursor, cursor, added, start)
    assert done.text == whole
    assert 0 <= done.start <= done.end <= len(whole)


def test_a_selection_is_replaced() -> None:
    done = insert("Ett två tre", 4, 7, "fyra", FRESH)
    assert (done.text, done.text[done.start : done.end]) == ("Ett fyra tre", "fyra")


@given(st.text("ab\n", max_size=40), st.integers(0, 40))
def test_places_and_offsets_are_each_others_reverse(text: str, at: int) -> None:
    at = min(at, len(text))
    assert offset(text, place(text, at)) == at
