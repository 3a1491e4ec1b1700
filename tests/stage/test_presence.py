"""Several accounts of ours on one stage: the login tells whose a request is, as on the platforms."""

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from backend.platforms import open_connector
from tests.stage.play import Stage

WIRES = ("mastodon", "bluesky", "facebook", "instagram", "threads", "linkedin", "youtube")


@pytest.fixture(scope="module")
def house() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "100000", "--access-s", "7200") as running:
        for on in WIRES:
            for number in (1, 2, 3):
                running.do("clear", **{"on": on, "as": number})
                running.do("fill", **{"on": [on], "as": number, "posts": 1, "comments": 4, "seed": number})
        yield running


def theirs(stage: Stage, on: str, number: int) -> set[str]:
    """Return the last word of everything others said to one of us."""
    rows = stage.do("truth", **{"on": on, "as": number})["said"]
    return {row[1].split()[-1] for row in rows if not row[2]}


def read(stage: Stage, on: str, number: int) -> tuple[str, set[str]]:
    """Read all with our connector; returns who we are there, and the last word of everything others said."""
    login = stage.do("login", **{"on": on, "as": number})
    connector = open_connector(on, stage.url, login, lambda _: None, timeout_s=10)
    try:
        who, found = connector.check(), set()
        for stream in connector.streams:
            page = connector.pull(stream, None, 0, lambda _: {})  # type: ignore[arg-type]
            found |= {one.text.split()[-1] for one in page.comments if not one.own}
            for post in page.posts:
                found |= {
                    one.text.split()[-1] for one in connector.thread(post.remote_id, None).comments if not one.own
                }
    finally:
        connector.close()
    return who.remote_id, found


@pytest.mark.parametrize("on", WIRES)
def test_each_of_us_reads_what_was_said_to_it_alone(house: Stage, on: str) -> None:
    found = {number: read(house, on, number) for number in (1, 2, 3)}
    assert len({who for who, _words in found.values()}) == 3
    for number, (_who, words) in found.items():
        assert words == theirs(house, on, number)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_persons_login_lists_the_pages_of_all_and_each_page_has_its_own(house: Stage) -> None:
    person = house.do("login", on="facebook", kind="user")["token"]
    asked = {"fields": "id,name,access_token,instagram_business_account"}
    pages = house.http.get("/v26.0/me/accounts", params=asked, headers=bearer(person)).json()["data"]
    assert [page["name"] for page in pages] == ["Norrby Energi", "Norrby Energi 2", "Norrby Energi 3"]
    assert len({page["instagram_business_account"]["id"] for page in pages}) == 3
    for page in pages:
        me = house.http.get("/v26.0/me", headers=bearer(page["access_token"])).json()
        assert me["id"] == page["id"]
    second, third = (page["access_token"] for page in pages[1:])
    post = house.http.get("/v26.0/me/feed", headers=bearer(second)).json()["data"][0]["id"]
    assert house.http.get(f"/v26.0/{post}", headers=bearer(second)).status_code == 200
    refused = house.http.get(f"/v26.0/{post}", headers=bearer(third))
    assert (refused.status_code, refused.json()["error"]["error_subcode"]) == (400, 33)


def test_logins_are_renewed_for_whose_they_are(house: Stage) -> None:
    login = house.do("login", **{"on": "youtube", "as": 2})
    asked = {name: login[name] for name in ("client_id", "client_secret", "refresh_token")}
    fresh = house.http.post("/token", data={**asked, "grant_type": "refresh_token"}).json()["access_token"]
    path = "/youtube/v3/channels?part=snippet&mine=true"
    shown = house.http.get(path, headers=bearer(fresh)).json()
    assert shown["items"][0]["snippet"]["title"] == "Norrby Energi 2"
    session = _session(house, 3)
    again = house.http.post("/xrpc/com.atproto.server.refreshSession", headers=bearer(session["refreshJwt"])).json()
    assert again["handle"] == session["handle"] == "norrby-energi3.test"


def test_handles_and_dids_are_found_without_a_login(house: Stage) -> None:
    session = _session(house, 2)
    asked = {"handle": "norrby-energi2.test"}
    assert house.http.get("/xrpc/com.atproto.identity.resolveHandle", params=asked).json() == {"did": session["did"]}
    assert house.http.get(f"/{session['did']}").json()["alsoKnownAs"] == ["at://norrby-energi2.test"]


def _session(house: Stage, number: int) -> Any:
    login = house.do("login", **{"on": "bluesky", "as": number})
    return house.http.post("/xrpc/com.atproto.server.createSession", json=login).json()


def test_a_clock_may_be_wrong_for_one_of_us(house: Stage) -> None:
    def date(number: int) -> float:
        token = house.do("login", **{"on": "mastodon", "as": number})["token"]
        answer = house.http.get("/api/v1/accounts/verify_credentials", headers=bearer(token))
        return parsedate_to_datetime(answer.headers["date"]).timestamp()

    house.do("skew", **{"as": 3, "seconds": -400})
    assert 395 <= date(2) - date(3) <= 405
    said = [house.do("say", **{"on": "mastodon", "as": number, "text": "Hej"})["at"] for number in (2, 3)]
    assert 395 <= (said[0] - said[1]) / 1_000_000 <= 405


def test_there_is_an_end_to_us(house: Stage) -> None:
    for number in (0, 101, "2"):
        headers = bearer(house.control)
        assert (
            house.http.post("/_stage/login", json={"on": "mastodon", "as": number}, headers=headers).status_code == 400
        )
