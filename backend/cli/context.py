"""What every command is given, and the one error that a command ends with."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from backend.config.desk import DeskSettings, desk_settings
from backend.model.clock import Clock
from backend.model.reason import Reason

if TYPE_CHECKING:
    from backend.cli.findings import Finding
    from backend.config.worker import WorkerSettings
    from backend.store.engine import Store
    from backend.store.reader import Reader


class CommandError(Exception):
    """The command cannot be done. `status` 1 is a failure, 2 a wrong call."""

    def __init__(self, code: str, *, status: int = 1, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, dict(params))
        self.status = status


Check: TypeAlias = "Callable[[Context], Iterable[Finding]]"
"""Looks at something for the doctor."""


@dataclass(frozen=True)
class Context:
    """The world a command runs in. Settings are read when they are asked for."""

    environ: Mapping[str, str]
    cwd: Path
    clock: Clock
    checks: tuple[Check, ...] = ()  # what the doctor looks at besides what this side knows

    @cached_property
    def desk_settings(self) -> DeskSettings:
        """Where the store is. Raises ConfigError."""
        return desk_settings(self.environ, self.cwd)

    @cached_property
    def worker_settings(self) -> "WorkerSettings":
        """What the worker's side needs. Raises ConfigError."""
        from backend.config.worker import worker_settings

        return worker_settings(self.environ, self.cwd)

    @property
    def zone(self) -> str:
        """The time zone to show times in: TZ, else this machine's, else UTC."""
        return local_zone(self.environ)

    def store(self) -> "Store":
        """Open the store for writing. Raises StoreError."""
        from backend.store.engine import Store

        return Store.open(self.desk_settings.url, self.clock)

    def reader(self) -> "Reader":
        """Open the store for reading. Raises StoreError."""
        from backend.store.reader import Reader

        return Reader.open(self.desk_settings.url)


def local_zone(environ: Mapping[str, str]) -> str:
    """Return this machine's IANA zone as TZ or /etc/localtime name it, `UTC` when neither does."""
    from zoneinfo import ZoneInfo

    linked = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    for name in (environ.get("TZ", "").lstrip(":"), linked):
        try:
            return ZoneInfo(name).key if name else "UTC"
        except (KeyError, ValueError, OSError):
            continue
    return "UTC"


def say(text: str) -> None:
    """Write a line to standard output. Whoever puts outside text into it makes it visible first."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Write a line to standard error."""
    print(text, file=sys.stderr, flush=True)
