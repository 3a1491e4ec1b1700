"""What servers of the AT protocol say to a login: every error by its name, tokens in threads, where accounts live."""

import json
from collections.abc import Iterator

import pytest

from backend.model.clock import SECOND
from backend.model.outbox import Wire
from backend.platforms.base import (
    Duplicate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
)
from backend.platforms.bluesky import BlueskyConnector, find_server, open_connector
from backend.platforms.bluesky_session import Session
from tests.conftest import START
from tests.platforms.bluesky_json import (
    CREATE,
    FAN,
    ME,
    NOTIFICATIONS,
    PUT,
    REFRESH,
    SECRET,
    Fields,
    Script,
    as_spoil,
    listed,
    refusal,
    session,
)
from tests.platforms.gate import CUT, HTML, LOST_ANSWER, Spoil
from tests.platforms.world import Inbox


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()
    yield script
    script.close()


@pytest.fixture
def saved() -> list[dict[str, str]]:
    return []


@pytest.fixture
def connector(script: Script, saved: list[dict[str, str]]) -> Iterator[BlueskyConnector]:
    connector = open_connector(script.gate.url, SECRET, lambda values: saved.append(dict(values)))
    yield connector
    connector.close()


class TestErrors:
    @pytest.mark.parametrize(
        ("answer", "kind", "code"),
        [
            (refusal("AccountTakedown", status=401), LoginExpired, "bluesky.closed"),
            (refusal("AuthFactorTokenRequired", status=401), LoginExpired, "bluesky.mailed_code"),
            (refusal("AuthenticationRequired", status=401), LoginExpired, "platform.login"),
            (refusal("InvalidRequest"), Refused, "platform.refused"),
            (refusal("InvalidRequest", "Could not find repo: x"), Gone, "platform.gone"),
            (refusal("RecordNotFound"), Gone, "platform.gone"),
            (refusal("InvalidSwap"), Duplicate, "platform.duplicate"),
            (refusal("BlockedActor"), NotPermitted, "bluesky.blocked"),
            (refusal("BlockedByActor"), NotPermitted, "bluesky.blocked"),
            (refusal("RateLimitExceeded", status=429), Throttled, "throttled"),
            (refusal("InternalServerError", status=500), TryAgain, "platform.server_error"),
            (refusal("UpstreamFailure", status=502), TryAgain, "platform.server_error"),
            (Spoil(404, HTML, {"Content-Type": "text/html"}), Refused, "bluesky.not_a_server"),
            (Spoil(400, HTML, {"Content-Type": "text/html"}), Refused, "platform.refused"),
        ],
    )
    def test_each_has_its_meaning(
        self, script: Script, connector: BlueskyConnector, answer: Spoil, kind: type[PlatformError], code: str
    ) -> None:
        script.says(NOTIFICATIONS, answer)
        with pytest.raises(kind) as caught:
            Inbox(connector).page()
        assert caught.value.reason.code == code

    def test_a_throttle_until_the_limit_starts_anew(self, script: Script, connector: BlueskyConnector) -> None:
        reset = 4_000_000_000
        headers = {"RateLimit-Limit": "3000", "RateLimit-Remaining": "600", "RateLimit-Reset": str(reset)}
        script.says(NOTIFICATIONS, as_spoil(listed(), headers=headers))
        Inbox(connector).page()
        assert connector.usage().share == pytest.approx(0.8)
        assert connector.usage().resets_at == reset * SECOND

    def test_no_list_is_not_an_empty_one(self, script: Script, connector: BlueskyConnector) -> None:
        answers: list[object] = [{}, {"notifications": None}, []]
        for odd in answers:
            script.says(NOTIFICATIONS, odd)
            with pytest.raises(TryAgain):
                Inbox(connector).page()


class TestSession:
    def test_a_token_refused_again_is_not_asked_for_for_ever(self, script: Script, connector: BlueskyConnector) -> None:
        script.says(NOTIFICATIONS, refusal("ExpiredToken"), times=9)
        script.says(REFRESH, session(2), times=9)
        with pytest.raises(LoginExpired):
            Inbox(connector).page()
        assert len(script.asked(NOTIFICATIONS)) == 2

    @pytest.mark.parametrize("lost", [CUT, LOST_ANSWER, Spoil(503), as_spoil({"did": ME}), as_spoil([])])
    def test_a_renewal_that_is_lost_left_no_write(
        self, script: Script, connector: BlueskyConnector, saved: list[dict[str, str]], lost: Spoil
    ) -> None:
        body = json.dumps({"repo": ME, "collection": "c", "rkey": "k", "record": {}})
        script.says(PUT, refusal("ExpiredToken"))
        script.says(REFRESH, lost)
        with pytest.raises((TryAgain, LoginExpired)) as caught:
            connector.send(Wire("POST", f"/xrpc/{PUT}", body, "k", START))
        assert not isinstance(caught.value, TryAgain) or not caught.value.reached
        assert saved == []

    def test_what_a_login_needs(self, script: Script) -> None:
        for missing in ("identifier", "password"):
            secret = {"identifier": "brand.test", "password": "app-pass", missing: ""}
            connector = open_connector(script.gate.url, secret, lambda values: None)
            with pytest.raises(LoginExpired):
                connector.check()
            connector.close()
        assert script.gate.seen == []

    def test_a_login_never_leads_off_this_machine(self, script: Script, saved: list[dict[str, str]]) -> None:
        service = [{"id": "#atproto_pds", "serviceEndpoint": "https://pds.example"}]
        script.says(CREATE, session(1, didDoc={"id": ME, "service": service}))
        script.says(NOTIFICATIONS, listed())
        fresh = {**SECRET, "access": "", "refresh": "", "pds": "https://pds.example"}
        connector = open_connector(script.gate.url, fresh, lambda values: saved.append(dict(values)))
        Inbox(connector).page()
        connector.close()
        assert saved[0]["pds"] == script.gate.url

    def test_nothing_of_a_login_is_shown(self, connector: BlueskyConnector) -> None:
        line = Session("https://pds.example", SECRET, lambda values: None)
        line.close()
        assert "app-pass" not in repr(line) + repr(connector)


class TestFinding:
    RESOLVE = "com.atproto.identity.resolveHandle"

    def document(self, did: str, endpoint: str) -> Fields:
        return {"id": did, "service": [{"id": "#atproto_pds", "serviceEndpoint": endpoint}]}

    def test_by_directory(self, script: Script) -> None:
        script.says(self.RESOLVE, {"did": FAN})
        script.gate.spoil(as_spoil(self.document(FAN, "https://pds.example")), path=f"^/{FAN}$")
        at = script.gate.url
        assert find_server(" @Fan.Example ", resolver=at, directory=at) == "https://pds.example"

    def test_by_a_web_address(self, script: Script) -> None:
        did = f"did:web:{script.gate.url.removeprefix('http://').replace(':', '%3A')}"
        script.gate.spoil(as_spoil(self.document(did, script.gate.url)), path="/.well-known/did.json")
        assert find_server(did, directory=script.gate.url) == script.gate.url

    def test_no_document_on_this_machine_but_for_a_rehearsal(self) -> None:
        with pytest.raises(Refused):
            find_server("did:web:localhost%3A8080")

    def test_a_handle_that_leads_nowhere(self, script: Script) -> None:
        at = script.gate.url
        script.says(self.RESOLVE, refusal("InvalidRequest", "Unable to resolve handle"), {"did": "nonsense"})
        for _ in range(2):
            with pytest.raises(Gone) as caught:
                find_server("fan.example", resolver=at, directory=at)
            assert caught.value.reason.code == "bluesky.no_such_handle"
        script.says(self.RESOLVE, {"did": "did:key:zQ3sh"})
        with pytest.raises(Refused):
            find_server("fan.example", resolver=at, directory=at)
