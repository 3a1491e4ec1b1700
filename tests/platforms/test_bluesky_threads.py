"""Threads on Bluesky's real servers: what is hidden, blocked, labelled, deleted, muted, and very deep."""

import base64

import pytest

from backend.model.clock import SystemClock
from backend.model.comment import Inflow, MediaKind, RemoteState
from backend.platforms.base import Gone, NotPermitted
from tests.platforms.bluesky_world import BlueskyWorld, Hands, rows
from tests.platforms.world import Inbox, eventually, reply_to

pytestmark = pytest.mark.bluesky

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""The smallest image there is."""


class TestThreads:
    def test_a_reply_we_hid_is_hidden_and_still_there(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Ordning och reda")
        said, kept = bluesky.say("Skräp", to=post), bluesky.say("Bra", to=post)
        named = bluesky.say("Skräp till", to=post, mention=True)
        inbox = Inbox(bluesky.connector).until(said, kept, named)
        gate = {"post": post, "hiddenReplies": [said, named]}
        bluesky.ours.put("app.bsky.feed.threadgate", gate, rkey=post.rpartition("/")[2])
        bluesky.rig.settle()
        thread = rows(bluesky.connector.thread(post))
        states = {remote_id: row.remote_state for remote_id, row in thread.items()}
        assert states == {
            said: RemoteState.HIDDEN,
            named: RemoteState.HIDDEN,
            kept: RemoteState.VISIBLE,
        }
        before = inbox.rows
        inbox.catch_up()
        assert inbox.rows == before, "a row that is known comes again and says that it is visible"
        assert bluesky.connector.probe([said, kept]) == frozenset()

    def test_somebody_we_block_is_out_of_sight_and_not_gone(self, bluesky: BlueskyWorld, troll: Hands) -> None:
        post = bluesky.publish("Välkomna")
        said = troll.reply("Buu", post)
        bluesky.rig.settle()
        row = Inbox(bluesky.connector).until(said).comments[said]
        bluesky.ours.put("app.bsky.graph.block", {"subject": troll.did})
        bluesky.rig.settle()
        page = eventually(lambda: bluesky.connector.thread(post), lambda page: said not in rows(page))
        assert said not in rows(page)
        assert page.gone == ()
        assert bluesky.connector.probe([said, post]) == frozenset()
        around = bluesky.connector.thread(said)
        assert [one.remote_id for one in around.posts] == [post]
        assert around.gone == ()
        with pytest.raises(NotPermitted) as caught:
            bluesky.connector.prepare(reply_to(row, "Nja", SystemClock().now()))
        assert caught.value.reason.code == "bluesky.blocked"

    def test_somebody_who_blocks_us(self, bluesky: BlueskyWorld, troll: Hands) -> None:
        said = troll.post("Om er säger jag inget")
        bluesky.rig.settle()
        block = troll.put("app.bsky.graph.block", {"subject": bluesky.login.did})["uri"]
        bluesky.rig.settle()
        try:
            assert bluesky.connector.probe([said]) == frozenset()
            page = bluesky.connector.thread(said)
            assert (page.comments, page.gone) == ((), ())
        finally:
            troll.delete(block)

    def test_labels_are_seen(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Vad tycker ni?")
        said = bluesky.say("Köp billigt!!!", to=post)
        Inbox(bluesky.connector).until(said)
        bluesky.rig.label(said, "spam")
        page = eventually(lambda: rows(bluesky.connector.thread(post))[said], lambda row: row.labels != ())
        assert page.labels == ("spam",)
        assert Inbox(bluesky.connector).until(said).comments[said].labels == ("spam",)

    def test_a_deleted_reply_takes_its_notification_along(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Fråga på")
        said = bluesky.say("Glöm det", to=post)
        Inbox(bluesky.connector).until(said)
        bluesky.delete(said)
        assert Inbox(bluesky.connector).catch_up().comments == {}
        assert bluesky.connector.probe([said]) == {said}
        assert bluesky.connector.thread(post).comments == ()

    def test_what_stands_below_a_deleted_answer_is_still_read(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Fråga på")
        first = bluesky.say("Jag undrar", to=post)
        second = bluesky.say("Och en sak till", to=first)
        bluesky.delete(first)
        thread = rows(bluesky.connector.thread(second))
        assert thread[second].root_remote_id == post
        assert thread.keys() == {second}

    def test_a_thread_whose_post_we_deleted(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Tas bort")
        said = bluesky.say("Jag såg det", to=post)
        bluesky.ours.delete(post)
        bluesky.rig.settle()
        page = bluesky.connector.thread(said)
        assert rows(page).keys() == {said}
        assert page.gone == (post,)
        with pytest.raises(Gone):
            bluesky.connector.thread(post)

    def test_somebody_muted_is_read_in_the_thread(self, bluesky: BlueskyWorld, troll: Hands) -> None:
        post = bluesky.publish("Tyst nu")
        bluesky.ours.call("app.bsky.graph.muteActor", actor=troll.did)
        said = troll.reply("Aldrig", post)
        bluesky.rig.settle()
        assert said not in Inbox(bluesky.connector).catch_up().comments
        assert said in rows(bluesky.connector.thread(post))

    def test_a_very_deep_thread_comes_in_pieces(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Bråk")
        said = [bluesky.fan.reply("Nej", post)]
        for number in range(100):
            said.append(bluesky.fan.reply("Jo" if number % 2 else "Nej", said[-1]))
        bluesky.rig.settle()
        first = bluesky.connector.thread(post)
        assert first.more
        found, cursor = rows(first), first.cursor
        while cursor:
            page = bluesky.connector.thread(post, cursor)
            found |= rows(page)
            cursor = page.cursor
        assert found.keys() == set(said)
        assert all(row.root_remote_id == post for row in found.values())
        assert rows(bluesky.connector.thread(said[-1])).keys() >= {said[-1], said[0]}

    def test_below_ours_in_a_strangers_thread(self, bluesky: BlueskyWorld) -> None:
        theirs = bluesky.say("Vet någon när bussen går?")
        aside = bluesky.say("Ingen aning", to=theirs)
        ours = bluesky.answer_by_hand(theirs, "Klockan sju")
        said = bluesky.say("Tack", to=ours)
        below = bluesky.say("Bra service", to=said)
        inbox = Inbox(bluesky.connector).until(said, below)
        kinds = {remote_id: row.kind for remote_id, row in rows(bluesky.connector.thread(theirs)).items()}
        assert kinds == {
            theirs: Inflow.CONTEXT,
            aside: Inflow.CONTEXT,
            ours: Inflow.OWN,
            said: Inflow.REPLY,
            below: Inflow.REPLY,
        }
        assert {remote_id: row.kind for remote_id, row in inbox.comments.items()} == {
            said: Inflow.REPLY,
            below: Inflow.REPLY,
        }

    def test_what_hangs_on_a_reply(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Visa era bilder")
        blob = bluesky.fan.line.post(
            "/xrpc/com.atproto.repo.uploadBlob", content=PIXEL, headers={"Content-Type": "image/png"}
        ).json()["blob"]
        images = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "En älg\nvid vägen"}]}
        pictured = bluesky.fan.reply("Här", post, embed=images)
        card = {"uri": "https://example.com/a", "title": "En tidning", "description": "x"}
        linked = bluesky.fan.reply("Läs", post, embed={"$type": "app.bsky.embed.external", "external": card})
        ref = {"uri": post, "cid": bluesky.fan.record(post)["cid"]}
        both = {"$type": "app.bsky.embed.recordWithMedia", "media": images, "record": {"record": ref}}
        both["record"] = {"$type": "app.bsky.embed.record", "record": ref}
        quoting = bluesky.fan.reply("Se", post, embed=both)
        bluesky.rig.settle()
        inbox = Inbox(bluesky.connector).until(pictured, linked, quoting).comments
        (image,) = inbox[pictured].media
        assert (image.kind, image.alt) == (MediaKind.IMAGE, "En älg\nvid vägen")
        assert image.url is not None
        assert image.url.endswith(blob["ref"]["$link"])
        assert [(one.kind, one.url, one.title) for one in inbox[linked].media] == [
            (MediaKind.LINK, "https://example.com/a", "En tidning")
        ]
        assert [one.kind for one in inbox[quoting].media] == [MediaKind.IMAGE, MediaKind.QUOTE]
        thread = rows(bluesky.connector.thread(post))
        assert all(thread[one].media == inbox[one].media for one in (pictured, linked, quoting))
