"""The HTTP layer: every way in which a server can let us down is one of the family, and nothing leaks."""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.i18n.reasons import SENTENCES, word
from backend.model.clock import DAY, SECOND, Micros, iso, plus
from backend.platforms.base import (
    Duplicate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
    Usage,
)
from backend.platforms.http import Failure, Http
from backend.platforms.ratelimit import UsageMeter, come_back, resets_at, server_time
from backend.platforms.server_name import base_url
from tests.conftest import START, StandingClock
from tests.platforms.gate import (
    CUT,
    ELSEWHERE,
    ERROR_500,
    HALF_BODY,
    HALF_JSON,
    HTML_200,
    HTML_502,
    SILENT,
    Gate,
    Spoil,
)
from tests.ports import free_port

TOKEN = "s3cret-marker-9c1"


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate(None)
    yield gate
    gate.close()


@contextmanager
def line(gate: Gate | str, **settings: object) -> Iterator[Http]:
    url = gate if isinstance(gate, str) else gate.url
    http = Http(url, headers=lambda: {"Authorization": f"Bearer {TOKEN}"}, **settings)  # type: ignore[arg-type]
    yield http
    http.close()


def failing(gate: Gate | str, spoil: Spoil | None = None, method: str = "GET", **settings: object) -> PlatformError:
    """Return what one request raises."""
    if spoil is not None and isinstance(gate, Gate):
        gate.spoil(spoil)
    settings.setdefault("clock", StandingClock())
    with line(gate, **settings) as http, pytest.raises(PlatformError) as caught:
        http.request(method, "/thing", params=[("id[]", "1")], content='{"a":1}' if method == "POST" else None)
    assert caught.value.reason.code in SENTENCES
    assert "{" not in word(caught.value.reason)
    return caught.value


def ok(body: object, headers: dict[str, str] | None = None) -> Spoil:
    return Spoil(200, json.dumps(body), headers or {})


def test_an_answer_is_its_json(gate: Gate) -> None:
    gate.spoil(ok({"id": "1", "text": "å😀"}, {"X-Thing": "here"}))
    with line(gate) as http:
        answer = http.request("GET", "/thing")
    assert (answer.status, answer.json, answer.headers["x-thing"]) == (200, {"id": "1", "text": "å😀"}, "here")


def test_content_leaves_byte_for_byte(gate: Gate) -> None:
    gate.spoil(ok({}))
    body = '{"b":2,  "a":"å"}'
    with line(gate) as http:
        http.request("POST", "/thing", params=[("q", "a b"), ("q", "ö")], content=body)
    assert gate.seen == [("POST", "/thing?q=a+b&q=%C3%B6", body)]


def test_an_empty_answer_counts_only_where_it_is_expected(gate: Gate) -> None:
    for _ in range(2):
        gate.spoil(Spoil(200, ""))
    with line(gate) as http:
        assert http.request("DELETE", "/thing", blank=True).json is None
        with pytest.raises(TryAgain):
            http.request("DELETE", "/thing")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (CUT, "platform.cut"),
        (HALF_BODY, "platform.cut"),
        (HALF_JSON, "platform.unreadable"),
        (HTML_200, "platform.unreadable"),
        (Spoil(200, "null"), "platform.unreadable"),
        (Spoil(200, "[" * 100_000), "platform.unreadable"),
        (Spoil(200, "x", {"Content-Encoding": "gzip"}), "platform.unreadable"),
        (ERROR_500, "platform.server_error"),
        (HTML_502, "platform.server_error"),
        (Spoil(304), "platform.redirect"),
        (ELSEWHERE, "platform.redirect"),
        (Spoil(200, '"' + "x" * 9_000_000 + '"'), "platform.too_large"),
    ],
)
def test_no_usable_answer_may_have_been_carried_out(gate: Gate, spoil: Spoil, code: str) -> None:
    error = failing(gate, spoil, "POST")
    assert isinstance(error, TryAgain)
    assert (error.reason.code, error.reached) == (code, True)
    assert len(gate.seen) == 1


def test_silence_is_a_timeout(gate: Gate) -> None:
    error = failing(gate, SILENT, timeout_s=0.2)
    assert isinstance(error, TryAgain)
    assert (error.reason.code, error.reached) == ("platform.timeout", True)


def test_a_drip_is_a_timeout_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not stop.wait(0.05):
                    connection.sendall(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        error = failing(f"http://127.0.0.1:{server.getsockname()[1]}", timeout_s=0.2)
        stop.set()
        dripping.join(5)
    assert isinstance(error, TryAgain)
    assert (error.reason.code, error.reached) == ("platform.timeout", True)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:{port}", "platform.unreachable"),
        ("https://no-such-host.invalid", "platform.no_such_host"),
    ],
)
def test_what_never_left_was_not_carried_out(url: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    error = failing(url.format(port=free_port()), method="POST")
    assert isinstance(error, TryAgain)
    assert (error.reason.code, error.reached) == (code, False)


def test_a_server_without_tls_where_it_should_be(gate: Gate) -> None:
    error = failing(gate.url.replace("http:", "https:"))
    assert isinstance(error, TryAgain)
    assert (error.reason.code, error.reached) == ("platform.tls", False)


def test_this_machine_is_never_reached_by_a_proxy(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    gate.spoil(ok([1]))
    with line(gate) as http:
        assert http.request("GET", "/thing").json == [1]


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (400, Refused, "platform.refused"),
        (401, LoginExpired, "platform.login"),
        (403, NotPermitted, "platform.not_permitted"),
        (404, Gone, "platform.gone"),
        (410, Gone, "platform.gone"),
        (422, Refused, "platform.refused"),
        (408, TryAgain, "platform.server_error"),
        (503, TryAgain, "platform.server_error"),
        (429, Throttled, "throttled"),
    ],
)
def test_a_status_means_what_it_says(gate: Gate, status: int, kind: type[PlatformError], code: str) -> None:
    error = failing(gate, Spoil(status, '{"error":"x"}'))
    assert (type(error), error.reason.code) == (kind, code)


def test_a_platform_may_word_its_failures_otherwise(gate: Gate) -> None:
    def dialect(failure: Failure) -> PlatformError | None:
        named = isinstance(failure.json, dict) and failure.json.get("error") == "ExpiredToken"
        return Duplicate("platform.duplicate") if named else None

    gate.spoil(Spoil(400, '{"error":"ExpiredToken"}'))
    assert isinstance(failing(gate, dialect=dialect), Duplicate)
    assert isinstance(failing(gate, Spoil(400, "{}"), dialect=dialect), Refused)


def test_the_redirects_target_is_named_and_not_asked(gate: Gate) -> None:
    error = failing(gate, ELSEWHERE)
    assert error.reason.params["to"] == "elsewhere.example"
    hostile = failing(gate, Spoil(302, "", {"Location": "https://<b>.example/?token=1"}))
    assert hostile.reason.params["to"] == "127.0.0.1"


NOW = START


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"Retry-After": "120"}, plus(NOW, 120 * SECOND)),
        ({"Retry-After": "1.5"}, plus(NOW, 5 * SECOND)),
        ({"Retry-After": "Wed, 18 Nov 2026 23:59:59 GMT"}, None),
        ({"X-RateLimit-Reset": iso(plus(NOW, 90 * SECOND))}, plus(NOW, 90 * SECOND)),
        ({"X-RateLimit-Reset": str((NOW + 90 * SECOND) // SECOND)}, plus(NOW, 90 * SECOND)),
        ({"RateLimit-Reset": str((NOW + 90 * SECOND) // SECOND)}, plus(NOW, 90 * SECOND)),
        ({"RateLimit-Reset": "90"}, plus(NOW, 90 * SECOND)),
        ({"X-RateLimit-Reset": iso(plus(NOW, -90 * SECOND))}, plus(NOW, 5 * SECOND)),
        ({"Retry-After": "99999999999999"}, plus(NOW, DAY)),
        ({"Retry-After": "soon"}, plus(NOW, 60 * SECOND)),
        ({"X-RateLimit-Reset": "nan"}, plus(NOW, 60 * SECOND)),
        ({}, plus(NOW, 60 * SECOND)),
    ],
)
def test_a_throttle_ends_when_the_platform_says(gate: Gate, headers: dict[str, str], until: Micros | None) -> None:
    error = failing(gate, Spoil(429, "<html>", headers))
    assert isinstance(error, Throttled)
    if until is None:
        assert NOW < error.until <= NOW + DAY
        assert error.until % SECOND == 0
    else:
        assert error.until == until


def test_a_busy_server_is_obeyed_when_nothing_was_asked_of_it_but_an_answer(gate: Gate) -> None:
    busy = Spoil(503, "", {"Retry-After": "30"})
    read, write = failing(gate, busy), failing(gate, busy, "POST")
    assert isinstance(read, Throttled)
    assert read.until == NOW + 30 * SECOND
    assert isinstance(write, TryAgain)
    assert write.reached


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset", "ratelimit-reset", "date"]), st.text()))
def test_no_header_can_break_the_reading_of_limits(headers: dict[str, str]) -> None:
    until = come_back(headers, NOW)
    assert NOW + 5 * SECOND <= until <= NOW + DAY
    resets_at(headers, NOW)
    server_time(headers, NOW)


def test_usage_is_the_tightest_limit_that_still_runs(clock: StandingClock) -> None:
    meter = UsageMeter(clock)
    assert meter.usage() == Usage()
    soon, late = plus(clock.now(), 60 * SECOND), plus(clock.now(), 300 * SECOND)
    meter.note({"x-ratelimit-limit": "300", "x-ratelimit-remaining": "30", "x-ratelimit-reset": iso(soon)})
    meter.note({"ratelimit-limit": "3000;w=300", "ratelimit-remaining": "1500", "ratelimit-reset": str(late // SECOND)})
    meter.note({"x-ratelimit-limit": "x", "x-ratelimit-remaining": "-1"})
    assert meter.usage() == Usage(0.9, soon)
    clock.move(61 * SECOND)
    assert meter.usage() == Usage(0.5, late)
    clock.move(300 * SECOND)
    assert meter.usage().share == 0


def test_no_secret_leaves(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown = []
    for spoil in (CUT, ERROR_500, HTML_200, Spoil(401, "{}"), Spoil(200, "[]")):
        gate.spoil(spoil)
        with line(gate) as http:
            shown += [repr(http), str(vars(http))]
            try:
                shown.append(repr(http.request("GET", "/thing", params=[("access_token", TOKEN)])))
            except PlatformError as error:
                shown += [repr(error), str(error), repr(error.reason), repr(error.__context__), repr(error.__cause__)]
    assert TOKEN not in "\n".join([*shown, caplog.text])
    assert len(gate.seen) == 5


@pytest.mark.parametrize("token", ["a\nb", "å", "a\x00", "x\ud800"])
def test_a_damaged_token_is_told_without_being_shown(gate: Gate, token: str) -> None:
    http = Http(gate.url, headers=lambda: {"Authorization": token})
    with pytest.raises(LoginExpired) as caught:
        http.request("GET", "/thing")
    http.close()
    assert caught.value.reason.code == "platform.login_malformed"
    assert gate.seen == []


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("mastodon.social", "https://mastodon.social"),
        (" https://Mastodon.Social/@me?x=1#y ", "https://mastodon.social"),
        ("@me@mastodon.social", "https://mastodon.social"),
        ("me@mastodon.social", "https://mastodon.social"),
        ("mastodon.social/@me", "https://mastodon.social"),
        ("exämple.se", "https://xn--exmple-cua.se"),
        ("mastodon.social:8443", "https://mastodon.social:8443"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("localhost:3000", "http://localhost:3000"),
        ("https://localhost:3000", "https://localhost:3000"),
        ("[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_a_server_is_found_in_what_people_type(typed: str, url: str) -> None:
    assert base_url(typed) == url
    assert base_url(url) == url


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://mastodon.social", "platform.insecure"),
        ("", "platform.bad_address"),
        ("@me@", "platform.bad_address"),
        ("https://user:pw@mastodon.social", "platform.bad_address"),
        ("ftp://mastodon.social", "platform.bad_address"),
        ("mastodon social", "platform.bad_address"),
        ("https://[::1", "platform.bad_address"),
        ("mastodon.social:99999", "platform.bad_address"),
        ("a" * 300 + ".se", "platform.bad_address"),
        ("x\x1b[31m.se", "platform.bad_address"),
    ],
)
def test_what_is_no_server_is_refused_at_once(typed: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        base_url(typed)
    assert caught.value.reason.code == code
    assert code in SENTENCES


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_server_or_refused(typed: str) -> None:
    try:
        found = base_url(typed)
    except Refused:
        return
    assert found.startswith(("https://", "http://"))
    assert found.isascii()
