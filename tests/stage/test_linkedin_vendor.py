"""LinkedIn's own client drives the stage: it encodes and reads as LinkedIn has it, and must find what it expects."""

from collections.abc import Iterator
from typing import Any

import pytest
from linkedin_api.clients.restli.client import RestliClient
from linkedin_api.clients.restli.utils import api as client_addresses

from backend.stage.linkedin_door import Door
from backend.stage.wire import Refusal
from tests.conftest import StandingClock
from tests.stage.play import Stage

pytestmark = pytest.mark.staged

VERSION = "202607"
ACTIONS = ["COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "ADMIN_COMMENT"]


class Client:
    """The vendor's client with a login of the stage's."""

    def __init__(self, stage: Stage, **login: Any) -> None:
        self.rest = RestliClient()
        self.rest.session.trust_env = False
        given = stage.do("login", on="linkedin", **login)
        self.us, self._token = given["organization"], given["token"]

    def call(self, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """Make a call of the client's that must end with a status."""
        made = getattr(self.rest, method)(
            resource_path=path, access_token=self._token, version_string=more.pop("version", VERSION), **more
        )
        assert made.status_code == status, made.response.text
        return made


@pytest.fixture
def client(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(client_addresses.constants, "VERSIONED_BASE_URL", f"{stage.url}/rest")
    stage.do("clear", on="linkedin")
    client = Client(stage)
    yield client
    client.rest.session.close()


def said(stage: Stage, text: str, **more: Any) -> str:
    return str(stage.do("say", on="linkedin", text=text, **more)["id"])


def number(urn: str) -> str:
    return urn.rsplit(",", 1)[1].rstrip(")")


def test_it_finds_the_page_and_its_posts(stage: Stage, client: Client) -> None:
    posts = [said(stage, f"Nyhet {one}", by="us") for one in range(3)]
    (role,) = client.call(
        "finder", "/organizationAcls", finder_name="roleAssignee", query_params={"state": "APPROVED"}
    ).elements
    assert (role["organization"], role["role"], role["state"]) == (client.us, "ADMINISTRATOR", "APPROVED")
    page = client.call("get", "/organizations/{id}", path_keys={"id": client.us.rsplit(":", 1)[1]}).entity
    assert (page["localizedName"], page["vanityName"]) == ("Norrby Energi", "norrby")
    wish = {"author": client.us, "sortBy": "LAST_MODIFIED", "start": 0, "count": 2}
    found = client.call("finder", "/posts", finder_name="author", query_params=wish)
    assert [one["id"] for one in found.elements] == posts[:0:-1]
    assert (found.paging.start, found.paging.count, found.paging.total) == (0, 2, 3)
    assert set(found.elements[0]) >= {"id", "author", "commentary", "createdAt", "lastModifiedAt", "lifecycleState"}
    one = client.call("get", "/posts/{id}", path_keys={"id": posts[0]}).entity
    assert one["commentary"] == "Nyhet 0"


def test_it_reads_several_at_once_and_is_told_of_those_that_are_missing(stage: Stage, client: Client) -> None:
    post = said(stage, "Hej", by="us")
    comment = said(stage, "Hej hej", to=post)
    several = client.call("batch_get", "/posts", ids=[post, "urn:li:share:5"])
    assert several.results[post.replace(":", "%3A")]["id"] == post
    assert several.errors["urn%3Ali%3Ashare%3A5"]["status"] == 404
    assert several.statuses == {post.replace(":", "%3A"): 200, "urn%3Ali%3Ashare%3A5": 404}
    counted = client.call("get", "/socialMetadata/{id}", path_keys={"id": post}).entity
    assert (counted["commentSummary"], counted["commentsState"]) == ({"count": 1, "topLevelCount": 1}, "OPEN")
    path, key = "/socialActions/{id}/comments", {"id": post}
    found = client.call("batch_get", path, path_keys=key, ids=[number(comment), "7"])
    assert (found.results[number(comment)]["$URN"], found.errors["7"]["status"]) == (comment, 404)


def test_comments_hang_on_the_activity_and_replies_on_their_comment(stage: Stage, client: Client) -> None:
    post = said(stage, "Hej", by="us")
    comment = said(stage, "Hej hej", to=post)
    reply = said(stage, "Ja", to=said(stage, "Nej", to=comment))
    path = "/socialActions/{id}/comments"
    (top,) = client.call("get_all", path, path_keys={"id": post}).elements
    assert (top["$URN"], top["id"], top["commentsSummary"]["totalFirstLevelComments"]) == (comment, number(comment), 2)
    assert comment == f"urn:li:comment:({top['object']},{top['id']})"
    assert top["object"].startswith("urn:li:activity:")
    assert "name" not in str(top).lower()
    assert top["actor"].startswith("urn:li:person:")
    by_activity = client.call("get_all", path, path_keys={"id": top["object"]}).elements
    assert [one["id"] for one in by_activity] == [top["id"]]
    below = client.call("get_all", path, path_keys={"id": comment}).elements
    assert {one["parentComment"] for one in below} == {comment}
    assert reply in [one["$URN"] for one in below], "an answer to a reply stands under the first comment"
    keys = {"id": post, "comment": number(reply)}
    assert client.call("get", "/socialActions/{id}/comments/{comment}", path_keys=keys).entity["$URN"] == reply


def test_an_answer_is_named_in_a_header_and_changed_and_deleted(stage: Stage, client: Client) -> None:
    post = said(stage, "Hej", by="us")
    comment = said(stage, "Öppet?", to=post)
    (top,) = client.call("get_all", "/socialActions/{id}/comments", path_keys={"id": post}).elements
    words = {"actor": client.us, "object": top["object"], "message": {"text": "Ja"}, "parentComment": comment}
    made = client.call("create", "/socialActions/{id}/comments", 201, path_keys={"id": comment}, entity=words)
    assert (made.entity, made.entity_id.isdigit()) == (None, True)
    item, keys = "/socialActions/{id}/comments/{comment}", {"id": post, "comment": made.entity_id}
    us = {"actor": client.us}
    changed = {"message": {"text": "Nej"}}
    client.call("partial_update", item, 204, path_keys=keys, query_params=us, patch_set_object=changed)
    now = client.call("get", item, path_keys=keys).entity
    assert (now["message"]["text"], now["actor"]) == ("Nej", client.us)
    assert now["lastModified"]["time"] > now["created"]["time"]
    client.call("delete", item, 204, path_keys=keys, query_params=us)
    client.call("get", item, 404, path_keys=keys)
    client.call("delete", item, 404, path_keys=keys, query_params=us)
    client.call("delete", item, 403, path_keys={"id": post, "comment": number(comment)}, query_params=us)


def test_a_reaction_has_a_key_of_two_parts(stage: Stage, client: Client) -> None:
    comment = said(stage, "Fint", to=said(stage, "Hej", by="us"))
    us, like = {"actor": client.us}, {"root": comment, "reactionType": "LIKE"}
    made = client.call("create", "/reactions", 201, query_params=us, entity=like)
    assert made.entity_id.startswith("urn:li:reaction:(")
    client.call("create", "/reactions", 409, query_params=us, entity=like)
    key = {"id": {"actor": client.us, "entity": comment}}
    assert client.call("get", "/reactions/{id}", path_keys=key).entity["root"] == comment
    client.call("delete", "/reactions/{id}", 204, path_keys=key)
    client.call("get", "/reactions/{id}", 404, path_keys=key)


def test_closing_comments_takes_them_away(stage: Stage, client: Client) -> None:
    post = said(stage, "Hej", by="us")
    comment = said(stage, "Fult", to=post)
    us, path, key = {"actor": client.us}, "/socialMetadata/{id}", {"id": post}
    for state, open_for in (("CLOSED", 403), ("OPEN", 201)):
        client.call(
            "partial_update", path, 202, path_keys=key, query_params=us, patch_set_object={"commentsState": state}
        )
        counted = client.call("get", path, path_keys=key).entity
        assert (counted["commentsState"], counted["commentSummary"]["count"]) == (state, 0)
        words = {"actor": client.us, "object": post, "message": {"text": "Ja"}}
        client.call("create", "/socialActions/{id}/comments", open_for, path_keys=key, entity=words)
    client.call("get_all", "/socialActions/{id}/comments", 404, path_keys={"id": comment})


def test_notifications_tell_of_what_came_changed_and_went(stage: Stage, client: Client) -> None:
    post = said(stage, "Hej", by="us")
    comment = said(stage, "Hej hej", to=post)
    stage.do("edit", on="linkedin", id=comment, text="Hej!")
    ours = said(stage, "Hej på dig", to=comment, by="us")
    stage.do("delete", on="linkedin", id=comment)
    wish = {"organizationalEntity": client.us, "actions": ACTIONS, "timeRange": {"start": 0, "end": 4102444800000}}
    told = client.call(
        "finder", "/organizationalEntityNotifications", finder_name="criteria", query_params=wish | {"count": 50}
    ).elements
    assert [one["action"] for one in reversed(told)] == ["COMMENT", "COMMENT_EDIT", "ADMIN_COMMENT", "COMMENT_DELETE"]
    assert len({one["notificationId"] for one in told}) == 4
    assert {one["decoratedSourcePost"]["entity"] for one in told} == {post}
    assert told[1]["generatedActivity"] == ours.replace("(urn:li:", "(")
    assert told[1]["decoratedGeneratedActivity"]["comment"]["text"] == "Hej på dig"
    none = client.call(
        "finder",
        "/organizationalEntityNotifications",
        finder_name="criteria",
        query_params=wish | {"timeRange": {"start": 0, "end": 1}},
    )
    assert none.elements == []


def test_versions_come_and_go(client: Client) -> None:
    for version, status, code in (("202401", 426, "NONEXISTENT_VERSION"), ("209901", 426, "NONEXISTENT_VERSION")):
        made = client.call("get", "/organizations/{id}", status, path_keys={"id": "1"}, version=version)
        assert made.entity["code"] == code


def bare(stage: Stage, client: Client, path: str, **headers: str) -> tuple[int, str]:
    """Ask without the client, which would get it right."""
    sent = {
        "Authorization": f"Bearer {client._token}",
        "LinkedIn-Version": VERSION,
        "X-Restli-Protocol-Version": "2.0.0",
    } | headers
    answer = stage.http.get(path, headers={name: value for name, value in sent.items() if value})
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    ("path", "headers", "wanted"),
    [
        ("/rest/posts/urn:li:share:1", {}, (400, "ILLEGAL_ARGUMENT")),
        ("/rest/posts?q=author&author=urn:li:organization:1", {}, (400, "ILLEGAL_ARGUMENT")),
        ("/rest/posts?ids=List%28urn%3Ali%3Ashare%3A1%29", {}, (400, "ILLEGAL_ARGUMENT")),
        ("/rest/posts/urn%3Ali%3Aactivity%3A1", {}, (400, "ILLEGAL_ARGUMENT")),
        ("/rest/posts/urn%3Ali%3Ashare%3A1", {}, (404, "NOT_FOUND")),
        ("/rest/nothing", {}, (404, "RESOURCE_NOT_FOUND")),
        ("/rest/posts/urn%3Ali%3Ashare%3A1", {"LinkedIn-Version": ""}, (400, "VERSION_MISSING")),
        ("/rest/posts/urn%3Ali%3Ashare%3A1", {"X-Restli-Protocol-Version": ""}, (400, "ILLEGAL_ARGUMENT")),
        ("/rest/posts/urn%3Ali%3Ashare%3A1", {"Authorization": ""}, (401, "INVALID_ACCESS_TOKEN")),
    ],
)
def test_a_call_that_is_wrong_in_its_form_is_refused(
    stage: Stage, client: Client, path: str, headers: dict[str, str], wanted: tuple[int, str]
) -> None:
    assert bare(stage, client, path, **headers) == wanted


def test_a_patch_must_be_named_and_a_picture_is_refused(stage: Stage, client: Client) -> None:
    post = said(stage, "Hej", by="us")
    state = {"patch": {"$set": {"commentsState": "CLOSED"}}}
    made = client.call("create", "/socialMetadata/{id}", 400, path_keys={"id": post}, entity=state)
    assert made.entity["code"] == "ILLEGAL_ARGUMENT"
    words = {"actor": client.us, "object": post, "message": {"text": "Ja"}}
    for more, status in (({"content": []}, 403), ({"message": {"text": "å" * 1251}}, 400), ({"actor": "x"}, 403)):
        client.call("create", "/socialActions/{id}/comments", status, path_keys={"id": post}, entity=words | more)


def test_rights_are_per_method_and_logins_end(stage: Stage, client: Client) -> None:
    reader = Client(stage, scopes="r_organization_social_feed")
    wish = {"organizationalEntity": client.us, "actions": ACTIONS, "timeRange": {"start": 0, "end": 1}}
    lacks = reader.call("finder", "/organizationalEntityNotifications", 403, finder_name="criteria", query_params=wish)
    message = lacks.response.json()["message"]
    assert message == "Not enough permissions to access: organizationalEntityNotifications.FINDER.20260701"
    old = Client(stage, lives_s=0)
    ended = old.call("get", "/organizations/{id}", 401, path_keys={"id": "1"})
    assert ended.entity["code"] == "EXPIRED_ACCESS_TOKEN"
    for one in (reader, old):
        one.rest.session.close()
    stage.do("forget", on="linkedin")
    assert (
        client.call("get", "/organizations/{id}", 401, path_keys={"id": "1"}).entity["code"] == "REVOKED_ACCESS_TOKEN"
    )


def test_a_days_quota_is_told_by_its_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with Stage("--speed", "0", "--requests", "3") as small:
        monkeypatch.setattr(client_addresses.constants, "VERSIONED_BASE_URL", f"{small.url}/rest")
        client = Client(small)
        for status in (404, 404, 404, 429):
            made = client.call("get", "/organizations/{id}", status, path_keys={"id": "1"})
        assert "DAY limit" in made.entity["message"]
        assert not [name for name in made.headers if "limit" in name.lower() or "retry" in name.lower()]
        client.rest.session.close()


def test_too_many_comments_in_a_minute_are_told_in_other_words() -> None:
    door = Door(StandingClock(), 100, 1)
    door.take_comment()
    with pytest.raises(Refusal) as caught:
        door.take_comment()
    assert caught.value.status == 429
    assert "comment creation" in caught.value.body["message"]
    assert "DAY" not in caught.value.body["message"]
