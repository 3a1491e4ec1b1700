"""Copying over the wire: the terminal is asked to put a text on its own clipboard (OSC 52), through tmux and screen.

Sources: XTerm Control Sequences, "Operating System Commands", Ps = 52; tmux(1), allow-passthrough and set-clipboard;
screen's own string sequences hold at most 768 bytes.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from backend.i18n import _, ngettext
from tui.gate import without_controls

if TYPE_CHECKING:
    from tui.app import Nightdesk

LARGEST = 100_000
"""Bytes of base64 that are sent: terminals drop longer sequences without a word."""

SCREEN_PIECE = 760

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"


class Copied(NamedTuple):
    """What was handed to the terminal: how many characters, and how many there were."""

    chars: int
    of: int

    @property
    def said(self) -> str:
        """What to say of it. The terminal never answers, so that nobody can know that it obeyed."""
        if self.chars < self.of:
            cut = _("The first {n} of {total} characters were handed to your terminal; it takes no more at once.")
            return cut.format(n=self.chars, total=self.of)
        return ngettext(
            "{n} character was handed to your terminal's clipboard.",
            "{n} characters were handed to your terminal's clipboard.",
            self.chars,
        ).format(n=self.chars)


def copy(app: Nightdesk, text: str) -> Copied:
    """Put a text on the clipboard of the terminal, without what a shell would obey when it is pasted there."""
    clean = without_controls(text)
    kept = bounded(clean)
    app.to_terminal(sequence(kept, os.environ))
    return Copied(len(kept), len(clean))


def bounded(text: str) -> str:
    """Return as much of a text as may be sent, whole characters."""
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= LARGEST // 4 * 3 else raw[: LARGEST // 4 * 3].decode("utf-8", "ignore")


def sequence(text: str, environ: Mapping[str, str]) -> str:
    """Return the bytes that ask a terminal to copy: base64 alone, so that no control character of the text passes.

    tmux obeys the bare form where `set-clipboard` is on and the wrapped one where `allow-passthrough` is: it gets both.
    Behind an SSH line only TERM tells of tmux or screen.
    """
    asked = f"{ESC}]52;c;{b64encode(text.encode('utf-8', 'replace')).decode('ascii')}{BEL}"
    term = environ.get("TERM", "")
    if environ.get("TMUX") or term.startswith("tmux"):
        return asked + _for_tmux(asked)
    if environ.get("STY"):
        return _for_screen(asked)
    return asked + _for_tmux(asked) if term.startswith("screen") else asked


def _for_tmux(asked: str) -> str:
    return f"{ESC}Ptmux;{asked.replace(ESC, ESC + ESC)}{ST}"


def _for_screen(asked: str) -> str:
    pieces = (asked[at : at + SCREEN_PIECE] for at in range(0, len(asked), SCREEN_PIECE))
    return "".join(f"{ESC}P{piece}{ST}" for piece in pieces)
