"""All of one case, drawn as things one after the other that the cursor can stand on: comments, steps, notes. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from backend.i18n import _
from backend.i18n.reasons import word
from tui import symbols as sign
from tui.text import Clean, safe, safe_line, wrap
from tui.when import stamp
from tui.widgets.case_lines import CaseLook
from tui.widgets.case_words import (
    category_word,
    event_words,
    next_words,
    owner_words,
    people_words,
    promise_words,
    until_words,
)

if TYPE_CHECKING:
    from backend.model.case import CaseCard, CaseComment, CaseNote, CaseStep, Promise
    from backend.model.question import Answer, Question
    from tui.widgets.lines import Line
from tui.widgets.look import Look

READABLE = 100
"""Cells after which a line is broken even where there is room."""

LABEL = 13
"""Cells of the words in front of a fact."""

QUOTED = 3
"""Lines of a comment; the thread has the rest."""


class Thing(NamedTuple):
    """Something of a case: its lines, and what the keys act on (`kind` empty: nothing, the cursor passes it by)."""

    lines: list[Line]
    kind: str = ""
    key: int = 0


def things(card: CaseCard, questions: tuple[Question, ...], look: CaseLook) -> list[Thing]:
    """Return a case from top to bottom."""
    return [
        *_facts(card, look),
        *_part(_("COMMENTS"), [_comment(one, look) for one in card.comments], look),
        *_part(_("STEPS"), [_step(one, look) for one in card.steps], look),
        *_part(_("QUESTIONS"), [thing for one in questions for thing in _question(one, look)], look),
        *_part(_("PROMISES"), [_promise(one, look) for one in card.promises], look),
        *_part(_("NOTES"), [_note(one, look) for one in card.notes], look),
        *_part(_("LOG"), [Thing(_log(card, look))], look),
    ]


def _part(title: str, found: list[Thing], look: Look) -> Iterator[Thing]:
    if found and any(one.lines for one in found):
        yield Thing([[], [Segment(f" {title}", look.ink.style("faint", bold=True))]])
        yield from found


def _said(text: str, look: Look, lead: str, token: str, most: int | None = None) -> list[Line]:
    """Return outside text, made safe, on as many lines as it needs behind a lead that the first of them bears."""
    style, indent = look.ink.style, " " * len(lead)
    cells = max(10, min(READABLE, look.cells - len(lead) - 2))
    broken = [line for part in safe(text)[0].split("\n") for line in wrap(Clean(part), cells)] or [""]
    if most is not None and len(broken) > most:
        broken = [*broken[: most - 1], broken[most - 1][: cells - 2] + sign.MORE]
    return [
        [Segment(lead if not at else indent, style("dim")), Segment(line, style(token))]
        for at, line in enumerate(broken)
    ]


def _fact(about: str, words: str, token: str, look: Look) -> Thing:
    return Thing(_said(words, look, f" {about:<{LABEL}}", token))


def _facts(card: CaseCard, look: CaseLook) -> Iterator[Thing]:
    row, style = card.row, look.ink.style
    words, token = next_words(row, look.now, look.zone)
    title = _("Case {number}: {category}").format(number=row.id, category=category_word(row.category))
    yield Thing([[Segment(f" {title}", style("text", bold=True)), Segment(f"   {words}", style(token))]])
    yield _fact(_("owner"), owner_words(row.owner), "lamp" if row.owner == look.me else "team", look)
    yield _fact(_("people"), people_words(row) or _("nobody"), "text", look)
    opened = _("{when} by {name}").format(
        when=stamp(row.opened_at, look.now, look.zone), name=safe_line(card.opened_by, 40) or _("a rule")
    )
    yield _fact(_("opened"), opened, "soft", look)
    yield from _deadlines(card, look)
    if card.close_when:
        yield _fact(_("may close"), safe_line(card.close_when, 400), "soft", look)
    if card.templates:
        yield _fact(_("templates"), ", ".join(safe_line(one, 40) for one in card.templates), "soft", look)
    for reason in card.missing:
        yield _fact(_("still open"), safe_line(word(reason, look.zone)), "lamp", look)
    yield from _closed(card, look)


def _deadlines(card: CaseCard, look: Look) -> Iterator[Thing]:
    row = card.row
    if row.acknowledged_at is not None:
        said = f"{sign.DONE} {stamp(row.acknowledged_at, look.now, look.zone)}"
        yield _fact(_("acknowledged"), said, "good", look)
    elif row.acknowledge_by is not None:
        yield _fact(_("acknowledge"), *until_words(row.acknowledge_by, look.now, look.zone), look)
    if row.due_at is not None and row.closed_at is None:
        yield _fact(_("close"), *until_words(row.due_at, look.now, look.zone), look)


def _closed(card: CaseCard, look: Look) -> Iterator[Thing]:
    row = card.row
    if row.closed_at is None:
        return
    when, by = stamp(row.closed_at, look.now, look.zone), safe_line(card.closed_by, 40)
    yield _fact(_("closed"), _("{when} by {name}").format(when=when, name=by), "good", look)
    if card.said:
        yield _fact(_("because"), safe_line(card.said, 400), "text", look)
    if card.joined_to is not None:
        yield _fact(_("joined to"), _("case {case}").format(case=card.joined_to), "text", look)


def _comment(one: CaseComment, look: Look) -> Thing:
    style = look.ink.style
    answered = (f"{sign.DONE} " + _("answered"), "good") if one.answered else (f"{sign.OPEN} " + _("no answer"), "lamp")
    head: Line = [
        Segment(f"   {safe_line(one.author, 40)}", style("text", bold=True)),
        Segment(f"  {stamp(one.written_at, look.now, look.zone)}  ", style("dim")),
        Segment(answered[0], style(answered[1])),
    ]
    if one.asked:
        asked = _("{name} was asked").format(name=safe_line(one.asked, 40))
        head.append(Segment(f"  {sign.ASKS} {asked}", style("info")))
    words = _said(one.text, look, "   ", "soft", QUOTED) if not one.gone else []
    gone: list[Line] = [[Segment("   " + _("Its words are no longer kept here."), style("dim"))]] if one.gone else []
    return Thing([head, *words, *gone], "comment", one.id)


def _step(one: CaseStep, look: Look) -> Thing:
    done = one.done_at is not None
    lead = f"   {'[' + sign.DONE + ']' if done else '[ ]'} "
    lines = _said(safe_line(one.text, 400), look, lead, "dim" if done else "text")
    if one.done_at is not None:
        by = f"{safe_line(one.done_by, 40)}, {stamp(one.done_at, look.now, look.zone)}"
        lines[-1] = [*lines[-1], Segment(f"  {by}", look.ink.style("faint"))]
    return Thing(lines, "step", one.number)


def _note(one: CaseNote, look: Look) -> Thing:
    head: Line = [
        Segment(f"   {safe_line(one.member, 40)}", look.ink.style("team")),
        Segment(f"  {stamp(one.made_at, look.now, look.zone)}", look.ink.style("dim")),
    ]
    return Thing([head, *_said(one.text, look, "   ", "text")], "note", one.id)


def _promise(one: Promise, look: Look) -> Thing:
    words, token = promise_words(one, look.now, look.zone)
    head: Line = [
        Segment("   " + _("{owner} to {name}").format(owner=owner_words(one.owner), name=safe_line(one.to, 40)),
                look.ink.style("text")),
        Segment(f"  {words}", look.ink.style(token)),
    ]  # fmt: skip
    return Thing([head, *_said(one.text, look, "   ", "soft", 2)], "promise", one.id)


def _question(one: Question, look: Look) -> Iterator[Thing]:
    style = look.ink.style
    to = safe_line(one.passed_to or one.contact, 40)
    words, token = question_words(one, look)
    head: Line = [
        Segment("   " + _("{name} asks {contact}").format(name=safe_line(one.member, 40), contact=to), style("text")),
        Segment(f"  {words}", style(token)),
    ]
    trouble: list[Line] = []
    if one.trouble is not None:
        trouble = _said(safe_line(word(one.trouble, look.zone)), look, f"   {sign.BAD} ", "danger")
    yield Thing([head, *_said(one.text, look, "   ", "soft"), *trouble], "question", one.id)
    for answer in one.answers:
        yield _answer(answer, look)


def question_words(one: Question, look: Look) -> tuple[str, str]:
    """Say where a question to a contact stands."""
    if one.answered_at is not None:
        return _("answered {when}").format(when=stamp(one.answered_at, look.now, look.zone)), "good"
    if one.withdrawn_at is not None:
        return _("taken back {when}").format(when=stamp(one.withdrawn_at, look.now, look.zone)), "dim"
    if one.turn == "lost":
        return _("nobody can be reached"), "danger"
    words, token = until_words(one.deadline, look.now, look.zone)
    if one.mail in ("queued", "sending") and one.reminded_at is None and one.turn in ("asked", "passed"):
        words = f"{_('not sent yet')}, {words}"
    return (f"{_('went to the fallback')}, {words}" if one.passed_to else words), token


def _answer(one: Answer, look: Look) -> Thing:
    style = look.ink.style
    head: Line = [
        Segment(f"   {sign.CORNER} {safe_line(one.sender, 60)}", style("info")),
        Segment(f"  {stamp(one.written_at, look.now, look.zone)}", style("dim")),
    ]
    origin, token = _origin(one)
    if origin:
        head.append(Segment(f"  {origin}", style(token)))
    if one.attached:
        head.append(Segment("  " + _("attachments left out: {n}").format(n=one.attached), style("lamp")))
    return Thing([head, *_said(one.text or one.whole, look, "     ", "text")], "answer", one.id)


def _origin(one: Answer) -> tuple[str, str]:
    """Say what a mail that came back is, where it is not plainly the answer of whom was asked."""
    if one.kind == "auto":
        return _("an automatic reply"), "dim"
    if one.kind == "bounce":
        return f"{sign.WARNING} " + _("the mail came back"), "danger"
    if one.accepted_by:
        return _("{name} vouches for it").format(name=safe_line(one.accepted_by, 40)), "soft"
    return ("", "") if one.proven else (f"{sign.WARNING} " + _("not proven to be from whom was asked"), "danger")


def _log(card: CaseCard, look: Look) -> list[Line]:
    style = look.ink.style
    return [
        [
            Segment(f"   {stamp(one.at, look.now, look.zone):<13} ", style("faint")),
            Segment(f"{safe_line(one.who, 30) or _('by itself')}: ", style("dim")),
            Segment(event_words(one), style("soft")),
        ]
        for one in card.log
    ]
