"""Connecting an account from a terminal, against the third party's server and against what is none."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from backend.i18n.reasons import SENTENCES
from backend.platforms import end_login
from backend.platforms.base import LoginExpired, NotPermitted, PlatformError, Refused, TryAgain
from backend.platforms.mastodon import open_connector
from backend.platforms.mastodon_oauth import SCOPES, Registration, begin, finish
from tests.platforms.gate import HTML, HTML_200, Gate, Spoil
from tests.platforms.mastodon_json import as_spoil
from tests.ports import free_port

REGISTERED = Registration("http://127.0.0.1", "id", "s3cret", "")


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate(None)
    yield gate
    gate.close()


def allow(registration: Registration, person: str) -> str:
    """Do what a person does in their browser, and return the code that is shown."""
    asked = {key: values[0] for key, values in parse_qs(urlsplit(registration.authorize_url).query).items()}
    assert asked["response_type"] == "code"
    assert asked["scope"] == SCOPES
    assert httpx.get(registration.authorize_url).status_code == 200
    shown = httpx.post(f"{registration.base_url}/oauth/authorize", data={**asked, "username": person})
    found = re.search(r"code: (\S+?)<", shown.text)
    assert found is not None
    return found[1]


def test_from_a_name_to_a_login_that_works_until_it_is_ended(mastodon_server: str) -> None:
    httpx.post(f"{mastodon_server}/api/v1/_mock/reset").raise_for_status()
    registration = begin(f"@brand@{mastodon_server.removeprefix('http://')}")
    assert registration.base_url == mastodon_server
    assert registration.client_secret not in repr(registration)
    token = finish(mastodon_server, registration, f"  {allow(registration, 'brand')}\n")
    app = {"client_id": registration.client_id, "client_secret": registration.client_secret}
    connector = open_connector(mastodon_server, {"token": token, **app}, lambda values: None)
    assert connector.check().name == "Varumärket"
    for _ in range(2):
        assert end_login("mastodon", mastodon_server, {"token": token, **app}) is None
    with pytest.raises(LoginExpired):
        connector.check()
    connector.close()


def test_a_pasted_address_holds_the_code(mastodon_server: str) -> None:
    registration = begin(mastodon_server)
    code = allow(registration, "fan")
    assert finish(mastodon_server, registration, f"{mastodon_server}/oauth/authorize/native?code={code}")


@pytest.mark.parametrize("code", ["wrong", "mockcode_nobody"])
def test_a_wrong_code(mastodon_server: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        finish(mastodon_server, begin(mastodon_server), code)
    assert caught.value.reason.code == "mastodon.code_refused"


def test_no_code_asks_nothing(gate: Gate) -> None:
    with pytest.raises(Refused) as caught:
        finish(gate.url, REGISTERED, " \n")
    assert caught.value.reason.code == "mastodon.no_code"
    assert gate.seen == []


@pytest.mark.parametrize(
    ("spoil", "kind", "code"),
    [
        (HTML_200, Refused, "mastodon.not_a_server"),
        (Spoil(404, HTML), Refused, "mastodon.not_a_server"),
        (as_spoil({"ok": True}), Refused, "mastodon.not_a_server"),
        (as_spoil({"error": "no"}, code=422), Refused, "mastodon.not_a_server"),
        (Spoil(301, "", {"Location": "https://social.example/api/v1/apps"}), Refused, "mastodon.moved"),
        (as_spoil({"error": "no"}, code=403), NotPermitted, "mastodon.no_apps"),
        (Spoil(503, HTML), TryAgain, "platform.server_error"),
    ],
)
def test_what_is_no_mastodon_says_so(gate: Gate, spoil: Spoil, kind: type[PlatformError], code: str) -> None:
    gate.spoil(spoil)
    with pytest.raises(kind) as caught:
        begin(gate.url)
    assert caught.value.reason.code == code
    SENTENCES[code].format_map({**caught.value.reason.params, "until": ""})


def test_a_dead_server_says_so() -> None:
    with pytest.raises(TryAgain) as caught:
        begin(f"127.0.0.1:{free_port()}")
    assert (caught.value.reason.code, caught.value.reached) == ("platform.unreachable", False)


def test_a_registration_the_server_has_forgotten(gate: Gate) -> None:
    gate.spoil(as_spoil({"error": "invalid_client"}, code=401))
    with pytest.raises(LoginExpired) as caught:
        finish(gate.url, REGISTERED, "code")
    assert caught.value.reason.code == "mastodon.app_forgotten"


def test_an_answer_without_a_token(gate: Gate) -> None:
    gate.spoil(as_spoil({"token_type": "Bearer"}))
    with pytest.raises(TryAgain):
        finish(gate.url, replace(REGISTERED, client_id="other"), "code")
    assert gate.seen[0][2].startswith("grant_type=authorization_code&client_id=other")
