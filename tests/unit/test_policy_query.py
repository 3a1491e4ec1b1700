"""The query language: what it reads, and what it says when it can't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.clock import HOUR, MINUTE
from backend.policy.query import Age, By, Is, OnAccount, OnPlatform, Query, QueryError, Words, parse


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", (Is("open"),)),
        ("is:open", (Is("open"),)),
        ("-is:mine", (Is("mine", negated=True),)),
        ("account:Acme platform:Mastodon", (OnAccount("Acme"), OnPlatform("mastodon"))),
        ("author:@kalle", (By("kalle"),)),
        ("age>2h age<30m", (Age(">", 2 * HOUR), Age("<", 30 * MINUTE))),
        ('text:"stor faktura"', (Words("stor faktura"),)),
        ('"så bra" öppettid* -spam', (Words("så bra"), Words("öppettid", prefix=True), Words("spam", negated=True))),
        ("klockan 10:30", (Words("klockan"), Words("10:30"))),
    ],
)
def test_a_query_is_read(text: str, terms: tuple[object, ...]) -> None:
    assert parse(text) == Query(terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code", "word", "meant", "position"),
    [
        ("is:opne", "query.unknown_term", "is:opne", "is:open", 0),
        ("hej acount:x", "query.unknown_term", "acount:x", "account:", 4),
        ("is:blåbär", "query.unknown_word", "is:blåbär", "", 0),
        ("account:", "query.empty_value", "account:", "", 0),
        ("age>2x", "query.bad_age", "age>2x", "", 0),
        ("age:2h", "query.bad_age", "age:2h", "", 0),
        ('text:"hej', "query.open_quote", 'text:"hej', "", 0),
        ("*", "query.unknown_word", "*", "", 0),
    ],
)
def test_a_mistake_names_the_word(text: str, code: str, word: str, meant: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert (error.reason.code, error.word, error.meant, error.position) == (code, word, meant, position)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_clearly(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        assert error.word in text or error.word.split(":")[0] in text
        assert 0 <= error.position <= len(text)
