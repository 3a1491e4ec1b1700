"""The lines under the selected comment in the thread: why it is here, and what is known of its author. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import N_, _, ngettext
from backend.i18n.reasons import word
from backend.model.category import Setter
from backend.model.reason import Reason
from tui import symbols as sign
from tui.bound import key_of
from tui.text import fit, safe_line, short, width
from tui.when import day
from tui.widgets.case_words import category_word, next_words, owner_words, promise_words
from tui.widgets.lines import Line
from tui.widgets.marks import category_words
from tui.widgets.thread_lines import DEEPEST, READABLE, Look

if TYPE_CHECKING:
    from backend.model.author import AuthorBrief
    from backend.model.case import CaseRow, Promise
    from backend.model.clock import Micros
    from backend.model.comment import ThreadItem, ThreadView
    from backend.model.talk import Hold

SAID_ELSEWHERE = frozenset({"why.question", "why.first", "why.strike", "why.strikes"})
"""Reasons that the comment itself or the line about its author tells."""

LABEL = 9
"""Cells of the word in front of each line."""


def why_words(why: Sequence[Reason], zone: str) -> tuple[str, ...]:
    """Return the reasons in the reader's language; names in them are made safe with the rest."""
    return tuple(safe_line(word(one, zone)) for one in why)


def about_lines(item: ThreadItem, view: ThreadView, look: Look) -> list[Line]:
    """Return a line each for why the comment is here, its author and its hold, where there is something to say."""
    why = [one for one in view.why if one.code not in SAID_ELSEWHERE]
    said = [_category(item), (_("why here"), why_words(why, look.zone), "soft")]
    if view.author is not None:
        said.append((_("author"), brief_words(view.author, look), "lamp" if view.author.strikes else "soft"))
    if view.hold is not None:
        said.append((_("evidence"), hold_words(view.hold, look.now, look.zone), "lamp"))
    if view.case is not None:
        said.append((_("case"), *case_about(view.case, look)))
    said += [(_("promised"), *promise_about(one, look)) for one in view.promises[-1:]]
    return [line for label, words, token in said if words for line in _lines(item, label, words, token, look)]


def _category(item: ThreadItem) -> tuple[str, tuple[str, ...], str]:
    """Say what a comment is about, and whether somebody said so."""
    words, colour = category_words(item)
    by = _SAID_BY.get(item.category_by, "")
    return _("about"), (words, _(by)) if words and by else (), colour


_SAID_BY = {
    Setter.SUGGESTION: N_("suggested by its words"),
    Setter.RULE: N_("set by a rule"),
    Setter.MEMBER: N_("set by us"),
}


def hold_words(hold: Hold, now: Micros, zone: str) -> tuple[str, ...]:
    """Say who keeps a comment as evidence, until when, and why."""
    who = _("held by {name}").format(name=safe_line(hold.member, 40))
    until = _("until {time}").format(time=day(hold.until, now, zone))
    return who, until, word(Reason(f"why.{hold.why}"))


def case_about(case: CaseRow, look: Look) -> tuple[tuple[str, ...], str]:
    """Say which case a comment is in, whose it is, and what is due next; and in which colour."""
    words, tone = next_words(case, look.now, look.zone)
    number = _("case {case}").format(case=case.id)
    key = _("{key} goes to it").format(key=key_of("case"))
    return (number, category_word(case.category), owner_words(case.owner), words, key), _quieter(tone)


def promise_about(one: Promise, look: Look) -> tuple[tuple[str, ...], str]:
    """Say who promised something, until when or what became of it, and which key changes that; and in which colour."""
    words, tone = promise_words(one, look.now, look.zone)
    by = _("by {name}").format(name=owner_words(one.owner))
    key = _("{key} changes it").format(key=key_of("promise"))
    return (words, by, key), "lamp" if tone == "text" else _quieter(tone)


def _quieter(tone: str) -> str:
    return "soft" if tone == "text" else tone


def brief_words(author: AuthorBrief, look: Look) -> tuple[str, ...]:
    """Say what a moderator should know of an author before deciding."""
    said = []
    if author.hidden and author.hidden_since is not None:
        hidden = ngettext("hidden {n}× since {day}", "hidden {n}× since {day}", author.hidden)
        said.append(hidden.format(n=author.hidden, day=day(author.hidden_since, look.now, look.zone)))
    if author.strikes:
        said.append(ngettext("{n} strike", "{n} strikes", author.strikes).format(n=author.strikes))
    said += [words for words, true in ((_("blocked"), author.blocked), (_("muted"), author.muted)) if true]
    if author.first_here:
        said.append(_("first time here"))
    if author.noted_by:
        said.append(_("note by {name}").format(name=safe_line(author.noted_by, 40)))
    return tuple(said)


def _lines(item: ThreadItem, label: str, words: Sequence[str], token: str, look: Look) -> list[Line]:
    indent = 2 * min(DEEPEST, max(0, item.depth - 1))
    style = look.ink.style
    said = _broken(words, min(READABLE, look.cells - indent - 3 - LABEL))
    return [
        [
            Segment(sign.BAR, style("lamp")),
            Segment(" " * (1 + indent) + fit("" if at else label, LABEL), style("dim")),
            Segment(line, style(token)),
        ]
        for at, line in enumerate(said)
    ]


def _broken(phrases: Sequence[str], cells: int) -> list[str]:
    """Return phrases with a dot between, broken into lines only between two of them."""
    lines = [short(phrases[0], cells)]
    for phrase in phrases[1:]:
        joined = f"{lines[-1]} · {phrase}"
        if width(joined) <= cells:
            lines[-1] = joined
        else:
            lines.append(short(phrase, cells))
    return lines
