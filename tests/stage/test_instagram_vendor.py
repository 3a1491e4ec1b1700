"""Meta's own client drives the stage's Instagram, and finds what its specification promises."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.igmediaforigonlyapi import IGMediaForIGOnlyAPI
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.iguserforigonlyapi import IGUserForIGOnlyAPI
from facebook_business.adobjects.page import Page
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from tests.stage.play import Stage

pytestmark = pytest.mark.staged

ON = "instagram"
FILM = {"kind": "video", "alt": "En film", "seed": "film", "seconds": 12}
TYPES: Mapping[str, type] = {"string": str, "int": int, "bool": bool, "datetime": str}


def client(stage: Stage, **asked: Any) -> tuple[FacebookAdsApi, dict[str, str]]:
    secret: dict[str, str] = stage.do("login", on=ON, **asked)
    session = FacebookSession("1122334455667788", secret["app_secret"], secret["token"])
    session.GRAPH = stage.url
    session.requests.trust_env = False
    return FacebookAdsApi(session), secret


class Ours:
    """A login, our account, a film of ours, and two comments on it, the second an answer."""

    def __init__(self, stage: Stage, route: str = "facebook") -> None:
        stage.do("clear", on=ON)
        self.stage = stage
        self.api, self.secret = client(stage, route=route)
        self.account = IGUser(self.secret["ig_user"], api=self.api)
        self.media = IGMedia(stage.do("say", on=ON, text="Ny film", by="us", media=[FILM])["id"], api=self.api)
        self.top = IGComment(self.say("Fin!"), api=self.api)
        self.below = IGComment(self.say("Nja", self.top["id"]), api=self.api)

    def say(self, text: str, to: str = "", by: str = "lisa") -> str:
        said: str = self.stage.do("say", on=ON, text=text, by=by, to=to or self.media["id"])["id"]
        return said

    def whole(self, kind: Any, node: str) -> dict[str, Any]:
        """Return an object with every field of its kind."""
        names = [name for name in kind._field_types if name != "comments"]
        found: dict[str, Any] = kind(node, api=self.api).api_get(fields=names).export_all_data()
        return found


@pytest.fixture
def ours(stage: Stage) -> Ours:
    return Ours(stage)


def wrong(kind: Any, found: Mapping[str, Any]) -> Iterator[str]:
    """Name the fields whose values are not of the type that the specification gives them."""
    for name, value in found.items():
        told = TYPES.get(kind._field_types[name])
        if told is not None and not (isinstance(value, told) and isinstance(value, bool) is (told is bool)):
            yield f"{name}: {value!r}"


def refused(error: pytest.ExceptionInfo[FacebookRequestError]) -> tuple[int, int, int | None]:
    return error.value.http_status(), error.value.api_error_code(), error.value.api_error_subcode()


def test_every_field_of_the_specification_is_known_and_has_its_type(ours: Ours) -> None:
    for kind, node in ((IGUser, ours.account["id"]), (IGMedia, ours.media["id"]), (IGComment, ours.below["id"])):
        assert list(wrong(kind, ours.whole(kind, node))) == []
    film = ours.whole(IGMedia, ours.media["id"])
    assert {"caption", "comments_count", "is_comment_enabled", "permalink", "thumbnail_url", "timestamp"} <= film.keys()
    assert {"from", "hidden", "like_count", "media", "parent_id", "text", "username"} <= ours.whole(
        IGComment, ours.below["id"]
    ).keys()


def test_instagram_login_knows_fewer_fields(stage: Stage) -> None:
    ours = Ours(stage, "instagram")
    me = ours.whole(IGUserForIGOnlyAPI, "me")
    assert (me["user_id"], me["username"]) == (ours.account["id"], "norrbyenergi")
    assert me["id"] != ours.account["id"]
    assert list(wrong(IGMediaForIGOnlyAPI, ours.whole(IGMediaForIGOnlyAPI, ours.media["id"]))) == []
    with pytest.raises(FacebookRequestError) as caught:
        ours.whole(IGMedia, ours.media["id"])
    assert refused(caught) == (400, 100, None)


def test_a_comment_is_no_media(ours: Ours) -> None:
    with pytest.raises(FacebookRequestError) as caught:
        IGMedia(ours.top["id"], api=ours.api).api_get(fields=["caption"])
    assert refused(caught) == (400, 100, None)
    assert "(caption)" in caught.value.api_error_message()


def test_what_is_not_there(ours: Ours) -> None:
    with pytest.raises(FacebookRequestError) as caught:
        IGComment("17999999999999999", api=ours.api).api_get()
    assert refused(caught) == (400, 100, 33)


def test_lists_page_newest_first_and_hold_fifty(ours: Ours) -> None:
    said = [ours.say(f"Nummer {number}") for number in range(60)]
    page = ours.media.get_comments(fields=["id"], params={"limit": 100})
    assert len(page) == 50
    assert {one["id"] for one in page} == {*said, ours.top["id"]}, "the client follows the cursors to the end"
    (first, *_) = ours.media.get_comments(fields=["id", "timestamp"])
    assert first["timestamp"] == max(one["timestamp"] for one in ours.media.get_comments(fields=["timestamp"]))
    assert [one["id"] for one in ours.account.get_media()] == [ours.media["id"]]


def test_answers_hang_inside_only_when_they_are_asked_for(ours: Ours) -> None:
    (plain,) = ours.media.get_comments(fields=["id", "text"])
    assert "replies" not in plain
    inside = {"fields": "id,replies{id,text,from{id},parent_id}"}
    (one,) = ours.media.get_comments(params=inside)
    (answer,) = one["replies"]["data"]
    assert (answer["text"], answer["parent_id"]) == ("Nja", ours.top["id"])
    assert answer["from"].keys() == {"id"}
    assert [one["id"] for one in ours.top.get_replies()] == [ours.below["id"]]


def test_an_answer_to_an_answer_goes_up(ours: Ours) -> None:
    made = ours.below.create_reply(params={"message": "@lisaa Jo"})
    told = IGComment(made["id"], api=ours.api).api_get(fields=["parent_id", "user", "from", "username"])
    assert told["parent_id"] == ours.top["id"]
    assert told["user"]["id"] == ours.account["id"]
    assert "user" not in ours.top.api_get(fields=["user"])


def test_hiding_and_deleting(ours: Ours) -> None:
    ours.top.api_update(params={"hide": True})
    assert ours.top.api_get(fields=["hidden"])["hidden"] is True
    with pytest.raises(FacebookRequestError):
        ours.top.create_reply(params={"message": "Tack"})
    ours.top.api_update(params={"hide": False})
    assert ours.media.api_get(fields=["comments_count"])["comments_count"] == 2
    ours.top.api_delete()
    assert ours.media.api_get(fields=["comments_count"])["comments_count"] == 0
    with pytest.raises(FacebookRequestError) as caught:
        ours.below.api_get()
    assert refused(caught) == (400, 100, 33)


def test_what_is_hidden_vanishes_for_some_callers_and_answers_by_itself(stage: Stage) -> None:
    ours = Ours(stage, "instagram")
    mine = ours.media.create_comment(params={"message": "Tack alla!"})
    for one in (ours.top, IGComment(mine["id"], api=ours.api)):
        one.api_update(params={"hide": True})
        assert one.api_get(fields=["hidden"])["hidden"] is True
    assert [one["id"] for one in ours.media.get_comments(fields=["id"])] == [mine["id"]], "ours stays visible"
    wide, _ = client(stage)
    assert len(IGMedia(ours.media["id"], api=wide).get_comments(fields=["id"])) == 2


def test_closing_and_commenting(ours: Ours) -> None:
    made = ours.media.create_comment(params={"message": "Tack alla!"})
    assert made["id"] in {one["id"] for one in ours.media.get_comments(fields=["id"])}
    ours.media.api_update(params={"comment_enabled": False})
    assert ours.media.api_get(fields=["is_comment_enabled"])["is_comment_enabled"] is False
    with pytest.raises(FacebookRequestError):
        ours.media.create_comment(params={"message": "Nej"})


def test_blocking_needs_a_conversation_and_answers_in_words(ours: Ours) -> None:
    page = Page(ours.secret["page"], api=ours.api)
    for by, number in (("lisa", None), ("spam", 1)):
        told = IGComment(ours.say("Hej", by=by), api=ours.api).api_get(fields=["from"])
        asked = {"user_ids": [{"id": told["from"]["id"]}], "actions": ["BLOCK_USER"]}
        if number is None:
            page.create_moderate_conversation(params=asked)
            answer = ours.api.call("POST", (page["id"], "moderate_conversations"), params=asked)
            assert answer.json() == {"success": "true"}
        else:
            with pytest.raises(FacebookRequestError) as caught:
                page.create_moderate_conversation(params=asked)
            assert caught.value.api_error_code() == number
    assert ours.stage.do("world", on=ON)["blocked"] == ["lisa"]


def test_the_page_shows_the_account_behind_it(ours: Ours) -> None:
    told = Page(ours.secret["page"], api=ours.api).api_get(fields=["instagram_business_account"])
    assert told["instagram_business_account"]["id"] == ours.account["id"]


def test_media_are_deleted_by_facebook_login_alone(ours: Ours) -> None:
    api, _ = client(ours.stage, route="instagram")
    with pytest.raises(FacebookRequestError):
        IGMedia(ours.media["id"], api=api).api_delete()
    ours.media.api_delete()
    assert not list(ours.account.get_media())


def test_too_many_likes_lock_them() -> None:
    with Stage("--speed", "0") as stage:
        ours = Ours(stage)
        path = (ours.account["id"], "likes")
        for _ in range(50):
            ours.api.call("POST", path, params={"comment_id": ours.top["id"]})
        with pytest.raises(FacebookRequestError) as caught:
            ours.api.call("DELETE", path, params={"comment_id": ours.top["id"]})
        assert caught.value.api_error_code() == 613
        assert ours.media.api_get(fields=["id"])["id"] == ours.media["id"], "all else goes on"


def test_a_token_that_has_run_out(stage: Stage) -> None:
    api, secret = client(stage, lives_s=0)
    with pytest.raises(FacebookRequestError) as caught:
        IGUser(secret["ig_user"], api=api).api_get()
    assert refused(caught) == (400, 190, 463)
