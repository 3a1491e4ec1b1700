"""How the health screen is drawn: its head, the columns of the list, what a screen reader is told of a row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import NAMES
from backend.model.clock import DAY, MINUTE, Micros
from backend.model.health import SOON
from backend.model.place import PLACE
from tui import symbols as sign
from tui.ink import Ink
from tui.text import Clean, fit, safe_line, width
from tui.when import age, clock, day
from tui.widgets.health_words import health_mark, is_ill
from tui.widgets.lines import Line, put, spread
from tui.widgets.marks import badge

if TYPE_CHECKING:
    from backend.model.health import AccountHealth, HealthBoard

GAUGE = 8
"""Cells of the bar that shows the share of the rate limit."""

USED_UP, MUCH = 0.9, 0.7
"""Shares of the rate limit from which the number is drawn as danger, and as something to look at."""

URGENT = 3 * DAY
"""So long before its end a login is drawn as danger."""

LEAD = 14
"""Cells in front of the columns: the cursor's bar, the sign, badge and short name."""

SMALL, MEDIUM, BROAD = 72, 108, 150
"""Cells from which more than the state has a column; the next look and the backfill as well; and the logins."""


class Look(NamedTuple):
    """All that the lines depend on besides what they show."""

    ink: Ink
    cells: int
    zone: str
    now: Micros


Said = tuple[str, str]
"""Words and their colour token."""


class Column(NamedTuple):
    """A column of the list: its title, its cells (0: what is left), and what it says of an account."""

    title: str
    cells: int
    says: Callable[[AccountHealth, Look], Sequence[Said]]


def columns(cells: int) -> tuple[Column, ...]:
    """Return the columns there is room for in so many cells."""
    if cells < SMALL:
        return (Column(_("how it is"), 0, _state),)
    some = Column(_("how it is"), 32, _state), Column(_("read whole"), 11, _whole)
    limit = Column(_("rate"), 7, _share) if cells < MEDIUM else Column(_("rate limit"), GAUGE + 7, _gauge)
    more = () if cells < MEDIUM else (Column(_("next look"), 11, _next), Column(_("all since"), 11, _since))
    outbox = Column(_("outbox"), 0 if cells < BROAD else 24, _outbox)
    logins = () if cells < BROAD else (Column(_("login ends"), 12, _ends), Column(_("can renew it"), 0, _renew))
    return (*some, *more, limit, outbox, *logins)


def head_line(board: HealthBoard, look: Look) -> Line:
    """Return the line above everything: how many accounts there are and how many are ill, and whether a worker runs."""
    style, total = look.ink.style, len(board.accounts)
    ill = sum(is_ill(one.account) for one in board.accounts)
    said = ngettext("{n} of {total} needs care", "{n} of {total} need care", ill).format(n=ill, total=total)
    number = sum(one.account.platform != PLACE for one in board.accounts)  # of a place nobody knows that it is well
    if not ill:
        said = ngettext("{n} account is well", "{n} accounts are well", number).format(n=number)
        said = said if number or not total else _("nothing is read by a program")
    tone = "danger" if ill else "good" if number else "dim"
    left = put(
        (" " + _("HEALTH") + "   ", style("dim", "panel", bold=True)),
        (f"{sign.DONE} {said}" if number and not ill else said, style(tone, "panel", bold=True)),
    )
    words, tone = worker_words(board, look)
    return spread(left, [Segment(f"  {words} ", style(tone, "panel", bold=True))], look.cells, style("text", "panel"))


def worker_words(board: HealthBoard, look: Look) -> Said:
    """Say whether a worker lives, since when none does, and what to run then."""
    worker = board.worker
    if worker.alive:
        return f"{sign.DONE} " + _("a worker runs"), "good"
    if worker.seen_at is None:
        return f"{sign.BAD} " + _("no worker yet: run nightdesk worker"), "danger"
    return f"{sign.BAD} " + _("no worker since {time}: run nightdesk worker").format(
        time=clock(worker.seen_at, look.zone)
    ), "danger"


def platform_name(platform: str) -> str:
    """Return what a platform is called."""
    return NAMES.get(platform, platform.replace("_", " ").capitalize())


def title_line(look: Look) -> Line:
    """Return the titles of the columns."""
    style = look.ink.style("faint", bold=True)
    line = [Segment(" " * 3 + fit(_("account"), LEAD - 3), style)]
    left = look.cells - LEAD - 1
    for column in columns(look.cells):
        room = column.cells or left
        line.append(Segment(fit(column.title, room - 1) + " ", style))
        left -= room
    return line


def row_line(one: AccountHealth, look: Look, *, selected: bool) -> Line:
    """Return an account's line."""
    ink, back = look.ink, "lift" if selected else "background"
    mark = health_mark(one.account.health, look.now, look.zone)
    line = [
        Segment(sign.BAR if selected else " ", ink.style("lamp", back)),
        Segment(f"{mark.sign} ", ink.style(mark.token, back, bold=True)),
        *badge(ink, one.account, back),
    ]
    left = look.cells - LEAD - 1
    for column in columns(look.cells):
        room = column.cells or left
        here = one.account.platform != PLACE or column.says not in _OF_READING
        line += _cell(column.says(one, look) if here else [(sign.NO_NUMBER, "faint")], room, look, back)
        left -= room
    return [*line, Segment(" ", ink.style("dim", back))]


def _cell(said: Sequence[Said], room: int, look: Look, back: str) -> Line:
    """Return the words of a column, cut and filled to its cells with one left free at its end."""
    line: Line = []
    for words, tone in said:
        shown = words if width(words) < room else fit(words, room - 1)
        if room > 1 and shown:
            line.append(Segment(shown, look.ink.style(tone, back, bold=tone == "danger")))
            room -= width(shown)
    return [*line, Segment(" " * room, look.ink.style("dim", back))]


def _state(one: AccountHealth, look: Look) -> list[Said]:
    mark = health_mark(one.account.health, look.now, look.zone)
    return [(mark.words, mark.token)]


def whole_words(one: AccountHealth, look: Look) -> str:
    """Say how long ago the account was last read whole."""
    at = one.account.health.last_complete_at
    if at is None:
        return _("never")
    gone = age(at, look.now)
    return gone if look.now - at < MINUTE else _("{age} ago").format(age=gone)


def _whole(one: AccountHealth, look: Look) -> list[Said]:
    return [(whole_words(one, look), "danger" if one.account.health.state in ("blind", "needs_login") else "text")]


def next_words(one: AccountHealth, look: Look) -> Said:
    """Say when the account is looked at next."""
    at = one.account.health.next_at
    if one.asked:
        return _("asked for"), "lamp"
    if at is None or one.account.health.state == "needs_login":
        return sign.NO_NUMBER, "faint"
    if at > look.now:
        return (_("in {age}").format(age=age(look.now, at)) if at - look.now >= MINUTE else _("soon")), "text"
    return (_("due"), "text") if look.now - at < MINUTE else (_("overdue"), "danger")


def _next(one: AccountHealth, look: Look) -> list[Said]:
    return [next_words(one, look)]


def _since(one: AccountHealth, look: Look) -> list[Said]:
    at = one.account.complete_since
    return [(_("reading"), "info") if at is None else (day(at, look.now, look.zone), "dim")]


def _share(one: AccountHealth, _look: Look) -> list[Said]:
    share = one.account.health.rate_share
    tone = "danger" if share >= USED_UP else "lamp" if share >= MUCH else "text"
    return [(f"{share:4.0%}", tone)]


def gauge(share: float) -> tuple[str, str]:
    """Return the used and the unused part of a bar for a share (0..1); some use is never drawn as none."""
    full = min(GAUGE, max(round(share * GAUGE), 1 if share > 0 else 0))
    return sign.USED * full, sign.UNUSED * (GAUGE - full)


def _gauge(one: AccountHealth, look: Look) -> list[Said]:
    ((words, tone),) = _share(one, look)
    used, unused = gauge(one.account.health.rate_share)
    return [(used, "info" if tone == "text" else tone), (unused, "rule"), (f" {words}", tone)]


_OF_READING = (_whole, _next, _since, _share, _gauge)
"""What is said of accounts that a program reads, and not of a watched place."""


def outbox_words(one: AccountHealth) -> list[Said]:
    """Say what stands in the outbox, what needs a person first."""
    out = one.outgoing
    waits = out.approval + out.pending + out.sending
    said = [
        (ngettext("{n} failed", "{n} failed", out.failed), out.failed, "danger"),
        (ngettext("{n} unknown", "{n} unknown", out.unknown), out.unknown, "lamp"),
        (ngettext("{n} to post by hand", "{n} to post by hand", out.copied), out.copied, "lamp"),
        (ngettext("{n} waits", "{n} wait", waits), waits, "text"),
    ]
    found = [(words.format(n=n), tone) for words, n, tone in said if n]
    return found or [(_("empty"), "faint")]


def _outbox(one: AccountHealth, _look: Look) -> list[Said]:
    said = outbox_words(one)
    return [(f" {sign.DOT} {words}" if at else words, tone) for at, (words, tone) in enumerate(said)]


def ends_token(at: Micros, now: Micros) -> str:
    """Return the colour token of a login's end: the nearer, the louder."""
    return "danger" if at - now < URGENT else "lamp" if at - now < SOON else "dim"


def _ends(one: AccountHealth, look: Look) -> list[Said]:
    at = one.login.ends_at
    if at is None:
        return [(sign.NO_NUMBER, "faint")]
    tone = ends_token(at, look.now)
    return [(f"{sign.WARNING} " if tone != "dim" else "", tone), (day(at, look.now, look.zone), tone)]


def _renew(one: AccountHealth, _look: Look) -> list[Said]:
    names = [safe_line(name, 30) for name in one.login.renewers]
    if not one.login.needed:
        return [(sign.NO_NUMBER, "faint")]
    if not names:
        return [(f"{sign.WARNING} " + _("nobody named"), "lamp")]
    if len(names) == 1:
        return [(f"{sign.WARNING} " + _("{name} alone").format(name=names[0]), "lamp")]
    return [(", ".join(names), "team")]


def spoken_row(one: AccountHealth, place: str, look: Look) -> Clean:
    """Say an account's line as a sentence, for whoever listens."""
    mark = health_mark(one.account.health, look.now, look.zone)
    said = [
        _("Account {place}").format(place=place),
        f"{platform_name(one.account.platform)} {safe_line(one.account.short_name, 20)}",
        mark.words,
        *([_("read whole {when}").format(when=whole_words(one, look))] if one.account.platform != PLACE else []),
        _("outbox: {what}").format(what=", ".join(words for words, _token in outbox_words(one))),
    ]
    return Clean(", ".join(said))
