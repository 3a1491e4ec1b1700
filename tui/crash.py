"""What is kept of a failure nobody expected: a traceback without local variables, under an incident's number."""

import os
from pathlib import Path

from backend.model.clock import Clock, iso

LARGEST = 1_000_000
"""Bytes after which the log starts anew."""


class CrashLog:
    """A file in the data folder that only its owner reads. Locals are never written: they may hold outside text."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.path = folder / "desk-crash.log"
        self._clock = clock

    def record(self, error: BaseException) -> str:
        """Write the error down and return the incident's number; an unwritable folder loses only the details."""
        incident = os.urandom(4).hex()
        import traceback

        text = "".join(traceback.format_exception(error, chain=True))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = os.O_TRUNC if self.path.exists() and self.path.stat().st_size > LARGEST else os.O_APPEND
            with open(os.open(self.path, os.O_WRONLY | os.O_CREAT | fresh, 0o600), "a", encoding="utf-8") as file:  # noqa: PTH123 - with a mode of its own
                file.write(f"{iso(self._clock.now())} incident {incident}\n{text}\n")
        except OSError:
            return incident
        return incident
