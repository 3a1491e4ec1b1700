"""What servers of the AT protocol may answer: odd pages and trees, lost answers, records that are not ours."""

import json
from collections.abc import Iterator

import pytest

from backend.model.account import Act
from backend.model.clock import EPOCH, HOUR, MINUTE, plus
from backend.model.comment import RemoteState
from backend.model.outbox import Intent, Target
from backend.platforms import bluesky_api
from backend.platforms.base import (
    Fate,
    TryAgain,
)
from backend.platforms.bluesky import BlueskyConnector, open_connector
from backend.platforms.bluesky_session import Session
from tests.conftest import START, StandingClock
from tests.platforms.bluesky_json import (
    CID,
    FAN,
    GET,
    ME,
    NOTIFICATIONS,
    POSTS,
    PUT,
    REFRESH,
    ROOT,
    SECRET,
    THREAD,
    Fields,
    Script,
    below,
    listed,
    notification,
    record,
    ref,
    refusal,
    session,
    tree,
    uri,
    view,
)
from tests.platforms.gate import CUT, Spoil
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


class TestPages:
    def test_a_row_that_cannot_be_read_costs_only_itself(self, script: Script, connector: BlueskyConnector) -> None:
        good = notification(uri("good"), record(reply=below(ROOT)))
        odd = [7, None, {}, notification("at://x/y/z"), {**notification(uri("n")), "author": {}}]
        script.says(NOTIFICATIONS, listed(*odd, good, {**notification(uri("bare")), "record": 3}))
        page = Inbox(connector).page()
        assert {row.remote_id for row in page.comments} == {uri("good"), uri("bare")}
        assert page.skipped == 3
        assert page.threads == (ROOT, uri("bare"))

    def test_the_same_post_told_of_twice_is_one_row(self, script: Script, connector: BlueskyConnector) -> None:
        said = record(reply=below(ROOT))
        script.says(NOTIFICATIONS, listed(notification(uri("a"), said), notification(uri("a"), said, reason="mention")))
        assert len(Inbox(connector).page().comments) == 1

    def test_a_cursor_the_server_forgot_starts_the_list_anew(self, script: Script, connector: BlueskyConnector) -> None:
        first, second = (notification(uri(rkey), at=plus(START, -at * MINUTE)) for rkey, at in (("a", 0), ("b", 1)))
        script.says(NOTIFICATIONS, listed(first, cursor="gone"), refusal("InvalidRequest"), listed(first, second))
        inbox = Inbox(connector).catch_up()
        assert inbox.comments.keys() == {uri("a"), uri("b")}
        assert ["cursor" in query for query in script.asked(NOTIFICATIONS)] == [False, True, False]
        assert all("priority=false" in query for query in script.asked(NOTIFICATIONS))

    def test_an_old_claim_does_not_put_a_new_comment_out_of_bounds(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        said = {**record(reply=below(ROOT)), "createdAt": "1970-01-01T00:00:00.000Z"}
        script.says(NOTIFICATIONS, listed(notification(uri("a"), said), notification(uri("b"), at=EPOCH)))
        inbox = Inbox(connector, since=plus(START, -HOUR))
        inbox.page()
        assert inbox.comments.keys() == {uri("a")}

    def test_what_is_known_is_not_told_again(self, script: Script) -> None:
        clock = StandingClock()
        connector = BlueskyConnector(Session(script.gate.url, SECRET, lambda values: None), clock)
        rows = [notification(uri("a")), notification(uri("b"), at=plus(START, -MINUTE))]
        script.says(NOTIFICATIONS, listed(*rows), times=2)
        inbox = Inbox(connector)
        assert len(inbox.page().comments) == 2
        del inbox.comments[uri("b")]
        assert [row.remote_id for row in inbox.page().comments] == [uri("b")]
        connector.close()


class TestThreads:
    def test_a_tree_that_is_too_large_is_asked_for_in_pieces(
        self, script: Script, connector: BlueskyConnector, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("backend.platforms.bluesky_session.ANSWER_CAP", 20_000)
        small = open_connector(script.gate.url, SECRET, lambda values: None)
        deep = view(uri("a"), record(reply=below(ROOT)), replyCount=1)
        end: Fields = {"post": deep}
        below_it = view(uri("b"), record(reply=below(uri("a"), ROOT)))
        script.says(
            THREAD,
            Spoil(200, "[" + " " * 30_000 + "]"),
            {"thread": tree(view(ROOT), end)},
            {"thread": tree(deep, tree(below_it))},
        )
        first = small.thread(ROOT)
        assert [row.remote_id for row in first.comments] == [uri("a")]
        assert first.more
        second = small.thread(ROOT, first.cursor)
        assert uri("b") in {row.remote_id for row in second.comments}
        assert not second.more
        depths = [query.split("depth=")[1].split("&")[0] for query in script.asked(THREAD)]
        assert depths == [str(bluesky_api.DEPTHS[0]), str(bluesky_api.DEPTHS[1]), str(bluesky_api.DEPTHS[0])]
        small.close()

    def test_a_deep_end_that_is_deleted_meanwhile_is_not_the_threads_end(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        end: Fields = {"post": view(uri("a"), record(reply=below(ROOT)), replyCount=1)}
        script.says(THREAD, {"thread": tree(view(ROOT), end)}, refusal("NotFound"))
        script.says(GET, refusal("RecordNotFound"))
        first = connector.thread(ROOT)
        second = connector.thread(ROOT, first.cursor)
        assert (second.gone, second.comments, second.more) == ((uri("a"),), (), False)
        assert connector.thread(ROOT, "nonsense").gone == ()

    def test_what_is_not_shown_is_gone_only_when_its_record_is(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        missing = [{"uri": uri(rkey), "notFound": True} for rkey in ("deleted", "unseen")]
        blocked = {"uri": uri("blocked"), "blocked": True, "author": {"did": FAN}}
        script.says(THREAD, {"thread": tree(view(ROOT), *missing, blocked, {}, {"post": 3})})
        script.says(POSTS, {"posts": []})
        script.says(GET, refusal("RecordNotFound"), {"uri": uri("unseen"), "cid": CID, "value": record()})
        page = connector.thread(ROOT)
        assert page.gone == (uri("deleted"),)
        assert page.comments == ()

    def test_hidden_replies_of_an_odd_gate(self, script: Script, connector: BlueskyConnector) -> None:
        said = tree(view(uri("a"), record(reply=below(ROOT))))
        for gate, state in (
            ({"record": {"hiddenReplies": [7, uri("a")]}}, RemoteState.HIDDEN),
            ({"record": {"hiddenReplies": "x"}}, RemoteState.VISIBLE),
            (None, RemoteState.VISIBLE),
        ):
            script.says(THREAD, {"thread": tree(view(ROOT), said), "threadgate": gate})
            (row,) = connector.thread(ROOT).comments
            assert row.remote_state is state

    def test_a_server_that_fails_says_nothing_is_gone(self, script: Script, connector: BlueskyConnector) -> None:
        script.says(POSTS, {"posts": []}, {"posts": []})
        script.says(GET, refusal("InternalServerError", status=500))
        with pytest.raises(TryAgain):
            connector.probe([uri("a")])

    def test_a_batch_is_no_larger_than_the_server_takes(self, script: Script, connector: BlueskyConnector) -> None:
        asked = [uri(f"p{number}") for number in range(60)]
        for start in (0, 25, 50):
            script.says(POSTS, {"posts": [view(one) for one in asked[start : start + 25]]})
        assert connector.probe([*asked, *asked]) == frozenset()
        assert [query.count("uris=") for query in script.asked(POSTS)] == [25, 25, 10]


class TestWriting:
    def reply(self, text: str = "Ja") -> Intent:
        return Intent(Act.REPLY, text, Target(uri("a"), ROOT), "intent", START)

    def answerable(self, script: Script) -> None:
        script.says(POSTS, {"posts": [view(uri("a"), record(reply=below(ROOT)))]})

    def test_the_whole_request(self, script: Script, connector: BlueskyConnector) -> None:
        self.answerable(script)
        wire = connector.prepare(self.reply())
        assert json.loads(wire.body) == {
            "repo": ME,
            "collection": "app.bsky.feed.post",
            "rkey": wire.key,
            "swapRecord": None,
            "record": {
                "$type": "app.bsky.feed.post",
                "text": "Ja",
                "createdAt": record()["createdAt"],
                "reply": {"root": ref(ROOT), "parent": ref(uri("a"))},
            },
        }
        script.says(PUT, {"uri": f"at://{ME}/app.bsky.feed.post/{wire.key}", "cid": CID})
        assert connector.send(wire).cid == CID
        assert script.gate.seen[-1][2] == wire.body

    @pytest.mark.parametrize("odd", [{}, {"uri": "at://elsewhere/a/b"}, {"uri": uri("a")}])
    def test_an_answer_that_names_another_record_is_not_believed(
        self, script: Script, connector: BlueskyConnector, odd: Fields
    ) -> None:
        self.answerable(script)
        wire = connector.prepare(self.reply())
        script.says(PUT, odd)
        with pytest.raises(TryAgain) as caught:
            connector.send(wire)
        assert caught.value.reached

    def test_a_question_that_fails_has_sent_nothing(self, script: Script, connector: BlueskyConnector) -> None:
        script.says(POSTS, CUT)
        with pytest.raises(TryAgain) as caught:
            connector.prepare(self.reply())
        assert not caught.value.reached

    def test_a_record_that_differs_is_for_a_person(self, script: Script, connector: BlueskyConnector) -> None:
        self.answerable(script)
        wire = connector.prepare(self.reply())
        script.says(GET, {"uri": uri("k", ME), "cid": CID, "value": record("Något annat")})
        settled = connector.settle(wire, START, plus(START, HOUR))
        assert (settled.fate, settled.final) == (Fate.UNSURE, True)

    def test_a_write_after_an_expired_token_is_the_same_bytes(
        self, script: Script, connector: BlueskyConnector
    ) -> None:
        self.answerable(script)
        wire = connector.prepare(self.reply())
        uri_of = f"at://{ME}/app.bsky.feed.post/{wire.key}"
        script.says(PUT, refusal("ExpiredToken"), {"uri": uri_of, "cid": CID})
        script.says(REFRESH, session(2))
        assert connector.send(wire).remote_id == uri_of
        bodies = [body for _, path, body in script.gate.seen if path.endswith(PUT)]
        assert bodies == [wire.body] * 2
