"""What others commit, seen without a key press: the change feed on a thread of its own, told to the screen."""

import threading
from collections.abc import Callable

from backend.model.change import Woken
from backend.model.reason import Reason
from tui.lanes import Calls

WAIT_S = 1.0
"""How long one look at the feed waits."""

PAUSE_S = 5.0
"""How long to wait after a look that failed."""


class Live:
    """Watches the feed from a journal line on. `woken` and `failed` are run on the loop."""

    def __init__(
        self, calls: Calls, after: int, woken: Callable[[Woken], None], failed: Callable[[Reason], None]
    ) -> None:
        self._calls = calls
        self._after = after
        self._woken = woken
        self._failed = failed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="desk-live", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End watching and wait for the thread."""
        self._stop.set()
        self._calls.door.stop_changes()
        self._thread.join(3 * WAIT_S)

    def _watch(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - the thread's boundary: told on the screen, tried again
                self._tell(self._failed, self._calls.reason(error))
                self._calls.door.stop_changes()
                self._stop.wait(PAUSE_S)
        self._calls.door.stop_changes()

    def _look(self) -> None:
        woken = self._calls.door.changes(self._after, WAIT_S)
        self._after = woken.last
        if woken.changes or woken.behind:
            self._tell(self._woken, woken)

    def _tell(self, to: Callable[..., None], value: object) -> None:
        if not self._stop.is_set():
            self._calls.deliver(lambda: to(value))
