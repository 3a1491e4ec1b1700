"""Templates: a blank never leaves, a brace can be written, and the starters are sound."""

import tomllib
from pathlib import Path

import pytest

from backend.policy.templates import TemplateError, blanks, check_body, fill, parse_body

STARTERS = Path(__file__).parents[2] / "backend" / "desk" / "starters"


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


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_starters_are_enough_and_sound(language: str) -> None:
    raw = tomllib.loads((STARTERS / f"{language}.toml").read_text())["template"]
    assert len(raw) == len({one["code"] for one in raw}) == 26
    for one in raw:
        assert check_body(one["body"]) is None
        assert one["language"] == language
        assert "{signature}" in one["body"]
