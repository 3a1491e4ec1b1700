"""Waiting on conditions, never for luck."""

import time
from collections.abc import Callable

PATIENCE_S = 30.0


def until(
    holds: Callable[[], bool],
    what: str = "",
    patience_s: float = PATIENCE_S,
    seen: Callable[[], str] = str,
) -> None:
    """Wait until it holds. Raises AssertionError after `patience_s` seconds, with what is `seen` instead."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, f"did not happen in {patience_s:g} s: {what}\n{seen()}"
        time.sleep(0.02)
