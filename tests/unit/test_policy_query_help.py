"""Completion and narrowing of queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.view import Names
from backend.policy.query import QueryError, parse
from backend.policy.query_help import MOST, complete, narrow, spelled
from backend.policy.query_terms import Query
from backend.policy.query_words import ABOUT, FIELDS, HAS, IS, KINDS

NAMES = Names(
    accounts=("acme", "news"),
    platforms=("bluesky", "mastodon"),
    members=("Anna Ek", "Bo"),
    languages=("sv", "en"),
    views=("hat", "helg"),
)


def offered(text: str, cursor: int | None = None) -> list[str]:
    return [one.text for one in complete(text, len(text) if cursor is None else cursor, NAMES)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("is:o", ["open", "own"]),
        ("-is:wa", ["waiting"]),
        ("is:open,do", ["done"]),
        ("is:open,op", []),
        ("has:st", ["sticker", "strike"]),
        ("hej account:", ["acme", "news"]),
        ("ACCOUNT:N", ["news"]),
        ("assigned:", ["me", '"Anna Ek"', "Bo"]),
        ("by:ann", ['"Anna Ek"']),
        ("lang:s", ["sv"]),
        ("platform:b", ["bluesky"]),
        ("kind:m", ["mention"]),
        ("acc", ["account:"]),
        ("-li", ["is:liked", "has:link"]),
        ("ag", ["age<", "age>"]),
        ("faktura", []),
        ('text:"is:o', []),
        ("nonsense:x", []),
        ("@h", ["hat", "helg"]),
        ("hej @h", []),
    ],
)
def test_what_may_come_next(text: str, words: list[str]) -> None:
    assert offered(text) == words


def test_an_empty_line_offers_the_fields() -> None:
    assert offered("") == [f"{name}:" for name in FIELDS][:MOST]


def test_the_word_before_the_cursor_is_replaced() -> None:
    text = "is:op faktura"
    (one,) = [one for one in complete(text, 5, NAMES) if one.text == "open"]
    assert text[: one.start] + one.text + text[one.end :] == "is:open faktura"
    assert one.what == IS["open"]


@given(st.text(alphabet='ishaopenkd:,-"@ ', max_size=12), st.integers(0, 12))
def test_a_completion_keeps_the_rest_of_the_line(text: str, cursor: int) -> None:
    cursor = min(cursor, len(text))
    for one in complete(text, cursor, NAMES):
        assert one.start <= one.end == cursor
        assert text[one.start : cursor].casefold().strip('"') in one.text.casefold()


@pytest.mark.parametrize(
    ("table", "field"), [(IS, "is"), (HAS, "has"), (dict.fromkeys(KINDS), "kind"), (dict.fromkeys(ABOUT), "category")]
)
def test_whatever_is_offered_can_be_asked(table: dict[str, str], field: str) -> None:
    for word in table:
        assert word in offered(f"{field}:{word[:-1]}")
        assert len(parse(f"{field}:{word}").terms) == 1
    with pytest.raises(QueryError):
        parse(f"{field}:nosuchword")


def test_names_that_would_fall_apart_are_quoted() -> None:
    assert [spelled(name) for name in ("Bo", "Anna Ek", "a,b")] == ["Bo", '"Anna Ek"', '"a,b"']
    (term,) = parse(f"assigned:{spelled('Ek, Anna')}").terms
    assert term.member == "Ek, Anna"  # type: ignore[union-attr]


def test_a_query_is_narrowed_by_another() -> None:
    assert narrow("", "hej") == "is:open hej"
    assert narrow("hej", " ") == narrow("hej", "hej") == "hej"
    assert parse(narrow("is:done", "has:image el")) == Query(parse("is:done").terms + parse("has:image el").terms)
    assert narrow("", "") == ""
