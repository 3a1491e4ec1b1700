"""What a member may do with a template now, and why not the rest: role, state, and four eyes. Pure.

The store checks the same again in each write; this is so that a key says it before it is pressed.
"""

from backend.model.actor import CONTENT_ROLES, Member, Role
from backend.model.reason import Reason
from backend.model.template import TemplateCard, TemplateState
from backend.model.template_view import Step

EVERY_ACCOUNT = 0
"""An account that no role is for alone: only roles on all of them count."""


def approves(member: Member, account_id: int | None) -> bool:
    """Tell whether a member may approve the templates of an account (None: those that are meant for all accounts)."""
    return member.may(account_id or EVERY_ACCOUNT, Role.APPROVER, Role.LEAD)


def writes(member: Member, account_id: int | None) -> bool:
    """Tell whether a member may write templates of an account; those for all accounts, whoever works with content."""
    if account_id is None:
        return any(role in CONTENT_ROLES for _account, role in member.roles)
    return member.may(account_id, *CONTENT_ROLES)


def barred(card: TemplateCard, me: Member, other: str) -> dict[Step, Reason]:
    """Return the steps I cannot take, each with the reason. `other` is somebody else who approves there, or empty."""
    retired = _retired(card)
    writing = None if writes(me, card.template.account_id) else Reason("member.no_role")
    approving = None if approves(me, card.template.account_id) else Reason("template.no_approver")
    owning = None if card.owner_id == me.id else approving
    judging = approving or retired or _not_judged(card)
    whys = {
        Step.EDIT: writing or retired,
        Step.SUBMIT: writing or retired or _not_sent(card),
        Step.APPROVE: judging or _own_words(card, me, other),
        Step.REJECT: judging,
        Step.REMARK: writing,
        Step.RETIRE: (approving if card.template.approved is not None else owning) or retired,
        Step.BRING_BACK: writing or (None if retired else Reason("template.not_retired")),
        Step.REVIEW: owning,
        Step.GIVE: owning,
    }
    return {step: why for step, why in whys.items() if why is not None}


def _retired(card: TemplateCard) -> Reason | None:
    return Reason("template.retired") if card.template.state is TemplateState.RETIRED else None


def _not_sent(card: TemplateCard) -> Reason | None:
    """Say why the newest words cannot be sent for review: they are there, or were judged already."""
    if card.newest.verdict:
        return Reason(f"template.{card.newest.verdict}")
    return Reason("template.in_review") if card.template.state is TemplateState.IN_REVIEW else None


def _not_judged(card: TemplateCard) -> Reason | None:
    if card.newest.reviewer:
        return Reason("template.reviewed", {"who": card.newest.reviewer})
    return None if card.template.state is TemplateState.IN_REVIEW else Reason("template.not_in_review")


def _own_words(card: TemplateCard, me: Member, other: str) -> Reason | None:
    if card.writer_id != me.id or not other:
        return None
    return Reason("template.four_eyes", {"who": other})
