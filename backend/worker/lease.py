"""The right to work on an account: one worker at a time has it; the store refuses what comes under an old one."""

from threading import Lock

from backend.model.clock import uptime
from backend.store.engine import Store
from backend.store.write.sync import renew_lease, take_lease


def lease_name(account_id: int) -> str:
    """Return the name of an account's lease."""
    return f"account:{account_id}"


class Lease:
    """One account's lease, or one of another name. `fence` goes into every page saved under it.

    Safe to use from several threads.

    What the store says counts; `held` is the worker's own cautious view of it, so that nothing new is begun under a
    lease that may have run out.
    """

    def __init__(self, store: Store, what: int | str, worker_id: int, ttl_s: float) -> None:
        self.name = what if isinstance(what, str) else lease_name(what)
        self.fence = 0
        self._store = store
        self._worker_id = worker_id
        self._ttl_s = ttl_s
        self._lock = Lock()
        self._until = 0.0

    def take(self) -> bool:
        """Take the lease when it is free or has run out. Raises StoreError."""
        started = uptime()
        fence = take_lease(self._store, self.name, self._worker_id, self._ttl_s)
        if fence is None:
            return False
        with self._lock:
            self.fence, self._until = fence, started + self._ttl_s
        return True

    def renew(self) -> bool:
        """Keep the lease for another while. Returns whether it was still ours. Raises StoreError."""
        started = uptime()
        ours = renew_lease(self._store, self.name, self.fence, self._ttl_s)
        with self._lock:
            self._until = started + self._ttl_s if ours else 0.0
        return ours

    def held(self) -> bool:
        """Tell whether it is certainly still ours."""
        with self._lock:
            return uptime() < self._until

    def lost(self) -> None:
        """Begin nothing more under it: the store refused a write."""
        with self._lock:
            self._until = 0.0

    def token(self) -> tuple[str, int]:
        """Return what a page is saved under."""
        return self.name, self.fence
