"""A program seen through a real terminal: what stands on its screen, and keys typed into it."""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyte

from tests.bench.terminal import Terminal


class Glass:
    """A program on a screen of `columns` x `lines`, as a person would see it."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], *, columns: int = 160, lines: int = 48
    ) -> None:
        self.terminal = Terminal(command, columns=columns, lines=lines, environ=environ)
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0

    @property
    def text(self) -> str:
        """The screen's lines, without the blanks at their ends."""
        self.terminal.read(0.02)
        self._stream.feed(self.terminal.output[self._fed :])
        self._fed = len(self.terminal.output)
        return "\n".join(self._line(row).rstrip() for row in range(self._screen.lines))

    def _line(self, row: int) -> str:
        # Not Screen.display: it fails on the right half of a wide character whose left half was written over.
        cells = self._screen.buffer[row]
        return "".join(cells[column].data for column in range(self._screen.columns))

    def shows(self, *words: str, timeout: float = 30) -> str:
        """Wait until all the words stand on the screen and return it. Raises AssertionError with the screen if not."""
        deadline = time.monotonic() + timeout
        while not all(word in self.text for word in words):
            if time.monotonic() > deadline:
                raise AssertionError(f"{words} did not show within {timeout} s:\n{self.text}")
        return self.text

    def no_longer_shows(self, word: str, timeout: float = 30) -> str:
        """Wait until the word is gone from the screen."""
        deadline = time.monotonic() + timeout
        while word in self.text:
            if time.monotonic() > deadline:
                raise AssertionError(f"{word!r} still shows after {timeout} s:\n{self.text}")
        return self.text

    def type(self, keys: str) -> None:
        """Type, as a person would: one key after the other, each seen by the program before the next."""
        for key in keys:
            os.write(self.terminal.descriptor, key.encode())
            self.terminal.read(0.05)

    def cut(self) -> None:
        """Take the terminal away, as a dropped line does: its other end is closed."""
        with Path(os.devnull).open("r+b", buffering=0) as nothing:
            os.dup2(nothing.fileno(), self.terminal.descriptor)

    def close(self) -> None:
        """End the program."""
        self.terminal.close()
