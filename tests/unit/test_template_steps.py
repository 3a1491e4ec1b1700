"""What a member may do with a template, by role, state and whose words they are; and why not the rest."""

import pytest

from backend.model.actor import Member, Role
from backend.model.clock import Micros
from backend.model.template import Template, TemplateCard, TemplateState, TemplateVersion
from backend.model.template_view import Step
from backend.policy.template_steps import barred

ACME = 7


def member(*roles: tuple[int | None, Role], key: int = 1) -> Member:
    return Member(key, "Anna", "", "en", "UTC", None, frozenset(roles))


def card(
    state: TemplateState, *, verdict: str = "", writer: int = 2, owner: int = 2, used: int | None = None
) -> TemplateCard:
    template = Template(5, "strom", "sv", "T", "B", state, 3, account_id=ACME, approved=used)
    judged = Micros(1) if verdict else None
    newest = TemplateVersion(3, "T", "B", (), "Wilma", Micros(0), verdict, "Eva" if verdict else "", judged)
    return TemplateCard(template, newest, writer, owner)


WRITER, EVA = member((ACME, Role.WRITER)), member((None, Role.APPROVER))
DRAFT, REVIEW = card(TemplateState.DRAFT), card(TemplateState.IN_REVIEW)
MINE = card(TemplateState.IN_REVIEW, writer=1, owner=1)
REJECTED = card(TemplateState.DRAFT, verdict="rejected", writer=1, owner=1)
APPROVED = card(TemplateState.APPROVED, verdict="approved", used=3)
RETIRED = card(TemplateState.RETIRED, verdict="approved")

WHYS = {
    Step.EDIT: [(WRITER, DRAFT, ""), (WRITER, APPROVED, ""), (WRITER, RETIRED, "template.retired")],
    Step.SUBMIT: [
        (WRITER, DRAFT, ""),
        (WRITER, REVIEW, "template.in_review"),
        (WRITER, REJECTED, "template.rejected"),
        (WRITER, APPROVED, "template.approved"),
    ],
    Step.APPROVE: [
        (EVA, REVIEW, ""),
        (EVA, MINE, "template.four_eyes"),
        (EVA, DRAFT, "template.not_in_review"),
        (EVA, APPROVED, "template.reviewed"),
        (WRITER, REVIEW, "template.no_approver"),
    ],
    Step.REJECT: [(EVA, MINE, ""), (EVA, RETIRED, "template.retired"), (WRITER, REVIEW, "template.no_approver")],
    Step.RETIRE: [
        (EVA, APPROVED, ""),
        (WRITER, REJECTED, ""),  # its owner, and never approved
        (WRITER, DRAFT, "template.no_approver"),
        (WRITER, card(TemplateState.DRAFT, owner=1, used=2), "template.no_approver"),
        (EVA, RETIRED, "template.retired"),
    ],
    Step.BRING_BACK: [(WRITER, RETIRED, ""), (WRITER, DRAFT, "template.not_retired")],
    Step.REVIEW: [(WRITER, REJECTED, ""), (EVA, DRAFT, ""), (WRITER, DRAFT, "template.no_approver")],
    Step.REMARK: [(WRITER, RETIRED, "")],
}


@pytest.mark.parametrize("step", WHYS)
def test_each_step_is_for_whom_and_when_it_is(step: Step) -> None:
    for me, about, why in WHYS[step]:
        found = barred(about, me, "Bo").get(step)
        assert (found.code if found else "") == why


def test_without_a_role_there_nothing_can_be_done_and_alone_one_judges_their_own() -> None:
    stranger = member((8, Role.LEAD), (None, Role.ADMIN))
    assert set(barred(REVIEW, stranger, "Bo")) == set(Step)
    assert barred(REVIEW, stranger, "Bo")[Step.REMARK].code == "member.no_role"
    assert Step.APPROVE not in barred(MINE, EVA, "")
