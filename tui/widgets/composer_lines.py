"""What stands around the text of an answer: as whom, to whom, who will see it, signed how, and how long it is. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from rich.segment import Segment
from rich.style import Style

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.account import Act
from backend.model.comment import Visibility
from backend.model.desk import Composing
from backend.model.outbox import UNDO_WINDOW_S
from backend.text.counting import count, over
from backend.text.outgoing import outgoing
from tui import symbols as sign
from tui.bound import key_of
from tui.ink import Ink
from tui.text import safe, safe_line, short, width, wrap
from tui.widgets.drafting import mentioned, signed
from tui.widgets.lines import Line
from tui.widgets.marks import badge

BACK = "panel"
NEARLY = 0.9
"""Share of the limit from which the count is shown in the lamp's colour."""

ROOMY = 50
"""Cells beside the count from which a mention is told of that stands in the text anyway."""

LEAST_NAME = 4
"""Cells a name keeps however little room there is."""


@dataclass(frozen=True, slots=True)
class Length:
    """How long an answer is as it will leave, mention included. `over` in characters, or in bytes with `in_bytes`."""

    count: int
    limit: int
    over: int
    in_bytes: bool


def length(text: str, composing: Composing) -> Length:
    """Count a text by its account's rule, as it will leave."""
    leaving, limits = outgoing(_with_signature(text, composing), composing.mention), composing.limits
    counted, too_many = count(leaving, limits), over(leaving, limits)
    if too_many and counted <= limits.text and limits.text_bytes is not None:
        return Length(limits.text_bytes + too_many, limits.text_bytes, too_many, True)
    return Length(counted, limits.text, too_many, False)


def _with_signature(text: str, composing: Composing) -> str:
    """Return a text with the signature that is added when it leaves."""
    added = composing.signs is not None and composing.signs.must and composing.signature
    return f"{text.rstrip()}\n{composing.signature}" if added and not signed(text, composing.signature) else text


def woven(sentence: str, fields: Mapping[str, Line], style: Style) -> Line:
    """Return a sentence with its `{fields}` replaced by drawn parts, in whatever order a language puts them."""
    line: Line = []
    for literal, field, _spec, _conversion in Formatter().parse(sentence):
        if literal:
            line.append(Segment(literal, style))
        line += fields.get(field, []) if field else []
    return line


def head_lines(composing: Composing, text: str, ink: Ink, cells: int) -> list[Line]:
    """Return the lines above the text. The count ends the first of them, or the second below a long name."""
    counted = _count(length(text, composing), ink)
    first = _to_whom(composing, ink, cells)
    taken = _cells(counted) + 1
    at = 0 if _cells(first) + taken <= cells else 1
    lines: list[Line] = [first]
    for part in _parts(composing, text, ink, cells - taken):
        room = cells - taken if len(lines) - 1 == at else cells
        if _cells(lines[-1]) + 3 + _cells(part) <= room:
            lines[-1] += [Segment(f" {sign.DOT} ", ink.style("faint", BACK)), *part]
        else:
            lines.append(list(part))
    if at == len(lines):
        lines.append([])
    gap = cells - _cells(counted) - _cells(lines[at])
    lines[at] += [Segment(" " * max(1, gap), ink.style("dim", BACK)), *counted]
    return lines


def hint_line(ink: Ink, composing: Composing | None = None) -> Line:
    """Return the line below the text: how it leaves (or, where it is copied, does not), and that it can be left."""
    key, words = ink.style("lamp", BACK, bold=True), ink.style("dim", BACK)
    sent, kept = _how(composing), _("{key} keeps the draft")
    if composing is not None and composing.approves is not None:
        kept = _("{key} leaves it as it is")
    return [
        *woven(sent.replace("{seconds}", str(UNDO_WINDOW_S)), {"key": [Segment(key_of("send"), key)]}, words),
        *woven("   " + kept, {"key": [Segment(key_of("keep"), key)]}, words),
    ]


def _how(composing: Composing | None) -> str:
    if composing is not None and composing.approves is not None:
        return _("{key} approves it so, then {seconds} s for its writer to take it back")
    if composing is not None and composing.waits:
        return _("{key} puts it to an approver")
    if composing is not None and composing.copies:
        return _("{key} copies it; post it yourself")
    return _("{key} send, then {seconds} s to take it back")


def _parts(composing: Composing, text: str, ink: Ink, room: int) -> Iterator[Line]:
    if composing.copies:
        yield [Segment(_("nothing is sent from here"), ink.style("lamp", BACK, bold=True))]
    if composing.pictures and composing.act is Act.REPLY:
        names = ", ".join(safe_line(one, 30) for one in composing.pictures)
        yield [Segment(_("with {pictures}").format(pictures=names), ink.style("info", BACK))]
    yield from _waiting(composing, ink)
    yield _seen(composing, ink)
    yield _signature(composing, text, ink)
    yield from _why_signed(composing, ink, room)
    if composing.mention and (room >= ROOMY or not mentioned(text, composing.mention)):
        yield _mention(composing, text, ink)
    if composing.holder:
        said = _("{name} is answering this one").format(name=safe_line(composing.holder, 40))
        yield [Segment(f"{sign.WRITING} {said}", ink.style("team", BACK, bold=True))]
    if composing.kept:
        yield [Segment(_("your kept draft"), ink.style("info", BACK))]


def _to_whom(composing: Composing, ink: Ink, room: int) -> Line:
    """Say as which account and to whom; a name that is too long for a line is cut."""
    account = composing.account
    sentence, style = _("Reply as {account} to {person}"), ink.style("dim", BACK)
    fields = {"account": badge(ink, account, BACK, width(safe_line(account.short_name)))}
    left = max(LEAST_NAME, min(40, room - _cells(woven(sentence, fields, style))))
    person = short(safe_line(composing.to or composing.handle), left)
    return woven(sentence, fields | {"person": [Segment(person, ink.style("text", BACK, bold=True))]}, style)


def _seen(composing: Composing, ink: Ink) -> Line:
    """Say who will see it. What only one person sees must not look like what all see."""
    if composing.visibility is Visibility.PRIVATE:
        return [
            Segment(f"{sign.PRIVATE} " + _("private: only this person sees it"), ink.style("team", BACK, bold=True))
        ]
    if composing.visibility is Visibility.FOLLOWERS:
        return [Segment(f"{sign.FOLLOWERS} " + _("followers only"), ink.style("info", BACK, bold=True))]
    return [Segment(_("public"), ink.style("dim", BACK))]


def _signature(composing: Composing, text: str, ink: Ink) -> Line:
    """Say how it is signed as it leaves."""
    signs, style = composing.signs, ink.style("dim", BACK)
    added = signs is not None and signs.must and bool(composing.signature)
    if not (signed(text, composing.signature) or added):
        return [Segment(_("not signed"), ink.style("faint", BACK))]
    signature = [Segment(short(safe_line(composing.signature), 24), ink.style("lamp", BACK))]
    return woven(_("signed {signature}"), {"signature": signature}, style)


def _why_signed(composing: Composing, ink: Ink, room: int) -> Iterator[Line]:
    """Say why it is signed so, where the charter says how."""
    if composing.signs is not None and composing.approves is None:
        for line in wrap(safe(word(composing.signs.why))[0], room):
            yield [Segment(line, ink.style("faint", BACK))]


def _waiting(composing: Composing, ink: Ink) -> Iterator[Line]:
    """Say what stands between the answer and its leaving: somebody's yes, or that only templates leave."""
    if composing.approves is not None:
        said = _("{name} wrote it; it leaves with your words").format(name=safe_line(composing.written_by, 30))
        yield [Segment(said, ink.style("team", BACK, bold=True))]
    if composing.waits:
        yield [Segment(_("waits for approval before it leaves"), ink.style("team", BACK, bold=True))]
    if composing.only_templates:
        yield [Segment(_("approved templates only"), ink.style("lamp", BACK))]


def _mention(composing: Composing, text: str, ink: Ink) -> Line:
    """Say how the person is named, so that they are told of the answer."""
    handle = [Segment(short(safe_line(composing.mention), 48), ink.style("info", BACK))]
    there = mentioned(text, composing.mention)
    sentence = _("names {handle}") if there else _("{handle} is put in front")
    return woven(sentence, {"handle": handle}, ink.style("dim", BACK))


def _count(counted: Length, ink: Ink) -> Line:
    said = f"{counted.count}/{counted.limit}"
    if counted.in_bytes:
        said = _("{count} bytes").format(count=said)
    if counted.over:
        return [Segment(f"{sign.BAD} {said}", ink.style("danger", BACK, bold=True))]
    return [Segment(said, ink.style("lamp" if counted.count > NEARLY * counted.limit else "dim", BACK))]


def _cells(line: Line) -> int:
    return sum(width(segment.text) for segment in line)
