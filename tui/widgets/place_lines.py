"""How the card of a watched place is drawn: what it is and is not, its link whole, the checklist, the looks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.model.place import PLACE, PlaceKind
from tui import symbols as sign
from tui.keynames import shown_key
from tui.text import Clean, fit, safe_line, wrap
from tui.when import stamp
from tui.widgets.footer import Tone
from tui.widgets.lines import Line, put, spread
from tui.widgets.marks import badge

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.place import Look as Looked
    from backend.model.place import PlaceCard, Step
    from tui.ink import Ink

BACK = "panel"


class Look(NamedTuple):
    """All that the lines depend on besides what they show."""

    ink: Ink
    cells: int
    zone: str
    now: Micros
    ticked: frozenset[int]
    chosen: int


def head_line(account: Account, card: PlaceCard, look: Look) -> Line:
    """Return which place it is, and of what kind."""
    style = look.ink.style
    kinds = {
        PlaceKind.FACEBOOK_GROUP: _("Facebook group"),
        PlaceKind.LINKEDIN_GROUP: _("LinkedIn group"),
        PlaceKind.OTHER: _("watched place"),
    }
    name = safe_line(account.name, 40)
    left = [Segment(" ", style("dim", BACK)), *badge(look.ink, account, BACK, 0)]
    left.append(Segment(f"   {name}" if name != account.short_name else "", style("text", BACK, bold=True)))
    kind = kinds[card.kind] if account.platform == PLACE else _("waits for its login")
    return spread(left, [Segment(f"{kind} ", style("dim", BACK))], look.cells, style("text", BACK))


def body_lines(account: Account, card: PlaceCard, look: Look) -> list[Line]:
    """Return the card below its head."""
    what = _("No program reads this place. Look in the browser, and put in by hand what you find.")
    return [
        [],
        *_words(what, "dim", look),
        [],
        *_words(safe_line(card.link or account.base_url), "info", look),
        *_last(card, look),
        [],
        *_checklist(card, look),
        *_looks(card, look),
    ]


def foot_line(look: Look, message: str, tone: Tone, *, able: bool) -> Line:
    """Return what was said last, else the keys; `able`: there is a checklist to tick off."""
    style = look.ink.style
    if message:
        return [Segment(" " + fit(message, look.cells - 2), style(tone.value, BACK, bold=True))]
    keys = [(shown_key("space"), _("tick off"))] if able else []
    keys += [("l", _("I have looked")), ("o", _("link")), ("N", _("capture")), (shown_key("escape"), _("closes"))]
    line: Line = [Segment(" ", style("dim", BACK))]
    for key, label in keys:
        line += [Segment(key, style("lamp", BACK, bold=True)), Segment(f" {label}   ", style("text", BACK))]
    return [*line, Segment(" " * look.cells, style("text", BACK))]


def _looked_words(card: PlaceCard, now: Micros, zone: str) -> str:
    """Say who looked last, and when in the member's zone."""
    if card.last is None:
        return _("nobody has looked yet")
    return _("{name} looked last, {time}").format(
        name=safe_line(card.last.member, 40), time=stamp(card.last.at, now, zone)
    )


def _words(words: str, token: str, look: Look) -> list[Line]:
    return [[Segment(f"  {line}", look.ink.style(token))] for line in wrap(Clean(words), look.cells - 4)]


def _last(card: PlaceCard, look: Look) -> Iterator[Line]:
    style, every = look.ink.style, card.look_every_s * SECOND
    late = bool(card.last and every and card.last.at + every < look.now)
    said = [(f"  {_looked_words(card, look.now, look.zone)}", style("danger" if late else "text", bold=True))]
    if every:
        promised = _("somebody is to look every {span}").format(span=_span(every))
        said.append((f" {sign.DOT} {promised}", style("dim")))
    if late:
        said.append((f" {sign.DOT} {sign.LATE} {_('late')}", style("danger", bold=True)))
    yield put(*said)


def _span(span: int) -> str:
    unit, letter = next(((u, s) for u, s in ((DAY, "d"), (HOUR, "h")) if span % u == 0), (MINUTE, "m"))
    return f"{span // unit} {letter}"


def _title(words: str, look: Look) -> Line:
    return [Segment(f" {words}", look.ink.style("dim", bold=True))]


def _checklist(card: PlaceCard, look: Look) -> Iterator[Line]:
    if not card.steps:
        return
    yield _title(_("CHECKLIST"), look)
    for at, step in enumerate(card.steps):
        yield _step(at, step, look)
    yield []


def _step(at: int, step: Step, look: Look) -> Line:
    here, done = at == look.chosen, step.id in look.ticked
    back, style = "lift" if here else "background", look.ink.style
    number = str(at + 1) if at < 9 else " "
    return [
        Segment(sign.BAR if here else " ", style("lamp", back)),
        Segment(f" {number} ", style("lamp", back, bold=True)),
        Segment("[x] " if done else "[ ] ", style("good" if done else "dim", back, bold=done)),
        Segment(fit(safe_line(step.text), max(1, look.cells - 9)), style("text", back)),
    ]


def _looks(card: PlaceCard, look: Look) -> Iterator[Line]:
    if not card.looks:
        return
    yield _title(_("LOOKS"), look)
    for one in card.looks:
        yield from _one_look(one, len(card.steps), look)


def _one_look(one: Looked, steps: int, look: Look) -> Iterator[Line]:
    """Return when and who, how much was ticked off, and below it the note in full."""
    style = look.ink.style
    done = ngettext("{n} ticked off", "{n} ticked off", len(one.done)).format(n=len(one.done)) if steps else ""
    yield put(
        (f"  {stamp(one.at, look.now, look.zone)}  ", style("dim")),
        (safe_line(one.member, 30), style("text", bold=True)),
        (f"   {done}", style("dim")),
    )
    yield from ([Segment(f"    {line}", style("soft"))] for line in wrap(safe_line(one.note), look.cells - 6) if line)
