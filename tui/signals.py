"""Ending cleanly when the line is cut or the system asks: Textual installs no handler for either."""

import asyncio
import signal
from collections.abc import Callable


def end_on_signals(leave: Callable[[], None]) -> None:
    """Call `leave` on the loop at SIGHUP and SIGTERM. Outside the main thread (tests) there is nothing to install."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, leave)
        except (RuntimeError, ValueError):
            return
