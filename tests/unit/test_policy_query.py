"""The query language: what it reads, and what it says when it can't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.clock import HOUR, MINUTE
from backend.policy.query import QueryError, parse
from backend.policy.query_terms import (
    Age,
    Alike,
    AnyOf,
    AssignedTo,
    By,
    Handled,
    Has,
    InLanguage,
    Inside,
    Is,
    Likes,
    OfKind,
    OnAccount,
    OnPlatform,
    Query,
    UnderPost,
    Words,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", (Is("open"),)),
        ("is:open", (Is("open"),)),
        ("-is:mine", (Is("mine", negated=True),)),
        ("IS:Open", (Is("open"),)),
        ("is:open,waiting", (AnyOf((Is("open"), Is("waiting"))),)),
        ("-account:acme,news", (AnyOf((OnAccount("acme"), OnAccount("news")), negated=True),)),
        ("has:image -has:reply", (Has("image"), Has("reply", negated=True))),
        ("account:Acme platform:Mastodon", (OnAccount("Acme"), OnPlatform("mastodon"))),
        ("author:@kalle", (By("kalle"),)),
        ('assigned:"Anna Ek" by:me,Bo', (AssignedTo("Anna Ek"), AnyOf((Handled("me"), Handled("Bo"))))),
        ("lang:SV kind:mention post:12 alike:7", (InLanguage("sv"), OfKind("mention"), UnderPost(12), Alike(7))),
        ("likes>5 -likes<3", (Likes(">", 5), Likes("<", 3, negated=True))),
        ("age>2h age<30m", (Age(">", 2 * HOUR), Age("<", 30 * MINUTE))),
        ('text:"stor faktura"', (Words("stor faktura"),)),
        ("text:faktura,räkning", (AnyOf((Inside("faktura"), Inside("räkning"))),)),
        ('"så bra" öppettid* -spam', (Words("så bra"), Words("öppettid", prefix=True), Inside("spam", negated=True))),
        ("klockan 10:30 el", (Inside("klockan"), Words("10:30"), Words("el"))),
        ('faktura "faktura" *faktura* *e-f*', (Inside("faktura"), Words("faktura"), Inside("faktura"), Inside("e-f"))),
        ("ba\u030aten", (Inside("båten"),)),
        ("https://x.example/a I<3u", (Words("https://x.example/a"), Words("I<3u"))),
    ],
)
def test_a_query_is_read(text: str, terms: tuple[object, ...]) -> None:
    assert parse(text) == Query(terms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code", "word", "meant", "position"),
    [
        ("is:opne", "query.unknown_term", "is:opne", "is:open", 0),
        ("hej acount:x", "query.unknown_term", "acount:x", "account:", 4),
        ("is:open,waitng", "query.unknown_term", "waitng", "waiting", 8),
        ("-has:imag", "query.unknown_term", "has:imag", "has:image", 1),
        ("kind:mentoin", "query.unknown_term", "kind:mentoin", "kind:mention", 0),
        ("is:blåbär", "query.unknown_word", "is:blåbär", "", 0),
        ("account:", "query.empty_value", "account:", "", 0),
        ("account:acme,", "query.empty_value", "account:acme,", "", 0),
        ("age>2x", "query.bad_age", "age>2x", "", 0),
        ("age:2h", "query.bad_age", "age:2h", "", 0),
        ("agee>2h", "query.unknown_term", "agee>2h", "age>2h", 0),
        ("post:x", "query.bad_number", "post:x", "", 0),
        ("alike:1,b", "query.bad_number", "b", "", 8),
        ("hej *faktura", "query.one_star", "*faktura", "*faktura*", 4),
        ("*el*", "query.too_short", "*el*", "", 0),
        ("x" * 201, "query.too_long", "x" * 201, "", 0),
        ("rule:troll", "query.no_rules", "rule:troll", "", 0),
        ("likes>many", "query.bad_likes", "likes>many", "", 0),
        ("likes:5", "query.bad_likes", "likes:5", "", 0),
        ("liks>5", "query.unknown_term", "liks>5", "likes>5", 0),
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
