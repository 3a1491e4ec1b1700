"""The stage's Facebook under Meta's own client and Meta's own specification, with nothing of ours between.

`tests/specs/facebook.meta.json` is that specification, reduced to what Nightdesk calls.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from backend.platforms import facebook_api
from backend.platforms.facebook_rights import LISTS
from backend.stage.graph_fields import Field, parse
from tests.stage.play import Stage

pytestmark = pytest.mark.staged

SPEC: Mapping[str, Any] = json.loads((Path(__file__).parents[1] / "specs/facebook.meta.json").read_text())
JSON_TYPES = {"string": str, "datetime": str, "bool": bool, "unsigned int": int, "Object": dict, "Comment": dict}


class Desk:
    """The page as Meta's client sees it, and the people who write there."""

    def __init__(self, stage: Stage, **asked: object) -> None:
        self.stage = stage
        self.login = stage.do("login", on="facebook", **asked)
        session = FacebookSession("1122334455667788", self.login["app_secret"], self.login["token"])
        session.GRAPH = stage.url
        self.api = FacebookAdsApi(session, "v26.0")
        self.page = Page("me", api=self.api)

    def say(self, text: str, **more: object) -> str:
        said: str = self.stage.do("say", on="facebook", text=text, **more)["id"]
        return said

    def comment(self, remote_id: str) -> Comment:
        return Comment(remote_id, api=self.api)


@pytest.fixture
def desk(stage: Stage) -> Desk:
    stage.do("clear", on="facebook")
    return Desk(stage)


def fields_of(node: str) -> dict[str, str]:
    return {one["name"]: one["type"] for one in SPEC[node]["fields"]}


def calls_of(node: str) -> dict[tuple[str, str], set[str]]:
    return {(one["method"], one["endpoint"]): {p["name"] for p in one["params"]} for one in SPEC[node]["apis"]}


def test_the_client_reads_the_page_its_lists_and_comments_on_both_levels(desk: Desk) -> None:
    post, ad = desk.say("Vi öppnar", by="us"), desk.say("Köp", by="us", visibility="ad")
    visitor, tagged = desk.say("Hej på er"), desk.say("Se @norrbyenergi")
    first = desk.say("Bra", to=post)
    second = desk.say("Mycket bra", to=first)
    page = desk.page.api_get(fields=["id", "name", "username", "link"])
    assert (page["name"], page["username"]) == ("Norrby Energi", "norrbyenergi")
    found = {name: [one["id"] for one in getattr(desk.page, f"get_{name}")(fields=["id"])] for name in LISTS}
    assert found == {"published_posts": [post], "ads_posts": [ad], "visitor_posts": [visitor], "tagged": [tagged]}
    assert [one["id"] for one in desk.page.get_feed()] == [tagged, visitor, post]
    shown = PagePost(post, api=desk.api)
    both = shown.get_comments(fields=["id", "message", "parent"], params={"filter": "stream"})
    assert [(one["id"], one["message"]) for one in both] == [(first, "Bra"), (second, "Mycket bra")]
    assert desk.comment(second).api_get(fields=["parent"])["parent"]["id"] == first
    assert [one["id"] for one in shown.get_comments()] == [first]
    assert [one["id"] for one in desk.comment(first).get_comments()] == [second]


def test_the_client_pages_through_more_than_it_asks_for_at_once(desk: Desk) -> None:
    post = desk.say("Frågestund", by="us")
    said = [desk.say(f"Fråga {number}", to=post) for number in range(7)]
    order = {"limit": 3, "order": "reverse_chronological"}
    cursor = PagePost(post, api=desk.api).get_comments(fields=["id"], params=order)
    assert [one["id"] for one in cursor] == said[::-1]


def test_the_client_answers_edits_hides_likes_and_deletes(desk: Desk) -> None:
    first = desk.say("Usch", to=desk.say("Vi öppnar", by="us"))
    comment = desk.comment(first)
    answer = comment.create_comment(params={"message": "Vad hände?"})
    assert answer["id"] != first
    desk.comment(answer["id"]).api_update(params={"message": "Vad var det som hände?"})
    comment.api_update(params={"is_hidden": True})
    comment.create_like()
    told = comment.api_get(fields=["message", "is_hidden", "user_likes", "comment_count"])
    assert (told["message"], told["is_hidden"], told["user_likes"], told["comment_count"]) == ("Usch", True, True, 1)
    comment.api_update(params={"is_hidden": False})
    comment.delete_likes()
    told = comment.api_get(fields=["is_hidden", "user_likes"])
    assert (told["is_hidden"], told["user_likes"]) == (False, False)
    assert desk.comment(answer["id"]).api_get(fields=["message"])["message"] == "Vad var det som hände?"
    comment.api_delete()
    for gone in (first, answer["id"]):
        with pytest.raises(FacebookRequestError) as caught:
            desk.comment(gone).api_get()
        assert (caught.value.http_status(), caught.value.api_error_code()) == (400, 100)
        assert caught.value.api_error_subcode() == 33


def test_the_client_blocks_and_lets_in_again(desk: Desk) -> None:
    said = desk.say("Usch", to=desk.say("Vi öppnar", by="us"))
    person = desk.comment(said).api_get(fields=["from"])["from"]["id"]
    desk.page.create_blocked(params={"user": [person]})
    assert [one["id"] for one in desk.page.get_blocked(params={"user": person})] == [person]
    desk.page.delete_blocked(params={"user": person})
    assert list(desk.page.get_blocked()) == []


def test_the_client_answers_in_private_once(desk: Desk) -> None:
    said = desk.say("Usch", to=desk.say("Vi öppnar", by="us"))
    asked = {"recipient": {"comment_id": said}, "message": {"text": "Ring oss"}}
    desk.page.create_message(params=asked)
    assert desk.stage.do("world", on="facebook")["whispered"] == {said: "Ring oss"}
    with pytest.raises(FacebookRequestError) as caught:
        desk.page.create_message(params=asked)
    assert caught.value.api_error_code() == 10900


@pytest.mark.parametrize(
    ("asked", "code"), [({"scopes": "pages_show_list"}, 200), ({"lives_s": 0}, 190), ({"kind": "threads"}, 190)]
)
def test_the_client_is_told_what_its_login_lacks(stage: Stage, asked: dict[str, object], code: int) -> None:
    with pytest.raises(FacebookRequestError) as caught:
        Desk(stage, **asked).page.get_published_posts()
    assert caught.value.api_error_code() == code
    assert caught.value.api_error_type() == "OAuthException"


def test_a_persons_login_leads_to_the_pages(stage: Stage) -> None:
    desk = Desk(stage, kind="user")
    (page,) = User("me", api=desk.api).get_accounts(fields=["id", "name", "access_token"])
    assert page["name"] == "Norrby Energi"
    session = FacebookSession(access_token=page["access_token"])
    session.GRAPH = stage.url
    assert Page("me", api=FacebookAdsApi(session, "v26.0")).api_get(fields=["id"])["id"] == page["id"]


def test_a_wrong_proof_is_refused(stage: Stage) -> None:
    desk = Desk(stage)
    session = FacebookSession("1122334455667788", "another secret", desk.login["token"])
    session.GRAPH = stage.url
    with pytest.raises(FacebookRequestError) as caught:
        Page("me", api=FacebookAdsApi(session, "v26.0")).api_get()
    assert caught.value.api_error_code() == 100


def test_the_client_counts_messages_and_subscribes_an_app_once(desk: Desk) -> None:
    desk.stage.do("messages", on="facebook", unread=3)
    desk.stage.do("messages", on="instagram", unread=2)
    assert desk.page.api_get(fields=["unread_message_count"])["unread_message_count"] == 3
    assert len(desk.page.get_subscribed_apps()) == 0
    for _twice in range(2):
        desk.page.create_subscribed_app(params={"subscribed_fields": ["feed", "mention"]})
    (app,) = desk.page.get_subscribed_apps()
    assert (app["id"], app.export_all_data()["subscribed_fields"]) == ("1122334455667788", ["feed", "mention"])


@pytest.mark.parametrize("node", ["Comment", "PagePost"])
def test_every_field_of_the_specification_is_known_and_of_its_type(desk: Desk, node: str) -> None:
    picture = [{"kind": "image", "alt": "En stolpe", "seed": "s"}]
    post = desk.say("Vi öppnar", by="us", media=picture)
    said = desk.say("Svar", to=desk.say("Bra", to=post, media=picture), media=picture)
    desk.page.create_message(params={"recipient": {"comment_id": said}, "message": {"text": "Ring oss"}})
    names = fields_of(node)
    asked = desk.comment(said) if node == "Comment" else PagePost(post, api=desk.api)
    shown = asked.api_get(fields=[*names]).export_all_data()
    wrong = [name for name, value in shown.items() if not isinstance(value, JSON_TYPES.get(names[name], object))]
    assert not wrong
    assert {"id", "message", "created_time", "from", "permalink_url", "is_hidden"} <= set(shown)


def test_a_field_that_is_in_no_specification_is_refused(desk: Desk) -> None:
    said = desk.say("Bra", to=desk.say("Vi öppnar", by="us"))
    with pytest.raises(FacebookRequestError) as caught:
        desk.api.call("GET", (said,), {"fields": "id,updated_time"})
    assert "nonexisting field (updated_time)" in caught.value.api_error_message()


def test_we_ask_only_for_what_the_specification_has() -> None:
    edges = {"comments", "attachments"}
    comment, post = parse(facebook_api.COMMENT), parse(facebook_api.POST)
    assert {one.name for one in comment} <= fields_of("Comment").keys()
    assert {one.name for one in post} - edges <= fields_of("PagePost").keys()
    assert {("GET", edge) for edge in edges} <= calls_of("PagePost").keys()
    assert {("GET", name) for name in LISTS} <= calls_of("Page").keys()
    assert "include_inline_create" in calls_of("Page")["GET", "ads_posts"]
    (comments,) = (one for one in post if one.name == "comments")
    assert isinstance(comments, Field)
    assert comments.modifiers.keys() - {"limit", "summary"} <= calls_of("PagePost")["GET", "comments"]


@pytest.mark.parametrize(
    ("node", "method", "endpoint", "params"),
    [
        ("Comment", "GET", "comments", {"filter", "order"}),
        ("Comment", "POST", "comments", {"message"}),
        ("Comment", "POST", "#update", {"message", "is_hidden"}),
        ("Comment", "DELETE", "#delete", set()),
        ("Comment", "POST", "likes", set()),
        ("Comment", "DELETE", "likes", set()),
        ("Page", "POST", "blocked", {"user"}),
        ("Page", "DELETE", "blocked", {"user"}),
        ("Page", "POST", "messages", {"recipient", "message"}),
    ],
)
def test_what_we_send_is_in_the_specification(node: str, method: str, endpoint: str, params: set[str]) -> None:
    assert params <= calls_of(node)[method, endpoint]
