"""One account at work: its puller and its pusher, each in a thread of its own, under one lease and one login."""

import time
from functools import partial

from backend.model.account import Account
from backend.platforms import STREAMED, open_connector
from backend.store.write.accounts import set_health
from backend.worker.duty import Duty
from backend.worker.health import Pulse
from backend.worker.lease import Lease
from backend.worker.listen import Ear, Listener
from backend.worker.login import Login
from backend.worker.loop import Loop
from backend.worker.pull import Puller
from backend.worker.push import Pusher


class AccountWork:
    """The loops of one account: one reads, one sends, and one listens where its platform tells what happens.

    They end with the request in hand after `stop`; what is listened to is cut.
    """

    def __init__(self, duty: Duty, account: Account, lease: Lease) -> None:
        self.account = account
        self.lease = lease
        opening = partial(open_connector, timeout_s=duty.settings.http_timeout_s)
        self._login = Login(account, duty.settings.secrets(), duty.redactor, duty.tempo.login_s, opening)
        pulse = Pulse(duty.clock, account.health, partial(set_health, duty.store, account.id))
        ear = Ear(duty, account)
        puller = Puller(duty, account, self._login, lease, pulse, ear)
        pusher = Pusher(duty, account, self._login, lease, pulse)
        self._listener = Listener(duty, account, self._login, lease, ear)
        self._loops = [
            Loop(f"pull {account.short_name}", puller.turn, duty.backoff(), puller.fault),
            Loop(f"push {account.short_name}", pusher.turn, duty.backoff(), pusher.fault),
        ]
        ear.bell = self._loops[0].ring
        if duty.settings.stream and account.platform in STREAMED:
            self._loops.append(Loop(f"listen {account.short_name}", self._listener.turn, duty.backoff()))

    def start(self) -> None:
        """Start the loops."""
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        """Begin nothing new."""
        for loop in self._loops:
            loop.stop()
        self._listener.stop()

    def ended(self, deadline: float) -> bool:
        """Wait until `deadline` (monotonic seconds) for the loops, close the connections, tell whether they ended."""
        for loop in self._loops:
            loop.join(max(0.0, deadline - time.monotonic()))
        if any(loop.is_alive() for loop in self._loops):
            return False
        self._login.close()
        return True

    def is_for(self, account: Account) -> bool:
        """Tell whether this is still the account it was started for: the same place under the same name."""
        ours = self.account
        return (ours.platform, ours.base_url, ours.remote_id, ours.short_name) == (
            account.platform,
            account.base_url,
            account.remote_id,
            account.short_name,
        )
