"""Logins on Bluesky's real servers: tokens that run out, passwords, the way to a server, and the limit of logins."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from backend.model.clock import SECOND, SystemClock
from backend.model.reason import Reason
from backend.platforms import end_login
from backend.platforms.base import Gone, LoginExpired, Refused, Throttled
from backend.platforms.bluesky import find_server, open_connector
from tests.platforms.bluesky_rig import Rig, start
from tests.platforms.bluesky_world import BlueskyWorld, asked
from tests.platforms.world import Inbox, reply_to

pytestmark = pytest.mark.bluesky

JWT_SECRET = b"jwt-secret"
"""What dev-env signs its tokens with."""


@pytest.fixture(scope="module")
def strict() -> Iterator[Rig]:
    """The PDS alone, with its real limits."""
    with start(full=False, limits=True) as rig:
        yield rig


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def aged(token: str) -> str:
    """Return a token as it is when its time has run out."""
    head, body, _ = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    body = encoded(json.dumps({**claims, "iat": claims["iat"] - 9000, "exp": claims["iat"] - 1800}).encode())
    signed = hmac.new(JWT_SECRET, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{encoded(signed)}"


class TestTokens:
    def test_one_that_ran_out_is_renewed_once_and_written_back(self, bluesky: BlueskyWorld) -> None:
        old = aged(bluesky.ours.tokens["access"])
        answer = httpx.get(
            f"{bluesky.rig.pds}/xrpc/com.atproto.server.getSession", headers={"Authorization": f"Bearer {old}"}
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "ExpiredToken")
        connector = bluesky.connect(access=old, password="")
        try:
            assert connector.check().remote_id == bluesky.login.did
            Inbox(connector).catch_up()
        finally:
            connector.close()
        paths = [path.partition("?")[0].rpartition(".")[2] for _, path, _ in bluesky.gate.seen]
        assert paths[:3] == ["getSession", "refreshSession", "getSession"]
        assert paths.count("refreshSession") == 1
        assert [values["did"] for values in bluesky.saved] == [bluesky.login.did]
        assert bluesky.saved[0]["refresh"] not in ("", bluesky.ours.tokens["refresh"])
        assert bluesky.saved[0]["password"] == ""

    def test_a_login_that_was_ended_is_worth_nothing_more(self, bluesky: BlueskyWorld) -> None:
        secret = {"identifier": bluesky.login.handle, "did": bluesky.login.did, **bluesky.ours.tokens}
        for _ in range(2):
            assert end_login("bluesky", bluesky.gate.url, secret) is None
        path, bearer = "com.atproto.server.refreshSession", {"Authorization": f"Bearer {secret['refresh']}"}
        answer = httpx.post(f"{bluesky.rig.pds}/xrpc/{path}", headers=bearer)
        assert (answer.status_code, answer.json()["error"]) == (400, "ExpiredToken")
        with_password = secret | {"password": bluesky.login.password}
        assert end_login("bluesky", bluesky.gate.url, with_password) == Reason("bluesky.app_password")

    def test_threads_that_find_it_run_out_renew_it_once(self, bluesky: BlueskyWorld) -> None:
        connector = bluesky.connect(access=aged(bluesky.ours.tokens["access"]), password="")
        together = threading.Barrier(4)

        def read() -> bool:
            together.wait(10)
            return Inbox(connector).page().more

        try:
            with ThreadPoolExecutor(4) as pool:
                assert [one.result() for one in [pool.submit(read) for _ in range(4)]] == [False] * 4
        finally:
            connector.close()
        assert sum("refreshSession" in path for _, path, _ in bluesky.gate.seen) == 1
        assert len(bluesky.saved) == 1

    def test_what_was_written_back_is_a_login(self, bluesky: BlueskyWorld) -> None:
        connector = bluesky.connect(access="", refresh="")
        connector.check()
        connector.close()
        again = open_connector(bluesky.gate.url, {**bluesky.saved[0], "password": ""}, lambda values: None)
        try:
            assert again.check().handle == bluesky.login.handle
        finally:
            again.close()

    def test_a_spoilt_token_and_a_spent_session_fall_back_on_the_password(self, bluesky: BlueskyWorld) -> None:
        connector = bluesky.connect(access="not.a.token", refresh=aged(bluesky.ours.tokens["refresh"]))
        try:
            connector.check()
        finally:
            connector.close()
        assert any("createSession" in path for _, path, _ in bluesky.gate.seen)

    def test_a_wrong_password_says_so(self, bluesky: BlueskyWorld) -> None:
        connector = bluesky.connect(access="", refresh="", password="guessed")
        try:
            with pytest.raises(LoginExpired) as caught:
                connector.check()
        finally:
            connector.close()
        assert caught.value.reason.code == "bluesky.password"

    def test_a_handle_that_is_somebody_elses_now_is_refused(self, bluesky: BlueskyWorld) -> None:
        connector = bluesky.connect(access="", refresh="", did="did:plc:ewvi7nxzyoun6zhxrhs64oiz")
        try:
            with pytest.raises(LoginExpired) as caught:
                connector.check()
        finally:
            connector.close()
        assert caught.value.reason.code == "bluesky.other_account"
        assert bluesky.saved == []

    def test_an_app_password_is_enough(self, bluesky: BlueskyWorld) -> None:
        made = bluesky.ours.call("com.atproto.server.createAppPassword", name="nightdesk")
        connector = bluesky.connect(access="", refresh="", password=str(made["password"]))
        try:
            row = asked(bluesky)
            assert connector.send(connector.prepare(reply_to(row, "Ja", SystemClock().now()))).remote_id
        finally:
            connector.close()

    def test_a_server_is_found_from_a_handle(self, bluesky: BlueskyWorld) -> None:
        at = {"resolver": bluesky.rig.pds, "directory": bluesky.rig.plc}
        assert find_server(f"@{bluesky.login.handle}", **at) == bluesky.rig.pds
        assert find_server(bluesky.login.did, **at) == bluesky.rig.pds
        for nobody in ("nobody.test", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"):
            with pytest.raises(Gone):
                find_server(nobody, **at)
        with pytest.raises(Refused):
            find_server("not a handle", **at)


class TestRateLimits:
    def test_too_many_logins_are_told_until_when(self, strict: Rig) -> None:
        org = strict.account("org")
        saved: list[dict[str, str]] = []
        secret = {"identifier": org.handle, "password": org.password}
        kept = open_connector(strict.pds, secret, lambda values: saved.append(dict(values)))
        try:
            profile = kept.check()
            assert (profile.handle, profile.name) == (org.handle, org.handle)
            assert 0 < kept.usage().share < 1
            for _ in range(29):
                body = {"identifier": org.handle, "password": org.password}
                httpx.post(f"{strict.pds}/xrpc/com.atproto.server.createSession", json=body)
            fresh = open_connector(strict.pds, secret, lambda values: None)
            with pytest.raises(Throttled) as caught:
                fresh.check()
            fresh.close()
            assert 0 < caught.value.until - SystemClock().now() <= 301 * SECOND
            assert kept.check().remote_id == org.did
            again = open_connector(strict.pds, saved[-1], lambda values: None)
            assert again.check().remote_id == org.did
            again.close()
        finally:
            kept.close()
