"""Threads for the desk's calls: one lane for reading and one for acting, so that a slow act never holds up a page.

Answers are brought home by whatever the app hands in as `deliver`, so that no screen is touched off its loop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from tui.calls import Door, Opened
from tui.crash import CrashLog

if TYPE_CHECKING:
    from backend.model.reason import Reason

T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]
"""Runs a function on the loop, some time soon."""


class Lane:
    """One thread that does jobs in turn. Of the jobs waiting for one slot only the latest is done."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[tuple[str, int, Callable[[], None]] | None] = SimpleQueue()
        self._latest: dict[str, int] = {}
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Callable[[], None], slot: str = "") -> None:
        """Do a job when its turn comes, unless a later one for the same slot has been put by then."""
        number = self._latest[slot] = self._latest.get(slot, 0) + 1
        self._jobs.put((slot, number, job))

    def _run(self) -> None:
        while (taken := self._jobs.get()) is not None:
            slot, number, job = taken
            if not slot or self._latest[slot] == number:
                job()

    def finish(self, timeout: float) -> None:
        """Do what waits, then end the thread; give up waiting after so many seconds."""
        self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout)


class Calls:
    """Calls to the desk from the loop. `read` and `act` return at once; what they bring is handed to `then`."""

    def __init__(self, door: Door, crash: CrashLog) -> None:
        self.door, self.crash = door, crash
        self.deliver: Deliver = lambda tell: tell()
        self.failed: Callable[[Reason], None] = lambda _reason: None  # a failure nobody else takes
        self.changed: Callable[[int], None] = lambda _pending: None  # how many acts are not answered yet
        self.pending = 0
        self._begun = False
        self.opened: Future[Opened] = Future()
        self._reads, self._acts = Lane("desk-reads"), Lane("desk-acts")

    def begin(self, query: str, height: int) -> None:
        """Open the desk and read the first screen, once; `opened` will hold it, or the failure."""
        if self._begun:
            return
        self._begun = True

        def job() -> None:
            try:
                self.opened.set_result(self.door.begin(query, height))
            except BaseException as error:  # noqa: BLE001 - whoever waits for `opened` decides
                self.opened.set_exception(error)

        self._reads.put(job)

    def read(
        self,
        work: Callable[[Door], T],
        then: Callable[[T], None],
        failed: Callable[[Reason], None] | None = None,
        slot: str = "",
    ) -> None:
        """Read something; of the reads for one slot only the latest is sure to come back."""
        self._reads.put(lambda: self._do(work, then, failed or self.failed), slot)

    def act(
        self,
        work: Callable[[Door], T],
        then: Callable[[T], None],
        failed: Callable[[Reason], None] | None = None,
    ) -> None:
        """Do something, in the order asked."""
        self._count(1)

        def ended(tell: Callable[[Any], None]) -> Callable[[Any], None]:
            def end(value: Any) -> None:
                self._count(-1)
                tell(value)

            return end

        self._acts.put(lambda: self._do(work, ended(then), ended(failed or self.failed)))

    def _count(self, step: int) -> None:
        self.pending += step
        self.changed(self.pending)

    def _do(self, work: Callable[[Door], T], then: Callable[[T], None], failed: Callable[[Reason], None]) -> None:
        try:
            value = work(self.door)
        except Exception as error:  # noqa: BLE001 - the thread's boundary: told on the screen, recorded if unexpected
            reason = self.reason(error)
            self.deliver(lambda: failed(reason))
        else:
            self.deliver(lambda: then(value))

    def reason(self, error: BaseException) -> Reason:
        """Return what to say of a failure: its own reason, or the number under which it was recorded."""
        from backend.model.reason import Reason

        reason = getattr(error, "reason", None)
        return (
            reason if isinstance(reason, Reason) else Reason("desk.unexpected", {"incident": self.crash.record(error)})
        )

    def close(self, timeout: float = 5.0) -> None:
        """Finish what was asked for, then let the desk go."""
        self._acts.finish(timeout)
        self._reads.put(self._let_go)
        self._reads.finish(timeout)

    def _let_go(self) -> None:
        try:
            self.door.close()
        except Exception as error:  # noqa: BLE001 - the thread's boundary: the desk is over, its screen is gone
            self.reason(error)
