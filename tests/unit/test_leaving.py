"""The gate's judgement: empty, blanks, length, forbidden words, signature, only templates."""

from dataclasses import replace

import pytest

from backend.i18n import words_in
from backend.model.account import Limits
from backend.model.actor import APPROVERS, Role
from backend.model.charter import Approval, Approving, Charter, Paragraph, Signature, Signing
from backend.model.clock import MINUTE
from backend.model.reason import Reason
from backend.model.signing import Signer
from backend.model.triage import Verb, Why
from backend.policy.approving import lapses_at, must_wait
from backend.policy.leaving import Leaving, as_it_leaves, stopping, unfit
from backend.policy.seconds import needs_second
from backend.policy.signing import signing
from backend.policy.warning import NEUTRAL
from backend.policy.warning import leaving as as_it_stands
from backend.text.near import near
from tests.conftest import START

CHARTER = Charter(
    paragraphs=(Paragraph("4.2", "Vi skyller inte på kunden.", words=("ditt eget fel",)),),
    forbidden=("ditt eget fel", "tyvärr"),
    signature=Signature(Signing.REQUIRED, team="/Teamet"),
)
LIMITS = Limits(60, "codepoints")


def leaving(charter: Charter | None = CHARTER) -> Leaving:
    signed = signing(charter.signature, Signer(1, "Anna", consent=True), None) if charter else None
    known = ("/Anna", "/Bo", "/Teamet") if charter else ()
    return Leaving("@kalle", LIMITS, charter, signed, "/Anna", known, ("Tack {author}!",), {"author": ["Kalle"]})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@kalle Tack! /Anna", None),
        ("@kalle \n/Anna", "reply.empty"),
        ("@kalle", "reply.empty"),
        ("/Teamet", "reply.empty"),
        ("Vi öppnar {?när}. /Anna", "reply.blank"),
        ("x" * 61, "reply.too_long"),
        ("Vi öppnar {?när. /Anna", "reply.blank"),
        ("Vi öppnar {\u200b ?}. /Anna", "reply.blank"),
        ("Vi öppnar { hours }. /Anna", "reply.blank"),
        ("@kalle \u2800\u200b @kalle\ufe0f \u0301\n/Anna", "reply.empty"),
        ("Tyv\xadärr. /Anna", "charter.forbidden"),
        ("_tyvärr_ /Anna", "charter.forbidden"),
        ("Ditt\u200beget-fel! /Anna", "charter.forbidden_by"),
        ("Det är DITT\negeT fel! /Anna", "charter.forbidden_by"),
        ("Tyvärr. /Anna", "charter.forbidden"),
        ("Otyvärrt. /Anna", None),
        ("Tack! /Bo", "sign.other"),
        ("Tack!", "sign.missing"),
    ],
)
def test_what_may_not_leave(text: str, code: str | None) -> None:
    no = unfit(text, leaving())
    assert (no.code if no else None) == code


def test_a_warning_counts_with_the_text() -> None:
    assert unfit("x" * 53 + " /Anna", replace(leaving(), warning="")) is None
    no = unfit("x" * 53 + " /Anna", replace(leaving(), warning="ett"))
    assert no == Reason("reply.too_long", {"over": 2})


@pytest.mark.parametrize(
    ("warning", "language", "charter", "leaves"),
    [
        ("", "sv", Charter(approving=Approving(only_templates=True)), ""),
        ("Politik", "sv", CHARTER, "Politik"),
        ("Tyvärr: politik", "sv", CHARTER, words_in("sv")(NEUTRAL)),
        ("Ring 070-123 45 67", None, Charter(), NEUTRAL),
        ("Politik", "en-GB", Charter(approving=Approving(only_templates=True)), NEUTRAL),
    ],
)
def test_a_strangers_warning_does_not_stand_in_our_name(
    warning: str, language: str | None, charter: Charter, leaves: str
) -> None:
    assert as_it_stands(warning, language, charter) == leaves


def test_the_paragraph_and_the_phrase_are_named() -> None:
    no = unfit("Det är ditt eget fel. /Anna", leaving())
    assert no is not None
    assert no.params == {"phrase": "ditt eget fel", "paragraph": "4.2"}
    assert not stopping(no).params
    assert stopping(no).code == "stopped.phrase"


def test_without_a_charter_only_the_platform_counts() -> None:
    assert unfit("Tyvärr, ditt eget fel /Bo", leaving(None)) is None
    assert as_it_leaves("Tack!", leaving(None)) == "Tack!"
    assert as_it_leaves("Tack!", leaving()) == "Tack!\n/Anna"
    assert as_it_leaves("@kalle ", leaving()) == "@kalle "


def test_approved_only_leaves_nothing_else() -> None:
    only = Charter(approving=Approving(only_templates=True), signature=CHARTER.signature)
    assert unfit("@kalle Tack Kalle!\n/Anna", leaving(only)) is None
    own = replace(leaving(only), bodies=("Vi ses!\n/Anna",))
    assert unfit("Vi ses!\n/Anna", own) is None, "a signature that the template's own words hold"
    no = unfit("@kalle Tack Kalle! Och hej.\n/Anna", leaving(only))
    assert no is not None
    assert no.params == {"part": "Och hej."}


@pytest.mark.parametrize(
    ("approval", "sent", "approver", "waits"),
    [
        (Approval.OFF, 0, False, False),
        (Approval.UNTRUSTED, 4, False, True),
        (Approval.UNTRUSTED, 5, False, False),
        (Approval.UNTRUSTED, 0, True, False),
        (Approval.ALWAYS, 99, False, True),
        (Approval.ALWAYS, 0, True, False),
    ],
)
def test_whose_answers_wait(approval: Approval, sent: int, approver: bool, waits: bool) -> None:
    assert must_wait(Approving(approval, trusted_after=5), sent, approver=approver) is waits


def test_an_answer_lapses_by_the_charter() -> None:
    assert lapses_at(Approving(expires_min=90), START) == START + 90 * MINUTE
    assert set(APPROVERS) == {Role.APPROVER, Role.LEAD}


@pytest.mark.parametrize(
    ("verb", "why", "category", "by", "needs"),
    [
        (Verb.HIDE, Why.CRITICISM, "", "", True),
        (Verb.BLOCK, Why.INSULT, "criticism", "member", True),
        (Verb.DELETE, Why.OTHER, "criticism", "member", True),
        (Verb.HIDE, Why.HATE, "criticism", "member", False),
        (Verb.HIDE, Why.SPAM, "criticism", "member", False),
        (Verb.HIDE, Why.OTHER, "criticism", "suggestion", False),
        (Verb.HIDE, Why.OTHER, "complaint", "member", False),
        (Verb.MUTE, Why.CRITICISM, "criticism", "member", False),
        (Verb.DONE, None, "criticism", "member", False),
    ],
)
def test_what_needs_a_second_member(verb: Verb, why: Why | None, category: str, by: str, needs: bool) -> None:
    assert needs_second(verb, why, category, by) is needs


@pytest.mark.parametrize(
    ("one", "other", "so"),
    [
        ("Tack för att du hör av dig, vi tittar på det!", "@kalle tack för att du hör av dig vi tittar på det", True),
        ("Tack för att du hör av dig, vi tittar på det!", "Tack för att du hör av dig, vi löser det nu!", False),
        ("Tack så mycket!", "Tack så mycket!", False),
    ],
)
def test_what_is_nearly_the_same(one: str, other: str, so: bool) -> None:
    assert near(one, other) is so
