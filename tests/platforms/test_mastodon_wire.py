"""Servers that no package imitates: other software, older versions, odd pages, and what must not be believed."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act, Seen, Undo
from backend.model.clock import EPOCH, HOUR, MINUTE, SECOND, SystemClock, iso, plus
from backend.model.comment import Inflow
from backend.model.outbox import Intent, Target, Wire
from backend.platforms.base import Fate, Gone, LoginExpired, NotPermitted, Refused, Settled, Throttled, TryAgain
from backend.platforms.mastodon import MastodonConnector, open_connector
from tests.conftest import START
from tests.platforms.gate import CUT, HTML, HTML_502, Spoil
from tests.platforms.mastodon_json import ME, NOT_FOUND, Script, account, as_spoil, notification, ours, status
from tests.platforms.world import Inbox

HTML_404 = Spoil(404, HTML, {"Content-Type": "text/html"})
HTML_403 = Spoil(403, HTML, {"Content-Type": "text/html"})
NOTIFICATIONS = r"/api/v1/notifications\?.*"
TARGET = Target("2", "1", mention="fan@elsewhere.example", language="sv")


def reply(text: str = "@fan@elsewhere.example Ja", target: Target = TARGET) -> Intent:
    return Intent(Act.REPLY, text, target, "intent-1", START)


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


def other(script: Script, **instance: object) -> None:
    """Make the server describe itself otherwise."""
    script.gate.clear()
    script.says("/api/v1/accounts/verify_credentials", account(ME, "brand", acct="brand"))
    script.says("/api/v2/instance", {"domain": "our.example", **instance})


class TestDescribing:
    def test_all_it_can_do_is_declared(self, connector: MastodonConnector) -> None:
        can = connector.check().capabilities
        assert {act for act, undo in can.acts.items() if undo is Undo.FINAL} == {
            Act.REPLY,
            Act.PRIVATE_REPLY,
            Act.DELETE_OWN,
            Act.REPORT,
            Act.PUBLISH,
        }
        assert {act for act, undo in can.acts.items() if undo is Undo.REVERSIBLE} == {
            Act.EDIT_OWN,
            *(Act.LIKE, Act.UNLIKE, Act.MUTE, Act.UNMUTE, Act.BLOCK, Act.UNBLOCK),
        }
        assert {act: seen for act, seen in can.seen.items() if seen is not Seen.PUBLIC} == {
            Act.PRIVATE_REPLY: Seen.PERSON,
            Act.MUTE: Seen.NOBODY,
            Act.UNMUTE: Seen.NOBODY,
            Act.BLOCK: Seen.PERSON,
            Act.UNBLOCK: Seen.PERSON,
            Act.REPORT: Seen.STAFF,
        }
        assert can.own_threads == frozenset()
        assert (can.mention, can.sees_edits, can.idempotent) == ("@{handle}", True, True)
        assert (can.limits.text, can.limits.counting, can.limits.url_weight) == (500, "mastodon", 23)

    def test_the_handle_carries_the_servers_own_name(self, connector: MastodonConnector) -> None:
        assert connector.check().handle == "brand@our.example"

    def test_limits_are_the_servers(self, script: Script, connector: MastodonConnector) -> None:
        statuses = {"max_characters": 5000, "characters_reserved_per_url": 30, "max_media_attachments": 6}
        other(script, version="4.6.0", configuration={"statuses": statuses})
        limits = connector.check().capabilities.limits
        assert (limits.text, limits.url_weight, limits.media) == (5000, 30, 6)

    def test_an_old_server_is_asked_the_old_way(self, script: Script, connector: MastodonConnector) -> None:
        script.gate.clear()
        script.says("/api/v1/accounts/verify_credentials", account(ME, "brand", acct="brand"))
        script.says("/api/v1/instance", {"uri": "https://old.example", "version": "3.5.3", "max_toot_chars": 7000})
        profile = connector.check()
        assert profile.handle == "brand@old.example"
        assert (profile.capabilities.limits.text, profile.capabilities.idempotent) == (7000, True)

    @pytest.mark.parametrize(
        ("instance", "keeps"),
        [
            ({"version": "4.6.0+glitch"}, True),
            ({"version": "2.7.2 (compatible; Pleroma 2.6.0)"}, False),
            ({"version": "0.17.3+git-1a2b3c4"}, False),
            ({"version": "3.5.3 (compatible; Pixelfed 0.12.4)"}, False),
            ({"version": "4.0", "source_url": "https://codeberg.org/superseriousbusiness/gotosocial"}, False),
            ({}, False),
        ],
    )
    def test_a_key_is_trusted_only_where_it_is_known_to_be_kept(
        self, script: Script, connector: MastodonConnector, instance: dict[str, object], keeps: bool
    ) -> None:
        other(script, **instance)
        assert connector.check().capabilities.idempotent is keeps


class TestReading:
    def test_ulids_and_real_html(self, script: Script, connector: MastodonConnector) -> None:
        ids = [f"01HZ8XW5C2Q4R6T8V0X2Z4B6{tail}" for tail in ("D8", "DB", "DZ")]
        link = (
            '<p>Se <a href="https://www.bus.example/a/lang/adress?x=1"><span class="invisible">https://www.</span>'
            '<span class="ellipsis">bus.example/a/lang</span><span class="invisible">/adress?x=1</span></a></p>'
        )
        rows = [notification(one, status(one, content=link)) for one in reversed(ids)]
        script.says(r"/api/v1/notifications\?(?!.*(min|max)_id).*", rows, times=1)
        script.says(NOTIFICATIONS, [])
        inbox = Inbox(connector, since=plus(START, -HOUR)).catch_up()
        assert inbox.comments.keys() == set(ids)
        assert inbox.comments[ids[0]].text == "Se https://www.bus.example/a/lang/adress?x=1"
        assert json.loads(inbox.cursor or "") == {"after": ids[2], "lap": ids[2], "seen": ids[2]}
        assert f"min_id={ids[2]}" in script.gate.seen[-1][1]

    def test_all_that_was_held_back_is_asked_for(self, script: Script, connector: MastodonConnector) -> None:
        script.says(NOTIFICATIONS, [])
        Inbox(connector).page()
        query = next(path for _, path, _ in script.gate.seen if path.startswith("/api/v1/notifications"))
        for part in ("types%5B%5D=mention", "types%5B%5D=quote", "include_filtered=true", "limit=80"):
            assert part in query

    def test_other_kinds_only_move_the_cursor(self, script: Script, connector: MastodonConnector) -> None:
        about = status("5")
        rows = [notification("9", about, "favourite"), notification("8", None, "follow"), notification("7", about)]
        script.says(NOTIFICATIONS, rows, times=1)
        script.says(NOTIFICATIONS, [])
        inbox = Inbox(connector).catch_up()
        assert inbox.comments.keys() == {"5"}
        assert json.loads(inbox.cursor or "")["seen"] == "9"

    def test_a_quote_is_told_by_its_notification(self, script: Script, connector: MastodonConnector) -> None:
        script.says(NOTIFICATIONS, [notification("9", status("5", mentions=[]), "quote")], times=1)
        page = Inbox(connector).page()
        assert [row.kind for row in page.comments] == [Inflow.QUOTE]

    def test_an_odd_row_is_counted_and_the_rest_is_read(
        self, script: Script, connector: MastodonConnector, caplog: pytest.LogCaptureFixture
    ) -> None:
        odd: list[object] = [notification("9", status("5")), notification("8", {"id": None}), notification("7", None)]
        odd += [{"type": "mention"}, None, notification("6", status("4", account=None)), notification("3", status("2"))]
        script.says(NOTIFICATIONS, odd, times=1)
        with caplog.at_level(logging.WARNING):
            page = Inbox(connector).page()
        assert {row.remote_id for row in page.comments} == {"5", "2"}
        assert page.skipped == 5
        assert "5 rows of inbox" in caplog.text

    def test_a_page_of_nothing_readable_keeps_the_cursor(self, script: Script, connector: MastodonConnector) -> None:
        script.says(NOTIFICATIONS, [{"odd": 1}, None])
        with pytest.raises(TryAgain) as caught:
            Inbox(connector).page()
        assert caught.value.reason.code == "platform.unreadable"

    def test_an_object_where_a_list_should_be_is_no_empty_list(
        self, script: Script, connector: MastodonConnector
    ) -> None:
        script.says(NOTIFICATIONS, {"error": "maintenance"})
        with pytest.raises(TryAgain):
            Inbox(connector).page()

    def test_roots_of_a_whole_page_cost_a_request_a_level(self, script: Script, connector: MastodonConnector) -> None:
        rows = [notification(str(90 + n), status(str(50 + n), in_reply_to_id=str(20 + n))) for n in range(5)]
        parents = [status(str(20 + n), in_reply_to_id="1", in_reply_to_account_id=ME) for n in range(5)]
        script.says(NOTIFICATIONS, rows, times=1)
        script.says(r"/api/v1/statuses\?id.*=20&.*", parents)
        script.says(r"/api/v1/statuses/1", ours("1"))
        page = Inbox(connector).page()
        assert {row.root_remote_id for row in page.comments} == {"1"}
        assert {row.kind for row in page.comments} == {Inflow.COMMENT}
        assert [(post.remote_id, post.own) for post in page.posts] == [("1", True)]
        assert page.threads == ("1",)
        assert script.asked().count("/api/v1/statuses") == 1

    def test_known_roots_cost_none(self, script: Script, connector: MastodonConnector) -> None:
        about = status("5", in_reply_to_id="4", in_reply_to_account_id=ME)
        script.says(NOTIFICATIONS, [notification("9", about)], times=1)
        page = connector.pull("inbox", None, EPOCH, lambda ids: dict.fromkeys(ids, "4"))
        assert [(row.kind, row.root_remote_id) for row in page.comments] == [(Inflow.COMMENT, "4")]
        assert not [path for path in script.asked() if path.startswith("/api/v1/statuses")]

    def test_a_deep_reply_is_placed_by_its_context(self, script: Script, connector: MastodonConnector) -> None:
        chain = [ours("1"), *[status(str(n), in_reply_to_id=str(n - 1)) for n in range(2, 9)]]
        script.says(NOTIFICATIONS, [notification("99", status("9", in_reply_to_id="8"))], times=1)
        for row in chain:
            script.says(f"/api/v1/statuses/{row['id']}", row)
        script.says("/api/v1/statuses/9/context", {"ancestors": chain, "descendants": []})
        page = Inbox(connector).page()
        assert {row.root_remote_id for row in page.comments} == {"1"}
        assert {row.remote_id for row in page.comments} == {str(n) for n in range(2, 10)}

    def test_a_hidden_parent_leaves_a_gap_and_loses_nothing(self, script: Script, connector: MastodonConnector) -> None:
        script.says(NOTIFICATIONS, [notification("99", status("9", in_reply_to_id="8"))], times=1)
        script.says("/api/v1/statuses/9/context", {"ancestors": [], "descendants": []})
        row = Inbox(connector).page().comments[0]
        assert (row.root_remote_id, row.parent_remote_id, row.kind) == ("9", "8", Inflow.MENTION)

    def test_a_ring_of_replies_ends(self, script: Script, connector: MastodonConnector) -> None:
        rows = [
            notification("98", status("5", in_reply_to_id="6")),
            notification("99", status("6", in_reply_to_id="5")),
        ]
        script.says(NOTIFICATIONS, rows, times=1)
        assert len(Inbox(connector).page().comments) == 2

    def test_our_own_answers_to_ourselves_are_no_posts(self, script: Script, connector: MastodonConnector) -> None:
        rows = [ours("8", in_reply_to_id="7", in_reply_to_account_id=ME), ours("7"), ours("6", reblog=status("5"))]
        script.says(rf"/api/v1/accounts/{ME}/statuses\?.*", rows, times=1)
        page = Inbox(connector, "posts").page()
        assert [post.remote_id for post in page.posts] == ["7"]
        assert [(row.remote_id, row.kind, row.root_remote_id) for row in page.comments] == [("8", Inflow.OWN, "7")]

    def test_a_branch_below_something_hidden_is_kept(self, script: Script, connector: MastodonConnector) -> None:
        script.says("/api/v1/statuses/9", status("9", in_reply_to_id="8"))
        script.says("/api/v1/statuses/9/context", {"ancestors": [ours("1")], "descendants": [status("10")]})
        script.says("/api/v1/statuses/1/context", {"ancestors": [], "descendants": [status("2", in_reply_to_id="1")]})
        page = connector.thread("9")
        assert {row.remote_id for row in page.comments} == {"2", "9", "10"}


class TestGone:
    def test_a_page_of_html_is_not_believed(self, script: Script, connector: MastodonConnector) -> None:
        for spoil in (HTML_404, HTML_403, Spoil(404, "", {}), Spoil(410, "[]")):
            script.spoil("/api/v1/statuses/7", spoil, times=2)
            for ask in (lambda: connector.probe(["7"]), lambda: connector.thread("7")):
                with pytest.raises(TryAgain):
                    ask()

    def test_an_empty_batch_is_not_believed(self, script: Script, connector: MastodonConnector) -> None:
        script.says(r"/api/v1/statuses\?.*", [])
        script.says("/api/v1/statuses/7", status("7"))
        script.says("/api/v1/statuses/8", {"error": "Gone"}, code=410)
        assert connector.probe(["7", "8", "9"]) == {"8", "9"}

    def test_a_server_without_batches_is_asked_one_by_one(self, script: Script, connector: MastodonConnector) -> None:
        other(script, version="4.2.0")
        script.says("/api/v1/statuses/7", status("7"))
        assert connector.probe(["7", "9"]) == {"9"}
        assert "/api/v1/statuses" not in script.asked()

    def test_ids_stay_in_their_path(self, script: Script, connector: MastodonConnector) -> None:
        assert connector.probe(["../../oauth/revoke?x=1"]) == {"../../oauth/revoke?x=1"}
        assert script.gate.seen[-1][1] == "/api/v1/statuses/..%2F..%2Foauth%2Frevoke%3Fx%3D1"


class TestRefusals:
    @pytest.mark.parametrize(
        ("code", "error", "kind", "reason"),
        [
            (401, "The access token is invalid", LoginExpired, "platform.login"),
            (401, "The access token was revoked", LoginExpired, "platform.login"),
            (422, "This method requires an authenticated user", LoginExpired, "platform.login"),
            (403, "This action is outside the authorized scopes", NotPermitted, "mastodon.scopes"),
            (403, "Your login is currently disabled", NotPermitted, "mastodon.login_disabled"),
            (403, "This action is not allowed", NotPermitted, "platform.not_permitted"),
            (404, "Record not found", Gone, "platform.gone"),
            (422, "Validation failed: Text is too long", Refused, "platform.refused"),
        ],
    )
    def test_failures_in_mastodons_words(
        self, script: Script, connector: MastodonConnector, code: int, error: str, kind: type[Exception], reason: str
    ) -> None:
        script.says("/api/v1/statuses", {"error": error}, method="POST", code=code)
        with pytest.raises(kind) as caught:
            connector.send(Wire("POST", "/api/v1/statuses", '{"status":"x"}', "key", START))
        assert caught.value.reason.code == reason  # type: ignore[attr-defined]

    def test_a_reset_as_real_servers_write_it(self, script: Script, connector: MastodonConnector) -> None:
        until = plus(SystemClock().now(), 200 * SECOND)
        headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": iso(until)}
        script.spoil(NOTIFICATIONS, as_spoil({"error": "Throttled"}, headers, 429))
        with pytest.raises(Throttled) as caught:
            Inbox(connector).page()
        assert abs(caught.value.until - until) < SECOND
        assert connector.usage().share == 1


class TestPreparing:
    def body(self, connector: MastodonConnector, intent: Intent) -> dict[str, object]:
        body: dict[str, object] = json.loads(connector.prepare(intent).body)
        return body

    @pytest.mark.parametrize(
        ("then", "now", "sent"),
        [
            ("public", "public", "public"),
            ("public", "unlisted", "unlisted"),
            ("public", "private", "private"),
            ("followers", "public", "private"),
            ("private", "public", "direct"),
            ("public", "direct", "direct"),
            ("public", "local", "private"),
            ("public", "mutuals_only", "direct"),
        ],
    )
    def test_an_answer_is_never_seen_by_more(
        self, script: Script, connector: MastodonConnector, then: str, now: str, sent: str
    ) -> None:
        script.says("/api/v1/statuses/2", status("2", visibility=now))
        assert self.body(connector, reply(target=replace(TARGET, visibility=then)))["visibility"] == sent

    def test_the_whole_body(self, script: Script, connector: MastodonConnector) -> None:
        script.says("/api/v1/statuses/2", status("2"))
        wire = connector.prepare(reply("  @fan@elsewhere.example Å\ud800  ", replace(TARGET, spoiler="Mat")))
        assert json.loads(wire.body) == {
            "status": "@fan@elsewhere.example Å\ufffd",
            "in_reply_to_id": "2",
            "visibility": "public",
            "language": "sv",
            "spoiler_text": "Mat",
            "sensitive": True,
        }
        assert (wire.method, wire.path, wire.key) == ("POST", "/api/v1/statuses", "intent-1")

    def test_the_warning_counts_and_links_weigh_the_same(self, script: Script, connector: MastodonConnector) -> None:
        script.says("/api/v1/statuses/2", status("2"))
        link = "https://bus.example/" + "x" * 900
        connector.prepare(reply("å" * 476 + " " + link))
        with pytest.raises(Refused) as caught:
            connector.prepare(reply("å" * 476 + " " + link, replace(TARGET, spoiler="Mat")))
        assert caught.value.reason.params == {"over": 3}

    def test_a_private_answer_that_names_nobody_would_reach_nobody(
        self, script: Script, connector: MastodonConnector
    ) -> None:
        script.says("/api/v1/statuses/2", status("2", visibility="direct"))
        with pytest.raises(Refused) as caught:
            connector.prepare(reply("Ja"))
        assert caught.value.reason.code == "mastodon.names_nobody"

    def test_a_lost_look_is_no_lost_answer(self, script: Script, connector: MastodonConnector) -> None:
        for spoil in (CUT, HTML_502, Spoil(200, HTML)):
            script.spoil("/api/v1/statuses/2", spoil, times=1)
            with pytest.raises(TryAgain) as caught:
                connector.prepare(reply())
            assert caught.value.reached is False

    def test_acts_that_are_not_built_are_refused(self, connector: MastodonConnector) -> None:
        for act in (Act.DELETE, Act.HIDE, Act.LOCK, Act.PUBLISH):
            with pytest.raises(NotPermitted):
                connector.prepare(replace(reply(), act=act))


WIRE = Wire("POST", "/api/v1/statuses", '{"status":"@fan Ja","in_reply_to_id":"2"}', "key", START)
OWN_LIST = rf"/api/v1/accounts/{ME}/statuses\?.*"
SENT = "<p><span><a>@<span>fan</span></a></span> Ja</p>"


class TestSettling:
    def settle(self, connector: MastodonConnector, waited: int) -> Settled:
        return connector.settle(WIRE, START, plus(START, waited))

    def sent(self, **fields: object) -> dict[str, object]:
        at = iso(plus(START, 2 * SECOND))
        return {**ours("50", in_reply_to_id="2"), "content": SENT, "created_at": at, **fields}

    @pytest.mark.parametrize("waited", [0, 30 * SECOND, 3 * HOUR])
    def test_what_stands_there_is_found_whenever_we_look(
        self, script: Script, connector: MastodonConnector, waited: int
    ) -> None:
        script.says(OWN_LIST, [ours("51"), self.sent(), ours("3", created_at=iso(plus(START, -HOUR)))])
        settled = self.settle(connector, waited)
        assert settled.fate is Fate.SENT
        assert settled.receipt is not None
        assert settled.receipt.remote_id == "50"

    @pytest.mark.parametrize(
        "other_post",
        [
            {"in_reply_to_id": "3"},
            {"content": "<p>Nej</p>"},
            {"created_at": iso(plus(START, -10 * MINUTE))},
            {"account": account("99", "someone")},
        ],
    )
    def test_another_post_is_not_taken_for_it(
        self, script: Script, connector: MastodonConnector, other_post: dict[str, object]
    ) -> None:
        script.says(OWN_LIST, [self.sent(**other_post)], times=1)
        script.says(OWN_LIST, [])
        assert self.settle(connector, 30 * SECOND) == Settled(Fate.ABSENT)

    def test_it_is_looked_for_on_every_page_since(self, script: Script, connector: MastodonConnector) -> None:
        later = [ours(str(n), created_at=iso(plus(START, HOUR))) for n in range(100, 140)]
        script.says(rf"/api/v1/accounts/{ME}/statuses\?.*max_id=100.*", [self.sent()])
        script.says(OWN_LIST, later)
        assert self.settle(connector, 2 * HOUR).fate is Fate.SENT

    @pytest.mark.parametrize(
        ("waited", "settled"),
        [
            (SECOND, Settled(Fate.UNSURE)),
            (6 * SECOND, Settled(Fate.ABSENT)),
            (49 * MINUTE, Settled(Fate.ABSENT)),
            (51 * MINUTE, Settled(Fate.UNSURE, final=True)),
        ],
    )
    def test_a_key_is_trusted_for_a_while(
        self, script: Script, connector: MastodonConnector, waited: int, settled: Settled
    ) -> None:
        script.says(OWN_LIST, [])
        assert self.settle(connector, waited) == settled

    @pytest.mark.parametrize(
        ("waited", "settled"),
        [(10 * SECOND, Settled(Fate.UNSURE)), (40 * SECOND, Settled(Fate.UNSURE, final=True))],
    )
    def test_without_keys_nothing_is_ever_sent_again_by_itself(
        self, script: Script, connector: MastodonConnector, waited: int, settled: Settled
    ) -> None:
        other(script, version="2.7.2 (compatible; Pleroma 2.6.0)")
        script.says(OWN_LIST, [])
        assert self.settle(connector, waited) == settled

    def test_a_look_that_fails_settles_nothing(self, script: Script, connector: MastodonConnector) -> None:
        script.spoil(OWN_LIST, HTML_502)
        with pytest.raises(TryAgain):
            self.settle(connector, 30 * SECOND)

    def test_an_accepted_post_without_an_id_is_not_taken_for_sent(
        self, script: Script, connector: MastodonConnector
    ) -> None:
        script.says("/api/v1/statuses", {"params": {}}, method="POST")
        with pytest.raises(TryAgain) as caught:
            connector.send(WIRE)
        assert caught.value.reached

    def test_the_stored_bytes_and_key_are_what_leaves(self, script: Script, connector: MastodonConnector) -> None:
        script.says("/api/v1/statuses", self.sent(), method="POST")
        connector.send(WIRE)
        assert script.gate.seen[-1] == ("POST", "/api/v1/statuses", WIRE.body)

    def test_deleting_what_is_gone_is_done(self, script: Script, connector: MastodonConnector) -> None:
        wire = connector.prepare(Intent(Act.DELETE_OWN, "", TARGET, "intent-1", START))
        script.spoil(r"/api/v1/statuses/2\?.*", NOT_FOUND, method="DELETE")
        assert connector.send(wire).remote_id == ""
        assert connector.settle(wire, START, START).fate is Fate.SENT
        script.spoil(r"/api/v1/statuses/2", HTML_404)
        with pytest.raises(TryAgain):
            connector.settle(wire, START, START)
