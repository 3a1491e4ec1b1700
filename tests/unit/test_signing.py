"""What an answer is signed with, and what is refused at its end."""

import pytest

from backend.model.category import Category
from backend.model.charter import Signature, Signing
from backend.model.signing import By, Signer
from backend.policy.signing import ends_with, form_of, is_name, signing, unsigned, with_signature, wrongly_signed

TEAM = "/Teamet på Acme"
ANNA = Signer(1, "Anna Åkesson", consent=True)
SHY = Signer(2, "Bo Ek")
REQUIRED = Signature(Signing.REQUIRED, team=TEAM)


@pytest.mark.parametrize(
    ("form", "name", "signature"),
    [
        ("/FIRSTNAME", "Anna Åkesson", "/Anna"),
        ("^INITIALS", "Anna Åkesson", "^AÅ"),
        ("– NAME", "Anna Åkesson", "– Anna Åkesson"),
        ("/FIRSTNAME", "", "/"),
        ("Hälsningar FIRSTNAME", "NAME Ek", "Hälsningar NAME"),
    ],
)
def test_the_form_holds_the_name(form: str, name: str, signature: str) -> None:
    assert form_of(form, name) == signature


@pytest.mark.parametrize(
    ("signature", "signer", "category", "text", "by", "why"),
    [
        (REQUIRED, ANNA, None, "/Anna", By.MEMBER, "sign.required"),
        (REQUIRED, Signer(1, "Anna", alias="Annie B", consent=True), None, "/Annie", By.MEMBER, "sign.required"),
        (REQUIRED, SHY, Category.QUESTION, TEAM, By.TEAM, "sign.no_consent"),
        (REQUIRED, ANNA, Category.HATE, TEAM, By.TEAM, "sign.hate"),
        (Signature(Signing.OFF, team=TEAM), ANNA, Category.THREAT, TEAM, By.TEAM, "sign.threat"),
        (Signature(Signing.OFF), ANNA, Category.THREAT, "", By.NOBODY, "sign.threat"),
        (Signature(Signing.OFF, team=TEAM), ANNA, None, "", By.NOBODY, "sign.off"),
        (Signature(team=TEAM), ANNA, Category.PRAISE, "/Anna", By.MEMBER, "sign.optional"),
        (Signature(team=TEAM), SHY, None, "", By.NOBODY, "sign.not_named"),
    ],
)
def test_who_signs(
    signature: Signature, signer: Signer, category: Category | None, text: str, by: By, why: str
) -> None:
    signed = signing(signature, signer, category)
    assert (signed.text, signed.by, signed.why.code) == (text, by, why)


def test_a_raid_is_answered_by_the_team_and_posts_as_the_charter_says() -> None:
    assert signing(REQUIRED, ANNA, None, raid=True).text == TEAM
    assert signing(REQUIRED, ANNA, None, post=True).text == ""
    assert signing(Signature(Signing.REQUIRED, posts=True), ANNA, None, post=True).text == "/Anna"


def test_a_missing_signature_is_added_once() -> None:
    must = signing(REQUIRED, ANNA, None)
    assert with_signature("Tack!", must) == "Tack!\n/Anna"
    assert with_signature("Tack!\n/anna ", must) == "Tack!\n/anna "
    assert with_signature("Tack!", signing(Signature(), ANNA, None)) == "Tack!"


@pytest.mark.parametrize(
    ("signature", "signer", "text", "code"),
    [
        (REQUIRED, ANNA, "Tack! /Anna", None),
        (REQUIRED, ANNA, "Tack!\n/Bo", "sign.other"),
        (REQUIRED, ANNA, "Tack!\n/Nobody", "sign.other"),
        (REQUIRED, ANNA, "Tack!", "sign.missing"),
        (REQUIRED, SHY, f"Tack! /Bo\n{TEAM}", "sign.other"),
        (REQUIRED, SHY, f"Tack! {TEAM}\n{TEAM}", None),
        (REQUIRED, ANNA, "och/eller", "sign.missing"),
        (Signature(Signing.OFF), ANNA, "Tack! /Anna", "sign.unwanted"),
        (Signature(Signing.OFF), ANNA, "Se https://acme.se/bo", None),
        (Signature(), ANNA, "Tack!", None),
        (Signature(), ANNA, "Tack! /s", None),
        (Signature(), SHY, "Tack! /Bo", "sign.not_yours"),
        (Signature(form="NAME"), ANNA, "Hälsa Bo Ek", None),
        (Signature(form="NAME"), ANNA, "Hej!\nBo Ek", "sign.other"),
    ],
)
def test_a_wrong_signature_is_refused(signature: Signature, signer: Signer, text: str, code: str | None) -> None:
    signed = signing(signature, signer, None)
    known = [form_of(signature.form, name) for name in ("Anna Åkesson", "Bo Ek")] + [signature.team]
    no = wrongly_signed(text, signed, signature.form, known)
    assert (no.code if no else None) == code


def test_a_signature_stands_by_itself() -> None:
    assert ends_with("Tack!\n/Anna", "/anna")
    assert not ends_with("Tack/Anna", "/Anna")
    assert unsigned("Tack!\n/Anna", ("/A", "/Anna", "")) == "Tack!"
    assert unsigned("Tack!", ("/Anna",)) == "Tack!"
    assert unsigned("Hälsa Bo Ek", ("Bo Ek",)) == "Hälsa Bo Ek", "a bare name is a signature on a line of its own"
    assert unsigned("Hej!\nBo Ek", ("Bo Ek",)) == "Hej!"


@pytest.mark.parametrize(
    ("alias", "is_one"),
    [
        ("Anna", True),
        ("anna", True),
        ("J.R. Åkesson-O'Neil", True),
        ("Maria de la Cruz", True),
        ("प्रिया", True),
        ("", False),
        ("evil.example", False),
        ("https://x", False),
        ("Ni är idioter", False),
        ("Du får inget svar Nu", False),
        ("A" * 41, False),
    ],
)
def test_what_a_member_may_answer_under(alias: str, is_one: bool) -> None:
    assert is_name(alias) is is_one
