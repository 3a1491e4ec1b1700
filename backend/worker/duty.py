"""What every loop of the worker is given: the store, the clock, the settings, and chance."""

from dataclasses import dataclass, field
from random import Random

from backend.config.worker import WorkerSettings
from backend.model.clock import SECOND, Clock
from backend.store.engine import Store
from backend.worker.backoff import Backoff
from backend.worker.redact import Redactor
from backend.worker.tempo import Tempo


@dataclass(frozen=True, slots=True)
class Duty:
    """The surroundings of one worker process. `random` spreads the waits; nothing else is left to chance."""

    store: Store
    clock: Clock
    settings: WorkerSettings
    tempo: Tempo
    worker_id: int
    redactor: Redactor = field(default_factory=Redactor)
    random: Random = field(default_factory=Random)

    def backoff(self) -> Backoff:
        """Return a fresh backoff."""
        return Backoff(self.random, int(self.tempo.retry_s * SECOND), int(self.tempo.longest_s * SECOND))

    @property
    def look(self) -> int:
        """How long an idle loop waits before it looks for work again (µs)."""
        return int(self.tempo.look_s * SECOND)
