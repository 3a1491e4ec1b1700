"""A thread that does turn after turn until it is told to stop; a fault in one is recorded and never ends it."""

import threading
from collections.abc import Callable

from backend.model.clock import SECOND
from backend.worker.backoff import Backoff
from backend.worker.log import log

Turn = Callable[[], int]
"""One turn of work. Returns how long to wait for the next (µs); 0 for at once."""


class Loop(threading.Thread):
    """Runs `turn` over and over. `on_fault` is told of an unexpected error, after it was logged."""

    def __init__(
        self, name: str, turn: Turn, backoff: Backoff, on_fault: Callable[[Exception], None] | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)  # a request that hangs at the end must not hold the process
        self._turn = turn
        self._backoff = backoff
        self._on_fault = on_fault
        self._bell = threading.Event()
        self._stopping = False

    def run(self) -> None:
        """Do turns until stopped. The turn in hand is finished, never cut."""
        while not self._stopping:
            wait = self._guarded()
            if wait > 0:
                self._bell.wait(wait / SECOND)
            self._bell.clear()

    def ring(self) -> None:
        """Take the next turn now."""
        self._bell.set()

    def stop(self) -> None:
        """Take no further turn."""
        self._stopping = True
        self._bell.set()

    def _guarded(self) -> int:
        try:
            wait = self._turn()
        except Exception as fault:  # noqa: BLE001 - the boundary of a loop: recorded, and the loop goes on
            log.error("a turn failed", exc_info=fault)
            self._report(fault)
            return self._backoff.next()
        self._backoff.reset()
        return wait

    def _report(self, fault: Exception) -> None:
        if self._on_fault is None:
            return
        try:
            self._on_fault(fault)
        except Exception as second:  # noqa: BLE001 - a full disk breaks the turn and the report of it
            log.error("a fault could not be shown", exc_info=second)
