"""The lines a member has typed after `:`, for Up and Down, kept in a file that only its owner can read.

Only lines whose every word is ours are written down; whatever may hold a stranger's words lives as long as the desk.
"""

import os
from pathlib import Path

MOST = 200
"""Lines that are kept."""

LONGEST = 200
"""Characters of a line."""


class History:
    """One member's lines, latest last. An unwritable folder loses only what outlives the desk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: list[str] = []
        self._at = 0  # which line is shown; as many as there are: none
        self._typed = ""  # what stood in the field before the first look back
        self._loaded = False

    def add(self, line: str, *, lasting: bool) -> None:
        """Remember a line that was done; a `lasting` one is written down."""
        self._load()
        line = line[:LONGEST]
        again = line in self._lines[-1:]
        if not again:
            self._lines = [*self._lines, line][-MOST:]
            if lasting:
                self._write([line], os.O_APPEND)
        self.start()

    def start(self) -> None:
        """Look back from the end again."""
        self._load()
        self._at = len(self._lines)

    def back(self, typed: str) -> str:
        """Return the line before, the first one again and again; `typed` is what stands in the field now."""
        if self._at == len(self._lines):
            self._typed = typed
        self._at = max(0, self._at - 1)
        return self._lines[self._at] if self._lines else typed

    def forth(self, typed: str) -> str:
        """Return the line after, at the end what had been typed before looking back."""
        if self._at >= len(self._lines):
            return typed
        self._at += 1
        return self._typed if self._at == len(self._lines) else self._lines[self._at]

    def _load(self) -> None:
        """Read the file once; one that has grown too long is written anew."""
        if self._loaded:
            return
        self._loaded = True
        try:
            found = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return
        lines = [line for line in found if line and line.isprintable() and len(line) <= LONGEST]
        self._lines = lines[-MOST:]
        if len(lines) > 2 * MOST:
            self._write(self._lines, os.O_TRUNC)

    def _write(self, lines: list[str], how: int) -> bool:
        """Append to the file or write it anew. Returns whether that was possible."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | how
            with open(os.open(self._path, flags, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 - with a mode of its own
                os.fchmod(file.fileno(), 0o600)
                file.writelines(f"{line}\n" for line in lines)
        except OSError:
            return False
        return True
