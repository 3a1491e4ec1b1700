"""The door's log: lines of JSON like the worker's. What is refused is counted, and said once a minute."""

import logging
from collections import Counter
from threading import Lock

log = logging.getLogger("nightdesk.webhooks")


class Tally:
    """Counts refusals by what was wrong: whoever floods the door must not fill the disk. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()

    def count(self, why: str) -> None:
        """Count a refusal."""
        with self._lock:
            self._counts[why] += 1

    def tell(self) -> None:
        """Log what was refused since the last time, if anything was."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if counts:
            log.warning("refused", extra={"counts": dict(counts)})
