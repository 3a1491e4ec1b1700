"""The stage's Threads against Meta's own Postman collection: each of its requests is made, each sample answer found.

`tests/specs/threads.postman.json` is that collection, reduced to what Nightdesk calls.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.stage.play import Stage

pytestmark = pytest.mark.staged

COLLECTION: Mapping[str, Any] = json.loads((Path(__file__).parents[1] / "specs/threads.postman.json").read_text())
REQUESTS: Mapping[str, Any] = {one["name"]: one for one in COLLECTION["item"]}
UNSEEN = {"poll_attachment"}
"""What the samples show of posts that the stage has none of."""


class Postman:
    """Makes a collection's requests, with its variables filled in."""

    def __init__(self, stage: Stage, token: str, **variables: str) -> None:
        self._http = stage.http
        self.headers = {"Authorization": f"Bearer {token}"}
        self.variables = {one["key"]: one["value"] for one in COLLECTION["variable"]}
        self.variables |= {"api_host": f"{stage.url}/v1.0", **variables}

    def url(self, name: str) -> str:
        """Return where a request goes."""
        asked: str = REQUESTS[name]["request"]["url"]
        return re.sub(r"\{\{(\w+)\}\}", lambda found: self.variables[found[1]], asked)

    def make(self, name: str) -> Any:
        """Make a request, which must be answered well."""
        answer = self._http.request(REQUESTS[name]["request"]["method"], self.url(name), headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()


def sample(name: str) -> Any:
    """Return a request's sample answer; some are written with `<string>` for a text and `...` for more of the same."""
    body = REQUESTS[name]["response"][0]["body"]
    return json.loads(re.sub(r",\s*\.\.\.", "", re.sub(r'"?<string>"?', '"string"', body)))


def missing(wanted: object, found: object, path: str = "") -> Iterator[str]:
    """Name what of a sample an answer lacks, or has of another type."""
    if isinstance(wanted, dict):
        for name in wanted.keys() - UNSEEN:
            if not isinstance(found, dict) or name not in found:
                yield f"{path}.{name}"
            else:
                yield from missing(wanted[name], found[name], f"{path}.{name}")
    elif isinstance(wanted, list):
        if not isinstance(found, list) or not found:
            yield f"{path}[]"
        else:
            yield from missing(wanted[0], found[0], f"{path}[]")
    elif type(wanted) is not type(found):
        yield f"{path} is {type(found).__name__}"


def opened(stage: Stage) -> Postman:
    """Return the collection at a stage where we have a post, somebody's reply, our answer to it and a container."""
    post = stage.do("say", on="threads", by="us", text="Vi gräver på Storgatan")["id"]
    reply = stage.do("say", on="threads", by="lisa", text="@norrbyenergi hur länge?", to=post)["id"]
    stage.do("say", on="threads", by="us", text="Till fredag", to=reply)
    made = Postman(stage, stage.do("login", on="threads")["token"], thread_id=post, reply_thread_id=reply)
    asked = {"media_type": "TEXT", "text": "Snart klart"}
    container = stage.http.post(f"{stage.url}/v1.0/me/threads", data=asked, headers=made.headers).json()
    made.variables["container_id"] = container["id"]
    return made


@pytest.fixture
def postman(stage: Stage) -> Iterator[Postman]:
    yield opened(stage)
    stage.do("clear", on="threads")


@pytest.mark.parametrize("name", sorted(REQUESTS.keys() - {"Refresh Access Token"}))
def test_each_request_is_answered_as_the_sample_says(postman: Postman, name: str) -> None:
    found = postman.make(name)
    assert not [*missing(sample(name), found)]


@pytest.mark.parametrize("name", sorted(name for name, one in REQUESTS.items() if "fields=" in one["request"]["url"]))
def test_no_field_is_answered_that_was_not_asked_for(postman: Postman, name: str) -> None:
    asked = parse_qs(urlsplit(postman.url(name)).query)["fields"][0]
    wanted = {"id", *re.sub(r"\{[^}]*\}", "", asked).split(",")}
    found = postman.make(name)
    rows = found.get("data", [found])
    assert rows
    assert all(row.keys() <= wanted for row in rows)


def test_a_field_that_there_is_not(stage: Stage, postman: Postman) -> None:
    asked = f"{stage.url}/v1.0/{postman.variables['thread_id']}?fields=id,reply_count"
    answer = stage.http.get(asked, headers=postman.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    assert "reply_count" in answer.json()["error"]["message"]


def test_a_token_is_renewed_at_an_address_without_a_version_once_it_is_a_day_old(stage: Stage) -> None:
    def renew(lives_s: int) -> Any:
        token = stage.do("login", on="threads", lives_s=lives_s)["token"]
        old = Postman(stage, token, api_host=stage.url)
        return stage.http.get(old.url("Refresh Access Token"), headers=old.headers).json()

    day = 86_400
    assert renew(60 * day - 60)["error"]["code"] == 100
    assert renew(-60)["error"]["code"] == 190
    given = renew(58 * day)
    assert (given["token_type"], given["expires_in"]) == ("bearer", 60 * day)
    assert Postman(stage, given["access_token"]).make("Get App-Scoped User's Profile Information")["id"]


def test_a_container_tells_whether_it_was_published(postman: Postman) -> None:
    status = "Check Container's Publishing Status"
    assert postman.make(status)["status"] == "FINISHED"
    made = postman.make("2. Publish Threads Post")["id"]
    assert postman.make(status)["status"] == "PUBLISHED"
    postman.variables["thread_id"] = made
    assert postman.make("Get Threads Post Details")["text"] == "Snart klart"


def test_the_conversation_is_flat_and_newest_first_unless_asked_otherwise(stage: Stage, postman: Postman) -> None:
    straight = [row["text"] for row in postman.make("Get Threads Conversations")["data"]]
    assert straight == ["@norrbyenergi hur länge?", "Till fredag"]
    turned = stage.http.get(
        postman.url("Get Threads Conversations").replace("&reverse=false", ""), headers=postman.headers
    ).json()["data"]
    assert [row["text"] for row in turned] == straight[::-1]
    top = postman.make("Get Threads Replies")["data"]
    assert [row["text"] for row in top] == straight[:1]


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("me/threads", {"media_type": "TEXT", "text": "a" * 501}, 100),
        ("me/threads", {"media_type": "TEXT", "text": "😀" * 126}, 100),
        ("me/threads", {"media_type": "TEXT", "text": " "}, 100),
        ("me/threads", {"media_type": "TEXT", "text": " ".join(f"https://{n}.example" for n in range(6))}, 100),
        ("me/threads", {"text": "Hej"}, 100),
        ("me/threads", {"media_type": "TEXT", "text": "Hej", "reply_to_id": "18000"}, 100),
        ("me/threads_publish", {"creation_id": "17000"}, 24),
    ],
)
def test_what_cannot_be_published(stage: Stage, path: str, params: dict[str, str], code: int) -> None:
    headers = {"Authorization": f"Bearer {stage.do('login', on='threads')['token']}"}
    answer = stage.http.post(f"{stage.url}/v1.0/{path}", data=params, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


def test_the_longest_text_is_taken(stage: Stage) -> None:
    headers = {"Authorization": f"Bearer {stage.do('login', on='threads')['token']}"}
    for text in ("å" * 500, "😀" * 125):
        asked = {"media_type": "TEXT", "text": text}
        assert stage.http.post(f"{stage.url}/v1.0/me/threads", data=asked, headers=headers).status_code == 200


def test_a_reply_waits_for_approval_when_the_script_says_so(stage: Stage, postman: Postman) -> None:
    post = postman.variables["thread_id"]
    edge = f"{stage.url}/v1.0/{post}/pending_replies?fields=id,text,reply_approval_status"
    refused = stage.http.get(edge, headers=postman.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 100)
    held = stage.do("say", on="threads", by="lisa", text="Släpp in mig", to=post, held="pending")["id"]
    row = {"id": held, "text": "Släpp in mig", "reply_approval_status": "pending"}
    assert stage.http.get(edge, headers=postman.headers).json()["data"] == [row]
    assert held not in [one["id"] for one in postman.make("Get Threads Conversations")["data"]]
    judge = f"{stage.url}/v1.0/{held}/manage_pending_reply"
    assert stage.http.post(judge, data={"approve": "false"}, headers=postman.headers).json() == {"success": True}
    assert stage.http.get(f"{edge}&approval_status=pending", headers=postman.headers).json() == {"data": []}
    ignored = stage.http.get(f"{edge}&approval_status=ignored", headers=postman.headers).json()["data"]
    assert [one["reply_approval_status"] for one in ignored] == ["ignored"]
    stage.http.post(judge, data={"approve": "true"}, headers=postman.headers)
    assert stage.http.get(edge, headers=postman.headers).json() == {"data": []}
    assert held in [one["id"] for one in postman.make("Get Threads Conversations")["data"]]


def test_a_hundred_are_deleted_a_day_and_a_thousand_answers_written() -> None:
    with Stage("--speed", "0", "--requests", "5000") as stage:
        postman = opened(stage)
        answer = httpx.Response(0)
        for number in range(101):
            assert answer.status_code in (0, 200)
            postman.variables["thread_id"] = stage.do("say", on="threads", by="us", text=f"Post {number}")["id"]
            answer = stage.http.delete(postman.url("Delete Threads Post"), headers=postman.headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, 613)
        asked = {"creation_id": postman.make("Respond to Replies")["id"]}
        (told,) = postman.make("Retrieve Publishing Quota Limit")["data"]
        assert (told["delete_quota_usage"], told["delete_config"]["quota_total"]) == (100, 100)
        assert told["reply_quota_usage"] == 0, "a container is no answer yet"
        stage.http.post(f"{stage.url}/v1.0/me/threads_publish", data=asked, headers=postman.headers)
        (told,) = postman.make("Retrieve Publishing Quota Limit")["data"]
        assert (told["reply_quota_usage"], told["quota_usage"]) == (1, 0)
