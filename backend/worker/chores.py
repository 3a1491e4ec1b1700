"""What is done every so often, each on its own: a failing one is recorded and holds up no other."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from backend.model.clock import SECOND
from backend.store.errors import StoreNewer
from backend.worker.log import log


@dataclass
class Chore:
    """Something to do every `every_s` seconds; the first time at once."""

    name: str
    every_s: float
    do: Callable[[], object]
    due_at: float = 0.0


def do_due(chores: Sequence[Chore]) -> int:
    """Do what is due and return how long to wait for the next (µs).

    Raises StoreNewer: with a store that a newer program has migrated, this one cannot do anything more.
    """
    for chore in chores:
        now = time.monotonic()
        if chore.due_at > now:
            continue
        chore.due_at = now + chore.every_s
        try:
            chore.do()
        except StoreNewer:
            raise
        except Exception as fault:  # noqa: BLE001 - the boundary of a chore: recorded, tried again at its next time
            log.error("a chore failed", extra={"chore": chore.name}, exc_info=fault)
    soonest = min(chore.due_at for chore in chores)
    return max(0, int((soonest - time.monotonic()) * SECOND))
