"""The log: lines of JSON, and no secret in any of them."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.model.clock import Micros
from backend.platforms.base import Throttled
from backend.worker.log import close_log, log, open_log, why
from backend.worker.redact import GONE, Redactor

TOKEN = 'a"b\\cé-secret/värde+1'
PASSWORD = "abcd-efgh-ijkl-mnop"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """A log on a file, knowing one login."""
    redactor = Redactor()
    redactor.learn({"token": TOKEN, "identifier": "anna.example.org", "password": PASSWORD, "pin": "12"})
    path = tmp_path / "deep" / "worker.log"
    root = logging.getLogger()
    level = root.level
    handler = open_log(path, "debug", redactor)
    yield path
    close_log(handler)
    root.setLevel(level)


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_line_is_json_with_its_fields(file: Path) -> None:
    log.info("page saved", extra={"account": "acme", "new": 3})
    (line,) = lines(file)
    assert line["message"] == "page saved"
    assert (line["account"], line["new"], line["level"]) == ("acme", 3, "info")
    assert str(line["at"]).endswith("Z")


def test_no_known_secret_gets_through_by_any_way(file: Path) -> None:
    def fail() -> None:
        local = TOKEN
        raise ValueError(f"could not use {local}")

    try:
        fail()
    except ValueError:
        log.exception("with %s and %r", TOKEN, TOKEN, extra={"field": TOKEN, "more": {"inner": [TOKEN]}})
    log.warning("password %s", PASSWORD)
    written = file.read_text()
    assert TOKEN not in written
    assert json.dumps(TOKEN)[1:-1] not in written
    assert PASSWORD not in written
    assert "värde" not in written
    assert "v\\u00e4rde" not in written
    assert GONE in written


def test_what_is_no_secret_stays(file: Path) -> None:
    log.info("who: anna.example.org, page 12")
    assert lines(file)[0]["message"] == "who: anna.example.org, page 12"


@pytest.mark.parametrize(
    "text",
    [
        "GET /api?access_token=s3cr3t-value&limit=4",
        "Authorization: Bearer s3cr3t-value",
        "authorization: bearer s3cr3t-value",
        '{"accessJwt": "s3cr3t-value", "did": "x"}',
        "{'refreshJwt': 's3cr3t-value'}",
        '{"password":"s3cr3t-value"}',
        'params={"client_secret":"s3cr3t\\"-value"}',
        "postgresql://anna:s3cr3t-value@db/desk",
        "https://x.example/cb?code=s3cr3t-value",
    ],
)
def test_what_looks_like_a_token_is_taken_out(text: str) -> None:
    cleaned = Redactor().clean(text)
    assert "s3cr3t" not in cleaned
    assert "value" not in cleaned
    assert GONE in cleaned


@pytest.mark.parametrize("token", ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", PASSWORD])
def test_so_is_a_bare_token(token: str) -> None:
    assert Redactor().clean(f"got {token}!") == f"got {GONE}!"


def test_the_lines_of_the_http_library_stay_out(file: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://x.example/?access_token=%s", TOKEN)
    logging.getLogger("httpcore.http11").debug("send_request_headers.started")
    assert file.read_text() == ""


def test_control_characters_never_reach_a_terminal(file: Path) -> None:
    log.info("name \x1b]11;#dddddd\x07\nforged line é")
    written = file.read_text()
    assert written.count("\n") == 1
    assert written.isascii()
    assert "\x1b" not in written


def test_a_long_fault_does_not_fill_the_disk(file: Path) -> None:
    log.info("x" * 100_000)
    assert len(file.read_text()) < 10_000


def test_a_log_that_was_rotated_away_is_opened_anew(file: Path) -> None:
    log.info("one")
    file.rename(file.with_suffix(".1"))
    log.info("two")
    assert [line["message"] for line in lines(file)] == ["two"]


def test_a_platforms_failure_is_logged_by_its_code() -> None:
    assert why(Throttled(Micros(5), host="x.example")) == {
        "reason": "throttled",
        "about": {"until": 5, "host": "x.example"},
    }


@given(st.text(min_size=6, max_size=40).filter(lambda s: s.strip() == s), st.text(max_size=30), st.text(max_size=30))
def test_a_known_secret_is_found_anywhere(secret: str, before: str, after: str) -> None:
    redactor = Redactor()
    redactor.learn_values([secret, "another-secret"])
    cleaned = redactor.clean(before + secret + after)
    assert secret not in cleaned.replace(GONE, "") or secret in GONE
