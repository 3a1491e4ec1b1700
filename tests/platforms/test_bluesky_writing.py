"""Writing on Bluesky's real servers: keys that are taken, marks in the text, and the limits."""

import json
from dataclasses import replace

import httpx
import pytest

from backend.model.account import Act
from backend.model.clock import EPOCH, SystemClock
from backend.model.comment import MediaKind
from backend.model.outbox import Intent, Target, Wire
from backend.platforms.base import Duplicate, Fate, NotPermitted, Refused
from tests.platforms.bluesky_world import POST, BlueskyWorld, asked, rows
from tests.platforms.world import eventually, reply_to
from tests.stage.test_pictures import MAP

pytestmark = pytest.mark.bluesky


def wire_for(bluesky: BlueskyWorld, text: str = "Ja") -> Wire:
    return bluesky.connector.prepare(reply_to(asked(bluesky), text, SystemClock().now()))


class TestWriting:
    def test_a_key_that_is_taken(self, bluesky: BlueskyWorld) -> None:
        wire = wire_for(bluesky)
        sent = bluesky.connector.send(wire)
        body = json.loads(wire.body)
        again = {name: body[name] for name in ("repo", "collection", "rkey", "record")}
        answer = bluesky.ours.line.post("/xrpc/com.atproto.repo.createRecord", json=again)
        assert (answer.status_code, answer.json()["error"]) == (500, "InternalServerError")
        before = bluesky.ours.ask("com.atproto.sync.getLatestCommit", did=bluesky.login.did)
        assert bluesky.connector.send(wire) == sent
        assert bluesky.ours.ask("com.atproto.sync.getLatestCommit", did=bluesky.login.did) == before

    def test_other_words_under_the_same_key_never_overwrite(self, bluesky: BlueskyWorld) -> None:
        wire = wire_for(bluesky, "Ja")
        sent = bluesky.connector.send(wire)
        other = replace(wire, body=wire.body.replace('"text":"Ja"', '"text":"Nej"'))
        with pytest.raises(Duplicate):
            bluesky.connector.send(other)
        settled = bluesky.connector.settle(other, EPOCH, SystemClock().now())
        assert (settled.fate, settled.final) == (Fate.UNSURE, True)
        assert bluesky.connector.settle(wire, EPOCH, EPOCH).receipt == sent
        assert (bluesky.standing("Ja"), bluesky.standing("Nej")) == (1, 0)

    def test_what_is_prepared_after_a_restart_is_the_same_bytes(self, bluesky: BlueskyWorld) -> None:
        intent = reply_to(asked(bluesky), "Ja", SystemClock().now())
        other = bluesky.connect()
        try:
            assert other.prepare(intent) == bluesky.connector.prepare(intent)
        finally:
            other.close()

    def test_a_picture_goes_with_an_answer(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        wire = bluesky.connector.prepare(replace(reply_to(row, "Se kartan", SystemClock().now()), enclosed=(MAP,)))
        made = bluesky.connector.send(wire).remote_id
        look = eventually(lambda: rows(bluesky.connector.thread(row.root_remote_id)), lambda found: made in found)
        assert [(one.kind, one.alt) for one in look[made].media] == [(MediaKind.IMAGE, "Karta över Norrby")]
        assert bluesky.connector.settle(wire, EPOCH, EPOCH).fate is Fate.SENT

    def test_deleting_what_is_not_there_is_done(self, bluesky: BlueskyWorld) -> None:
        missing = f"at://{bluesky.login.did}/{POST}/3jzfcijpj2z2a"
        body = {"repo": bluesky.login.did, "collection": POST, "rkey": "3jzfcijpj2z2a"}
        assert bluesky.ours.line.post("/xrpc/com.atproto.repo.deleteRecord", json=body).status_code == 200
        wire = bluesky.connector.prepare(Intent(Act.DELETE_OWN, "", Target(missing, missing), "i", EPOCH))
        bluesky.connector.send(wire)
        assert bluesky.connector.settle(wire, EPOCH, EPOCH).fate is Fate.SENT

    def test_what_others_wrote_is_not_ours_to_delete(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        with pytest.raises(NotPermitted):
            bluesky.connector.prepare(reply_to(row, "", EPOCH, act=Act.DELETE_OWN))

    def test_links_and_names_are_marked_where_they_are(self, bluesky: BlueskyWorld) -> None:
        words = "Hej 👩‍👩‍👧 Åsa! Se https://example.com/öppet?a=1 (eller fråga @test-fan.test, inte @nobody.test)."
        sent = bluesky.connector.send(wire_for(bluesky, words))
        bluesky.rig.settle()
        record = bluesky.ours.record(sent.remote_id)["value"]
        assert isinstance(record, dict)
        encoded_words = words.encode()
        marked = {
            encoded_words[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0]
            for facet in record["facets"]
        }
        assert marked.keys() == {"https://example.com/öppet?a=1", "@test-fan.test"}
        assert marked["@test-fan.test"]["did"] == bluesky.fan.did
        page = bluesky.connector.thread(sent.remote_id)
        assert rows(page)[sent.remote_id].text == words

    def test_the_longest_text_that_fits(self, bluesky: BlueskyWorld) -> None:
        longest = "å" * 299 + "👩‍👩‍👧‍👦"
        assert bluesky.connector.send(wire_for(bluesky, longest)).remote_id
        with pytest.raises(Refused) as caught:
            wire_for(bluesky, longest + "!")
        assert caught.value.reason.params["over"] == 1
        heavy = "👩‍👩‍👧‍👦" * 121  # 121 signs, 3025 bytes
        with pytest.raises(Refused) as caught:
            wire_for(bluesky, heavy)
        assert caught.value.reason.params["over"] == 25
        with pytest.raises(httpx.HTTPStatusError):
            bluesky.ours.post(heavy)

    def test_the_language_goes_along(self, bluesky: BlueskyWorld) -> None:
        row = replace(asked(bluesky), language="sv")
        sent = bluesky.connector.send(bluesky.connector.prepare(reply_to(row, "Ja", SystemClock().now())))
        record = bluesky.ours.record(sent.remote_id)["value"]
        assert isinstance(record, dict)
        assert record["langs"] == ["sv"]
