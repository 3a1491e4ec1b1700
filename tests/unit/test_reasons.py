"""A reason is worded in the reader's language and zone, and never hidden."""

from string import Formatter

import pytest

from backend.i18n import language_of
from backend.i18n.reasons import SENTENCES, clock_time, word
from backend.model.clock import HOUR, iso, parse_iso
from backend.model.reason import Reason
from tests.conftest import START

PARTS = (
    "template.",
    "charter.",
    "why.",
    "captured.",
    "capture.no_text",
    "capture.unreadable",
    "place.never",
    "sign.",
    "category.",
    "guidance.",
    "waits.",
    "brief.unknown_key",
)
"""Beginnings of codes whose words stand within a sentence."""


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_can_be_filled(code: str) -> None:
    fields = {name for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name}
    params: dict[str, str | int] = {name: int(START) if name in ("until", "since", "at") else "7" for name in fields}
    sentence = word(Reason(code, params), "Europe/Stockholm")
    assert "{" not in sentence.replace("{{", "") or code.startswith("template.")
    assert sentence[0].isupper() or code.startswith(PARTS) or not sentence[0].isalpha()


def test_times_are_shown_in_the_readers_zone() -> None:
    at = parse_iso("2026-03-29T00:59:00Z")
    assert clock_time(at, "Europe/Stockholm") == "01:59"
    assert clock_time(at + HOUR, "Europe/Stockholm") == "03:59"
    assert "03:59" in word(Reason("throttled", {"until": at + HOUR}), "Europe/Stockholm")


def test_a_parameter_that_was_not_given_crashes_nothing() -> None:
    assert "(?)" in word(Reason("platform.server_error"))


def test_a_code_without_a_sentence_is_shown() -> None:
    assert word(Reason("nothing.known")) == "nothing.known"


@pytest.mark.parametrize(("lang", "code"), [("sv_SE.UTF-8", "sv"), ("en_GB", "en"), ("C", "en"), ("", "en")])
def test_the_systems_language_is_read(lang: str, code: str) -> None:
    assert language_of(lang) == code


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("2026-11-23T20:00:00.714Z", "2026-11-23T20:00:00.714Z"),
        ("2026-11-23T21:00:00.714999+01:00", "2026-11-23T20:00:00.714Z"),
        ("2026-11-23T20:00:00", "2026-11-23T20:00:00.000Z"),
    ],
)
def test_times_survive_the_wire(text: str, again: str) -> None:
    assert iso(parse_iso(text)) == again
