"""How urgent a comment is, and why it stands where it does.

Urgency is stored when a comment comes, and changed only by an event or when its deadline passes. The reasons are made
when a comment is looked at: everything that put it where it is, and everything about it that a moderator would weigh,
the most pressing first.
"""

from backend.model.clock import DAY, HOUR, Micros
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.model.traits import Trait
from backend.model.value import dataclass

NORMAL = 0
RETURNED = 2
"""An answer of ours did not get out: somebody believes this comment is done, and it is not."""

LATE = 3
"""The deadline has passed."""

SOON = HOUR
"""How long before a deadline it is told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a comment that is looked at.

    `traits` are `Trait` bits, `answer` the state of our newest answer (`OutboxState`, empty without one). Names are
    members'; empty where it does not apply, or where it is the member who looks (`assigned_to_me`, a referral to me).
    """

    follow_up: bool = False
    traits: int = 0
    due_at: Micros | None = None
    answer: str = ""
    assigned_to: str = ""
    assigned_to_me: bool = False
    referred_by: str = ""
    referred_to: str = ""
    referral_due: Micros | None = None
    strikes: int = 0
    first_here: bool = False


def reasons(standing: Standing, now: Micros) -> tuple[Reason, ...]:
    """Return why a comment stands where it does, the most pressing reason first; none for an ordinary one."""
    personal = (Reason("why.personal"),) if standing.traits & Trait.PERSONAL else ()
    said = (
        *_deadline(standing.due_at, now),
        *_answer(standing),
        *_people(standing, now),
        *personal,
        *_person(standing),
    )
    return (*said, Reason("why.question")) if standing.traits & Trait.QUESTION else said


def _deadline(due_at: Micros | None, now: Micros) -> tuple[Reason, ...]:
    if due_at is None or due_at - now > SOON:
        return ()
    if due_at > now:
        return (Reason("why.due", {"until": due_at}),)
    days = (now - due_at) // DAY
    return (Reason("why.late_days", {"days": days}) if days else Reason("why.late", {"since": due_at}),)


def _answer(standing: Standing) -> tuple[Reason, ...]:
    """Tell of an answer that somebody may believe is out, and of one that the person has answered."""
    if standing.answer in (OutboxState.FAILED, OutboxState.STOPPED):
        return (Reason("why.returned"),)
    if standing.answer == OutboxState.UNKNOWN:
        return (Reason("why.unknown"),)
    if standing.answer == OutboxState.COPIED:
        return (Reason("why.copied"),)
    return (Reason("why.follow_up"),) if standing.follow_up else ()


def _people(standing: Standing, now: Micros) -> tuple[Reason, ...]:
    said = []
    if standing.referred_by:
        code = "why.referred_to" if standing.referred_to else "why.referred"
        params: dict[str, str | int] = {"name": standing.referred_by, "to": standing.referred_to}
        if standing.referral_due is not None and standing.referral_due - now >= DAY:
            params["days"] = (standing.referral_due - now) // DAY
            code += "_days"
        elif standing.referral_due is not None:
            params["until"] = standing.referral_due
            code += "_until"
        said.append(Reason(code, params))
    if standing.assigned_to_me:
        said.append(Reason("why.assigned_me"))
    elif standing.assigned_to:
        said.append(Reason("why.assigned", {"name": standing.assigned_to}))
    return tuple(said)


def _person(standing: Standing) -> tuple[Reason, ...]:
    if standing.strikes:
        return (Reason("why.strike") if standing.strikes == 1 else Reason("why.strikes", {"n": standing.strikes}),)
    return (Reason("why.first"),) if standing.first_here else ()
