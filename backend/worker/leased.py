"""A loop that one worker at a time may run, under a lease of its own: the mailbox's reader, the sender of mails."""

import time
from collections.abc import Callable

from backend.worker.lease import Lease
from backend.worker.loop import Loop


class LeasedWork:
    """A loop and its lease. `hang_up` closes what the loop has open, once it has ended."""

    def __init__(self, lease: Lease, loop: Loop, hang_up: Callable[[], None]) -> None:
        self._lease = lease
        self._loop = loop
        self._hang_up = hang_up
        self.name = loop.name

    def start(self) -> None:
        """Start the loop. It does nothing before `keep` has got the lease."""
        self._loop.start()

    def keep(self) -> None:
        """Keep the lease, or take it when it is free. Raises StoreError."""
        if not (self._lease.held() and self._lease.renew()):
            self._lease.take()

    def stop(self) -> None:
        """Begin nothing new."""
        self._loop.stop()

    def ended(self, deadline: float) -> bool:
        """Wait until `deadline` (monotonic seconds) for the loop, hang up, and tell whether it ended."""
        self._loop.join(max(0.0, deadline - time.monotonic()))
        if self._loop.is_alive():
            return False
        self._hang_up()
        return True
