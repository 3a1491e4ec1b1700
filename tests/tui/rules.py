"""Charters for the tests of the screens that show and change them."""

from dataclasses import replace
from typing import Any

from backend.model.category import Category
from backend.model.charter import (
    Charter,
    Hours,
    Paragraph,
    Personal,
    Routine,
    Signature,
    Signing,
    Span,
    Target,
)
from backend.store.write.charters import save_charter
from tests.tui.shift import Shift

DAY = (Span(8 * 60, 16 * 60),)

FULL = Charter(
    languages=("sv", "en"),
    purpose="We help people with our services, and listen.",
    do=("Greet by name.", "Say what happens next."),
    dont=("Be ironic.", "Blame the customer."),
    paragraphs=(
        Paragraph("1", "Answer everybody who asks.", "Answer"),
        Paragraph("2", "Never discuss a bill in public.", "Bills", words=("faktura",)),
        Paragraph("3", "Let criticism stand; thank for it.", "Criticism", (Category.CRITICISM,)),
        Paragraph("4", "Ask for the case number in private.", "Complaints", (Category.COMPLAINT,), ("faktura",)),
    ),
    hours=Hours("Europe/Stockholm", (DAY, DAY, DAY, DAY, DAY, (), ()), ("2026-12-24",)),
    targets={Category.COMPLAINT: Target(240), Category.THREAT: Target(15, always=True), None: Target(960)},
    signature=Signature(Signing.REQUIRED, "/FIRSTNAME", "/Team Acme"),
    forbidden=("per our policy", "calm down"),
    complaints="A complaint is thanked for and gets a case.",
    routines=(
        Routine(
            Category.COMPLAINT, 240, 2400, "press", ("Thank them.", "Open a case."), ("klagomal",), "Solved.", True
        ),
    ),
    personal=Personal(hide=True),
    words={"sv": {"hours": "vardagar 8–16"}},
)


def leads(shift: Shift) -> None:
    """Anna and Erik are leads everywhere."""
    with shift.store.write() as w:
        w.conn.exec_driver_sql("UPDATE member_role SET role = 'lead', account_id = NULL")


def rule(shift: Shift, account_id: int | None = None, base: int = 0, said: str = "", **changes: Any) -> int:
    """Erik, who is a lead by then, saves a charter: the full one, changed so."""
    if not base:
        leads(shift)
    return save_charter(shift.store, shift.erik, account_id, replace(FULL, **changes), base, said)
