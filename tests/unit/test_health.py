"""Health that cannot lie, and the command that mends a login."""

from dataclasses import replace

import pytest

from backend.i18n.reasons import word
from backend.model.account import Account, Capabilities, Health, HealthState
from backend.model.clock import MINUTE, Micros, plus
from backend.model.desk import WorkerStatus
from backend.model.health import LoginState, mending, renewal
from backend.policy.health import OVERDUE, honest
from tests.conftest import START

WELL = Health(HealthState.OK, START, None, START, 0.1, plus(START, MINUTE))
AWAKE = WorkerStatus(alive=True, seen_at=START)
LATEST = plus(START, MINUTE + OVERDUE)


def account(platform: str, base_url: str = "https://x.example", handle: str = "acme") -> Account:
    return Account(1, platform, "acme", "#fff", "r1", handle, "Acme", base_url, Capabilities(), WELL)


@pytest.mark.parametrize("state", [HealthState.OK, HealthState.NEW, HealthState.LATE, HealthState.THROTTLED])
def test_a_promise_that_was_not_kept_is_blindness(state: HealthState) -> None:
    told = replace(WELL, state=state)
    assert honest(told, AWAKE, LATEST) == told
    seen = honest(told, AWAKE, plus(LATEST, 1))
    assert (seen.state, seen.since, seen.last_complete_at) == (HealthState.BLIND, START, START)


@pytest.mark.parametrize("state", [HealthState.BLIND, HealthState.NEEDS_LOGIN])
def test_what_is_known_to_be_ill_keeps_its_reason(state: HealthState) -> None:
    told = replace(WELL, state=state)
    assert honest(told, AWAKE, plus(LATEST, 1)) == told


def test_without_a_worker_it_is_the_workers_absence() -> None:
    gone = honest(WELL, WorkerStatus(alive=False, seen_at=plus(START, 1)), plus(LATEST, 1))
    assert gone.reason is not None
    assert (gone.reason.code, gone.reason.params) == ("account.no_worker", {"since": START + 1})
    assert "nightdesk worker" in word(gone.reason)


def test_an_account_that_was_never_read_is_blind_since_it_is_there() -> None:
    never = replace(WELL, state=HealthState.NEW, since=plus(START, -1), last_complete_at=None)
    assert honest(never, AWAKE, plus(LATEST, 1)).since == START - 1
    assert honest(replace(never, next_at=None), AWAKE, Micros(2 * LATEST)).state is HealthState.NEW


@pytest.mark.parametrize(
    ("one", "command"),
    [
        (account("mastodon", "https://social.example"), "mastodon social.example"),
        (account("mastodon", "http://127.0.0.1:4"), "mastodon http://127.0.0.1:4"),
        (account("bluesky", handle="@acme.bsky.social"), "bluesky acme.bsky.social"),
        (account("facebook"), "facebook --app-id ID"),
        (account("instagram", "https://graph.facebook.com"), "instagram --app-id ID"),
        (account("instagram", "https://graph.instagram.com"), "instagram-login --app-id ID"),
    ],
)
def test_each_platforms_login_is_mended_its_own_way(one: Account, command: str) -> None:
    assert renewal(one) == f"nightdesk account add {command}"
    assert renewal(one, "Anna") == f"nightdesk account add {command} --as Anna"


def test_a_strangers_handle_is_no_shell_command() -> None:
    assert renewal(account("bluesky", handle="x; rm -rf ~")) == "nightdesk account add bluesky 'x; rm -rf ~'"
    assert renewal(account("mastodon", "https://a$(id).example")).endswith("'a$(id).example'")


def test_who_can_mend_it_is_said_by_name() -> None:
    one = account("bluesky", handle="acme.example")
    said = word(mending(one, LoginState(renewers=("Anna", "Erik"))))
    assert "Anna, Erik" in said
    assert said.endswith("nightdesk account add bluesky acme.example --as Anna")
    assert word(mending(one, LoginState())).startswith("Nobody is named")
