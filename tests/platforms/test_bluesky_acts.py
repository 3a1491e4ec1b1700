"""Acts on Bluesky's real servers: what others see of them, and threadgates that several hands change."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from backend.model.account import Act
from backend.model.clock import EPOCH, SystemClock
from backend.model.comment import RemoteState
from backend.model.inflow import InComment
from backend.model.triage import Why
from backend.platforms.base import Fate, Gone, NotPermitted, Refused
from backend.platforms.bluesky_acts import BLOCK, LIKE
from backend.platforms.bluesky_gate import GATE, MOST_HIDDEN
from tests.platforms.bluesky_world import POST, BlueskyWorld, Hands, asked, listed, rows
from tests.platforms.contract_acts import do, intent_to
from tests.platforms.world import eventually, reply_to

pytestmark = pytest.mark.bluesky

FOLLOWERS = {"$type": "app.bsky.feed.threadgate#followerRule"}


def rkey(uri: str) -> str:
    return uri.rpartition("/")[2]


def gate_of(world: BlueskyWorld, root: str) -> dict[str, object]:
    value = world.ours.record(root.replace(POST, GATE))["value"]
    assert isinstance(value, dict)
    return value


def records(world: BlueskyWorld, collection: str) -> list[dict[str, object]]:
    answer = world.ours.ask("com.atproto.repo.listRecords", repo=world.login.did, collection=collection)
    return listed(answer, "records")


def replies_seen(world: BlueskyWorld, root: str) -> list[object]:
    world.rig.settle()
    return [one["uri"] for one in listed(world.public("getPostThreadV2", root), "thread") if one["uri"] != root]


class TestWhatOthersSee:
    def test_a_hidden_reply_stands_aside_and_is_read_as_hidden(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        kept = bluesky.say("Bra", to=row.root_remote_id)
        do(bluesky.connector, Act.HIDE, row)
        assert replies_seen(bluesky, row.root_remote_id) == [kept]
        aside = bluesky.public("getPostThreadOtherV2", row.root_remote_id)
        assert [one["uri"] for one in listed(aside, "thread")] == [row.remote_id]
        states = {one: found.remote_state for one, found in rows(bluesky.connector.thread(row.root_remote_id)).items()}
        assert states == {row.remote_id: RemoteState.HIDDEN, kept: RemoteState.VISIBLE}
        do(bluesky.connector, Act.UNHIDE, row, "back")
        assert set(replies_seen(bluesky, row.root_remote_id)) == {row.remote_id, kept}

    def test_nobody_is_heard_in_a_locked_thread_but_what_stood_there_stays(
        self, bluesky: BlueskyWorld, troll: Hands
    ) -> None:
        row = asked(bluesky)
        root = row.root_remote_id
        do(bluesky.connector, Act.LOCK, row)
        bluesky.rig.settle()
        barred = troll.reply("Jag med!", root)
        ours = bluesky.answer_by_hand(row.remote_id, "Nu stänger vi")
        assert replies_seen(bluesky, root) == [row.remote_id, ours]
        told = bluesky.ours.ask("app.bsky.notification.listNotifications")
        assert barred not in [one["uri"] for one in listed(told, "notifications")]
        do(bluesky.connector, Act.UNLOCK, row, "back")
        bluesky.rig.settle()
        heard = troll.reply("Äntligen", root)
        assert heard in eventually(lambda: replies_seen(bluesky, root), lambda seen: heard in seen)

    def test_a_block_is_a_record_for_all_to_see(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        receipt = do(bluesky.connector, Act.BLOCK, row)
        ((record),) = records(bluesky, BLOCK)
        assert record["uri"] == receipt.remote_id
        assert receipt.url is None
        value = record["value"]
        assert isinstance(value, dict)
        assert value["subject"] == row.author.remote_id
        public = bluesky.fan.record(receipt.remote_id)
        assert public["value"] == value

    def test_a_like_is_told_to_the_person_once(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        for number in range(3):
            do(bluesky.connector, Act.LIKE, row, f"like-{number}")
            bluesky.rig.settle()
        told = listed(bluesky.fan.ask("app.bsky.notification.listNotifications", limit=100), "notifications")
        likes = [one for one in told if one["reason"] == "like" and one["reasonSubject"] == row.remote_id]
        assert len(likes) == 1
        assert len(records(bluesky, LIKE)) == 1

    def test_a_threat_is_reported_as_one(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        intent = replace(intent_to(Act.REPORT, row, text="Jag vet var ni bor"), reason=Why.THREAT)
        bluesky.connector.send(bluesky.connector.prepare(replace(intent, target=replace(intent.target, cid=""))))
        assert bluesky.reported(row) == [("tools.ozone.report.defs#reasonViolenceThreats", "Jag vet var ni bor")]


class TestByHand:
    def test_a_like_by_hand_is_kept_and_taken_back(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        liked = bluesky.ours.put(LIKE, {"subject": {"uri": row.remote_id, "cid": row.cid}})["uri"]
        bluesky.rig.settle()
        before = bluesky.ours.ask("com.atproto.sync.getLatestCommit", did=bluesky.login.did)
        assert do(bluesky.connector, Act.LIKE, row).remote_id == liked
        assert bluesky.ours.ask("com.atproto.sync.getLatestCommit", did=bluesky.login.did) == before
        do(bluesky.connector, Act.UNLIKE, row, "back")
        assert records(bluesky, LIKE) == []

    def test_a_like_that_was_taken_back_a_moment_ago_is_made_anew(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        first = do(bluesky.connector, Act.LIKE, row)
        bluesky.rig.settle()
        bluesky.ours.delete(first.remote_id)
        again = do(bluesky.connector, Act.LIKE, row, "act-2")
        assert [one["uri"] for one in records(bluesky, LIKE)] == [again.remote_id]

    def test_a_block_by_hand_is_kept_and_taken_back(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        blocked = bluesky.ours.put(BLOCK, {"subject": row.author.remote_id})["uri"]
        bluesky.rig.settle()
        assert do(bluesky.connector, Act.BLOCK, row).remote_id == blocked
        do(bluesky.connector, Act.UNBLOCK, row, "back")
        assert records(bluesky, BLOCK) == []

    def test_somebody_we_block_cannot_be_liked(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        do(bluesky.connector, Act.BLOCK, row)
        bluesky.rig.settle()
        with pytest.raises(NotPermitted) as caught:
            do(bluesky.connector, Act.LIKE, row, "act-2")
        assert caught.value.reason.code == "bluesky.blocked"


class TestGates:
    def test_hiding_and_locking_leave_each_other_alone(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        do(bluesky.connector, Act.HIDE, row)
        do(bluesky.connector, Act.LOCK, row, "lock")
        gate = gate_of(bluesky, row.root_remote_id)
        assert (gate["allow"], gate["hiddenReplies"], gate["post"]) == ([], [row.remote_id], row.root_remote_id)
        do(bluesky.connector, Act.UNLOCK, row, "unlock")
        gate = gate_of(bluesky, row.root_remote_id)
        assert ("allow" in gate, gate["hiddenReplies"]) == (False, [row.remote_id])
        do(bluesky.connector, Act.UNHIDE, row, "unhide")
        assert gate_of(bluesky, row.root_remote_id)["hiddenReplies"] == []

    def test_rules_that_stood_before_come_back_with_the_key(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        root = row.root_remote_id
        bluesky.ours.put(GATE, {"post": root, "allow": [FOLLOWERS]}, rkey(root))
        receipt = do(bluesky.connector, Act.LOCK, row)
        assert gate_of(bluesky, root)["allow"] == []
        do(bluesky.connector, Act.UNLOCK, row, "back", receipt.remote_id)
        assert gate_of(bluesky, root)["allow"] == [FOLLOWERS]
        do(bluesky.connector, Act.UNLOCK, row, "again")
        assert gate_of(bluesky, root)["allow"] == [FOLLOWERS], "rules that are no lock are left alone"

    def test_many_at_once_lose_nothing(self, bluesky: BlueskyWorld) -> None:
        first = asked(bluesky)
        root = first.root_remote_id
        said = [first.remote_id, *(bluesky.say(f"Skräp {number}", to=root) for number in range(3))]
        others = [bluesky.connect() for _ in range(2)]

        def hide(number: int) -> None:
            connector = (bluesky.connector, *others)[number % 3]
            row = replace(first, remote_id=said[number])
            connector.send(connector.prepare(intent_to(Act.HIDE, row, f"hide-{number}")))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(hide, range(4)))
        hidden = gate_of(bluesky, root)["hiddenReplies"]
        assert isinstance(hidden, list)
        assert sorted(hidden) == sorted(said)
        for other in others:
            other.close()

    def test_what_somebody_changed_in_between_is_kept(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        root = row.root_remote_id
        wire = bluesky.connector.prepare(intent_to(Act.HIDE, row))
        other = f"at://{bluesky.fan.did}/{POST}/3jzfcijpj2z2a"
        bluesky.ours.put(GATE, {"post": root, "allow": [FOLLOWERS], "hiddenReplies": [other]}, rkey(root))
        bluesky.connector.send(wire)
        gate = gate_of(bluesky, root)
        assert (gate["allow"], gate["hiddenReplies"]) == ([FOLLOWERS], [other, row.remote_id])
        assert bluesky.connector.settle(wire, EPOCH, SystemClock().now()).fate is Fate.SENT

    def test_a_thread_hides_so_many_and_no_more(self, bluesky: BlueskyWorld) -> None:
        row = asked(bluesky)
        root = row.root_remote_id
        full = [f"at://{bluesky.fan.did}/{POST}/3jzfcijp{number:05}" for number in range(MOST_HIDDEN)]
        bluesky.ours.put(GATE, {"post": root, "hiddenReplies": full}, rkey(root))
        with pytest.raises(Refused) as caught:
            do(bluesky.connector, Act.HIDE, row)
        assert (caught.value.reason.code, caught.value.reason.params) == ("bluesky.hidden_full", {"most": 300})
        answer = bluesky.ours.line.post(
            "/xrpc/com.atproto.repo.putRecord",
            json={
                "repo": bluesky.login.did,
                "collection": GATE,
                "rkey": rkey(root),
                "record": {**gate_of(bluesky, root), "hiddenReplies": [*full, row.remote_id]},
            },
        )
        assert answer.status_code == 400, "the server's own limit is the one we know"

    def test_only_threads_of_ours_have_a_gate_of_ours(self, bluesky: BlueskyWorld) -> None:
        theirs = bluesky.say("Vår tråd")
        said = rows(bluesky.connector.thread(bluesky.say("Skräp", to=theirs)))
        row = next(one for one in said.values() if one.root_remote_id == theirs)
        for act in (Act.HIDE, Act.UNHIDE, Act.LOCK, Act.UNLOCK):
            with pytest.raises(NotPermitted) as caught:
                do(bluesky.connector, act, row)
            assert caught.value.reason.code == "bluesky.not_our_thread"


def test_a_person_who_is_suspended_does_not_close_our_account(bluesky: BlueskyWorld) -> None:
    nobody = replace(
        asked(bluesky), author=replace(asked(bluesky).author, remote_id="did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")
    )
    receipt = do(bluesky.connector, Act.BLOCK, nobody)
    assert receipt.remote_id
    do(bluesky.connector, Act.UNBLOCK, nobody, "back", receipt.remote_id)
    assert records(bluesky, BLOCK) == []


def test_our_own_hand_is_no_target(bluesky: BlueskyWorld) -> None:
    row: InComment = asked(bluesky)
    intent = reply_to(row, "", SystemClock().now(), act=Act.BLOCK)
    with pytest.raises(NotPermitted):
        bluesky.connector.prepare(replace(intent, target=replace(intent.target, mention_id=bluesky.login.did)))
    with pytest.raises(Gone):
        do(bluesky.connector, Act.HIDE, replace(row, remote_id=bluesky.missing_id()))
