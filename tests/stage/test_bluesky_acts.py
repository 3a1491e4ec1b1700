"""The stage's Bluesky shows likes, blocks, mutes and threadgates as the AppView does, and takes reports."""

from typing import Any

import pytest

from tests.stage.play import Bluesky, Stage

WHEN = "2026-11-23T20:00:00.000Z"
LIKE, BLOCK, GATE = "app.bsky.feed.like", "app.bsky.graph.block", "app.bsky.feed.threadgate"
LABELER = {"atproto-proxy": "did:plc:ar7c4by46qjdydhdevvrndac#atproto_labeler"}


@pytest.fixture
def root(stage: Stage) -> str:
    """A post of ours that nothing has been said under."""
    return stage.says("bluesky", "Ordning och reda", by="us")


@pytest.fixture
def said(stage: Stage, bluesky: Bluesky, root: str) -> dict[str, Any]:
    """Somebody's reply that nothing has been done about."""
    return shown(bluesky, stage.says("bluesky", "Hör upp!", to=root))


def shown(bluesky: Bluesky, uri: str) -> dict[str, Any]:
    (post,) = bluesky.get("app.bsky.feed.getPosts", uris=[uri])["posts"]
    found: dict[str, Any] = post
    return found


def put(bluesky: Bluesky, collection: str, rkey: str, status: int = 200, **record: Any) -> Any:
    whole = {"$type": collection, "createdAt": WHEN, **record}
    return bluesky.write("put", rkey, whole, status, collection=collection)


def thread(bluesky: Bluesky, uri: str) -> dict[str, Any]:
    found: dict[str, Any] = bluesky.get("app.bsky.feed.getPostThread", uri=uri)
    return found


def replies(bluesky: Bluesky, uri: str) -> list[str]:
    return [one["post"]["uri"] for one in thread(bluesky, uri)["thread"]["replies"]]


def told(bluesky: Bluesky) -> list[str]:
    rows = bluesky.get("app.bsky.notification.listNotifications", limit=100)["notifications"]
    return [row["uri"] for row in rows]


def profile(bluesky: Bluesky, did: str) -> dict[str, Any]:
    (found,) = bluesky.get("app.bsky.actor.getProfiles", actors=[did, "did:plc:nobody"])["profiles"]
    viewer: dict[str, Any] = found["viewer"]
    return viewer


def row(stage: Stage, uri: str) -> dict[str, Any]:
    return next(one for one in stage.said("bluesky") if one["uri"] == uri)


def test_a_like_shows_until_its_record_is_gone(stage: Stage, bluesky: Bluesky, said: dict[str, Any]) -> None:
    subject = {"uri": said["uri"], "cid": said["cid"]}
    like = put(bluesky, LIKE, "3kzzlikelike2", subject=subject)["uri"]
    after = shown(bluesky, said["uri"])
    assert (after["viewer"]["like"], after["likeCount"]) == (like, said["likeCount"] + 1)
    assert row(stage, said["uri"])["liked"]
    put(bluesky, LIKE, "3kzzlikelike3", subject=subject)
    assert shown(bluesky, said["uri"])["viewer"]["like"] == like
    assert "commit" in bluesky.write("delete", "3kzzlikelike2", collection=LIKE)
    assert "like" not in shown(bluesky, said["uri"])["viewer"]
    assert bluesky.write("delete", "3kzzlikelike2", collection=LIKE) == {}


def test_somebody_blocked_is_out_of_sight(stage: Stage, bluesky: Bluesky, root: str) -> None:
    one = stage.says("bluesky", "Usch", to=root, by="kalle")
    below = stage.says("bluesky", "Håll med", to=one)
    did = shown(bluesky, one)["author"]["did"]
    block = put(bluesky, BLOCK, "3kzzblockbl22", subject=did)["uri"]
    assert profile(bluesky, did)["blocking"] == block
    assert bluesky.get("app.bsky.feed.getPosts", uris=[one])["posts"] == []
    assert one not in told(bluesky)
    assert replies(bluesky, root) == []
    hidden = thread(bluesky, one)["thread"]
    assert (hidden["$type"], hidden["blocked"]) == ("app.bsky.feed.defs#blockedPost", True)
    assert thread(bluesky, below)["thread"]["parent"]["blocked"] is True
    assert stage.do("world", on="bluesky")["blocked"] == ["kalle"]
    bluesky.write("delete", "3kzzblockbl22", collection=BLOCK)
    assert "blocking" not in profile(bluesky, did)
    assert one in told(bluesky)


def test_somebody_muted_is_told_of_no_more_and_still_in_the_thread(
    stage: Stage, bluesky: Bluesky, root: str, said: dict[str, Any]
) -> None:
    did = said["author"]["did"]
    for _ in range(2):
        assert bluesky.call("POST", "app.bsky.graph.muteActor", json={"actor": did}).content == b""
    assert profile(bluesky, did)["muted"] is True
    assert said["uri"] not in told(bluesky)
    assert replies(bluesky, root) == [said["uri"]]
    for _ in range(2):
        bluesky.call("POST", "app.bsky.graph.unmuteActor", json={"actor": did})
    assert profile(bluesky, did)["muted"] is False
    nobody = bluesky.call("POST", "app.bsky.graph.muteActor", 400, json={"actor": "did:plc:nobody"}).json()
    assert nobody == {"error": "InvalidRequest", "message": "Actor not found"}
    ours = bluesky.call("POST", "app.bsky.graph.muteActor", 400, json={"actor": bluesky.did}).json()
    assert ours["message"] == "Actor cannot mute themselves"


def test_a_gate_hides_replies_and_bars_strangers(
    stage: Stage, bluesky: Bluesky, root: str, said: dict[str, Any]
) -> None:
    rkey = root.rpartition("/")[2]
    put(bluesky, GATE, rkey, post=root, allow=[], hiddenReplies=[said["uri"]])
    gate = thread(bluesky, root)["threadgate"]
    assert (gate["record"]["hiddenReplies"], gate["record"]["allow"]) == ([said["uri"]], [])
    assert shown(bluesky, root)["threadgate"]["uri"] == f"at://{bluesky.did}/{GATE}/{rkey}"
    assert (row(stage, said["uri"])["hidden"], row(stage, root)["locked"]) == (True, True)
    barred = stage.says("bluesky", "Jag med", to=root)
    assert replies(bluesky, root) == [said["uri"]]
    assert barred not in told(bluesky)
    assert row(stage, barred)["barred"]
    put(bluesky, GATE, rkey, post=root, hiddenReplies=[])
    heard = stage.says("bluesky", "Äntligen", to=root)
    assert replies(bluesky, root) == [said["uri"], heard]
    assert not row(stage, root)["locked"]
    bluesky.write("delete", rkey, collection=GATE)
    assert "threadgate" not in thread(bluesky, root)


def test_a_gate_is_changed_by_whoever_saw_it_last(bluesky: Bluesky, root: str) -> None:
    rkey = root.rpartition("/")[2]
    first = put(bluesky, GATE, rkey, post=root)
    whole = {"$type": GATE, "createdAt": WHEN, "post": root, "allow": []}
    lost = bluesky.write("put", rkey, whole, 400, collection=GATE, swapRecord=None)
    assert lost["error"] == "InvalidSwap"
    assert "commit" in bluesky.write("put", rkey, whole, collection=GATE, swapRecord=first["cid"])


@pytest.mark.parametrize(
    ("collection", "record"),
    [
        (LIKE, {"subject": {"uri": "at://x"}}),
        (BLOCK, {"subject": "nobody"}),
        (GATE, {"post": "at://x/y/other"}),
        (GATE, {"post": "at://x/y/3kzzodd222222", "hiddenReplies": ["at://x"] * 301}),
        (GATE, {"post": "at://x/y/3kzzodd222222", "allow": [{}] * 6}),
        (LIKE, {"subject": {"uri": "at://x", "cid": "b"}, "createdAt": ""}),
    ],
)
def test_a_record_that_breaks_its_lexicon_is_refused(bluesky: Bluesky, collection: str, record: dict[str, Any]) -> None:
    assert put(bluesky, collection, "3kzzodd222222", 400, **record)["error"] == "InvalidRequest"


def test_reports_go_to_the_moderation_service(stage: Stage, bluesky: Bluesky, said: dict[str, Any]) -> None:
    subject = {"$type": "com.atproto.repo.strongRef", "uri": said["uri"], "cid": said["cid"]}
    kind = "tools.ozone.report.defs#reasonMisleadingSpam"
    body = {"reasonType": kind, "subject": subject, "reason": "Reklam"}
    path = "com.atproto.moderation.createReport"
    first, second = (bluesky.call("POST", path, json=body, headers=LABELER).json() for _ in range(2))
    assert {"id", "reasonType", "reason", "subject", "reportedBy", "createdAt"} == first.keys()
    assert (first["reportedBy"], first["id"] != second["id"]) == (bluesky.did, True)
    kept = stage.do("world", on="bluesky")["reports"][-1]
    assert (kept["who"], kept["filed"], kept["comment"]) == ("lisa", kind, "Reklam")
    assert kept["what"] == [said["uri"].rpartition("/")[2]]
    assert bluesky.call("POST", path, 400, json=body).json()["error"] == "InvalidRequest"
