"""The stage's Bluesky, field for field as the lexicons say and with the reference server's surprises."""

import re
from typing import Any

import pytest

from tests.stage.play import Bluesky, Stage, until

WHEN = "2026-11-23T20:00:00.000Z"


def post(text: str, **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": WHEN, "langs": ["sv"], **more}


def under(bluesky: Bluesky, uri: str) -> dict[str, Any]:
    found = bluesky.get("app.bsky.feed.getPosts", uris=[uri])["posts"][0]
    parent = {"uri": found["uri"], "cid": found["cid"]}
    root = (found["record"].get("reply") or {}).get("root", parent)
    return {"reply": {"root": root, "parent": parent}}


def test_notifications_have_the_fields_of_the_lexicon_newest_first(stage: Stage, bluesky: Bluesky) -> None:
    told = bluesky.get("app.bsky.notification.listNotifications", limit=100)["notifications"]
    assert {"uri", "cid", "author", "reason", "record", "isRead", "indexedAt"} <= set(told[0])
    assert {"did", "handle", "displayName"} <= set(told[0]["author"])
    assert [one["indexedAt"] for one in told] == sorted((one["indexedAt"] for one in told), reverse=True)
    assert {one["reason"] for one in told} == {"reply", "mention", "quote"}
    reply = next(one for one in told if one["uri"] == stage.key("bluesky", "b3")["uri"])
    assert reply["reasonSubject"] == stage.key("bluesky", "b-taxa")["uri"]
    assert reply["record"]["reply"]["parent"]["uri"] == stage.key("bluesky", "b1")["uri"]
    spam = next(one for one in told if one["uri"] == stage.key("bluesky", "b7")["uri"])
    assert [label["val"] for label in spam["labels"]] == ["spam"]
    only = bluesky.get("app.bsky.notification.listNotifications", reasons=["quote"])["notifications"]
    assert [one["reason"] for one in only] == ["quote"]
    assert only[0]["record"]["embed"]["record"]["uri"] == stage.key("bluesky", "b-taxa")["uri"]


def test_a_cursor_leads_back_in_time_over_everything_once(bluesky: Bluesky) -> None:
    whole = bluesky.get("app.bsky.notification.listNotifications", limit=100)
    assert "cursor" not in whole
    met: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = bluesky.get("app.bsky.notification.listNotifications", limit=3, **cursor)
        met += [one["uri"] for one in page["notifications"]]
        if "cursor" not in page:
            break
        cursor = {"cursor": page["cursor"]}
    assert met == [one["uri"] for one in whole["notifications"]]


def test_mentions_are_marked_by_their_bytes(stage: Stage, bluesky: Bluesky) -> None:
    record = bluesky.get("app.bsky.feed.getPosts", uris=[stage.key("bluesky", "b12")["uri"]])["posts"][0]["record"]
    facet = next(one for one in record["facets"] if one["features"][0]["$type"].endswith("#mention"))
    start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
    assert record["text"].encode()[start:end].decode() == "@norrby-energi.test"
    assert facet["features"][0]["did"] == bluesky.did


def test_our_feed_leaves_answers_out(stage: Stage, bluesky: Bluesky) -> None:
    bluesky.write("create", "3kzzfeedfeed2", post("svar", **under(bluesky, stage.key("bluesky", "b2")["uri"])))
    feed = bluesky.get("app.bsky.feed.getAuthorFeed", actor=bluesky.did, filter="posts_no_replies")["feed"]
    assert {item["post"]["uri"] for item in feed} == {
        stage.key("bluesky", k)["uri"] for k in ("b-taxa", "b-ladd", "b-ljus")
    }
    whole = bluesky.get("app.bsky.feed.getAuthorFeed", actor=bluesky.did)["feed"]
    answer = next(item for item in whole if "reply" in item["post"]["record"])
    assert answer["reply"]["root"]["uri"] == stage.key("bluesky", "b-taxa")["uri"]


def test_a_thread_goes_up_and_down_and_shows_what_is_missing(stage: Stage, bluesky: Bluesky) -> None:
    one = stage.says("bluesky", "mitten", to="b-ladd")
    two = stage.says("bluesky", "under mitten", to=one)
    around = bluesky.get("app.bsky.feed.getPostThread", uri=two, depth=10, parentHeight=80)["thread"]
    assert around["$type"] == "app.bsky.feed.defs#threadViewPost"
    assert around["parent"]["post"]["uri"] == one
    assert around["parent"]["parent"]["post"]["uri"] == stage.key("bluesky", "b-ladd")["uri"]
    down = bluesky.get("app.bsky.feed.getPostThread", uri=stage.key("bluesky", "b-ladd")["uri"], depth=10)["thread"]
    assert two in [low["post"]["uri"] for mid in down["replies"] for low in mid["replies"]]
    stage.do("delete", on="bluesky", id=one)
    above = bluesky.get("app.bsky.feed.getPostThread", uri=two)["thread"]["parent"]
    assert above == {"$type": "app.bsky.feed.defs#notFoundPost", "uri": one, "notFound": True}
    assert bluesky.get("app.bsky.feed.getPostThread", 400, uri=one)["error"] == "NotFound"
    assert bluesky.get("app.bsky.feed.getPosts", uris=[one, two])["posts"][0]["uri"] == two
    assert one not in [
        n["uri"] for n in bluesky.get("app.bsky.notification.listNotifications", limit=100)["notifications"]
    ]


def test_writing_the_same_record_again_changes_nothing(stage: Stage, bluesky: Bluesky) -> None:
    record = post("en gång", **under(bluesky, stage.key("bluesky", "b4")["uri"]))
    first = bluesky.write("put", "3kzzputput222", record, swapRecord=None)
    again = bluesky.write("put", "3kzzputput222", record, swapRecord=None)
    assert first["uri"] == again["uri"] == f"at://{bluesky.did}/app.bsky.feed.post/3kzzputput222"
    assert first["cid"] == again["cid"]
    assert ("commit" in first, "commit" in again) == (True, False)
    changed = bluesky.write("put", "3kzzputput222", post("annat"), 400, swapRecord=None)
    assert changed["error"] == "InvalidSwap"
    assert len([one for one in stage.said("bluesky") if one["text"] == "en gång"]) == 1
    kept = bluesky.get("com.atproto.repo.getRecord", repo=bluesky.did, collection=record["$type"], rkey="3kzzputput222")
    assert kept["value"] == record
    assert kept["cid"] == first["cid"]


def test_creating_under_a_taken_key_is_an_internal_error(bluesky: Bluesky) -> None:
    bluesky.write("create", "3kzzdupdup222", post("ett"))
    assert bluesky.write("create", "3kzzdupdup222", post("ett"), 500)["error"] == "InternalServerError"


def test_deleting_means_that_it_is_not_there(bluesky: Bluesky) -> None:
    bluesky.write("create", "3kzzdeldel222", post("bort"))
    assert "commit" in bluesky.write("delete", "3kzzdeldel222")
    assert bluesky.write("delete", "3kzzdeldel222") == {}
    asked = {"repo": bluesky.did, "collection": "app.bsky.feed.post", "rkey": "3kzzdeldel222"}
    assert bluesky.get("com.atproto.repo.getRecord", 400, **asked)["error"] == "RecordNotFound"


@pytest.mark.parametrize(
    "record",
    [
        post("å" * 301),
        post("👨‍👩‍👧‍👦" * 200),
        {"$type": "app.bsky.feed.post", "text": "x"},
        post("x", reply={"root": {"uri": "at://x"}}),
        post("x", langs=["a", "b", "c", "d"]),
    ],
)
def test_a_record_that_breaks_the_lexicon_is_refused(bluesky: Bluesky, record: dict[str, Any]) -> None:
    assert bluesky.write("put", "3kzzbadbad222", record, 400)["error"] == "InvalidRequest"


def test_other_peoples_repositories_and_too_many_posts_are_refused(stage: Stage, bluesky: Bluesky) -> None:
    theirs = bluesky.get("com.atproto.identity.resolveHandle", handle="lisaa.test")["did"]
    refused = bluesky.write("put", "3kzzother2222", post("x"), 401, repo=theirs)
    assert refused["error"] == "AuthenticationRequired"
    uris = [stage.key("bluesky", "b1")["uri"]] * 26
    assert bluesky.get("app.bsky.feed.getPosts", 400, uris=uris)["error"] == "InvalidRequest"
    assert bluesky.get("com.atproto.identity.resolveHandle", 400, handle="nobody.test")["error"] == "InvalidRequest"
    assert bluesky.get("app.bsky.feed.getTimeline", 501)["error"] == "MethodNotImplemented"


def test_the_session_and_the_directory_name_the_server(stage: Stage, bluesky: Bluesky) -> None:
    for document in (bluesky.session["didDoc"], stage.http.get(f"/{bluesky.did}").json()):
        assert document["id"] == bluesky.did
        assert document["service"][0]["serviceEndpoint"] == stage.url
    assert stage.http.get("/did:plc:nobody").status_code == 404
    assert stage.http.get("/.well-known/atproto-did").text == bluesky.did


def test_wrong_missing_and_expired_tokens_are_each_named(stage: Stage, bluesky: Bluesky) -> None:
    path = "app.bsky.notification.listNotifications"
    assert stage.http.get(f"/xrpc/{path}").json()["error"] == "AuthMissing"
    assert bluesky.call("GET", path, 400, token="a.b.c").json()["error"] == "InvalidToken"
    assert bluesky.call("GET", path, 400, token=bluesky.session["refreshJwt"]).json()["message"] == "Bad token scope"
    bad = {"identifier": stage.handle, "password": "wrong"}
    assert (
        bluesky.call("POST", "com.atproto.server.createSession", 401, json=bad).json()["error"]
        == "AuthenticationRequired"
    )


def test_a_refresh_token_works_once_and_an_access_token_ends() -> None:
    with Stage("--speed", "0", "--access-s", "1") as short:
        client = Bluesky(short)
        path = "app.bsky.notification.listNotifications"

        def ended() -> bool:
            answer = short.http.get(f"/xrpc/{path}", headers={"Authorization": f"Bearer {client.session['accessJwt']}"})
            return answer.status_code == 400 and answer.json()["error"] == "ExpiredToken"

        until(ended)
        old = client.session["refreshJwt"]
        fresh = client.call("POST", "com.atproto.server.refreshSession", token=old).json()
        client.call("GET", path, token=fresh["accessJwt"])
        again = client.call("POST", "com.atproto.server.refreshSession", 400, token=old).json()
        assert again == {"error": "ExpiredToken", "message": "Token has been revoked"}


def test_limits_are_told_in_epoch_seconds_and_kept() -> None:
    with Stage("--speed", "0", "--requests", "3") as small:
        client = Bluesky(small)
        first = client.call("GET", "app.bsky.notification.listNotifications")
        assert first.headers["ratelimit-policy"] == "3;w=300"
        assert first.headers["ratelimit-remaining"] == "1"
        assert re.fullmatch(r"\d{10}", first.headers["ratelimit-reset"])
        client.get("app.bsky.notification.listNotifications")
        assert client.get("app.bsky.notification.listNotifications", 429)["error"] == "RateLimitExceeded"
