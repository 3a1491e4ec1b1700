"""Waiting on conditions, never for luck."""

import time
from collections.abc import Callable

PATIENCE_S = 30.0


def until(holds: Callable[[], bool], what: str = "", patience_s: float = PATIENCE_S) -> None:
    """Wait until it holds. Raises AssertionError after `patience_s` seconds."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, f"did not happen in {patience_s:g} s: {what}"
        time.sleep(0.02)
