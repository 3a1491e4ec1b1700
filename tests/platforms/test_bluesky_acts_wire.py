"""Acts on Bluesky that its servers cannot be made to show: gates that never rest, lost questions, odd answers."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act, Seen
from backend.model.clock import HOUR, SECOND, plus
from backend.model.outbox import Intent, Target, Wire
from backend.platforms.base import Fate, Gone, LoginExpired, NotPermitted, Settled, Throttled, TryAgain
from backend.platforms.bluesky import SEEN, BlueskyConnector, open_connector
from backend.platforms.bluesky_acts import BLOCK, LIKE, MUTE, REPORT, UNMUTE
from backend.platforms.bluesky_gate import AMEND, GATE
from backend.platforms.bluesky_records import DELETE
from tests.conftest import START
from tests.platforms.bluesky_json import (
    CID,
    FAN,
    GET,
    ME,
    POSTS,
    PUT,
    REFRESH,
    ROOT,
    SECRET,
    Fields,
    Script,
    as_spoil,
    below,
    record,
    ref,
    refusal,
    session,
    uri,
    view,
)
from tests.platforms.gate import CUT, HALF_BODY, HTML_200

PROFILES = "app.bsky.actor.getProfiles"
SAID = uri("a")
TARGET = Target(SAID, ROOT, CID, mention="fan.test", mention_id=FAN)
GATE_URI = f"at://{ME}/{GATE}/root"
GONE = refusal("RecordNotFound")


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()
    yield script
    script.close()


@pytest.fixture
def connector(script: Script) -> Iterator[BlueskyConnector]:
    connector = open_connector(script.gate.url, SECRET, lambda values: None)
    yield connector
    connector.close()


def intent(act: Act, text: str = "", target: Target = TARGET) -> Intent:
    return Intent(act, text, target, "intent-1", START)


def post(**viewer: object) -> Fields:
    return {"posts": [view(SAID, record(reply=below(ROOT)), viewer=viewer)]}


def gate(**fields: object) -> Fields:
    return {"uri": GATE_URI, "cid": CID, "value": {"$type": GATE, "post": ROOT, "createdAt": "x", **fields}}


def put(script: Script) -> list[dict[str, object]]:
    return [json.loads(body) for _, path, body in script.gate.seen if path.endswith(PUT)]


def hiding(script: Script, connector: BlueskyConnector) -> Wire:
    script.says(GET, {"uri": SAID, "cid": CID, "value": record()})
    return connector.prepare(intent(Act.HIDE))


class TestRecords:
    def test_a_like_is_a_record_of_ours_under_its_own_key(self, script: Script, connector: BlueskyConnector) -> None:
        script.says(POSTS, post())
        wire = connector.prepare(intent(Act.LIKE))
        assert json.loads(wire.body) == {
            "repo": ME,
            "collection": LIKE,
            "rkey": wire.key,
            "swapRecord": None,
            "record": {"$type": LIKE, "subject": ref(SAID), "createdAt": record()["createdAt"]},
        }
        made = f"at://{ME}/{LIKE}/{wire.key}"
        script.says(PUT, {"uri": made, "cid": CID})
        receipt = connector.send(wire)
        assert (receipt.remote_id, receipt.url) == (made, None)

    def test_what_somebody_else_is_said_to_have_liked_is_not_taken_for_ours(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        script.says(POSTS, post(like=f"at://{FAN}/{LIKE}/x"), post(like="nonsense"))
        for _ in range(2):
            assert "swapRecord" in json.loads(connector.prepare(intent(Act.LIKE)).body)

    def test_taking_back_removes_the_record_that_was_made(self, script: Script, connector: BlueskyConnector) -> None:
        for act, collection in ((Act.UNLIKE, LIKE), (Act.UNBLOCK, BLOCK)):
            target = replace(TARGET, record=f"at://{ME}/{collection}/3k")
            wire = connector.prepare(intent(act, target=target))
            assert wire.path.endswith(DELETE)
            assert json.loads(wire.body) == {"repo": ME, "collection": collection, "rkey": "3k"}
        assert script.gate.seen == []

    def test_taking_back_what_is_not_there_removes_nothing(self, script: Script, connector: BlueskyConnector) -> None:
        script.says(POSTS, {"posts": []}, times=2)
        script.says(PROFILES, {"profiles": []}, times=2)
        for act in (Act.UNLIKE, Act.UNBLOCK):
            wire = connector.prepare(intent(act))
            assert wire.path.endswith(DELETE)
            assert wire == connector.prepare(intent(act, target=replace(TARGET, record="nonsense")))

    def test_somebody_suspended_is_not_taken_for_us(self, script: Script, connector: BlueskyConnector) -> None:
        script.says(PROFILES, {"profiles": [{"did": "did:plc:other", "viewer": {"blocking": f"at://{ME}/{BLOCK}/x"}}]})
        assert json.loads(connector.prepare(intent(Act.BLOCK)).body)["record"]["subject"] == FAN


class TestCalls:
    @pytest.mark.parametrize(("act", "nsid"), [(Act.MUTE, MUTE), (Act.UNMUTE, UNMUTE)])
    def test_a_mute_is_sent_again_without_a_look(
        self, script: Script, connector: BlueskyConnector, act: Act, nsid: str
    ) -> None:
        wire = connector.prepare(intent(act))
        assert (wire.path, wire.body) == (f"/xrpc/{nsid}", json.dumps({"actor": FAN}, separators=(",", ":")))
        script.says(nsid, as_spoil({}), refusal("InvalidRequest", "Actor not found"), HTML_200, HALF_BODY)
        connector.send(wire)
        with pytest.raises(Gone):
            connector.send(wire)
        for _ in range(2):
            with pytest.raises(TryAgain) as caught:
                connector.send(wire)
            assert caught.value.reached
        assert connector.settle(wire, START, plus(START, 5 * HOUR)) == Settled(Fate.ABSENT)

    def test_a_report_without_a_number_may_have_arrived(self, script: Script, connector: BlueskyConnector) -> None:
        wire = connector.prepare(intent(Act.REPORT, "Reklam"))
        script.says(REPORT, {}, {"id": 12})
        with pytest.raises(TryAgain) as caught:
            connector.send(wire)
        assert caught.value.reached
        assert connector.send(wire).remote_id == "12"

    def test_a_report_names_the_version_it_is_about(self, script: Script, connector: BlueskyConnector) -> None:
        bare = replace(TARGET, cid="")
        script.says(GET, GONE, {"uri": SAID}, {"uri": SAID, "cid": CID, "value": record()})
        with pytest.raises(Gone):
            connector.prepare(intent(Act.REPORT, target=bare))
        with pytest.raises(TryAgain):
            connector.prepare(intent(Act.REPORT, target=bare))
        body = json.loads(connector.prepare(intent(Act.REPORT, target=bare)).body)
        assert body == {
            "reasonType": "tools.ozone.report.defs#reasonOther",
            "subject": {"$type": "com.atproto.repo.strongRef", **ref(SAID)},
        }

    @pytest.mark.parametrize(
        ("act", "nsid", "answer"), [(Act.MUTE, MUTE, as_spoil({})), (Act.REPORT, REPORT, as_spoil({"id": 1}))]
    )
    def test_a_token_that_ran_out_on_the_way(
        self, script: Script, connector: BlueskyConnector, act: Act, nsid: str, answer: object
    ) -> None:
        wire = connector.prepare(intent(act))
        script.says(nsid, refusal("ExpiredToken"), answer)
        script.says(REFRESH, session(2))
        connector.send(wire)
        assert [body for _, path, body in script.gate.seen if path.endswith(nsid)] == [wire.body] * 2


class TestGates:
    def test_a_change_is_made_to_what_is_found(self, script: Script, connector: BlueskyConnector) -> None:
        wire = hiding(script, connector)
        assert (wire.method, wire.path) == (AMEND, GATE_URI)
        script.says(GET, gate(allow=[{"$type": f"{GATE}#mentionRule"}], later="kept", hiddenReplies=[uri("z")]))
        script.says(PUT, {"uri": GATE_URI, "cid": CID})
        connector.send(wire)
        (sent,) = put(script)
        whole = gate(allow=[{"$type": f"{GATE}#mentionRule"}], later="kept", hiddenReplies=[uri("z"), SAID])["value"]
        assert sent == {"repo": ME, "collection": GATE, "rkey": "root", "swapRecord": CID, "record": whole}

    def test_where_there_is_no_gate_one_is_made(self, script: Script, connector: BlueskyConnector) -> None:
        wire = hiding(script, connector)
        script.says(GET, GONE)
        script.says(PUT, {"uri": GATE_URI, "cid": CID})
        connector.send(wire)
        (sent,) = put(script)
        made = {"$type": GATE, "post": ROOT, "createdAt": record()["createdAt"], "hiddenReplies": [SAID]}
        assert (sent["swapRecord"], sent["record"]) == (None, made)

    def test_what_holds_already_is_done_without_a_write(self, script: Script, connector: BlueskyConnector) -> None:
        wire = hiding(script, connector)
        script.says(GET, gate(hiddenReplies=[SAID]))
        connector.send(wire)
        script.says(GET, GONE)
        connector.send(connector.prepare(intent(Act.UNHIDE)))
        script.says(GET, GONE)
        connector.send(connector.prepare(intent(Act.UNLOCK)))
        assert put(script) == []

    def test_whoever_was_faster_is_read_again(self, script: Script, connector: BlueskyConnector) -> None:
        wire = hiding(script, connector)
        script.says(GET, gate(), gate(hiddenReplies=[uri("z")]))
        script.says(PUT, refusal("InvalidSwap"), {"uri": GATE_URI, "cid": CID})
        connector.send(wire)
        assert [sent["record"] for sent in put(script)] == [
            gate(hiddenReplies=[SAID])["value"],
            gate(hiddenReplies=[uri("z"), SAID])["value"],
        ]

    def test_a_gate_that_never_rests_is_tried_again_later(self, script: Script, connector: BlueskyConnector) -> None:
        wire = hiding(script, connector)
        script.says(GET, gate(), times=9)
        script.says(PUT, refusal("InvalidSwap"), times=9)
        with pytest.raises(TryAgain) as caught:
            connector.send(wire)
        assert (caught.value.reason.code, caught.value.reached) == ("bluesky.gate_busy", False)
        assert len(put(script)) == 5

    def test_a_lost_question_has_written_nothing_and_a_lost_write_may_have(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        wire = hiding(script, connector)
        for number, spoil in enumerate((CUT, HTML_200, HALF_BODY, as_spoil({"uri": GATE_URI}))):
            script.says(GET, spoil)
            with pytest.raises(TryAgain) as caught:
                connector.send(wire)
            assert not caught.value.reached, number
        script.says(GET, gate(), gate())
        script.says(PUT, refusal("InvalidSwap"), CUT)
        with pytest.raises(TryAgain) as caught:
            connector.send(wire)
        assert caught.value.reached

    def test_other_failures_of_a_write(self, script: Script, connector: BlueskyConnector) -> None:
        wire = hiding(script, connector)
        for spoil, kind in (
            (refusal("RateLimitExceeded", status=429), Throttled),
            (refusal("AccountTakedown", status=401), LoginExpired),
            (refusal("InternalServerError", status=500), TryAgain),
        ):
            script.says(GET, gate())
            script.says(PUT, spoil)
            with pytest.raises(kind):
                connector.send(wire)

    @pytest.mark.parametrize(
        ("act", "fields", "fate"),
        [
            (Act.HIDE, {"hiddenReplies": [SAID]}, Fate.SENT),
            (Act.HIDE, {"hiddenReplies": [uri("z")]}, Fate.ABSENT),
            (Act.HIDE, {"hiddenReplies": "x"}, Fate.ABSENT),
            (Act.UNHIDE, {}, Fate.SENT),
            (Act.UNHIDE, {"hiddenReplies": [SAID]}, Fate.ABSENT),
            (Act.LOCK, {"allow": []}, Fate.SENT),
            (Act.LOCK, {}, Fate.ABSENT),
            (Act.UNLOCK, {"allow": []}, Fate.ABSENT),
            (Act.UNLOCK, {"allow": [{"$type": f"{GATE}#mentionRule"}]}, Fate.SENT),
        ],
    )
    def test_a_change_is_read_back(
        self, script: Script, connector: BlueskyConnector, act: Act, fields: Fields, fate: Fate
    ) -> None:
        if act is Act.HIDE:
            script.says(GET, {"uri": SAID, "cid": CID, "value": record()})
        if act is Act.LOCK:
            script.says(GET, GONE)
        wire = connector.prepare(intent(act))
        script.says(GET, gate(**fields), times=2)
        assert connector.settle(wire, START, plus(START, 30 * SECOND)).fate is fate
        early = connector.settle(wire, START, START).fate
        assert early is (Fate.SENT if fate is Fate.SENT else Fate.UNSURE)

    def test_a_lock_found_again_still_knows_the_rules_it_replaced(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        rules = [{"$type": f"{GATE}#listRule", "list": f"at://{ME}/app.bsky.graph.list/x"}]
        script.says(GET, gate(allow=rules))
        wire = connector.prepare(intent(Act.LOCK))
        script.says(GET, gate(allow=[]))
        settled = connector.settle(wire, START, plus(START, HOUR))
        assert settled.receipt is not None
        back = connector.prepare(intent(Act.UNLOCK, target=replace(TARGET, record=settled.receipt.remote_id)))
        script.says(GET, gate(allow=[]))
        script.says(PUT, {"uri": GATE_URI, "cid": CID})
        connector.send(back)
        assert put(script)[-1]["record"] == gate(allow=rules)["value"]

    @pytest.mark.parametrize("made", ["", "x#", "x#{", 'x#{"a":1}', 'x#[1,"y",{"$type":"other"}]', f"at://{ME}/x/y"])
    def test_odd_receipts_unlock_for_everybody(self, script: Script, connector: BlueskyConnector, made: str) -> None:
        wire = connector.prepare(intent(Act.UNLOCK, target=replace(TARGET, record=made)))
        script.says(GET, gate(allow=[], hiddenReplies=[SAID]))
        script.says(PUT, {"uri": GATE_URI, "cid": CID})
        connector.send(wire)
        assert put(script)[-1]["record"] == gate(hiddenReplies=[SAID])["value"]

    @pytest.mark.parametrize("root", [uri("root"), "", f"at://{ME}/app.bsky.feed.like/root"])
    def test_a_thread_that_is_not_ours(self, connector: BlueskyConnector, root: str) -> None:
        for act in (Act.HIDE, Act.UNHIDE, Act.LOCK, Act.UNLOCK):
            with pytest.raises(NotPermitted) as caught:
                connector.prepare(intent(act, target=replace(TARGET, root_remote_id=root)))
            assert caught.value.reason.code == "bluesky.not_our_thread"

    def test_a_root_cannot_be_hidden(self, connector: BlueskyConnector) -> None:
        with pytest.raises(NotPermitted):
            connector.prepare(intent(Act.HIDE, target=replace(TARGET, remote_id=ROOT)))


def test_who_sees_what() -> None:
    quiet = {act: seen for act, seen in SEEN.items() if seen is not Seen.PUBLIC}
    assert quiet == {Act.MUTE: Seen.NOBODY, Act.UNMUTE: Seen.NOBODY, Act.REPORT: Seen.STAFF}
