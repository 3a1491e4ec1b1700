"""The stage's Mastodon does what is done about a status or an account, and shows it as the server does."""

import re
from typing import Any

import pytest

from tests.stage.play import Mastodon, Stage

RELATIONSHIP = (
    "blocked_by blocking domain_blocking endorsed followed_by following id muting muting_notifications note notifying "
    "requested requested_by showing_reblogs"
).split()
REPORT = "action_taken category comment created_at forwarded id target_account".split()


@pytest.fixture
def said(stage: Stage, mastodon: Mastodon) -> dict[str, Any]:
    """A status of somebody's that nothing has been done about."""
    status: dict[str, Any] = mastodon.get(f"/api/v1/statuses/{stage.says('mastodon', 'Hör upp!', to='m-strom')}")
    return status


def act(mastodon: Mastodon, path: str, status: int = 200, **body: Any) -> Any:
    return mastodon.call("POST", f"/api/v1/{path}", status, json=body).json()


def test_a_favourite_shows_until_it_is_taken_back(stage: Stage, mastodon: Mastodon, said: dict[str, Any]) -> None:
    path = f"statuses/{said['id']}"
    assert said["favourited"] is False
    for _ in range(2):
        liked = act(mastodon, f"{path}/favourite")
        assert (liked["favourited"], liked["favourites_count"]) == (True, said["favourites_count"] + 1)
    assert mastodon.get(f"/api/v1/{path}")["favourited"] is True
    assert next(row for row in stage.said("mastodon") if row["id"] == said["id"])["liked"]
    for _ in range(2):
        assert act(mastodon, f"{path}/unfavourite")["favourited"] is False
    assert act(mastodon, "statuses/1/favourite", 404) == {"error": "Record not found"}


def test_somebody_muted_is_told_of_no_more_and_out_of_the_thread(
    stage: Stage, mastodon: Mastodon, said: dict[str, Any]
) -> None:
    who = said["account"]["id"]
    muted = act(mastodon, f"accounts/{who}/mute", notifications=True)
    assert set(RELATIONSHIP) <= set(muted)
    assert (muted["id"], muted["muting"], muted["muting_notifications"], muted["blocking"]) == (who, True, True, False)
    later = stage.says("mastodon", "Hör upp igen!", to="m-strom")
    told = [row["status"]["id"] for row in mastodon.get("/api/v1/notifications", limit=80)]
    assert (said["id"] in told, later in told) == (True, False)
    below = mastodon.get(f"/api/v1/statuses/{stage.key('mastodon', 'm-strom')['id']}/context")["descendants"]
    assert {later, said["id"]}.isdisjoint(row["id"] for row in below)
    assert stage.do("world", on="mastodon")["muted"] == ["lisa"]
    assert act(mastodon, f"accounts/{who}/unmute")["muting"] is False
    assert act(mastodon, "accounts/1/mute", 404) == {"error": "Record not found"}


def test_somebody_blocked_is_forgotten(stage: Stage, mastodon: Mastodon) -> None:
    one = stage.says("mastodon", "Usch", to="m-strom", by="kalle")
    who = mastodon.get(f"/api/v1/statuses/{one}")["account"]["id"]
    assert act(mastodon, f"accounts/{who}/block")["blocking"] is True
    assert one not in [row["status"]["id"] for row in mastodon.get("/api/v1/notifications", limit=80)]
    wish: dict[str, Any] = {"id[]": [who, "1"]}
    (between,) = mastodon.get("/api/v1/accounts/relationships", **wish)
    assert (between["id"], between["blocking"]) == (who, True)
    assert stage.do("world", on="mastodon")["blocked"] == ["kalle"]
    assert act(mastodon, f"accounts/{who}/unblock")["blocking"] is False


def test_nothing_is_done_to_ourselves(stage: Stage, mastodon: Mastodon) -> None:
    me = mastodon.get("/api/v1/accounts/verify_credentials")["id"]
    assert act(mastodon, f"accounts/{me}/block")["blocking"] is False
    assert stage.do("world", on="mastodon")["blocked"] == []


def test_reports_are_kept_one_for_each_time(stage: Stage, mastodon: Mastodon, said: dict[str, Any]) -> None:
    body = {"account_id": said["account"]["id"], "status_ids": [said["id"]], "comment": "Reklam", "category": "spam"}
    made = [act(mastodon, "reports", **body, forward=True) for _ in range(2)]
    assert set(REPORT) <= set(made[0])
    assert made[0]["id"] != made[1]["id"]
    assert (made[0]["category"], made[0]["status_ids"], made[0]["forwarded"]) == ("spam", [said["id"]], False)
    assert made[0]["target_account"]["id"] == said["account"]["id"]
    kept = stage.do("world", on="mastodon")["reports"]
    assert [(one["who"], one["what"], one["filed"], one["comment"]) for one in kept] == [
        ("lisa", [said["id"]], "spam", "Reklam")
    ] * 2


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"account_id": "1"}, 404, "Record not found"),
        ({"status_ids": ["1"]}, 404, "Record not found"),
        ({"category": "rude"}, 422, "not a valid category"),
        ({"category": "violation"}, 422, "valid rules"),
        ({"comment": "å" * 1001}, 422, "too long"),
    ],
)
def test_a_report_the_server_refuses(
    mastodon: Mastodon, said: dict[str, Any], changed: dict[str, Any], status: int, told: str
) -> None:
    body = {"account_id": said["account"]["id"], "status_ids": [said["id"]], "comment": ""}
    assert told in act(mastodon, "reports", status, **{**body, **changed})["error"]


def test_a_report_about_somebody_elsewhere_is_forwarded_when_asked(stage: Stage, mastodon: Mastodon) -> None:
    rows = [mastodon.get(f"/api/v1/statuses/{row['id']}") for row in stage.said("mastodon")]
    far = next(row["account"]["id"] for row in rows if "@" in row["account"]["acct"])
    assert act(mastodon, "reports", account_id=far, forward=True)["forwarded"] is True
    assert act(mastodon, "reports", account_id=far)["forwarded"] is False


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("statuses/1/favourite", "write:favourites"),
        ("accounts/1/mute", "write:mutes"),
        ("accounts/1/block", "write:blocks"),
        ("reports", "write:reports"),
    ],
)
def test_each_act_needs_its_own_right(stage: Stage, path: str, scope: str) -> None:
    refused = act(Mastodon(stage, "read write:statuses"), path, 403)
    assert refused == {"error": "This action is outside the authorized scopes"}
    assert act(Mastodon(stage, f"read {scope}"), path, 404) == {"error": "Record not found"}


def test_an_edit_takes_away_what_it_does_not_say_again(mastodon: Mastodon) -> None:
    ours = mastodon.post("före", spoiler_text="Obs", language="sv")
    path = f"/api/v1/statuses/{ours['id']}"
    kept = mastodon.call("PUT", path, json={"status": "efter", "spoiler_text": "Obs"}).json()
    assert (kept["spoiler_text"], kept["sensitive"]) == ("Obs", True)
    edited_at = kept["edited_at"]
    assert re.match(r"\d{4}-", edited_at)
    same = mastodon.call("PUT", path, json={"status": "efter", "spoiler_text": "Obs"}).json()
    assert same["edited_at"] == edited_at, "an edit that changes nothing is none"
    assert mastodon.call("PUT", path, json={"status": "efter"}).json()["spoiler_text"] == ""


def test_attachments_stay_only_when_they_are_named(stage: Stage, mastodon: Mastodon) -> None:
    pictures = [{"kind": "image", "alt": alt, "seed": alt} for alt in ("ett", "två")]
    one = stage.says("mastodon", "Se", by="us", media=pictures)
    shown = mastodon.get(f"/api/v1/statuses/{one}")["media_attachments"]
    body = {"status": "Se här", "media_ids": [media["id"] for media in shown]}
    kept = mastodon.call("PUT", f"/api/v1/statuses/{one}", json=body).json()
    assert [media["id"] for media in kept["media_attachments"]] == [media["id"] for media in shown]
    gone = mastodon.call("PUT", f"/api/v1/statuses/{one}", json={"status": "Se där"}).json()
    assert gone["media_attachments"] == []
