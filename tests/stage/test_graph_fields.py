"""The `fields` parameter of Graph calls, as Meta's guide to field expansion writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.stage.graph_fields import BadFields, Field, parse


def test_nothing_is_nothing() -> None:
    assert parse("") == parse("  ") == ()


def test_names_stand_in_their_order() -> None:
    assert parse("id,message, created_time") == (Field("id", {}), Field("message", {}), Field("created_time", {}))


def test_an_edge_has_modifiers_and_fields_of_its_own() -> None:
    shown = parse("id,comments.limit(2).order(reverse_chronological){id,from{id,name}},shares")
    assert shown == (
        Field("id", {}),
        Field(
            "comments",
            {"limit": "2", "order": "reverse_chronological"},
            (Field("id", {}), Field("from", {}, (Field("id", {}), Field("name", {})))),
        ),
        Field("shares", {}),
    )


def test_an_edge_may_have_modifiers_alone() -> None:
    assert parse("comments.limit(0).summary(true)") == (Field("comments", {"limit": "0", "summary": "true"}),)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (",id", 0),
        ("id,", 3),
        ("id,,message", 3),
        ("id}", 2),
        ("comments{id", 11),
        ("comments{}", 9),
        ("comments.limit", 8),
        ("comments.limit(2", 8),
        ("Id", 0),
        ("from{id}name", 8),
    ],
)
def test_what_is_wrong_is_named_by_its_place(text: str, at: int) -> None:
    with pytest.raises(BadFields) as caught:
        parse(text)
    assert caught.value.args == (at,)


FIELDS = st.recursive(
    st.lists(st.builds(Field, st.from_regex(r"[a-z_]{1,6}", fullmatch=True), st.just({})), min_size=1, max_size=3),
    lambda inner: st.lists(
        st.builds(
            Field,
            st.from_regex(r"[a-z_]{1,6}", fullmatch=True),
            st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), st.from_regex(r"[\w.]{0,5}", fullmatch=True)),
            inner.map(tuple),
        ),
        min_size=1,
        max_size=3,
    ),
    max_leaves=6,
)


def written(fields: tuple[Field, ...]) -> str:
    def one(field: Field) -> str:
        modifiers = "".join(f".{name}({value})" for name, value in field.modifiers.items())
        return field.name + modifiers + (f"{{{written(field.inside)}}}" if field.inside else "")

    return ",".join(map(one, fields))


@given(FIELDS.map(tuple))
def test_what_is_written_is_read_back(fields: tuple[Field, ...]) -> None:
    assert parse(written(fields)) == fields
