"""How cases and promises are told: deadlines, what happened to a case, what became of a promise. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backend.i18n import N_, _
from backend.i18n.reasons_categories import CATEGORIES
from tui.text import safe_line
from tui.when import age, stamp

if TYPE_CHECKING:
    from backend.model.case import CaseEvent, CaseRow, Promise
    from backend.model.category import Category
    from backend.model.clock import Micros

Said = tuple[str, str]
"""Words and their colour token."""

NAME = 40
"""Cells of a name within a sentence."""

_EVENTS: Mapping[str, str] = {
    "case.opened": N_("opened"),
    "case.closed": N_("closed"),
    "case.reopened": N_("opened again"),
    "case.withdrawn": N_("taken back with its category"),
    "case.joined": N_("joined with case {case}"),
    "case.added": N_("a comment was added"),
    "case.removed": N_("a comment was taken out"),
    "case.given": N_("given to {member}"),
    "case.moved": N_("given another deadline"),
    "case.step_done": N_("step {step} done"),
    "case.step_undone": N_("step {step} opened again"),
    "case.noted": N_("noted something"),
    "case.acknowledged": N_("acknowledged"),
    "case.unacknowledged": N_("not acknowledged after all"),
    "case.late": N_("a deadline has passed"),
    "promise.made": N_("promised something"),
    "promise.moved": N_("gave a promise another time"),
    "promise.kept": N_("kept a promise"),
    "promise.dropped": N_("said that a promise was none"),
    "promise.opened": N_("put a promise back"),
    "promise.overdue": N_("a promise is overdue"),
    "promise.raised": N_("an overdue promise is everybody's"),
    "question.asked": N_("asked a contact"),
    "question.answered": N_("a contact answered"),
    "question.passed": N_("a question went to the fallback"),
    "question.withdrawn": N_("took a question back"),
    "question.reminded": N_("a contact was reminded"),
    "question.late": N_("a question is not answered in time"),
    "question.lost": N_("a question reaches nobody"),
    "question.unproven": N_("an answer came that is not proven"),
    "question.accepted": N_("vouched for an answer"),
    "question.auto": N_("an automatic reply came"),
    "question.bounced": N_("a question's mail came back"),
    "question.dropped": N_("too many mails came to a question: the rest are left out"),
}


def event_words(event: CaseEvent) -> str:
    """Say what happened to a case; a word that is not known here is shown as it is."""
    said = _EVENTS.get(event.what)
    if said is None:
        return safe_line(event.what, NAME)
    params = {name: safe_line(str(value), 20) for name, value in event.params.items()}
    whom = safe_line(event.whom, NAME) or _("nobody")
    return _(said).format_map({"case": "?", "step": "?", "member": whom, **params})


def category_word(category: Category) -> str:
    """Return the word for what a case is about."""
    return _(CATEGORIES[f"category.{category}"])


def until_words(at: Micros, now: Micros, zone: str) -> Said:
    """Say until when something is due, or how long it has been late."""
    when = stamp(at, now, zone)
    if at < now:
        return _("late {age}, since {when}").format(age=age(at, now), when=when), "danger"
    return _("until {when}").format(when=when), "text"


def next_words(row: CaseRow, now: Micros, zone: str) -> Said:
    """Say what a case's next deadline is and of what, or when it was closed."""
    if row.closed_at is not None:
        return _("closed {when}").format(when=stamp(row.closed_at, now, zone)), "dim"
    if row.next_at is None:
        return _("no deadline"), "dim"
    words, token = until_words(row.next_at, now, zone)
    first = row.acknowledged_at is None and row.next_at == row.acknowledge_by
    return f"{_('acknowledge') if first else _('close')} {words}", token


def people_words(row: CaseRow) -> str:
    """Name the people of a case, as many as are known."""
    names = [safe_line(name, NAME) or _("nobody we can name") for name in row.people]
    return ", ".join(names)


def owner_words(name: str) -> str:
    """Name the owner, or say that there is none."""
    return safe_line(name, NAME) if name else _("nobody's")


def promise_words(one: Promise, now: Micros, zone: str) -> Said:
    """Say until when a promise is to be kept, or what became of it."""
    if one.dropped_at is not None:
        return _("no promise any more, since {when}").format(when=stamp(one.dropped_at, now, zone)), "dim"
    if one.kept_at is not None:
        by = safe_line(one.kept_by, NAME)
        return _("kept by {name}, {when}").format(name=by, when=stamp(one.kept_at, now, zone)), "good"
    words, token = until_words(one.due_at, now, zone)
    return (f"{words} · " + _("answered since: kept?") if one.answered else words), token
