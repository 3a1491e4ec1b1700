"""What drawn lines depend on besides what they show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.model.clock import Micros
from tui.ink import Ink

if TYPE_CHECKING:
    from backend.model.account import Account


@dataclass(frozen=True, slots=True)
class Look:
    """How it is drawn, how wide (cells), in whose time zone (IANA), when (UTC µs), and the accounts by their keys."""

    ink: Ink
    cells: int
    zone: str
    now: Micros
    accounts: Mapping[int, Account]
