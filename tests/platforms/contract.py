"""The one contract that every platform's connector passes. Subclass it where a `world` fixture gives the platform."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest

from backend.model.account import Act, Source
from backend.model.clock import EPOCH, MINUTE, SECOND, Deadline, Micros, SystemClock, plus
from backend.model.comment import Inflow, Visibility
from backend.model.inflow import InComment
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import (
    Connector,
    Fate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Settled,
    Throttled,
    TryAgain,
)
from backend.platforms.leaving import leaving_before
from tests.platforms import gate as spoils
from tests.platforms.contract_acts import Acting, Removing, Reporting
from tests.platforms.world import Inbox, World, approach, eventually, reaches, reply_to

SETTLED = 30 * SECOND
"""After this long a platform must be able to tell whether a write got there."""

LAST_LOOK = 10 * MINUTE
"""After this long a platform without keys will not tell more than it has."""


def now() -> Micros:
    return SystemClock().now()


class Reading:
    """What others write reaches us: whole, once, with its place."""

    def test_it_knows_who_we_are_and_what_we_can_do(self, world: World) -> None:
        profile = world.connector.check()
        acts = profile.capabilities.acts
        assert profile.remote_id
        assert profile.handle
        assert profile.base_url == world.gate.url
        assert {Act.REPLY, Act.DELETE_OWN} <= acts.keys()
        assert profile.capabilities.limits.text > 0
        assert profile.capabilities.observed_at > EPOCH
        assert profile.capabilities.sources.keys() == set(Source), "each source is read, or said not to be"
        assert reaches(world.connector, Source.COMMENTS)

    def test_a_login_that_ended_says_so(self, world: World) -> None:
        connector = world.stranger_login()
        try:
            for ask in (connector.check, lambda: connector.pull("inbox", None, EPOCH, lambda ids: {})):
                with pytest.raises(LoginExpired):
                    ask()
        finally:
            connector.close()

    def test_a_reply_to_our_post_is_a_comment_with_its_place(self, world: World) -> None:
        post = world.publish("Vi öppnar klockan nio")
        said = world.say("Gäller det också lördagar?", to=post, mention=True)
        row = Inbox(world.connector).until(said).comments[said]
        assert (row.kind, row.own) == (Inflow.COMMENT, False)
        assert (row.root_remote_id, row.parent_remote_id) == (post, post)
        assert "Gäller det också lördagar?" in row.text
        assert row.author.handle
        assert row.remote_uri
        assert row.visibility is Visibility.PUBLIC
        assert abs(row.written_at - now()) < 10 * MINUTE

    def test_a_reply_below_a_reply_keeps_parent_and_root(self, world: World) -> None:
        post = world.publish("Ny tidtabell")
        first = world.say("Bra", to=post, mention=True)
        second = world.say("Inte alls", to=first, mention=True)
        row = Inbox(world.connector).until(first, second).comments[second]
        assert (row.kind, row.root_remote_id, row.parent_remote_id) == (Inflow.COMMENT, post, first)

    def test_a_mention_anywhere_is_a_mention(self, world: World) -> None:
        if not reaches(world.connector, Source.MENTIONS):
            return
        thread = world.say("Hur är det med bussarna i stan?")
        said = world.say("Fråga dem själva", to=thread, mention=True)
        top = world.say("Hallå där", mention=True)
        inbox = Inbox(world.connector).until(said, top)
        assert inbox.comments[said].kind is Inflow.MENTION
        assert inbox.comments[said].root_remote_id == thread
        assert inbox.comments[top].kind is Inflow.MENTION
        assert (inbox.comments[top].root_remote_id, inbox.comments[top].parent_remote_id) == (top, None)
        assert not inbox.posts[top].own

    def test_an_answer_to_ours_in_a_strangers_thread_is_a_reply(self, world: World) -> None:
        if not reaches(world.connector, Source.MENTIONS):
            return
        asked = world.say("När kommer bussen?", mention=True)
        ours = world.answer_by_hand(asked, "Om tio minuter")
        said = world.say("Tack!", to=ours, mention=True)
        row = Inbox(world.connector).until(asked, said).comments[said]
        assert (row.kind, row.root_remote_id, row.parent_remote_id) == (Inflow.REPLY, asked, ours)

    def test_a_quote_of_ours_is_a_quote(self, world: World) -> None:
        if not reaches(world.connector, Source.QUOTES):
            return
        said = world.quote(world.publish("Vi bygger om stationen"), "Det var på tiden")
        assert Inbox(world.connector).until(said).comments[said].kind is Inflow.QUOTE

    def test_more_than_a_page_comes_whole_and_goes_on_without_a_gap(self, world: World) -> None:
        post = world.publish("Frågestund")
        early = [world.say(f"Fråga {number}", to=post, mention=True) for number in range(45)]
        inbox = Inbox(world.connector)
        inbox.page()
        during = [world.say(f"Fråga under tiden {number}", to=post, mention=True) for number in range(3)]
        inbox.until(*early, *during)
        late = [world.say(f"Fråga sedan {number}", to=post, mention=True) for number in range(42)]
        inbox.until(*late)
        assert inbox.comments.keys() >= {*early, *during, *late}

    def test_a_cursor_survives_a_restart(self, world: World) -> None:
        post = world.publish("Öppet hus")
        first = world.say("Kommer!", to=post, mention=True)
        before = Inbox(world.connector).until(first)
        after = Inbox(world.connector)
        after.cursor = before.cursor
        second = world.say("Vi också", to=post, mention=True)
        after.until(second)
        assert second in after.comments

    def test_nothing_older_than_the_bound_is_read(self, world: World) -> None:
        approach(world, "Gammalt")
        inbox = Inbox(world.connector, since=plus(now(), 10 * MINUTE)).catch_up()
        assert not inbox.comments
        said = approach(world, "Nytt")
        fresh = Inbox(world.connector, since=plus(now(), -10 * MINUTE)).until(said)
        assert said in fresh.comments

    def test_our_posts_come_with_their_text(self, world: World) -> None:
        post = world.publish("Vi söker en redaktör")
        if reaches(world.connector, Source.MENTIONS):
            world.say("Något annat")
        inbox = Inbox(world.connector, "posts").until(post)
        assert inbox.posts.keys() == {post}
        assert (inbox.posts[post].own, inbox.posts[post].text) == (True, "Vi söker en redaktör")

    def test_a_whole_thread_with_ours_in_it(self, world: World) -> None:
        post = world.publish("Hur var resan?")
        first = world.say("Lång", to=post)
        second = world.say("Kort", to=first)
        ours = world.answer_by_hand(second, "Tack för att du berättar")
        levels = world.connector.check().capabilities.levels
        wanted = {first, second, ours}

        def rows(anchor: str) -> dict[str, InComment]:
            return {row.remote_id: row for row in world.connector.thread(anchor).comments}

        for anchor in (post, second, ours):
            thread = eventually(partial(rows, anchor), lambda seen: seen.keys() >= wanted)
            assert thread.keys() == wanted
            assert {row.root_remote_id for row in thread.values()} == {post}
        assert (thread[ours].kind, thread[ours].own, thread[ours].parent_remote_id) == (
            Inflow.OWN,
            True,
            first if levels == 2 else second,
        )
        assert (thread[first].kind, thread[first].parent_remote_id) == (Inflow.COMMENT, post)
        page = world.connector.thread(post)
        assert [(row.remote_id, row.own, row.text) for row in page.posts] == [(post, True, "Hur var resan?")]

    def test_others_in_a_strangers_thread_are_context(self, world: World) -> None:
        if not reaches(world.connector, Source.MENTIONS):
            return
        thread = world.say("Vad tycker ni?")
        said = world.say("Inget", to=thread)
        page = eventually(lambda: world.connector.thread(thread), lambda page: len(page.comments) == 2)
        assert {row.remote_id: row.kind for row in page.comments} == {thread: Inflow.CONTEXT, said: Inflow.CONTEXT}

    def test_an_edit_is_seen(self, world: World) -> None:
        if not world.editing:
            return
        post = world.publish("Priser")
        said = world.say("Dyrt", to=post, mention=True)
        Inbox(world.connector).until(said)
        world.edit(said, "Billigt")
        page = eventually(
            lambda: world.connector.thread(post), lambda page: any("Billigt" in row.text for row in page.comments)
        )
        row = next(row for row in page.comments if row.remote_id == said)
        assert "Billigt" in row.text
        assert (row.edited_at is not None) is world.connector.check().capabilities.sees_edits

    def test_a_thread_that_is_gone(self, world: World) -> None:
        said = approach(world, "Snart borta")
        world.delete(said)

        def gone() -> bool:
            try:
                world.connector.thread(said)
            except Gone:
                return True
            return False

        assert eventually(gone, bool)

    def test_a_probe_names_those_that_are_gone_and_no_others(self, world: World) -> None:
        post = world.publish("Räkna oss")
        said = [world.say(f"Nummer {number}", to=post, mention=True) for number in range(30)]
        Inbox(world.connector).until(*said)
        lost = {said[3], said[29]}
        for one in lost:
            world.delete(one)
        asked = [*said, post, world.missing_id()]
        wanted = lost | {world.missing_id()}
        assert eventually(lambda: world.connector.probe(asked), lambda gone: gone == wanted) == wanted
        assert world.connector.probe([]) == frozenset()

    def test_hostile_text_arrives_as_text(self, world: World) -> None:
        hostile = 'x \x1b[31m <script>alert(1)</script> [/] [@click=app.quit] & "y" \u202eabc 😀'
        said = approach(world, hostile)
        text = Inbox(world.connector).until(said).comments[said].text
        assert '<script>alert(1)</script> [/] [@click=app.quit] & "y"' in text
        assert "😀" in text


class Writing:
    """What we write stands there once, whatever happens on the way."""

    def asked(self, world: World, *, private: bool = False) -> InComment:
        said = approach(world, "Har ni öppet i dag?", private=private)
        return Inbox(world.connector).until(said).comments[said]

    def prepared(self, world: World, text: str = "Ja, till klockan sex", intent_id: str = "intent-1") -> Wire:
        row = self.asked(world)
        return world.connector.prepare(reply_to(row, text, now(), intent_id))

    def settled(self, connector: Connector, wire: Wire, at: Micros) -> tuple[Fate, Receipt | None]:
        """Ask as the worker does once the settle time is over."""
        answer = connector.settle(wire, at, plus(at, SETTLED))
        return answer.fate, answer.receipt

    def test_preparing_is_fixed_and_writes_nothing(self, world: World) -> None:
        row = self.asked(world)
        intent = reply_to(row, "Ja", now())
        first, second = world.connector.prepare(intent), world.connector.prepare(intent)
        assert first == second
        assert first.key
        assert world.standing("Ja") == 0
        other = world.connector.prepare(replace(intent, intent_id="intent-2"))
        assert other.key != first.key

    def test_a_reply_stands_under_what_it_answers(self, world: World) -> None:
        row = self.asked(world)
        wire = world.connector.prepare(reply_to(row, "Ja, till klockan sex", now()))
        receipt = world.connector.send(wire)
        assert receipt.remote_id
        thread = eventually(
            lambda: {one.remote_id: one for one in world.connector.thread(row.remote_id).comments},
            lambda rows: receipt.remote_id in rows,
        )
        ours = thread[receipt.remote_id]
        assert (ours.kind, ours.own, ours.parent_remote_id) == (Inflow.OWN, True, row.remote_id)
        assert ours.remote_uri == receipt.remote_uri
        assert "Ja, till klockan sex" in ours.text
        assert world.standing("Ja, till klockan sex") == 1

    def test_the_same_bytes_twice_are_one_post(self, world: World) -> None:
        if not world.connector.check().capabilities.idempotent:
            return
        wire = self.prepared(world)
        first, second = world.connector.send(wire), world.connector.send(wire)
        assert first.remote_id == second.remote_id
        assert world.standing("Ja, till klockan sex") == 1

    def test_a_lost_answer_is_found_again(self, world: World) -> None:
        wire = self.prepared(world)
        world.gate.spoil(spoils.LOST_ANSWER, path=world.writes, method=wire.method)
        at = now()
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached
        fate, receipt = eventually(
            lambda: self.settled(world.connector, wire, at), lambda answer: answer[0] is Fate.SENT
        )
        assert fate is Fate.SENT
        assert receipt is not None
        assert receipt.remote_id
        assert world.standing("Ja, till klockan sex") == 1

    @pytest.mark.parametrize(
        "spoil", [spoils.CUT, spoils.ERROR_500, spoils.HTML_502, spoils.HTML_200, spoils.HALF_JSON]
    )
    def test_what_did_not_get_there_is_told_and_can_be_sent_again(self, world: World, spoil: spoils.Spoil) -> None:
        wire = self.prepared(world)
        world.gate.spoil(spoil, path=world.writes, method=wire.method)
        at = now()
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached
        if world.connector.check().capabilities.idempotent:
            assert self.settled(world.connector, wire, at) == (Fate.ABSENT, None)
        else:  # what was not found may still be on its way: without a key only a person may send it again
            assert world.connector.settle(wire, at, plus(at, LAST_LOOK)) == Settled(Fate.UNSURE, final=True)
            assert world.standing("Ja, till klockan sex") == 0
        world.connector.send(wire)
        assert world.standing("Ja, till klockan sex") == 1

    def test_what_would_leave_too_late_does_not_leave(self, world: World) -> None:
        wire = self.prepared(world)
        late, seen = Deadline(SystemClock(), -1), len(world.gate.seen)
        with pytest.raises(TryAgain) as caught, leaving_before(late):
            world.connector.send(wire)
        assert (caught.value.reason.code, caught.value.reached) == ("platform.too_late", False)
        assert len(world.gate.seen) == seen
        with leaving_before(Deadline(SystemClock(), 60)):
            world.connector.send(wire)
        assert world.standing("Ja, till klockan sex") == 1

    def test_too_soon_to_tell_is_never_absent(self, world: World) -> None:
        wire = self.prepared(world)
        at = now()
        early = world.connector.settle(wire, at, at)
        assert (early.fate, early.final) == (Fate.UNSURE, False)

    def test_a_redirect_elsewhere_takes_nothing_along(self, world: World) -> None:
        wire = self.prepared(world)
        world.gate.spoil(spoils.ELSEWHERE, path=world.writes, method=wire.method)
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reason.code == "platform.redirect"

    def test_a_throttle_says_until_when_and_writes_nothing(self, world: World) -> None:
        wire = self.prepared(world)
        spoil = spoils.Spoil(429, '{"error":"RateLimitExceeded"}', {"Retry-After": "120"})
        world.gate.spoil(spoil, path=world.writes, method=wire.method)
        with pytest.raises(Throttled) as caught:
            world.connector.send(wire)
        assert 100 * SECOND < caught.value.until - now() <= 121 * SECOND
        assert world.standing("Ja, till klockan sex") == 0

    def test_a_throttle_without_a_time_is_a_minute(self, world: World) -> None:
        world.gate.spoil(spoils.Spoil(429, "slow down", {"Content-Type": "text/plain"}), times=3)
        with pytest.raises(Throttled) as caught:
            Inbox(world.connector).page()
        assert 50 * SECOND < caught.value.until - now() <= 61 * SECOND

    def test_deleting_our_own_answer_is_done_once_and_again(self, world: World) -> None:
        row = self.asked(world)
        sent = world.connector.send(world.connector.prepare(reply_to(row, "Nej", now())))
        ours = eventually(lambda: [one for one in world.connector.thread(row.remote_id).comments if one.own], bool)[0]
        wire = world.connector.prepare(reply_to(ours, "", now(), "intent-2", Act.DELETE_OWN))
        at = now()
        assert self.settled(world.connector, wire, at) == (Fate.ABSENT, None)
        world.connector.send(wire)
        assert world.standing("Nej") == 0
        assert self.settled(world.connector, wire, at)[0] is Fate.SENT
        world.connector.send(wire)
        assert eventually(lambda: world.connector.probe([sent.remote_id]), bool) == {sent.remote_id}

    def test_a_text_that_breaks_the_limits_is_refused_before_anything_leaves(self, world: World) -> None:
        limit = world.connector.check().capabilities.limits.text
        row = self.asked(world)
        with pytest.raises(Refused) as caught:
            world.connector.prepare(reply_to(row, "å" * (limit + 7), now()))
        assert caught.value.reason.code == "reply.too_long"
        assert caught.value.reason.params["over"] == 7
        with pytest.raises(Refused):
            world.connector.prepare(reply_to(row, " \n", now()))

    def test_an_act_the_platform_does_not_have(self, world: World) -> None:
        row = self.asked(world)
        with pytest.raises(NotPermitted):
            world.connector.prepare(reply_to(row, "x", now(), act="lock_everything"))

    def test_an_answer_to_somebody_who_has_deleted(self, world: World) -> None:
        row = self.asked(world)
        world.delete(row.remote_id)

        def attempt() -> bool:
            try:
                world.connector.prepare(Intent("reply", "Hej", reply_to(row, "", now()).target, "intent-9", now()))
            except Gone:
                return True
            return False

        assert eventually(attempt, bool)


class Quiet:
    """What goes wrong while reading is told by the family, and no secret leaves."""

    @pytest.mark.parametrize(
        "spoil", [spoils.CUT, spoils.ERROR_500, spoils.HTML_502, spoils.HTML_200, spoils.HALF_JSON, spoils.ELSEWHERE]
    )
    def test_a_broken_answer_loses_nothing(self, world: World, spoil: spoils.Spoil) -> None:
        post = world.publish("Störningar")
        said = world.say("Aha", to=post, mention=True)
        inbox = Inbox(world.connector)
        inbox.catch_up()
        world.gate.spoil(spoil, times=50)
        for ask in (inbox.page, lambda: world.connector.thread(post), lambda: world.connector.probe([said])):
            with pytest.raises(TryAgain):
                ask()
        world.gate.clear()
        later = world.say("Nu då", to=post, mention=True)
        inbox.until(said, later)
        assert inbox.comments.keys() >= {said, later}

    def test_no_secret_is_logged_shown_or_thrown(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        seen = [repr(world.connector), str(vars(world.connector))]
        world.connector.check()
        for spoil in (spoils.CUT, spoils.ERROR_500, spoils.HTML_200, spoils.Spoil(401, "{}"), spoils.Spoil(403, "{}")):
            world.gate.spoil(spoil, times=5)
            with pytest.raises(PlatformError) as caught:
                Inbox(world.connector).page()
            world.gate.clear()
            seen += [repr(caught.value), repr(caught.value.reason), repr(caught.value.__cause__)]
            seen.append(repr(caught.value.__context__))
        shown = "\n".join([*seen, caplog.text])
        assert not [secret for secret in world.secrets if secret in shown]

    def test_reader_and_writer_share_it(self, world: World) -> None:
        row = Writing().asked(world)
        intents = [reply_to(row, f"Svar nummer {number}", now(), f"intent-{number}") for number in range(6)]

        def answer(intent: Intent) -> Receipt:
            return world.connector.send(world.connector.prepare(intent))

        with ThreadPoolExecutor(4) as pool:
            reads = [pool.submit(Inbox(world.connector).catch_up) for _ in range(6)]
            writes = [pool.submit(answer, intent) for intent in intents]
            assert all(row.remote_id in read.result().comments for read in reads)
            assert len({write.result().remote_id for write in writes}) == 6

    def test_it_tells_how_much_of_the_limit_is_used(self, world: World) -> None:
        Inbox(world.connector).page()
        assert 0 <= world.connector.usage().share <= 1


class ConnectorTests(Reading, Writing, Quiet, Acting, Removing, Reporting):
    """The contract. A platform's test module makes a class `TestX(ConnectorTests)` and a fixture `world`."""
