"""What waits for one member: every kind of it, for whom it is and for nobody else, until it is settled."""

from dataclasses import dataclass

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.category import Category
from backend.model.charter import Approval, Approving, Charter, Routine
from backend.model.clock import DAY, HOUR, MINUTE, plus
from backend.model.foryou import ForYou, Waits
from backend.model.inflow import Page
from backend.model.template import TemplateText
from backend.model.triage import At, Decision, Verb, Why
from backend.store.engine import Store
from backend.store.read.foryou import for_you
from backend.store.read.people import member
from backend.store.write import approving, seconding, talk, templates_draft, templates_review
from backend.store.write.case_times import keep_cases
from backend.store.write.cases import open_case
from backend.store.write.charters import save_charter
from backend.store.write.deciding import decide
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.inflow import save_page
from backend.store.write.outbox import settle_sent
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says, wrote

WAITS = Charter(
    approving=Approving(Approval.UNTRUSTED, trusted_after=1, expires_min=60 * 72),
    routines=(Routine(Category.COMPLAINT, acknowledge_min=60, close_min=600),),
)


@dataclass
class Team:
    """A writer, an approver, a lead and a moderator of another account; one comment on ours."""

    store: Store
    clock: StandingClock
    account: int
    writer: Actor
    approver: Actor
    lead: Actor
    other: Actor
    comment: int

    def waits(self, who: Actor) -> tuple[ForYou, ...]:
        me = member(self.store.reader, who.id or 0)
        assert me is not None
        return for_you(self.store.reader, me, self.clock.now())

    def kinds(self, who: Actor) -> list[Waits]:
        return [one.kind for one in self.waits(who)]

    def nobody_else(self, *who: Actor) -> None:
        """Nothing waits for anybody but these."""
        for one in (self.writer, self.approver, self.lead, self.other):
            if one not in who:
                assert self.kinds(one) == []


@pytest.fixture
def team(store: Store, clock: StandingClock) -> Team:
    account, elsewhere = scene.account(store), scene.account(store, "other", "us2")
    save_charter(store, SYSTEM, account, WAITS, 0)
    save_page(store, account, Page(posts=(wrote(),)), stream=None)
    scene.save(store, account, says("c1", "Det här är dåligt skött"))
    writer = scene.member(store, "Wera", [(account, Role.WRITER)])
    approver = scene.member(store, "Bo", [(account, Role.APPROVER)])
    lead = scene.member(store, "Lisa", [(None, Role.LEAD)])
    other = scene.member(store, "Olle", [(elsewhere, Role.MODERATOR)])
    return Team(store, clock, account, writer, approver, lead, other, scene.key(store, "c1", account))


def test_nothing_waits_at_first(team: Team) -> None:
    team.nobody_else()


def test_an_answer_waits_for_those_who_may_approve_and_comes_back_to_its_writer(team: Team) -> None:
    asked = enqueue_reply(team.store, team.writer, team.comment, "Vi tittar på det!", 1)
    assert team.kinds(team.approver) == team.kinds(team.lead) == [Waits.ANSWER]
    (one,) = team.waits(team.approver)
    assert (one.ref, one.who, one.title, one.comment_id) == (asked.outbox_id, "Wera", "Vi tittar på det!", team.comment)
    assert "dåligt skött" in one.text
    team.nobody_else(team.approver, team.lead)
    assert approving.reject(team.store, team.approver, one.ref, "Säg när.").ok
    (back,) = team.waits(team.writer)
    assert (back.kind, back.title, back.who) == (Waits.SENT_BACK, "Säg när.", "Bo")
    team.nobody_else(team.writer)


def test_a_second_member_is_anybody_who_may_act_there_but_who_asked(team: Team) -> None:
    decide(team.store, team.lead, Decision(Verb.HIDE, Why.CRITICISM), [At(team.comment, 1, "open")])
    assert team.kinds(team.approver) == team.kinds(team.writer) == [Waits.SECOND]
    team.nobody_else(team.approver, team.writer)
    (one,) = team.waits(team.approver)
    assert (one.act, one.who) == ("hide", "Lisa")
    assert seconding.answer_second(team.store, team.approver, one.ref, False, "Kritik får stå.").ok
    team.nobody_else()


def test_what_i_am_asked_and_where_i_am_named(team: Team) -> None:
    due = plus(team.clock.now(), HOUR)
    asks = Decision(Verb.REFER, member_id=team.writer.id, text="Stämmer det?", until=due)
    talk.refer(team.store, team.lead, At(team.comment, 1, "open"), asks)
    talk.add_note(team.store, team.lead, team.comment, "@Wera kolla gärna")
    assert team.kinds(team.writer) == [Waits.REFERRAL, Waits.MENTION]
    team.nobody_else(team.writer)
    talk.see_mentions(team.store, team.writer, team.comment)
    assert team.kinds(team.writer) == [Waits.REFERRAL]


def test_a_template_waits_for_a_yes_comes_back_and_falls_due(team: Team) -> None:
    text = TemplateText("vatten", "sv", "Vattenläcka", "Vi lagar {?var}.")
    key, number = templates_draft.save_draft(team.store, team.writer, None, text, 0)
    templates_review.submit(team.store, team.writer, key, number)
    assert team.kinds(team.lead) == [Waits.TEMPLATE], "one for all accounts: the approver of one account has no say"
    (one,) = team.waits(team.lead)
    assert (one.ref, one.number, one.who) == (key, 1, "Wera")
    templates_review.reject(team.store, team.lead, key, number, "Säg när.")
    assert team.kinds(team.writer) == [Waits.REJECTED]
    team.nobody_else(team.writer)
    templates_review.retire(team.store, team.lead, key)
    team.nobody_else()


def test_what_i_promised_is_mine_then_the_leads_then_everybodys(team: Team) -> None:
    save_charter(team.store, SYSTEM, team.account, Charter(), 1)
    asked = enqueue_reply(team.store, team.writer, team.comment, "Vi återkommer i morgon!", 1)
    job = scene.taken(team.store, team.clock, asked.outbox_id or 0)
    assert settle_sent(team.store, job, scene.receipt())
    assert team.kinds(team.writer) == [Waits.PROMISE]
    team.nobody_else(team.writer)
    team.clock.move(2 * DAY)
    keep_cases(team.store)
    assert (team.kinds(team.writer), team.kinds(team.lead)) == ([Waits.PROMISE], [Waits.PROMISE])
    assert team.waits(team.lead)[0].who == "Wera"
    assert team.kinds(team.approver) == []
    team.clock.move(2 * DAY)
    keep_cases(team.store)
    assert team.kinds(team.approver) == [Waits.PROMISE]
    assert team.kinds(team.other) == []


def test_a_case_of_mine_when_its_deadline_is_near(team: Team) -> None:
    assert open_case(team.store, team.writer, [team.comment], Category.COMPLAINT).ok
    (one,) = team.waits(team.writer)
    assert (one.kind, one.act, one.until) == (Waits.CASE, "complaint", plus(team.clock.now(), 60 * MINUTE))
    team.nobody_else(team.writer)


def test_nothing_of_an_account_that_is_not_mine(team: Team) -> None:
    talk.add_note(team.store, team.lead, team.comment, "@Olle vad tror du?")
    team.nobody_else()
