"""Watched places: made, looked at, overdue; and answers that a member posts in the browser and reports."""

import pytest

from backend.model.account import Act, Health, HealthState
from backend.model.actor import SYSTEM, Actor, Role
from backend.model.clock import HOUR, SECOND
from backend.model.comment import CommentState
from backend.model.desk import Outcome
from backend.model.place import Capture, Captured, PlaceKind
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Verb, Why
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.accounts import account as read_account
from backend.store.read.places import card
from backend.store.write import outbox
from backend.store.write.accounts import remove_account, set_health
from backend.store.write.capture import capture
from backend.store.write.deciding import decide
from backend.store.write.places import Plan, add_place, change_place, look, note_late
from backend.store.write.undoing import undo
from tests.conftest import StandingClock
from tests.store.scene import account, draft, events, member
from tests.store.scene import look as column

LINK = "https://www.facebook.com/groups/acme"
PLAN = Plan(f"{LINK}/?ref=share", PlaceKind.FACEBOOK_GROUP, 4 * 3600, ("Read the newest", "Look at member requests"))


@pytest.fixture
def anna(store: Store) -> Actor:
    return member(store, "Anna")


@pytest.fixture
def bo(store: Store) -> Actor:
    return member(store, "Bo")


@pytest.fixture
def group(store: Store) -> int:
    return add_place(store, SYSTEM, "group", PLAN)


@pytest.fixture
def asked(store: Store, group: int, anna: Actor) -> int:
    """A comment that Anna has captured."""
    link = f"{LINK}/posts/5?comment_id=7"
    return capture(store, anna, group, Capture(link, "Kalle", "När öppnar ni?", None, Captured.PASTE, "")).comment_id


def health(store: Store, account_id: int) -> tuple[HealthState, str]:
    found = read_account(store.reader, account_id)
    assert found is not None and found.health.reason is not None
    return found.health.state, found.health.reason.code


class TestLooking:
    def test_a_place_is_new_until_somebody_looks_and_late_when_nobody_does_again(
        self, store: Store, group: int, anna: Actor, clock: StandingClock
    ) -> None:
        assert health(store, group) == (HealthState.NEW, "place.never")
        assert note_late(store) == []
        first = card(store.reader, group).steps[0]
        assert look(store, anna, group, [first.id, 99], " quiet \n").ok
        assert health(store, group) == (HealthState.OK, "place.looked")
        clock.move(3 * HOUR)
        assert look(store, anna, group).ok
        clock.move(2 * HOUR)
        assert note_late(store) == [], "the last look counts, not the first"
        clock.move(2 * HOUR + SECOND)
        assert note_late(store) == [group]
        assert note_late(store) == [], "once"
        assert health(store, group) == (HealthState.LATE, "place.late")
        assert look(store, anna, group).ok
        assert health(store, group)[0] is HealthState.OK
        seen = card(store.reader, group)
        assert [(one.member, one.note, one.done) for one in seen.looks[1:]] == [
            ("Anna", "", ()),
            ("Anna", "quiet", ("Read the newest",)),
        ]
        assert events(store).count("place.looked") == 3

    def test_it_can_do_nothing_and_reads_nothing(self, store: Store, group: int) -> None:
        found = read_account(store.reader, group)
        assert found is not None
        assert (found.base_url, found.capabilities.acts) == (LINK, {})
        assert {reach.value for reach in found.capabilities.sources.values()} == {"missing"}

    def test_another_checklist_leaves_what_was_ticked_off(self, store: Store, group: int, anna: Actor) -> None:
        look(store, anna, group, [one.id for one in card(store.reader, group).steps])
        change_place(store, SYSTEM, group, Plan(LINK, PlaceKind.OTHER, steps=("Only this", "")))
        found = card(store.reader, group)
        assert [one.text for one in found.steps] == ["Only this"]
        assert found.looks[0].done == ("Read the newest", "Look at member requests")
        assert (found.look_every_s, found.kind) == (0, PlaceKind.OTHER)

    def test_an_account_that_waits_for_its_login_is_one_until_then(self, store: Store, anna: Actor) -> None:
        page = account(store)
        waits = Health(HealthState.NEEDS_LOGIN, store.clock.now(), Reason("platform.login"))
        set_health(store, page, waits)
        change_place(store, SYSTEM, page, PLAN)
        assert look(store, anna, page, [card(store.reader, page).steps[1].id]).ok
        assert health(store, page) == (HealthState.NEEDS_LOGIN, "platform.login"), "looking gives no login"
        assert card(store.reader, page).looks[0].done == ("Look at member requests",)
        found = read_account(store.reader, page)
        assert found is not None and (found.platform, found.base_url) == ("mastodon", "https://example.social")

    def test_what_is_refused(self, store: Store, group: int, anna: Actor) -> None:
        page, stranger = account(store), member(store, "Cecilia", [(None, Role.ADMIN)])
        for no, code in (
            (look(store, stranger, group), "member.no_role"),
            (look(store, SYSTEM, group), "member.no_role"),
            (look(store, anna, page), "capture.by_api"),
        ):
            assert no.reason is not None and (no.outcome, no.reason.code) == (Outcome.REFUSED, code)
        for wrong, code in ((Plan("ftp://x.se", PlaceKind.OTHER), "capture.link"), (PLAN, "account.exists")):
            with pytest.raises(Conflict, match=code):
                add_place(store, SYSTEM, "two", wrong)
        with pytest.raises(Conflict, match=r"member\.no_role"):
            change_place(store, anna, group, PLAN)
        with pytest.raises(Conflict, match=r"capture\.by_api"):
            change_place(store, SYSTEM, page, PLAN)


class TestAnswering:
    def test_an_answer_is_copied_then_reported(self, store: Store, asked: int, anna: Actor, bo: Actor) -> None:
        copied = outbox.enqueue_reply(store, anna, asked, "Klockan nio.\n/ Anna", 1, state=CommentState.OPEN)
        assert copied.ok and copied.outbox_id is not None
        assert column(store, "outbox", copied.outbox_id, "state", "text") == ("copied", "Klockan nio.\n/ Anna")
        assert column(store, "comment", asked, "state") == "open", "nobody has said that it is posted"
        assert outbox.due(store.reader, 1, store.clock.now(), 9) == [], "no worker sends it"
        assert outbox.take(store, copied.outbox_id, 7, 30.0) is None
        second = outbox.enqueue_reply(store, bo, asked, "Jag svarar med", 1)
        assert (second.outcome, second.who) == (Outcome.TAKEN, "Anna")
        assert outbox.report_posted(store, bo, copied.outbox_id, f"{LINK}/posts/5?comment_id=9").ok
        assert column(store, "outbox", copied.outbox_id, "state") == "reported"
        assert column(store, "comment", asked, "state") == "done"
        own = "SELECT r.text, c.url, c.captured, c.state FROM comment AS c JOIN comment_revision AS r"
        said = store.reader.one(f"{own} ON r.comment_id = c.id WHERE c.own AND c.parent_id = ?", (asked,))
        assert said is not None
        assert tuple(said) == ("Klockan nio.\n/ Anna", f"{LINK}/posts/5?comment_id=9", "paste", "aside")
        assert events(store)[-2:] == ["reply.copied", "reply.reported"]
        assert outbox.report_posted(store, anna, copied.outbox_id).outcome is Outcome.GONE

    def test_a_copied_answer_that_is_dropped_is_a_draft_again(self, store: Store, asked: int, anna: Actor) -> None:
        copied = outbox.enqueue_reply(store, anna, asked, "Nio", 1)
        assert copied.outbox_id is not None
        assert outbox.cancel(store, anna, copied.outbox_id).ok
        assert (draft(store, asked, anna), column(store, "comment", asked, "state")) == ("Nio", "open")
        assert outbox.enqueue_reply(store, anna, asked, "Nio", 1).ok
        undo(store, anna)
        assert draft(store, asked, anna) == "Nio"

    def test_what_was_reported_is_not_taken_back_here(self, store: Store, asked: int, anna: Actor) -> None:
        copied = outbox.enqueue_reply(store, anna, asked, "Nio", 1)
        assert outbox.report_posted(store, anna, copied.outbox_id or 0).ok
        ended = undo(store, anna)
        assert not ended.ok and column(store, "comment", asked, "state") == "done"
        assert outbox.cancel(store, anna, copied.outbox_id or 0).outcome is Outcome.GONE

    def test_the_link_of_the_comment_itself_is_no_harm(self, store: Store, asked: int, anna: Actor) -> None:
        copied = outbox.enqueue_reply(store, anna, asked, "Nio", 1)
        assert outbox.report_posted(store, anna, copied.outbox_id or 0, f"{LINK}/posts/5?comment_id=7").ok
        assert column(store, "comment", asked, "own", "outbox_id") == (False, None)
        bad = outbox.report_posted(store, anna, copied.outbox_id or 0, "file:///etc/passwd")
        assert bad.reason is not None and bad.reason.code == "capture.link"

    @pytest.mark.parametrize("verb", [Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.LIKE])
    def test_acts_of_a_platform_happen_in_the_browser(self, store: Store, asked: int, anna: Actor, verb: Verb) -> None:
        deed = decide(store, anna, Decision(verb, Why.SPAM), [At(asked, 1, "open")])
        assert not deed.ok and deed.items[0].reason is not None
        assert deed.items[0].reason.code == "capture.in_browser"
        private = outbox.enqueue_reply(store, anna, asked, "Psst", 1, act=Act.PRIVATE_REPLY)
        assert private.reason is not None and private.reason.code == "capture.in_browser"

    def test_triage_is_as_everywhere(self, store: Store, asked: int, anna: Actor, bo: Actor) -> None:
        assert decide(store, anna, Decision(Verb.ASSIGN, member_id=bo.id), [At(asked, 1, "open")]).ok
        assert decide(store, anna, Decision(Verb.DONE), [At(asked, 1, "open")]).ok
        assert column(store, "comment", asked, "state") == "done"

    def test_a_removed_place_stops_what_was_copied(self, store: Store, group: int, asked: int, anna: Actor) -> None:
        copied = outbox.enqueue_reply(store, anna, asked, "Nio", 1)
        assert remove_account(store, SYSTEM, group)
        assert column(store, "outbox", copied.outbox_id or 0, "state") == "stopped"
        assert draft(store, asked, anna) == "Nio"
