"""What has become of a comment while it was being answered: words that went are marked `-`, new ones `+`. Pure."""

from difflib import SequenceMatcher

from rich.segment import Segment

from backend.i18n import _
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Difference
from tui.ink import Ink
from tui.text import safe, safe_line, width, wrap
from tui.widgets.lines import Line

MOST_LINES = 4
LONGEST = 400
"""Words compared at most: the rest is not drawn anyway."""


def said(difference: Difference) -> str:
    """Say what happened, in one sentence."""
    who = safe_line(difference.who, 30)
    if difference.remote_state is RemoteState.DELETED:
        return _("It was deleted on the platform: nobody would see an answer.")
    if difference.before != difference.after:
        return _("It was edited while you wrote:")
    if difference.state is CommentState.DONE:
        return _("{name} has decided it meanwhile.").format(name=who) if who else _("It has been decided meanwhile.")
    return _("It has changed meanwhile.")


def lines(difference: Difference, ink: Ink, cells: int, back: str) -> list[Line]:
    """Return the sentence and, where the words differ, both versions in one text, at most MOST_LINES of it."""
    first: Line = [Segment(said(difference), ink.style("lamp", back, bold=True))]
    if difference.before == difference.after:
        return [first]
    styles = {"-": ink.style("danger", back), "+": ink.style("good", back, bold=True), "": ink.style("soft", back)}
    return [first, *([Segment(text, styles[kind])] for kind, text in _drawn(difference, cells))][: MOST_LINES + 1]


def _drawn(difference: Difference, cells: int) -> list[tuple[str, str]]:
    before, after = (_words(text) for text in (difference.before, difference.after))
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [("", line) for line in _wrapped(_short(after[c:d]), "  ", cells)]
        else:
            found += [("-", line) for line in _wrapped(before[a:b], "- ", cells)]
            found += [("+", line) for line in _wrapped(after[c:d], "+ ", cells)]
    return found


def _short(words: list[str]) -> list[str]:
    """Leave out the middle of what is the same."""
    return words if len(words) <= 8 else [*words[:3], "…", *words[-3:]]


def _wrapped(words: list[str], sign: str, cells: int) -> list[str]:
    return [sign + line for line in wrap(safe(" ".join(words))[0], cells - width(sign))] if words else []


def _words(text: str) -> list[str]:
    return text.split()[:LONGEST]
