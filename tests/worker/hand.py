"""One account's puller and pusher on the real store, with a scripted platform and a clock that stands still."""

from pathlib import Path
from random import Random

from backend.config.worker import WorkerSettings
from backend.model.account import Account
from backend.model.clock import Clock
from backend.model.pace import Pace
from backend.store.engine import Store
from backend.store.read.accounts import account
from backend.store.write.accounts import set_health
from backend.store.write.sync import register_worker
from backend.worker.duty import Duty
from backend.worker.health import Pulse
from backend.worker.lease import Lease
from backend.worker.login import Login
from backend.worker.pull import Puller
from backend.worker.push import Pusher
from backend.worker.redact import Redactor
from backend.worker.tempo import Tempo
from tests.worker.scripted import ScriptedConnector, opener

TOKENS = {"ACME": "a-token-of-some-length"}


class Hand:
    """What a worker does for one account, turn by turn."""

    def __init__(
        self, store: Store, clock: Clock, connector: ScriptedConnector, folder: Path, account_id: int, seed: int = 1
    ) -> None:
        self.store = store
        self.connector = connector
        settings = WorkerSettings(
            url=store.url, data_dir=folder, secrets_dir=folder / "secrets", tokens=TOKENS, pace=Pace(), poll_s=25
        )
        worker_id = register_worker(store, "here", 1, "")
        self.duty = Duty(store, clock, settings, Tempo(login_s=0), worker_id, Redactor(), Random(seed))
        ours = _account(store, account_id)
        self.login = Login(ours, settings.secrets(), self.duty.redactor, 0, opener(connector))
        self.lease = Lease(store, account_id, worker_id, 15)
        self.pulse = Pulse(clock, ours.health, lambda health: set_health(store, account_id, health))
        self.puller = Puller(self.duty, ours, self.login, self.lease, self.pulse)
        self.pusher = Pusher(self.duty, ours, self.login, self.lease, self.pulse)

    def pull(self, turns: int = 1) -> int:
        """Take turns at reading; returns how long the last one wants to wait (µs)."""
        wait = 0
        for _ in range(turns):
            wait = self.puller.turn() if self._holds() else self.duty.look
        return wait

    def pull_all(self) -> None:
        """Read until there is nothing more to read now."""
        for _ in range(200):
            if self.pull() > 0:
                return
        raise AssertionError("reading never ends")

    def push(self, turns: int = 1) -> None:
        """Take turns at sending."""
        for _ in range(turns):
            if self._holds():
                self.pusher.turn()

    def _holds(self) -> bool:
        return self.lease.held() or self.lease.take()


def _account(store: Store, account_id: int) -> Account:
    found = account(store.reader, account_id)
    assert found is not None
    return found
