"""Templates: a blank never leaves, a brace can be written, and the fitting one comes first."""

import tomllib
from pathlib import Path

import pytest

from backend.model.template import Template, TemplateState
from backend.policy.templates import TemplateError, blanks, check_body, fill, parse_body, rank

STARTERS = Path(__file__).parents[2] / "backend" / "desk" / "starters"


def template(
    code: str, *, language: str = "sv", tags: tuple[str, ...] = (), uses: int = 0, body: str = "x"
) -> Template:
    return Template(1, code, language, code.title(), body, TemplateState.APPROVED, 1, tags, None, uses)


def test_variables_are_filled_and_blanks_stay() -> None:
    filled = fill("Hej {author}! {?svaret} {signature}", {"author": "Lisa", "signature": "/Anna"})
    assert filled.text == "Hej Lisa! {?svaret} /Anna"
    assert filled.blanks == ("svaret",)


def test_a_variable_without_a_value_must_be_filled_by_hand() -> None:
    assert fill("Öppet {hours}.", {}).blanks == ("hours",)


def test_a_brace_can_be_written() -> None:
    assert fill("{{author} är {author}", {"author": "Lisa"}).text == "{author} är Lisa"


def test_values_are_not_read_as_syntax() -> None:
    filled = fill("Hej {author}", {"author": "{signature}"})
    assert filled.text == "Hej {signature}"
    assert filled.blanks == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Hej {namn}", "template.unknown_variable"),
        ("Hej {author", "template.open_brace"),
        ("{?}", "template.unknown_variable"),
    ],
)
def test_a_wrong_body_is_refused(body: str, code: str) -> None:
    reason = check_body(body)
    assert reason is not None
    assert reason.code == code
    with pytest.raises(TemplateError):
        parse_body(body)


def test_blanks_are_found_in_what_somebody_typed() -> None:
    assert blanks("a {?ett} b {?två}") == ("ett", "två")
    assert blanks("inga") == ()


def test_ranking_prefers_language_then_words_then_use() -> None:
    some = [
        template("tack", uses=50),
        template("faktura", tags=("faktura", "betala")),
        template("invoice", language="en", tags=("faktura",)),
    ]
    order = [one.code for one, _ in rank(some, "När kommer fakturan?", "sv")]
    assert order == ["faktura", "tack", "invoice"]
    why = {one.code: reason for one, reason in rank(some, "När kommer fakturan?", "sv")}
    assert why["faktura"] is not None
    assert why["faktura"].code == "template.same_words"


def test_filtering_finds_words_by_their_beginning() -> None:
    some = [template("tack"), template("oppet", body="Vi har öppet på julafton")]
    assert [one.code for one, _ in rank(some, "", None, "julaf")] == ["oppet"]
    assert rank(some, "", None, "finnsinte") == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_starters_are_twelve_and_sound(language: str) -> None:
    raw = tomllib.loads((STARTERS / f"{language}.toml").read_text())["template"]
    assert len(raw) == 12
    assert len({one["code"] for one in raw}) == 12
    for one in raw:
        assert check_body(one["body"]) is None
        assert one["language"] == language
        assert "{signature}" in one["body"]
