"""The stage's YouTube counts the units of a day, which begins at midnight in California."""

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from backend.model.clock import HOUR, parse_iso, plus
from backend.stage.script import load
from backend.stage.world import World
from backend.stage.youtube import YouTube
from tests.conftest import StandingClock


class Client:
    """Calls a YouTube without a server, and tells what became of them: status and reason."""

    def __init__(self, youtube: YouTube) -> None:
        self._door = httpx.ASGITransport(Starlette(routes=youtube.routes()))
        self._headers = {"Authorization": f"Bearer {youtube.give({'lives_s': 36_000})['access_token']}"}

    def call(self, method: str, path: str, **params: str) -> tuple[int, str]:
        async def called() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._door, base_url="http://stage") as client:
                return await client.request(method, f"/youtube/v3/{path}", params=params, headers=self._headers)

        answer = asyncio.run(called())
        error = answer.json().get("error") if answer.content else None
        return answer.status_code, error["errors"][0]["reason"] if error else ""


def test_a_day_has_its_units_and_a_new_one_begins_at_midnight(clock: StandingClock) -> None:
    clock.at = parse_iso("2026-11-19T07:30:00Z")
    client = Client(YouTube(World(load(), clock), clock, units=53))
    assert client.call("GET", "channels", part="id", mine="true") == (200, "")
    assert client.call("GET", "channels", mine="true") == (400, "missingRequiredParameter"), "it costs one as well"
    assert client.call("DELETE", "comments", id="UgNone") == (404, "commentNotFound")
    assert client.call("GET", "channels", part="id", mine="true") == (200, "")
    assert client.call("GET", "channels", part="id", mine="true") == (403, "quotaExceeded")
    clock.at = plus(clock.at, HOUR)
    assert client.call("GET", "channels", part="id", mine="true") == (200, "")


@pytest.mark.parametrize("name", ["since", "publishedAfter"])
def test_there_is_no_way_to_ask_for_what_is_new(clock: StandingClock, name: str) -> None:
    client = Client(YouTube(World(load(), clock), clock))
    asked = {"part": "id", "videoId": "x", name: "2026-01-01"}
    assert client.call("GET", "commentThreads", **asked) == (400, "badRequest")
