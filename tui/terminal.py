"""The terminal's driver: Textual's own, but a byte that is no text is replaced, and Alt with a digit stays a key.

It also keeps the window's title and gives it back, speaks the terminal's own character set, and spares bytes.
"""

import codecs
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import IO

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.drivers import linux_driver

from tui.symbols import charset_of
from tui.thrift import thrifty

KEEP_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""Source: XTerm Control Sequences, window operations; a terminal that does not know them does nothing."""

SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"

UNTITLED = ("linux", "vt", "cons", "dumb", "ansi")
"""Beginnings of TERM for terminals without a window to entitle."""


def titled(environ: Mapping[str, str]) -> bool:
    """Tell whether this terminal has a title."""
    return not environ.get("TERM", "").startswith(UNTITLED)


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")


def alt_digits_are_keys() -> None:
    """Let Escape and a digit arrive as `alt+1` to `alt+9`: Textual turns them into what a Mac types (¡ ™ £ …)."""
    assert isinstance(ANSI_SEQUENCES_KEYS, dict)
    for digit in "123456789":
        ANSI_SEQUENCES_KEYS.pop(f"\x1b{digit}", None)


class Outlet:
    """Where Textual's writing thread writes. The thread must not die of a line that was cut: the desk waits for it."""

    def __init__(self, file: IO[str], gone: Callable[[], None]) -> None:
        self._file, self._gone = file, gone

    def write(self, text: str) -> None:
        """Send a text."""
        self._try(lambda: self._file.write(text))

    def flush(self) -> None:
        """Send what waits."""
        self._try(self._file.flush)

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._file.fileno()

    def _try(self, send: Callable[[], object]) -> None:
        try:
            send()
        except OSError:
            self._gone()


class Terminal(linux_driver.LinuxDriver):
    """Reads keys with a forgiving decoder, in the terminal's own character set, and writes in it."""

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        charset, file = charset_of(os.environ), sys.__stderr__
        assert file is not None, "a terminal without an error stream"
        if charset != "utf-8":
            file.reconfigure(encoding=charset, errors="replace")
        vars(self)["_file"] = Outlet(file, self._hung_up)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if titled(os.environ):
            self.write(KEEP_TITLE)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        if titled(os.environ):
            self.write(RESTORE_TITLE)
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Send a frame, or a sequence, in as few bytes as draw the same."""
        super().write(thrifty(data))

    def run_input_thread(self) -> None:
        """Read keys until the desk ends."""
        charset = charset_of(os.environ)
        vars(linux_driver)["getincrementaldecoder"] = lambda _utf8: _forgiving(charset)
        alt_digits_are_keys()
        try:
            super().run_input_thread()
        except OSError:
            self._hung_up()

    def _hung_up(self) -> None:
        """The line was cut: what is still drawn goes nowhere, and the desk ends as at a hang-up that was told of."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for descriptor in (1, 2):
            os.dup2(nowhere, descriptor)
        os.close(nowhere)
        os.kill(os.getpid(), signal.SIGHUP)
