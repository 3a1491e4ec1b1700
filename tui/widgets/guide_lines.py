"""What a charter says about one comment, as it stands beside an answer: guidelines and why, tone, target. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.category import Category
from backend.model.clock import Micros
from backend.model.guidance import Guidance
from backend.model.reason import Reason
from backend.model.signing import Signed
from tui.ink import Ink
from tui.symbols import ASKS
from tui.text import safe_line
from tui.when import stamp
from tui.widgets import charter_lines
from tui.widgets.charter_words import kind_word, target_words
from tui.widgets.lines import Line


class Look(NamedTuple):
    """What the lines depend on besides what they show. `written` is the text of the answer as it stands."""

    ink: Ink
    cells: int
    zone: str
    now: Micros
    focused: bool
    written: str = ""

    @property
    def prose(self) -> charter_lines.Look:
        """The look of the charter's own lines."""
        return charter_lines.Look(self.ink, self.cells)


def title_line(look: Look) -> Line:
    """Return the panel's title."""
    style = look.ink.style
    return [Segment(" " + _("GUIDELINE"), style("lamp" if look.focused else "dim", bold=True))]


def guide_lines(guidance: Guidance, account: str, look: Look) -> list[Line]:
    """Return what matters for the comment, the most telling first. `account` is whose charter is asked."""
    return [line for part in _parts(guidance, account, look) for line in part]


def _parts(guidance: Guidance, account: str, look: Look) -> Iterator[list[Line]]:
    prose, version = look.prose, guidance.version
    if version is None:
        yield prose.said(_("Nobody has written a charter for {account} yet. gc opens them.").format(account=account))
        return
    charter, category = version.charter, guidance.subject.about
    whose = account if version.account_id is not None else _("the house")
    yield prose.said(_("charter of {account}, version {n}").format(account=whose, n=version.number), "dim")
    yield prose.said(_kind(guidance), "text")
    yield from _target(guidance, look)
    if guidance.paragraphs:
        yield [
            *prose.title(_("WHAT MATTERS HERE")),
            *(
                line
                for one, why in guidance.paragraphs
                for line in charter_lines.paragraph_lines(one, prose, why_words(why))
            ),
        ]
    if charter.do or charter.dont:
        yield [*prose.title(_("TONE")), *charter_lines.tone_lines(charter.do, charter.dont, prose)]
    if guidance.signs is not None:
        yield [*prose.title(_("SIGNATURE")), *_signature(guidance.signs, look)]
    if charter.forbidden:
        here = standing(charter.forbidden, look.written)
        yield [*prose.title(_("FORBIDDEN PHRASES")), *charter_lines.forbidden_lines(charter.forbidden, prose, here)]
    routine = charter.routine(category) if category is not None else None
    if routine is not None:
        yield [*prose.title(_("ROUTINE")), *charter_lines.routine_lines(routine, charter.hours, prose)]
    if category is Category.COMPLAINT and charter.complaints:
        yield [*prose.title(_("COMPLAINTS")), *prose.said(charter.complaints)]


def _kind(guidance: Guidance) -> str:
    """Say what the comment is about; what its words only suggest bears a question mark."""
    said, suggested = guidance.subject.category, guidance.subject.suggested
    if said is not None:
        return _("It is: {kind}").format(kind=kind_word(said))
    if suggested is not None:
        return _("It may be: {kind} {sign}").format(kind=kind_word(suggested), sign=ASKS)
    return _("Nobody has said what it is about.")


def _target(guidance: Guidance, look: Look) -> Iterator[list[Line]]:
    version, due = guidance.version, guidance.subject.due_at
    if version is None or guidance.target is None:
        return
    said = _("Answer {target}").format(target=target_words(guidance.target, version.charter.hours))
    if due is None:
        yield look.prose.said(said, "text")
        return
    late = due < look.now
    when = stamp(due, look.now, look.zone)
    by = _("late since {time}").format(time=when) if late else _("by {time}").format(time=when)
    yield look.prose.said(f"{said}: {by}", "danger" if late else "text")


def why_words(why: Reason) -> str:
    """Say why a guideline matters here, its kind of comment in the reader's language."""
    kind = why.params.get("category")
    params = {**why.params, "category": kind_word(Category(kind))} if isinstance(kind, str) else why.params
    return safe_line(word(Reason(why.code, dict(params))), 200)


def _signature(signs: Signed, look: Look) -> list[Line]:
    """Say what this answer is signed with, and why."""
    said = _("It ends with: {signature}").format(signature=signs.text) if signs.text else _("It is not signed.")
    return [*look.prose.said(said, "text"), *look.prose.said(safe_line(word(signs.why), 200), "dim")]


def standing(phrases: Sequence[str], written: str) -> list[str]:
    """Return which of the forbidden phrases stand in an answer, without regard to case or line breaks."""
    folded = " ".join(written.casefold().split())
    return [one for one in phrases if " ".join(one.casefold().split()) in folded]
