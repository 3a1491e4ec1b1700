"""A template as it is read before it is judged: words, filled in, lengths, guideline, versions, discussion. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext, pgettext
from backend.i18n.reasons import word
from backend.model.account import platform_name
from backend.model.template import TemplateState
from backend.model.template_view import Step
from tui import symbols as sign
from tui.text import Clean, safe, safe_line, short, wrap
from tui.when import day
from tui.widgets import charter_lines
from tui.widgets.charter_lines import READABLE
from tui.widgets.lines import Line, spread
from tui.widgets.look import Look
from tui.widgets.marks import badge
from tui.widgets.templates_words import (
    is_due,
    rejected,
    review_words,
    scope_words,
    state_mark,
    use_words,
    uses_words,
    verdict_words,
    version_words,
)

if TYPE_CHECKING:
    from backend.model.palette import Wording
    from backend.model.template import Remark
    from backend.model.template_view import Length, Preview, TemplateView

MARKED = re.compile(r"\{\{|\{(\?)?[^{}]+\}")
"""A brace, a blank or a variable of a template's words."""

VERSIONS = 4
"""Versions that are listed here; their own screen has all."""

ASKED = 200
"""Characters of a comment that is quoted."""


def text_lines(view: TemplateView, look: Look) -> list[Line]:
    """Return all that is known of a template, what decides about it first."""
    return [line for part in _parts(view, look) for line in part]


def _parts(view: TemplateView, look: Look) -> Iterator[list[Line]]:
    paper = charter_lines.Look(look.ink, look.cells)
    template = view.card.template
    yield _facts(view, look, paper)
    for at, body in enumerate(template.bodies):
        more = len(template.bodies) > 1
        yield [*paper.title(_("WORDING {n}").format(n=at + 1) if more else _("WORDS")), *worded_lines(body, look)]
    if view.preview is not None:
        yield _filled(view.preview, look, paper)
    if view.lengths:
        yield [*paper.title(_("LENGTH"), _("without the mention")), *(_length(one, look) for one in view.lengths)]
    if template.paragraph:
        yield _guideline(view, paper)
    yield [*paper.title(_("VERSIONS"), _("v shows what changed")), *_versions(view, look, paper)]
    yield [*paper.title(_("DISCUSSION"), _("m says something")), *_discussion(view, look, paper)]


# -- what decides


def _facts(view: TemplateView, look: Look, paper: charter_lines.Look) -> list[Line]:
    style, card = look.ink.style, view.card
    template, mark = card.template, state_mark(card)
    left = [
        Segment(f" {safe_line(template.code, 40)}", style("info", bold=True)),
        Segment(f"  {safe_line(template.language, 8)}", style("dim")),
    ]
    right = [Segment(f"{mark.sign} {mark.words} ", style(mark.token, bold=True))]
    verdict = verdict_words(card.newest, look)
    lines = [
        spread(left, right, look.cells, style("text")),
        [Segment(" " + short(safe_line(template.title), look.cells - 2), style("text", bold=True))],
        *paper.said(version_words(card.newest, look), "dim"),
        *(paper.said(f"{mark.sign} {verdict}", "danger" if rejected(card) else "good") if verdict else []),
        *(paper.said(f"{sign.DONE} {use_words(card)}", "good") if use_words(card) else []),
        *_next(view, paper),
        *paper.pair(_("for"), scope_words(template, look)),
        *paper.pair(_("owner"), safe_line(card.owner, 40) or _("nobody")),
        *paper.pair(_("to be read"), _reading(view, look), "lamp" if is_due(card, look) else "text"),
        *paper.pair(_("made of it"), uses_words(template)),
    ]
    for at, one in enumerate(card.newest.attachments):
        lines += paper.pair("" if at else _("pictures"), f"{one.name}: {one.alt}")
    return [*lines, *paper.pair(pgettext("template", "tags"), ", ".join(template.tags))] if template.tags else lines


def _next(view: TemplateView, paper: charter_lines.Look) -> list[Line]:
    """Say what I can do next with it, or why its approval is not mine to give."""
    card, barred = view.card, view.barred
    if card.template.state is TemplateState.IN_REVIEW:
        why = barred.get(Step.APPROVE)
        said = safe_line(word(why)) if why else _("y approves it, N gives it back with a word.")
        return paper.said(said, "dim" if why else "lamp")
    if rejected(card) and Step.EDIT not in barred:
        return paper.said(_("e mends it, then s sends it again."), "lamp")
    return paper.said(_("s sends it for approval."), "lamp") if Step.SUBMIT not in barred else []


def _reading(view: TemplateView, look: Look) -> str:
    said = review_words(view.card, look)
    return _("anew {time}").format(time=said) if said else _("no day is set")


# -- words


def worded_lines(text: str, look: Look) -> list[Line]:
    """Return a template's words with its variables and blanks marked; their braces tell them without colour."""
    room = max(8, min(READABLE, look.cells - 3))
    unbroken = MARKED.sub(lambda found: found[0].replace(" ", "\u00a0"), safe(text)[0])
    return [
        [Segment("  ", look.ink.style("text")), *_marked(line, look)]
        for line in wrap(Clean(unbroken), room) or (Clean(""),)
    ]


def _marked(line: str, look: Look) -> Iterator[Segment]:
    style, at = look.ink.style, 0
    for found in MARKED.finditer(line):
        yield Segment(line[at : found.start()], style("soft"))
        if found[0] == "{{":
            yield Segment(found[0], style("soft"))
        elif found[1]:
            yield Segment(found[0], style("lamp", bold=True, under=True))
        else:
            yield Segment(found[0], style("info"))
        at = found.end()
    yield Segment(line[at:], style("soft"))


def _filled(preview: Preview, look: Look, paper: charter_lines.Look) -> list[Line]:
    """Return the wordings as they would stand under the comment at the queue's cursor."""
    who = short(safe_line(preview.author, 40), 30)
    lines = [*paper.title(_("FILLED IN for {name}").format(name=who)), *_quoted(preview.asked, paper)]
    if not preview.meant:
        account = look.accounts.get(preview.account_id)
        where = safe_line(account.short_name, 20) if account is not None else ""
        said = _("It is not meant for {account}: the palette does not show it there.")
        lines += paper.said(f"{sign.BAD} {said.format(account=where)}", "lamp")
    for at, wording in enumerate(preview.wordings):
        lines += [*([[]] if at else []), *worded_lines(wording.text, look), *_measured(wording, preview, look, paper)]
    return lines


def _quoted(text: str, paper: charter_lines.Look, indent: int = 1) -> list[Line]:
    said = short(safe_line(text), ASKED)
    return paper.said(f"‘{said}’", "dim", indent) if said else []


def _measured(wording: Wording, preview: Preview, look: Look, paper: charter_lines.Look) -> list[Line]:
    account = look.accounts.get(preview.account_id)
    limit = account.capabilities.limits.text if account is not None else 0
    told = [f"{wording.length}/{limit}" if limit else str(wording.length)]
    if wording.blanks:
        count = len(wording.blanks)
        said = ngettext("{n} blank to fill in: {blanks}", "{n} blanks to fill in: {blanks}", count)
        told.append(said.format(n=count, blanks=", ".join(safe_line(what, 40) for what in wording.blanks)))
    if not wording.fits:
        told.append(_("too long"))
    return paper.said(f" {sign.DOT} ".join(told), "dim" if wording.fits else "danger", 2)


def _length(one: Length, look: Look) -> Line:
    style = look.ink.style
    mark, token = (sign.DONE, "dim") if one.fits else (sign.BAD, "danger")
    said = f"{one.length}/{one.limit}" + ("" if one.fits else f"  {_('too long')}")
    whose = badge(look.ink, look.accounts.get(one.account_id), "background")
    return [
        Segment(f" {mark} ", style(token)),
        *whose,
        Segment(f" {said}", style(token, bold=not one.fits)),
        Segment(f"  {platform_name(one.platform)}", style("faint")),
    ]


# -- what stands behind it


def _guideline(view: TemplateView, paper: charter_lines.Look) -> list[Line]:
    number = safe_line(view.card.template.paragraph, 12)
    title = paper.title(_("GUIDELINE"))
    if view.paragraph is None:
        return [*title, *paper.said(_("The charter has no paragraph {number}.").format(number=number), "lamp")]
    return [*title, *charter_lines.paragraph_lines(view.paragraph, paper)]


def _versions(view: TemplateView, look: Look, paper: charter_lines.Look) -> Iterator[Line]:
    for one in view.versions[:VERSIONS]:
        yield from paper.said(version_words(one, look), "soft")
        verdict = verdict_words(one, look)
        if verdict:
            yield from paper.said(verdict, "danger" if one.verdict == "rejected" else "dim", 3)
    left = len(view.versions) - VERSIONS
    if left > 0:
        yield from paper.said(ngettext("{n} older one", "{n} older ones", left).format(n=left), "faint")


def _discussion(view: TemplateView, look: Look, paper: charter_lines.Look) -> Iterator[Line]:
    if not view.remarks:
        yield from paper.said(_("Nothing has been said about it yet."), "faint")
    for one in view.remarks:
        yield from paper.said(_who_said(one, look), "dim")
        if one.comment_id is not None:
            yield from paper.said(_("about this comment:"), "dim", 3)
            yield from _quoted(view.asked.get(one.comment_id, ""), paper, 3) or paper.said(
                _("its words are gone, or not yours to read"), "faint", 3
            )
        if one.text:
            yield from paper.said(one.text, "text", 3)


def _who_said(remark: Remark, look: Look) -> str:
    return _("{name}, {time}, on version {n}").format(
        name=safe_line(remark.member, 30), time=day(remark.made_at, look.now, look.zone), n=remark.version
    )
