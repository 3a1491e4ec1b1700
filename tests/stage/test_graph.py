"""A Graph host on the stage: tokens and proofs, the limit, errors, several objects at once, and lists page by page."""

import asyncio
import hashlib
import hmac
import json
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from backend.model.clock import MINUTE, SECOND, Micros
from backend.stage.graph import App, Call, Door, GraphError, listed
from backend.stage.graph_fields import parse
from backend.stage.wire import Json

START = Micros(1_790_000_000 * SECOND // (3600 * SECOND) * (3600 * SECOND))
"""The beginning of an hour: limits start anew with each."""


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> Micros:
        return self.at

    def later(self, seconds: int) -> None:
        self.at = Micros(self.at + seconds * SECOND)


class Things:
    """Ten objects, `1` to `10`; `all` lists them."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def serve(self, call: Call) -> Json | None:
        self.calls.append(call)
        if call.node == "all":
            call.needs("read_all")
            return listed(call, [{"id": str(number)} for number in range(1, 11)])
        return {"id": call.node, "fields": [one.name for one in call.shown]} if call.node.isdigit() else None


class Host:
    """A Graph host with one kind of objects, and whoever calls it."""

    def __init__(self, requests: int = 1000) -> None:
        self.clock = Hands()
        self.app = App(self.clock)
        self.things = Things()
        door = Door(self.app, "/v9.9", ("page",), requests)
        door.nodes.append(self.things)
        self.wire = httpx.ASGITransport(Starlette(routes=door.routes()))
        self.token = self.app.give("page", ("read_all",))

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def called() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.wire, base_url="http://graph.example") as client:
                return await client.request(method, f"/v9.9/{path}", **more)

        return asyncio.run(called())

    def get(self, path: str, token: str | None = None, **params: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        return self.call("GET", path, params=params, headers=headers)

    def error(self, path: str, token: str | None = None, **params: str) -> tuple[int, int, int | None]:
        """Return the status, code and subcode of a call that must fail."""
        answer = self.get(path, token, **params)
        error = answer.json()["error"]
        assert error.keys() >= {"message", "type", "code", "fbtrace_id"}
        return answer.status_code, error["code"], error.get("error_subcode")


@pytest.fixture
def host() -> Host:
    return Host()


class TestTokens:
    def test_a_token_opens_the_door_in_a_header_in_the_query_and_in_a_form(self, host: Host) -> None:
        assert host.get("1").json()["id"] == "1"
        assert host.call("GET", "1", params={"access_token": host.token}).json()["id"] == "1"
        assert host.call("POST", "1", data={"access_token": host.token}).json()["id"] == "1"

    def test_no_object_sees_the_token_or_the_proof(self, host: Host) -> None:
        proof = hmac.new(host.app.secret.encode(), host.token.encode(), hashlib.sha256).hexdigest()
        host.call("GET", "1", params={"access_token": host.token, "appsecret_proof": proof, "limit": "3"})
        (call,) = host.things.calls
        assert call.params == {"limit": "3"}
        assert host.token not in call.url

    @pytest.mark.parametrize(("token", "code"), [("", 104), ("EAAnone", 190)])
    def test_what_is_no_token(self, host: Host, token: str, code: int) -> None:
        assert host.error("1", token)[1] == code

    def test_a_token_ends_at_its_time_and_not_before(self, host: Host) -> None:
        token = host.app.give("page", (), lives_s=60)
        host.clock.later(59)
        assert host.get("1", token).status_code == 200
        host.clock.later(1)
        assert host.error("1", token)[1:] == (190, 463)
        assert host.get("1").status_code == 200, "another lives for ever"

    def test_only_its_own_kinds_are_taken_and_forgotten(self, host: Host) -> None:
        other = host.app.give("user", ("read_all",))
        assert host.error("1", other)[1] == 190
        host.app.forget("user")
        assert host.get("1").status_code == 200
        host.app.forget("page", "user")
        assert host.error("1")[1:] == (190, 467)

    def test_a_proof_must_be_right_where_there_is_one(self, host: Host) -> None:
        right = hmac.new(host.app.secret.encode(), host.token.encode(), hashlib.sha256).hexdigest()
        assert host.get("1", appsecret_proof=right).status_code == 200
        assert host.error("1", appsecret_proof=right[::-1])[1] == 100
        another = host.app.give("page", ())
        assert host.error("1", another, appsecret_proof=right)[1] == 100

    def test_a_right_that_is_lacking(self, host: Host) -> None:
        narrow = host.app.give("page", ("read_some",))
        assert host.error("all", narrow)[:2] == (403, 200)

    def test_the_secrets_show_nowhere(self, host: Host) -> None:
        assert host.app.secret not in repr(host.app)
        assert host.token not in repr(host.app)


class TestLimit:
    def test_each_answer_tells_how_much_is_used_and_the_last_that_it_is_over(self) -> None:
        host = Host(requests=4)
        shares = [json.loads(host.get("1").headers["x-app-usage"])["call_count"] for _ in range(4)]
        assert shares == [25, 50, 75, 100]
        host.clock.later(600)
        answer = host.get("1")
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 4)
        assert answer.json()["error"]["is_transient"] is True
        ((told,),) = json.loads(answer.headers["x-business-use-case-usage"]).values()
        assert told["estimated_time_to_regain_access"] == 50
        host.clock.later(50 * MINUTE // SECOND)
        assert host.get("1").status_code == 200

    def test_a_refused_call_is_counted_and_told_as_well(self, host: Host) -> None:
        answers = [host.get("1", "EAAnone") for _ in range(30)]
        assert json.loads(answers[-1].headers["x-app-usage"])["call_count"] == 3


class TestObjects:
    def test_an_object_that_is_not_there(self, host: Host) -> None:
        assert host.error("nobody") == (400, 100, 33)

    def test_the_fields_that_are_asked_for(self, host: Host) -> None:
        assert host.get("1", fields="id,from{name},comments.limit(2){id}").json()["fields"] == [
            "id",
            "from",
            "comments",
        ]
        assert host.error("1", fields="id,{")[1] == 2500

    def test_several_at_once(self, host: Host) -> None:
        found = host.get("", ids="3,1", fields="id,name").json()
        assert {node: one["fields"] for node, one in found.items()} == {"3": ["id", "name"], "1": ["id", "name"]}

    def test_one_that_is_not_there_spoils_the_others(self, host: Host) -> None:
        assert host.error("", ids="3,nobody")[1:] == (100, 33)
        assert host.error("", ids=",".join(map(str, range(51))))[1] == 100
        assert len(host.get("", ids=",".join(map(str, range(50)))).json()) == 50

    def test_a_form_and_json_say_the_same(self, host: Host) -> None:
        headers = {"Authorization": f"Bearer {host.token}"}
        host.call("POST", "1", data={"hide": "true", "n": "3"}, headers=headers)
        host.call("POST", "1", json={"hide": True, "n": 3}, headers=headers)
        assert [dict(call.params) for call in host.things.calls] == [{"hide": "true", "n": "3"}] * 2

    def test_an_edge_is_what_follows_the_object(self, host: Host) -> None:
        host.get("1/comments")
        (call,) = host.things.calls
        assert (call.method, call.node, call.edge) == ("GET", "1", "comments")


class TestPages:
    def walk(self, host: Host, limit: str) -> list[list[str]]:
        """Follow a list by its cursors."""
        pages: list[list[str]] = []
        after = ""
        while True:
            body = host.get("all", limit=limit, **({"after": after} if after else {})).json()
            pages.append([row["id"] for row in body["data"]])
            if "next" not in body["paging"]:
                return pages
            after = body["paging"]["cursors"]["after"]

    def test_a_list_comes_whole_and_each_row_once(self, host: Host) -> None:
        whole = [str(number) for number in range(1, 11)]
        for limit in ("1", "3", "5", "10", "99"):
            pages = self.walk(host, limit)
            assert [*chain.from_iterable(pages)] == whole
            assert all(len(page) <= int(limit) for page in pages)

    def test_the_next_address_goes_on_and_carries_a_token(self, host: Host) -> None:
        address = urlsplit(host.get("all", limit="4").json()["paging"]["next"])
        asked = parse_qs(address.query)
        assert address.path == "/v9.9/all"
        assert asked["limit"] == ["4"]
        assert asked["access_token"] != [host.token], "it leads nowhere: nobody may follow it"
        assert [row["id"] for row in host.get("all", limit="4", after=asked["after"][0]).json()["data"]] == list("5678")

    def test_an_empty_page_has_no_cursors(self, host: Host) -> None:
        end = host.get("all", limit="10").json()["paging"]["cursors"]["after"]
        assert host.get("all", after=end).json() == {"data": []}

    @pytest.mark.parametrize("limit", ["-1", "many"])
    def test_a_limit_is_a_number(self, host: Host, limit: str) -> None:
        assert host.error("all", limit=limit)[1] == 100

    @pytest.mark.parametrize("after", ["%%%", "bm8", "ÅÄÖ"])
    def test_a_cursor_that_leads_nowhere_begins_anew(self, host: Host, after: str) -> None:
        assert host.get("all", limit="2", after=after).json()["data"][0] == {"id": "1"}


def test_fields_inside_fields() -> None:
    message, comments = parse("message, comments.limit(2).order(reverse_chronological){id,from{name}}")
    assert (message.name, message.inside) == ("message", ())
    assert comments.modifiers == {"limit": "2", "order": "reverse_chronological"}
    assert [one.name for one in comments.inside] == ["id", "from"]
    assert [one.name for one in comments.inside[1].inside] == ["name"]
    assert parse(" ") == ()


def test_an_error_in_the_envelope() -> None:
    error = GraphError(190, "Session has expired", 463, 401, is_transient=False)
    assert error.status == 401
    told = error.body["error"]
    assert (told["code"], told["error_subcode"], told["type"], told["is_transient"]) == (
        190,
        463,
        "OAuthException",
        False,
    )
    assert "error_subcode" not in GraphError(1, "x").body["error"]
