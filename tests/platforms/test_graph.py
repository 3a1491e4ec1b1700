"""Meta's Graph API as all three platforms on it are spoken to: errors by their numbers, lists, proofs, rights."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from backend.model.clock import MINUTE, SECOND, SystemClock
from backend.platforms.base import (
    Duplicate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
)
from backend.platforms.graph import Graph, dialect
from backend.platforms.http import Failure
from tests.platforms.gate import Gate, Spoil

TOKEN = "EAAverysecret0123456789"
SECRET = "appsecret0123456789"
JSON = {"Content-Type": "application/json"}


def failure(code: object, subcode: int = 0, message: str = "", status: int = 400, **more: object) -> Failure:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A", **more}
    if subcode:
        error["error_subcode"] = subcode
    return Failure(status, {"error": error}, {}, SystemClock().now(), "graph.example")


@pytest.mark.parametrize(
    ("code", "subcode", "kind", "reason"),
    [
        (190, 0, LoginExpired, "platform.login"),
        (190, 460, LoginExpired, "platform.login"),
        (190, 463, LoginExpired, "platform.login"),
        (102, 0, LoginExpired, "platform.login"),
        (190, 458, LoginExpired, "platform.login"),
        (190, 459, LoginExpired, "platform.login"),
        (190, 464, LoginExpired, "platform.login"),
        (190, 467, LoginExpired, "platform.login"),
        (190, 492, LoginExpired, "meta.role_lost"),
        (3, 0, NotPermitted, "meta.permission"),
        (10, 0, NotPermitted, "meta.permission"),
        (200, 0, NotPermitted, "meta.permission"),
        (299, 0, NotPermitted, "meta.permission"),
        (1705, 0, NotPermitted, "meta.not_the_page"),
        (368, 0, NotPermitted, "meta.blocked"),
        (1, 1390008, NotPermitted, "meta.blocked"),
        (1346003, 0, NotPermitted, "meta.blocked"),
        (1404102, 0, NotPermitted, "meta.blocked"),
        (100, 1404102, NotPermitted, "meta.blocked"),
        (4, 2207051, NotPermitted, "meta.blocked"),
        (100, 1609010, TryAgain, "platform.server_error"),
        (100, 33, Gone, "platform.gone"),
        (803, 0, Gone, "platform.gone"),
        (100, 0, Refused, "meta.refused"),
        (100, 2018, Refused, "meta.refused"),
        (12, 0, Refused, "meta.removed"),
        (506, 0, Duplicate, "platform.duplicate"),
        (1, 0, TryAgain, "platform.server_error"),
        (2, 0, TryAgain, "platform.server_error"),
        (6000, 1363047, TryAgain, "platform.server_error"),
        (4, 0, Throttled, "throttled"),
        (17, 0, Throttled, "throttled"),
        (32, 0, Throttled, "throttled"),
        (613, 0, Throttled, "throttled"),
        (80001, 0, Throttled, "throttled"),
        (80099, 0, Throttled, "throttled"),
        (80100, 0, Refused, "meta.refused"),
        (300, 0, Refused, "meta.refused"),
    ],
)
def test_each_number_means_one_thing(code: int, subcode: int, kind: type[PlatformError], reason: str) -> None:
    meant = dialect(failure(code, subcode))
    assert type(meant) is kind
    assert meant.reason.code == reason
    if isinstance(meant, TryAgain):
        assert meant.reached, "a write may have been carried out"


def test_a_transient_error_of_an_unknown_number_is_temporary() -> None:
    assert isinstance(dialect(failure(99999, is_transient=True)), TryAgain)
    assert isinstance(dialect(failure(99999, is_transient=False)), Refused)


def test_a_persons_login_where_the_pages_is_needed_is_told_by_its_words_alone() -> None:
    meant = dialect(failure(190, 0, "This method must be called with a Page Access Token"))
    assert isinstance(meant, LoginExpired)
    assert meant.reason.code == "meta.persons_login"


@pytest.mark.parametrize("body", [None, [], {"error": "x"}, {"error": {"code": "190"}}, {"error": {"code": True}}])
def test_without_a_number_the_status_speaks(body: object) -> None:
    assert dialect(Failure(400, body, {}, SystemClock().now())) is None


def test_no_word_of_an_answer_is_kept() -> None:
    meant = dialect(failure(100, 0, "secret words of the answer"))
    assert meant is not None
    assert "secret words" not in repr(meant) + repr(meant.reason)


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate(None)
    yield gate
    gate.close()


@pytest.fixture
def graph(gate: Gate) -> Iterator[Graph]:
    graph = Graph(gate.url, {"token": TOKEN, "app_secret": SECRET})
    yield graph
    graph.http.close()


def answers(gate: Gate, *bodies: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
    for body in bodies:
        gate.spoil(Spoil(status, json.dumps(body), JSON | (headers or {})))


def query(gate: Gate, number: int = -1) -> dict[str, list[str]]:
    return parse_qs(urlsplit(gate.seen[number][1]).query)


def test_a_throttle_is_a_400_with_a_number_and_says_in_minutes_when_to_come_back(gate: Gate, graph: Graph) -> None:
    page = {"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 7}
    headers = {"X-Business-Use-Case-Usage": json.dumps({"1122": [page]})}
    answers(gate, {"error": {"code": 80001, "message": "too many"}}, status=400, headers=headers)
    with pytest.raises(Throttled) as caught:
        graph.get("/me")
    wait = caught.value.until - SystemClock().now()
    assert 7 * MINUTE - 5 * SECOND < wait <= 7 * MINUTE
    assert graph.http.usage().share == 1.0


def test_the_token_goes_in_the_header_and_the_proof_in_the_query(gate: Gate, graph: Graph) -> None:
    answers(gate, {"id": "1"})
    graph.get("/me", fields="id")
    proof = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    assert query(gate) == {"fields": ["id"], "appsecret_proof": [proof]}
    assert TOKEN not in gate.seen[-1][1]


def test_without_an_apps_secret_nothing_is_proven(gate: Gate) -> None:
    graph = Graph(gate.url, {"token": TOKEN})
    answers(gate, {"id": "1"})
    graph.get("/me")
    assert gate.seen[-1][1] == "/v26.0/me"
    graph.http.close()


def test_no_token_is_no_login(gate: Gate) -> None:
    graph = Graph(gate.url, {})
    with pytest.raises(LoginExpired):
        graph.get("/me")
    assert not gate.seen
    graph.http.close()


def test_the_next_page_is_asked_for_by_its_cursor_and_its_address_never_followed(gate: Gate, graph: Graph) -> None:
    there = f"https://elsewhere.example/v26.0/x?access_token={TOKEN}&after=B"
    first = {"data": [{"id": "1"}], "paging": {"cursors": {"before": "A", "after": "B"}, "next": there}}
    last = {"data": [{"id": "2"}], "paging": {"cursors": {"before": "C", "after": "D"}}}
    answers(gate, first, last)
    assert [row["id"] for row in graph.every("/x/comments", 9, limit=1)] == ["1", "2"]
    assert [query(gate, at).get("after") for at in (0, 1)] == [None, ["B"]]
    assert len(gate.seen) == 2


def test_a_short_page_is_no_end_and_pages_are_bounded(gate: Gate, graph: Graph) -> None:
    more = {"data": [], "paging": {"cursors": {"after": "B"}, "next": "https://graph.example/x"}}
    answers(gate, more, more, more)
    assert list(graph.every("/x/comments", 2)) == []
    assert len(gate.seen) == 2


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": {}}, []])
def test_a_list_that_is_none_is_unreadable_not_empty(gate: Gate, graph: Graph, body: object) -> None:
    answers(gate, body)
    with pytest.raises(TryAgain):
        graph.list("/x/comments")


def test_what_is_gone_is_found_by_halving(gate: Gate, graph: Graph) -> None:
    """One id that is gone spoils the whole answer: only it is named, and the others are not asked for one by one."""
    ids = [f"1_{number}" for number in range(8)]
    spoilt = {"error": {"code": 100, "error_subcode": 33, "message": "Object with ID '1_6' does not exist"}}
    fine = [{one: {"id": one} for one in part} for part in (ids[:4], ids[4:6], ids[7:])]
    for body, status in [(spoilt, 400), (fine[0], 200), (spoilt, 400), (fine[1], 200), (spoilt, 400), (spoilt, 400)]:
        answers(gate, body, status=status)
    answers(gate, fine[2])
    assert graph.gone(ids) == {"1_6"}
    assert [len(query(gate, at)["ids"][0].split(",")) for at in range(7)] == [8, 4, 4, 2, 2, 1, 1]


def test_what_a_batch_leaves_out_is_asked_for_by_itself(gate: Gate, graph: Graph) -> None:
    answers(gate, {"1_1": {"id": "1_1"}}, {"1_2": {"id": "1_2"}})
    assert graph.gone(["1_1", "1_2"]) == frozenset()
    assert query(gate)["ids"] == ["1_2"]


def test_what_is_refused_by_itself_is_not_called_gone(gate: Gate, graph: Graph) -> None:
    answers(gate, {"error": {"code": 100, "message": "no such field"}}, status=400)
    assert graph.gone(["1_1"]) == frozenset()


def test_many_are_asked_for_fifty_at_a_time(gate: Gate, graph: Graph) -> None:
    ids = [f"1_{number}" for number in range(120)]
    for start in (0, 50, 100):
        answers(gate, {one: {"id": one} for one in ids[start : start + 50]})
    assert graph.gone(ids) == frozenset()
    assert [len(query(gate, at)["ids"][0].split(",")) for at in range(3)] == [50, 50, 20]


def test_a_login_tells_its_rights(gate: Gate, graph: Graph) -> None:
    answers(gate, {"data": {"type": "PAGE", "scopes": ["pages_messaging", 7, "read_insights"]}})
    assert graph.scopes() == frozenset({"pages_messaging", "read_insights"})
    assert query(gate)["input_token"] == [TOKEN]


def test_rights_that_are_not_told_are_not_none(gate: Gate, graph: Graph) -> None:
    answers(gate, {"error": {"code": 100, "message": "must provide an app access token"}}, status=400)
    assert graph.scopes() is None
    answers(gate, {"data": {}})
    assert graph.scopes() is None
