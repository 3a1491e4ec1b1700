"""The stage as it is played: what arrives by itself, what people say to our answers, bad weather, and its end."""

import signal

import httpx
import pytest

from tests.stage.play import Mastodon, Stage, until


def test_comments_arrive_edits_and_deletions_happen_and_people_answer_us() -> None:
    with Stage("--speed", "150", "--requests", "5000") as stage:
        client = Mastodon(stage)
        asked = stage.key("mastodon", "m1")
        ours = client.post("@lisa_a vi räknar med 22.00", in_reply_to_id=asked["id"])
        thanks = until(lambda: [row for row in stage.said("mastodon") if row["to"] == ours["id"]])[0]
        assert thanks["by"] == "lisa"
        assert thanks["text"].startswith("@norrby Tack för att ni svarade så fort")
        until(lambda: [row for row in stage.said("bluesky") if row["key"] == "a30"])
        edited = stage.key("mastodon", "a3")
        assert "EDIT" in edited["text"]
        assert client.get(f"/api/v1/statuses/{edited['id']}")["edited_at"]
        assert "a9" not in [row["key"] for row in stage.said("bluesky")]
        assert len([row for row in stage.said("mastodon") if row["to"] == ours["id"]]) == 1


def test_nothing_arrives_by_itself_when_the_speed_is_nothing() -> None:
    with Stage("--speed", "0") as stage:
        client = Mastodon(stage)
        before = len(stage.said("mastodon"))
        client.post("@lisa_a hej", in_reply_to_id=stage.key("mastodon", "m1")["id"])
        stage.says("mastodon", "en till", to="m-strom")
        assert len(stage.said("mastodon")) == before + 2


@pytest.mark.parametrize(
    ("kind", "status", "text"),
    [("status", 500, "unexpected"), ("throttle", 429, "Too many"), ("html", 200, "Bad Gateway"), ("redirect", 302, "")],
)
def test_bad_weather_spoils_the_next_requests_and_passes(stage: Stage, kind: str, status: int, text: str) -> None:
    client = Mastodon(stage)
    stage.do("fault", kind=kind, path="/api/v1/notifications", count=1)
    spoiled = client.call("GET", "/api/v1/notifications", status)
    assert text in spoiled.text
    client.get("/api/v1/notifications")


@pytest.mark.parametrize(("kind", "done"), [("half", 0), ("lost", 1)])
def test_an_answer_can_be_cut_before_or_after_the_deed(stage: Stage, kind: str, done: int) -> None:
    client = Mastodon(stage)
    stage.do("fault", kind=kind, method="POST", path="/api/v1/statuses")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.post(f"väder {kind}")
    assert len([row for row in stage.said("mastodon") if row["text"] == f"väder {kind}"]) == done


def test_behind_the_scene_only_with_the_token(stage: Stage) -> None:
    answer = stage.http.post("/_stage/say", json={}, headers={"Authorization": "Bearer no"})
    assert answer.status_code == 401
    wrong = {"on": "mastodon", "text": "x", "to": "nothing"}
    answer = stage.http.post("/_stage/say", json=wrong, headers={"Authorization": f"Bearer {stage.control}"})
    assert answer.status_code == 400


def test_logins_can_be_made_worthless() -> None:
    with Stage("--speed", "0") as stage:
        client = Mastodon(stage)
        client.get("/api/v1/notifications")
        stage.do("forget", on="mastodon")
        assert client.get("/api/v1/notifications", 401) == {"error": "The access token is invalid"}
        stage.do("forget", on="bluesky")
        asked = {"identifier": stage.handle, "password": stage.password}
        assert stage.http.post("/xrpc/com.atproto.server.createSession", json=asked).status_code == 401


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, None])
def test_it_ends_cleanly_on_a_signal_and_when_its_leash_is_let_go(number: int | None) -> None:
    stage = Stage("--speed", "0")
    stage.http.close()
    assert stage.end(number) == 0
