"""What a storm is made of, as a client meets it, and a crowd of thousands."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import httpx
import pytest

from backend.stage.faults import STORMY
from tests.stage.play import Stage, until

WIRES = ("mastodon", "bluesky", "facebook", "instagram", "threads", "linkedin", "youtube")
ME = {
    "mastodon": "/api/v1/accounts/verify_credentials",
    "facebook": "/v26.0/me",
    "instagram": "/v26.0/me",
    "threads": "/v1.0/me",
    "youtube": "/youtube/v3/channels?part=snippet&mine=true",
}
EXPIRED = {"mastodon": 401, "facebook": 400, "instagram": 400, "threads": 400, "youtube": 401}


@pytest.fixture
def sky(stage: Stage) -> Iterator[Stage]:
    """A clear sky, before and after."""
    stage.do("fault", kind="")
    yield stage
    stage.do("fault", kind="")
    stage.do("storm", share=0)


def token(stage: Stage, on: str) -> str:
    login = stage.do("login", on=on)
    return str(login["access_token"] if on == "youtube" else login["token"])


def get(stage: Stage, path: str, login: str = "", **params: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {login}"} if login else {}
    return stage.http.get(path, params=params or None, headers=headers)


def test_a_reset_breaks_the_line_in_the_middle_of_what_was_done(sky: Stage) -> None:
    login = token(sky, "mastodon")
    sky.do("fault", kind="reset")
    with pytest.raises(httpx.ReadError):
        sky.http.post("/api/v1/statuses", json={"status": "Kom fram"}, headers={"Authorization": f"Bearer {login}"})
    assert "Kom fram" in [row["text"] for row in sky.said("mastodon")]


@pytest.mark.parametrize("on", EXPIRED)
def test_a_login_is_expired_for_some_calls_in_each_platforms_words(sky: Stage, on: str) -> None:
    login = token(sky, on)
    sky.do("fault", kind="expired", count=2)
    assert [get(sky, ME[on], login).status_code for _ in range(3)] == [EXPIRED[on], EXPIRED[on], 200]


def test_a_list_comes_in_another_order_and_whole(sky: Stage) -> None:
    sky.do("fill", on=["facebook"], posts=1, comments=60)
    login, asked = token(sky, "facebook"), {"fields": "id", "limit": "25"}
    (post, *_rest) = get(sky, "/v26.0/me/feed", login, limit="1").json()["data"]

    def ids() -> list[str]:
        rows = get(sky, f"/v26.0/{post['id']}/comments", login, filter="stream", **asked).json()["data"]
        return [row["id"] for row in rows]

    straight = ids()
    sky.do("fault", kind="shuffled", value=5)
    shuffled = ids()
    assert shuffled != straight
    assert sorted(shuffled) == sorted(straight)
    assert ids() == straight


def test_a_date_can_be_wrong(sky: Stage) -> None:
    def date() -> float:
        return parsedate_to_datetime(get(sky, "/api/v2/instance").headers["date"]).timestamp()

    right = date()
    sky.do("fault", kind="skewed", value=-300)
    assert 298 <= right - date() <= 300


def test_a_throttle_says_how_long_when_it_is_told_to(sky: Stage) -> None:
    sky.do("fault", kind="throttle")
    sky.do("fault", kind="throttle", value=3)
    assert [get(sky, "/api/v2/instance").headers.get("retry-after") for _ in range(3)] == [None, "3", None]


def test_a_storm_deals_from_its_seed_and_tells_what(sky: Stage) -> None:
    def weather() -> list[Any]:
        sky.do("storm", share=0.5, seed=9, most=20, kinds=["status", "html", "throttle"])
        for _ in range(80):
            get(sky, "/api/v2/instance")
        told = sky.do("storm")
        assert Counter(told["dealt"]).total() == 20
        assert Counter(kind for kind, _method, _path in told["log"]) == told["dealt"]
        log: list[Any] = told["log"]
        return log

    assert weather() == weather()
    sky.do("storm", share=0)
    assert get(sky, "/api/v2/instance").status_code == 200
    headers = {"Authorization": f"Bearer {sky.control}"}
    assert sky.http.post("/_stage/storm", json={"share": 1, "kinds": ["frogs"]}, headers=headers).status_code == 400
    assert "reset" in STORMY


@pytest.mark.parametrize("on", WIRES)
def test_a_crowd_says_thousands_once_each_at_several_levels(sky: Stage, on: str) -> None:
    sky.do("clear", **{"on": on, "as": 9})
    asked = {"on": [on], "as": 9, "posts": 5, "comments": 1000, "edits": 20, "deletes": 30, "span_s": 3600}
    done = sky.do("fill", **asked)
    rows = sky.do("truth", **{"on": on, "as": 9})["said"]
    assert len({row[0] for row in rows}) == len(rows) == 1005
    assert sum(row[3] for row in rows) == done["deletes"] > 10
    assert {row[4] for row in rows} == {0, 1, 2, 3, 4}
    assert not any(row[3] and row[5] for row in rows), "nothing that was answered is taken back"
    assert sum("Ändrat" in row[1] for row in rows) > 10 or not done["edits"]


class Ear(BaseHTTPRequestHandler):
    """Somebody who is pushed to, and keeps what comes."""

    heard: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        """Take a push."""
        self.heard.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_told: object) -> None:
        """Say nothing of it."""


def test_pushes_can_come_twice_and_in_another_order(sky: Stage) -> None:
    door = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=door.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{door.server_port}"
        sky.do("webhooks", on="facebook", url=url, secret="s", times=2, late_s=0.3)
        ids = [sky.do("say", on="facebook", text=f"Sak {number}", to=_post(sky))["id"] for number in range(8)]
        until(lambda: len(Ear.heard) == 16)
        told = [json.loads(body)["entry"][0]["changes"][0]["value"]["comment_id"] for body in Ear.heard]
    finally:
        door.shutdown()
        door.server_close()
    assert Counter(told) == dict.fromkeys(ids, 2)
    assert sorted(told, key=ids.index) != told
    assert sky.do("webhooks", on="facebook")["heard"] == [200] * 16


def _post(stage: Stage) -> str:
    return str(next(row["id"] for row in stage.said("facebook") if row["by"] == "us" and row["to"] is None))
