"""Why a comment stands where it does: the most pressing reason first, nothing for an ordinary one."""

import pytest

from backend.i18n.reasons import SENTENCES
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.model.traits import Trait
from backend.policy.priority import SOON, Standing, reasons

NOW = Micros(1_800_000_000 * SECOND)


def codes(standing: Standing) -> list[str]:
    return [one.code for one in reasons(standing, NOW)]


def test_an_ordinary_comment_has_no_reason() -> None:
    assert codes(Standing()) == []
    assert codes(Standing(due_at=Micros(NOW + SOON + 1), traits=int(Trait.IMAGE))) == []


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(due_at=Micros(NOW + SOON)), "why.due"),
        (Standing(due_at=Micros(NOW + 1)), "why.due"),
        (Standing(due_at=NOW), "why.late"),
        (Standing(due_at=Micros(NOW - 18 * MINUTE)), "why.late"),
        (Standing(due_at=Micros(NOW - DAY)), "why.late_days"),
        (Standing(answer="failed"), "why.returned"),
        (Standing(answer="stopped"), "why.returned"),
        (Standing(answer="unknown"), "why.unknown"),
        (Standing(follow_up=True, answer="sent"), "why.follow_up"),
        (Standing(assigned_to_me=True), "why.assigned_me"),
        (Standing(assigned_to="Bo"), "why.assigned"),
        (Standing(referred_by="Erik"), "why.referred"),
        (Standing(referred_by="Erik", referred_to="Bo"), "why.referred_to"),
        (Standing(referred_by="Erik", referral_due=Micros(NOW + HOUR)), "why.referred_until"),
        (Standing(referred_by="Erik", referral_due=Micros(NOW - HOUR)), "why.referred_until"),
        (Standing(referred_by="Erik", referred_to="Bo", referral_due=Micros(NOW + 2 * DAY)), "why.referred_to_days"),
        (Standing(strikes=1), "why.strike"),
        (Standing(strikes=2, first_here=True), "why.strikes"),
        (Standing(first_here=True), "why.first"),
        (Standing(traits=int(Trait.QUESTION | Trait.LINK)), "why.question"),
    ],
)
def test_each_thing_has_its_reason_and_its_sentence(standing: Standing, expected: str) -> None:
    assert codes(standing) == [expected]
    assert expected in SENTENCES


def test_the_most_pressing_comes_first() -> None:
    standing = Standing(
        follow_up=True, traits=int(Trait.QUESTION), due_at=Micros(NOW - MINUTE), answer="failed", assigned_to_me=True,
        referred_by="Erik", referral_due=Micros(NOW + HOUR), strikes=2,
    )  # fmt: skip
    assert codes(standing) == [
        "why.late", "why.returned", "why.referred_until", "why.assigned_me", "why.strikes", "why.question",
    ]  # fmt: skip
    late, _, referred = reasons(standing, NOW)[:3]
    assert late.params == {"since": NOW - MINUTE}
    assert referred.params == {"name": "Erik", "to": "", "until": NOW + HOUR}


def test_days_are_whole_days() -> None:
    (late,) = reasons(Standing(due_at=Micros(NOW - 2 * DAY - 1)), NOW)
    assert late.params == {"days": 2}
    (left,) = reasons(Standing(referred_by="Erik", referral_due=Micros(NOW + 2 * DAY - 1)), NOW)
    assert left.params["days"] == 1
