"""How an author's card is drawn: facts, strikes, notes, earlier decisions, and their comments. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.clock import Micros
from backend.model.comment import CommentState, RemoteState
from backend.model.reason import Reason
from tui.ink import Ink
from tui.text import fit, preview, safe, safe_line, width, wrap
from tui.when import day, stamp
from tui.widgets.lines import Line, spread
from tui.widgets.marks import badge

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.author import AuthorCard, AuthorNote, Decided, PastComment, Strike

LABEL, WHO, WHEN = 15, 14, 13
"""Cells of the columns: what, who, when."""

READABLE = 96
"""Cells after which a note is broken even where there is room."""


class Look(NamedTuple):
    """All that the lines depend on besides the card."""

    ink: Ink
    cells: int
    account: Account | None
    zone: str
    now: Micros


def head_line(card: AuthorCard, look: Look, *, below: bool) -> Line:
    """Return the line above everything: who it is, on which account, and how to leave."""
    style = look.ink.style
    name = safe_line(card.name or card.handle, 80)
    handle = f"  @{safe_line(card.handle, 120).removeprefix('@')}" if card.name else ""
    left = [
        Segment(" " + _("AUTHOR") + "   ", style("dim", bold=True)),
        Segment(name, style("text", bold=True)),
        Segment(handle + "   ", style("dim")),
        *badge(look.ink, look.account, "background", 0),
    ]
    more = [Segment(" ↓ " + _("more"), style("lamp"))] if below else []
    close = [Segment("  Esc", style("lamp", bold=True)), Segment(" " + _("closes") + " ", style("dim"))]
    return spread(left, [*more, *close], look.cells, style("text"))


def body_lines(card: AuthorCard, look: Look) -> list[Line]:
    """Return everything below the head."""
    parts = (
        _facts(card, look),
        _part(_("STRIKES"), (_strike(one, look) for one in card.strikes), look),
        _part(_("NOTES"), (line for one in card.notes for line in _note(one, look)), look),
        _part(_("DECISIONS"), (_decided(one, look) for one in card.decisions), look),
        _part(_("COMMENTS"), (_past(one, look) for one in card.past.comments), look),
    )
    return [line for part in parts for line in part][:-1]


def _part(title: str, lines: Iterator[Line], look: Look) -> list[Line]:
    found = list(lines)
    none = [[Segment("   " + _("none"), look.ink.style("faint"))]]
    return [[Segment(f" {title}", look.ink.style("info", bold=True))], *(found or none), []]


def _facts(card: AuthorCard, look: Look) -> list[Line]:
    tally = card.tally
    counts = [
        ngettext("{n} here", "{n} here", tally.total).format(n=tally.total),
        ngettext("{n} open", "{n} open", tally.open).format(n=tally.open),
        ngettext("{n} done", "{n} done", tally.done).format(n=tally.done),
    ]
    ours = [_("{n} hidden by us").format(n=tally.hidden)] if tally.hidden else []
    ours += [_("{n} deleted by us").format(n=tally.deleted)] if tally.deleted else []
    said = [
        (_("first seen"), stamp(card.first_seen_at, look.now, look.zone), "text"),
        (_("comments"), " · ".join(counts + ours), "text"),
        *((_("standing"), words, "danger") for words in _standing(card, look)),
    ]
    if card.url:
        said.append((_("page"), safe_line(card.url), "dim"))
    return [*(_row([(label, LABEL, "dim"), (words, 0, token)], look) for label, words, token in said), []]


def _standing(card: AuthorCard, look: Look) -> list[str]:
    said = [_("muted by us")] if card.muted else []
    if card.blocked and card.block_until is not None:
        said.append(_("blocked by us until {until}").format(until=stamp(card.block_until, look.now, look.zone)))
    elif card.blocked:
        said.append(_("blocked by us"))
    return [" · ".join(said)] if said else []


def _strike(one: Strike, look: Look) -> Line:
    live = one.expires_at > look.now
    until = _("until {day}") if live else _("expired {day}")
    ends = until.format(day=day(one.expires_at, look.now, look.zone))
    token = "danger" if live else "faint"
    return _row(
        [(_why(one.why), LABEL, token), (stamp(one.at, look.now, look.zone), WHO, "dim"), (ends, 0, token)], look
    )


def _note(one: AuthorNote, look: Look) -> Iterator[Line]:
    about = "" if one.comment_id is None else "  " + _("on a comment")
    when = stamp(one.at, look.now, look.zone)
    yield _row([(safe_line(one.member, 40), LABEL, "team"), (when, 0, "dim"), (about, 0, "faint")], look)
    for line in wrap(safe(one.text)[0], min(READABLE, look.cells - 4 - LABEL)):
        yield _row([("", LABEL, "dim"), (line, 0, "text")], look)


def _decided(one: Decided, look: Look) -> Line:
    when, who = stamp(one.at, look.now, look.zone), safe_line(one.who, 40) or _("nobody of us")
    why = _why(one.why) if one.why else ""
    return _row([(what_words(one.what), LABEL, "text"), (when, WHO, "dim"), (who, WHO, "team"), (why, 0, "soft")], look)


def _past(one: PastComment, look: Look) -> Line:
    remote = {RemoteState.HIDDEN: _("hidden"), RemoteState.HELD: _("held"), RemoteState.DELETED: _("deleted")}
    triage = {CommentState.OPEN: _("open"), CommentState.WAITING: _("waiting"), CommentState.DONE: _("done")}
    state = remote.get(one.remote_state) or triage.get(one.state, "")
    token = "danger" if one.remote_state is not RemoteState.VISIBLE else "dim"
    when = stamp(one.written_at, look.now, look.zone)
    said = preview(one.text, one.media)
    return _row([(when, LABEL, "dim"), (state, WHO, token), (said, 0, "soft")], look)


def _row(cells: Sequence[tuple[str, int, str]], look: Look) -> Line:
    """Return columns of text, width (0: as it is) and colour, cut at the pane's edge."""
    line, left = [Segment("   ", look.ink.style("dim"))], look.cells - 4
    for text, wide, token in cells:
        said = fit(text, min(left, wide - 1)) + " " if wide else fit(text, left).rstrip()
        if left > 0 and said:
            line.append(Segment(said, look.ink.style(token)))
            left -= width(said)
    return line


def _why(why: str) -> str:
    """Name the reason of a decision."""
    return safe_line(word(Reason(f"why.{why}"))) if why else _("no reason given")


def what_words(what: str) -> str:
    """Name a decision by its event."""
    return {
        "reply.sent": _("answered"),
        "edit.sent": _("answer edited"),
        "hide.sent": _("hidden"),
        "unhide.sent": _("shown again"),
        "delete.sent": _("deleted"),
        "like.sent": _("liked"),
        "unlike.sent": _("like undone"),
        "mute.sent": _("muted"),
        "unmute.sent": _("unmuted"),
        "block.sent": _("blocked"),
        "unblock.sent": _("unblocked"),
        "lock.sent": _("thread locked"),
        "unlock.sent": _("thread unlocked"),
        "report.sent": _("reported"),
        "comment.let_stand": _("let stand"),
        "comment.reopened": _("reopened"),
        "comment.snoozed": _("snoozed"),
        "comment.assigned": _("assigned"),
        "comment.referred": _("referred"),
        "comment.referral_answered": _("referral answered"),
    }.get(what, safe_line(what))
