"""Acts on Mastodon that no package imitates: older and other servers, rights, and what an edit must not lose."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act
from backend.model.clock import HOUR, SECOND, plus
from backend.model.outbox import Intent, Target, Wire
from backend.model.triage import Why
from backend.platforms.base import Fate, Gone, NotPermitted, Refused, Settled, Throttled, TryAgain
from backend.platforms.mastodon import MastodonConnector, open_connector
from tests.conftest import START
from tests.platforms.gate import CUT, HALF_BODY, HTML, Spoil
from tests.platforms.mastodon_json import FAN, ME, NOT_FOUND, Script, account, as_spoil, ours, status

TARGET = Target("2", "1", mention="fan@elsewhere.example", mention_id=FAN, language="sv")
HTML_404 = Spoil(404, HTML, {"Content-Type": "text/html"})
OUR_STATUS = "/api/v1/statuses/7"
ABOUT = [
    (Act.LIKE, "/api/v1/statuses/2/favourite", ""),
    (Act.UNLIKE, "/api/v1/statuses/2/unfavourite", ""),
    (Act.MUTE, f"/api/v1/accounts/{FAN}/mute", '{"notifications":true}'),
    (Act.UNMUTE, f"/api/v1/accounts/{FAN}/unmute", ""),
    (Act.BLOCK, f"/api/v1/accounts/{FAN}/block", ""),
    (Act.UNBLOCK, f"/api/v1/accounts/{FAN}/unblock", ""),
]
every_act = pytest.mark.parametrize(("act", "path", "body"), ABOUT)


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()
    yield script
    script.gate.close()


@pytest.fixture
def connector(script: Script) -> Iterator[MastodonConnector]:
    connector = open_connector(script.gate.url, {"token": "t"}, lambda values: None)
    yield connector
    connector.close()


def intent(act: Act, text: str = "", target: Target = TARGET, why: str = "") -> Intent:
    return Intent(act, text, target, "intent-1", START, why)


def body_of(wire: Wire) -> dict[str, object]:
    body: dict[str, object] = json.loads(wire.body)
    return body


def settle(connector: MastodonConnector, wire: Wire, waited: int = 30 * SECOND) -> Settled:
    return connector.settle(wire, START, plus(START, waited))


class TestAboutThem:
    @every_act
    def test_the_whole_request(
        self, script: Script, connector: MastodonConnector, act: Act, path: str, body: str
    ) -> None:
        wire = connector.prepare(intent(act))
        assert (wire.method, wire.path, wire.body, wire.key) == ("POST", path, body, "intent-1")
        assert script.gate.seen == [], "nothing need be asked first"
        script.says(path, {"id": "9"}, method="POST")
        assert connector.send(wire).remote_id == ""
        assert script.gate.seen == [("POST", path, body)]

    @every_act
    def test_what_is_gone_can_be_taken_back_and_not_be_acted_on(
        self, script: Script, connector: MastodonConnector, act: Act, path: str, body: str
    ) -> None:
        script.spoil(path, NOT_FOUND, method="POST")
        wire = connector.prepare(intent(act))
        if act.startswith("un"):
            connector.send(wire)
            return
        with pytest.raises(Gone):
            connector.send(wire)

    @every_act
    def test_failures_in_mastodons_words(
        self, script: Script, connector: MastodonConnector, act: Act, path: str, body: str
    ) -> None:
        wire = connector.prepare(intent(act))
        outside = as_spoil({"error": "This action is outside the authorized scopes"}, code=403)
        for spoil, kind, code in (
            (outside, NotPermitted, "mastodon.scopes"),
            (as_spoil({"error": "Throttled"}, {"Retry-After": "9"}, 429), Throttled, "throttled"),
            (as_spoil({"error": "oops"}, code=500), TryAgain, "platform.server_error"),
            (HALF_BODY, TryAgain, "platform.cut"),
            (HTML_404, TryAgain, "platform.unreadable"),
            (as_spoil({}), TryAgain, "platform.unreadable"),
        ):
            script.spoil(path, spoil, method="POST", times=1)
            with pytest.raises(kind) as caught:
                connector.send(wire)
            assert caught.value.reason.code == code

    @pytest.mark.parametrize(
        ("act", "favourited", "fate"),
        [
            (Act.LIKE, True, Fate.SENT),
            (Act.LIKE, False, Fate.ABSENT),
            (Act.LIKE, None, Fate.ABSENT),
            (Act.UNLIKE, False, Fate.SENT),
            (Act.UNLIKE, True, Fate.ABSENT),
        ],
    )
    def test_a_favourite_is_read_back(
        self, script: Script, connector: MastodonConnector, act: Act, favourited: bool | None, fate: Fate
    ) -> None:
        script.says("/api/v1/statuses/2", status("2", favourited=favourited))
        assert settle(connector, connector.prepare(intent(act))).fate is fate

    @pytest.mark.parametrize(("act", "fate"), [(Act.LIKE, Fate.ABSENT), (Act.UNLIKE, Fate.SENT)])
    def test_a_favourite_of_what_is_gone(
        self, script: Script, connector: MastodonConnector, act: Act, fate: Fate
    ) -> None:
        wire = connector.prepare(intent(act))
        assert settle(connector, wire).fate is fate
        script.spoil("/api/v1/statuses/2", HTML_404)
        with pytest.raises(TryAgain):
            settle(connector, wire)

    @pytest.mark.parametrize("act", [Act.MUTE, Act.UNMUTE, Act.BLOCK, Act.UNBLOCK])
    def test_how_we_stand_to_somebody_is_not_asked(
        self, script: Script, connector: MastodonConnector, act: Act
    ) -> None:
        assert settle(connector, connector.prepare(intent(act)), 3 * HOUR) == Settled(Fate.ABSENT)
        assert script.gate.seen == []

    def test_ids_stay_in_their_path(self, connector: MastodonConnector) -> None:
        target = replace(TARGET, remote_id="../1", mention_id="../../oauth/revoke?x=1")
        paths = [connector.prepare(intent(act, target=target)).path for act in (Act.LIKE, Act.BLOCK)]
        assert paths == ["/api/v1/statuses/..%2F1/favourite", "/api/v1/accounts/..%2F..%2Foauth%2Frevoke%3Fx%3D1/block"]


class TestReports:
    def body(self, connector: MastodonConnector, text: str = "", target: Target = TARGET, why: str = "") -> object:
        return body_of(connector.prepare(intent(Act.REPORT, text, target, why)))

    def test_the_whole_body(self, connector: MastodonConnector) -> None:
        assert self.body(connector, " Reklam\ud800 ", why=Why.SPAM) == {
            "account_id": FAN,
            "status_ids": ["2"],
            "comment": "Reklam\ufffd",
            "category": "spam",
            "forward": True,
        }

    def test_reports_about_our_own_server_are_not_forwarded(self, connector: MastodonConnector) -> None:
        body = self.body(connector, target=replace(TARGET, mention="fan"))
        assert isinstance(body, dict)
        assert body["forward"] is False

    @pytest.mark.parametrize("why", [*Why, ""])
    def test_only_what_needs_no_rule_is_named(self, connector: MastodonConnector, why: str) -> None:
        body = self.body(connector, why=why)
        assert isinstance(body, dict)
        wanted = {Why.SPAM: "spam", Why.UNLAWFUL: "legal", Why.THREAT: "legal"}
        assert body["category"] == wanted.get(Why(why), "other") if why else body["category"] == "other"

    @pytest.mark.parametrize(
        ("version", "filed"),
        [
            ("4.2.0", "legal"),
            ("4.10.1+glitch", "legal"),
            ("4.1.25", "other"),
            ("3.5.3", "other"),
            ("2.7.2 (compatible; Pleroma 2.6.0)", "other"),
            ("0.17.3+git-1a2b3c4", "other"),
        ],
    )
    def test_older_servers_know_no_law(
        self, script: Script, connector: MastodonConnector, version: str, filed: str
    ) -> None:
        script.gate.clear()
        script.says("/api/v2/instance", {"domain": "our.example", "version": version})
        body = self.body(connector, why=Why.UNLAWFUL)
        assert isinstance(body, dict)
        assert body["category"] == filed

    def test_words_that_are_too_many(self, connector: MastodonConnector) -> None:
        self.body(connector, "å" * 1000)
        with pytest.raises(Refused) as caught:
            self.body(connector, "å" * 1003)
        assert caught.value.reason.params == {"over": 3}

    def test_a_question_that_fails_has_sent_nothing(self, script: Script, connector: MastodonConnector) -> None:
        script.gate.clear()
        script.spoil("/api/v[12]/instance", CUT)
        with pytest.raises(TryAgain) as caught:
            self.body(connector, why=Why.THREAT)
        assert not caught.value.reached

    def test_its_number_is_kept(self, script: Script, connector: MastodonConnector) -> None:
        script.says("/api/v1/reports", {"id": "48914", "category": "other"}, method="POST")
        wire = connector.prepare(intent(Act.REPORT))
        assert connector.send(wire).remote_id == "48914"
        assert settle(connector, wire) == Settled(Fate.UNSURE, final=True)


class TestEditing:
    def our_status(self, script: Script, **fields: object) -> None:
        script.gate.clear()
        script.says("/api/v1/accounts/verify_credentials", account(ME, "brand", acct="brand"))
        script.says("/api/v2/instance", {"domain": "our.example", "version": "4.6.0"})
        script.says(OUR_STATUS, {**ours("7"), **fields})

    def edited(self, connector: MastodonConnector, text: str = "Rätt nu") -> Wire:
        return connector.prepare(intent(Act.EDIT_OWN, text, Target("7", "1")))

    def test_everything_else_is_said_again(self, script: Script, connector: MastodonConnector) -> None:
        media = [{"id": "31", "type": "image"}, {"id": "30", "type": "image"}]
        self.our_status(script, media_attachments=media, spoiler_text="Mat", sensitive=True, language="nn")
        wire = self.edited(connector, " Rätt nu ")
        assert (wire.method, wire.path) == ("PUT", OUR_STATUS)
        assert body_of(wire) == {
            "status": "Rätt nu",
            "spoiler_text": "Mat",
            "sensitive": True,
            "media_ids": ["31", "30"],
            "language": "nn",
        }
        script.says(OUR_STATUS, ours("7", "Rätt nu"), method="PUT")
        assert connector.send(wire).remote_id == "7"
        assert script.gate.seen[-1] == ("PUT", OUR_STATUS, wire.body)

    def test_what_is_not_ours_is_not_edited(self, script: Script, connector: MastodonConnector) -> None:
        script.says(OUR_STATUS, status("7"))
        with pytest.raises(NotPermitted):
            self.edited(connector)

    def test_what_is_gone_is_not_edited(self, connector: MastodonConnector) -> None:
        with pytest.raises(Gone):
            self.edited(connector)

    def test_a_poll_is_never_put_at_risk(self, script: Script, connector: MastodonConnector) -> None:
        self.our_status(script, poll={"id": "1", "options": [{"title": "Ja", "votes_count": 3}]})
        with pytest.raises(Refused) as caught:
            self.edited(connector)
        assert caught.value.reason.code == "mastodon.has_poll"

    def test_a_private_answer_keeps_its_reader(self, script: Script, connector: MastodonConnector) -> None:
        told = [{"id": FAN, "username": "fan", "acct": "fan@elsewhere.example"}]
        self.our_status(script, visibility="direct", mentions=told)
        with pytest.raises(Refused) as caught:
            self.edited(connector)
        assert caught.value.reason.code == "mastodon.names_nobody"
        self.edited(connector, "@fan@elsewhere.example Rätt nu")

    def test_the_warning_counts(self, script: Script, connector: MastodonConnector) -> None:
        self.our_status(script, spoiler_text="Mat")
        self.edited(connector, "å" * 497)
        with pytest.raises(Refused) as caught:
            self.edited(connector, "å" * 498)
        assert caught.value.reason.params == {"over": 1}
        with pytest.raises(Refused):
            self.edited(connector, " ")

    @pytest.mark.parametrize(
        ("content", "waited", "fate"),
        [
            ("<p>Rätt nu</p>", 0, Fate.SENT),
            ("<p>Fel</p>", SECOND, Fate.UNSURE),
            ("<p>Fel</p>", 6 * SECOND, Fate.ABSENT),
        ],
    )
    def test_it_is_read_back(
        self, script: Script, connector: MastodonConnector, content: str, waited: int, fate: Fate
    ) -> None:
        self.our_status(script)
        wire = self.edited(connector)
        self.our_status(script, content=content)
        assert settle(connector, wire, waited).fate is fate
        script.gate.clear()
        assert settle(connector, wire, waited).fate is Fate.ABSENT, "sent again it says that it is gone"


class TestInPrivate:
    @pytest.mark.parametrize(
        ("text", "reaches"),
        [
            ("@fan@elsewhere.example Hej", True),
            ("Hej @FAN@Elsewhere.example!", True),
            ("Hej @fan@elsewhere.example.", True),
            ("@fan Hej", False),
            ("@fantast@elsewhere.example Hej", False),
            ("@fan@elsewhere.example.org Hej", False),
            ("Hej", False),
        ],
    )
    def test_it_names_the_very_author(
        self, script: Script, connector: MastodonConnector, text: str, reaches: bool
    ) -> None:
        script.says("/api/v1/statuses/2", status("2", visibility="public"))
        if not reaches:
            with pytest.raises(Refused) as caught:
                connector.prepare(intent(Act.PRIVATE_REPLY, text))
            assert caught.value.reason.code == "mastodon.names_nobody"
            return
        body = body_of(connector.prepare(intent(Act.PRIVATE_REPLY, text)))
        assert (body["visibility"], body["in_reply_to_id"]) == ("direct", "2")

    @pytest.mark.parametrize("name", ["@fan", "@fan@our.example"])
    def test_somebody_here_may_be_named_either_way(
        self, script: Script, connector: MastodonConnector, name: str
    ) -> None:
        script.says("/api/v1/statuses/2", status("2", account=account(FAN, "fan", acct="fan")))
        assert body_of(connector.prepare(intent(Act.PRIVATE_REPLY, f"{name} Hej")))["visibility"] == "direct"
