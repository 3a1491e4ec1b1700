"""How a row of the queue is drawn: two lines, three for the selected one, or a single line on a small screen. Pure."""

from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import Account
from backend.model.category import Setter
from backend.model.clock import Micros
from backend.model.comment import Group, QueueRow
from tui import symbols as sign
from tui.ink import Ink
from tui.text import Clean, fit, safe_line, short, width
from tui.when import age
from tui.widgets.lines import Line
from tui.widgets.marks import acted, badge, category_words, extra_words, holder_words, row_mark, row_preview, who

INDENT = 4
NAME_AT_LEAST = 8
TEXT_AT_LEAST = 4


class Look(NamedTuple):
    """All that a row's lines depend on besides the row itself."""

    ink: Ink
    cells: int
    tall: bool
    selected: bool
    focused: bool
    me: str
    now: Micros
    marked: bool = False
    present: tuple[str, bool] | None = None  # a colleague who looks at it, and whether they write
    under: bool = False  # it was folded under the row above
    unfolded: bool = False  # what was folded under it stands below
    why: tuple[str, ...] = ()


def row_lines(row: QueueRow, account: Account | None, look: Look) -> list[Line]:
    """Return a row's lines, each exactly as wide as the pane."""
    if not look.tall:
        return [_single(row, account, look)]
    lines = [_first(row, account, look), _preview(row, account, look)]
    if look.selected:
        lines.append(_line_of(_why(row, look), "dim", look))
    return lines


def _back(look: Look) -> str:
    return "lift" if look.selected else "background"


def _why(row: QueueRow, look: Look) -> str:
    """Say why the row stands where it does, then what else there is to say of it, nothing twice."""
    return " · ".join(dict.fromkeys((*look.why, *extra_words(row).split(" · "))))


def group_line(ink: Ink, group: Group, cells: int) -> Line:
    """Return the line above a group: the first words of the post or the author's name, and how many are open."""
    count = "  " + ngettext("{n} open", "{n} open", group.open).format(n=group.open) + " "
    title = fit(safe_line(group.title) or _("[no text]"), cells - 2 - width(count))
    return [Segment("  " + title, ink.style("info")), Segment(count, ink.style("dim"))]


def alike_words(row: QueueRow, look: Look) -> str:
    """Say how many near-identical comments a row stands for, or that they stand below it."""
    if not row.alike or look.under:
        return ""
    said = ngettext("+ {n} alike", "+ {n} alike", row.alike).format(n=row.alike)
    return f" {said} {sign.UNFOLDED}" if look.unfolded else f" {said}"


def _lead(look: Look) -> str:
    return f"{sign.CORNER} " if look.under else ""


def _bar(look: Look) -> Segment:
    token = "lamp" if look.focused else "dim"
    return Segment(sign.BAR if look.selected else " ", look.ink.style(token, _back(look)))


def _end(row: QueueRow, look: Look) -> list[Segment]:
    """Return what stands at a first line's right end: who has it, what has become of it, how old it is."""
    back, ink = _back(look), look.ink
    mark = row_mark(row, look.now)
    holder, token = holder_words(row.claimed_by, look.me)
    last = (mark.words, mark.token) if mark.words else (f"{age(row.written_at, look.now):>3}", "dim")
    chosen = (sign.CHOSEN, "team") if look.marked else ("", "dim")
    said = [(holder, token) if holder else _present(look), chosen, last]
    return [Segment(f" {words}", ink.style(colour, back)) for words, colour in said if words] + [
        Segment(" ", ink.style("dim", back))
    ]


def _present(look: Look) -> tuple[str, str]:
    """Say who else looks at it, or writes about it."""
    if look.present is None:
        return "", "dim"
    who, writing = look.present
    return f"{sign.WRITING if writing else sign.VIEWING} {short(safe_line(who), 12)}", "team"


def _first(row: QueueRow, account: Account | None, look: Look) -> Line:
    back, ink = _back(look), look.ink
    mark = row_mark(row, look.now)
    end = _end(row, look)
    lead = [_bar(look), Segment(f"{mark.sign} ", ink.style(mark.token, back, bold=True)), *badge(ink, account, back)]
    room = look.cells - _taken(lead) - 1 - _taken(end)
    tags = _tags(row, look, room)
    room -= _taken(tags)
    name = ink.style("dim" if acted(row) else "text", back, bold=not acted(row))
    author = Clean(_lead(look) + who(row))
    if not tags:
        return [*lead, Segment(" " + fit(author, room), name), *end]
    said = short(author, room)
    rest = Segment(" " * max(0, room - width(said)), name)
    return [*lead, Segment(f" {said}", name), *tags, rest, *end]


def _tags(row: QueueRow, look: Look, room: int) -> Line:
    """Return what stands after the name: what it is about where the name keeps its room, and how many say the same.

    A suggestion leaves more room, for it may be wrong.
    """
    words, token = category_words(row)
    alike = alike_words(row, look)
    kept = NAME_AT_LEAST * (2 if row.category_by is Setter.SUGGESTION else 1)
    about = f" {words}" if words and width(words) + width(alike) + kept < room else ""
    said = ((about, token), (alike, "team"))
    return [Segment(text, look.ink.style(colour, _back(look))) for text, colour in said if text]


def _preview(row: QueueRow, account: Account | None, look: Look) -> Line:
    token = "dim" if acted(row) else ("text" if look.selected else "soft")
    return _line_of(row_preview(row, account), token, look)


def _line_of(text: str, token: str, look: Look) -> Line:
    room = look.cells - INDENT - 1
    back = _back(look)
    return [_bar(look), Segment(f"   {fit(text, room)} ", look.ink.style(token, back))]


def _single(row: QueueRow, account: Account | None, look: Look) -> Line:
    """Return the one line a comment has on a small screen: the name, then as much of the text as there is room for."""
    back, ink = _back(look), look.ink
    mark = row_mark(row, look.now)
    end = _end(row, look)
    lead = [_bar(look), Segment(f"{mark.sign} ", ink.style(mark.token, back, bold=True)), *badge(ink, account, back, 6)]
    room = look.cells - _taken(lead) - 1 - _taken(end)
    author = Clean(_lead(look) + who(row))
    tags = _tags(row, look, room - TEXT_AT_LEAST)
    room -= _taken(tags)
    name = short(author, max(NAME_AT_LEAST, room - 14) if room > 22 else room)
    left = room - width(name) - 1
    said = row_preview(row, account) if left > 4 else ""
    bold = ink.style("dim" if acted(row) else "text", back, bold=not acted(row))
    soft = ink.style("dim" if acted(row) else "soft", back)
    return [*lead, Segment(f" {name}", bold), *tags, Segment(" " + fit(said, left) if left >= 0 else "", soft), *end]


def _taken(line: list[Segment]) -> int:
    return sum(width(segment.text) for segment in line)
