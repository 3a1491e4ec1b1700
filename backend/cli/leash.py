"""A leash on a child: it ends when the standard input that its parent holds is closed, however the parent ended."""

import os
import select
import sys
from collections.abc import Callable
from threading import Event, Thread


def leash(wanted: bool) -> Callable[[], bool]:
    """Return what tells whether the parent is gone (never, when no leash is wanted)."""
    if not wanted:
        return lambda: False
    descriptor = sys.stdin.fileno()

    def gone() -> bool:
        ready, _, _ = select.select([descriptor], [], [], 0)
        return bool(ready) and not os.read(descriptor, 4096)

    return gone


def leash_to(stop: Event) -> None:
    """Set `stop` when standard input ends; watched by a thread that ends with the process."""
    descriptor = sys.stdin.fileno()

    def watch() -> None:
        while os.read(descriptor, 4096):
            continue
        stop.set()

    Thread(target=watch, name="leash", daemon=True).start()
