"""The worker process: says that it lives, holds a lease per account, and keeps a puller and a pusher going for each."""

import gc
import os
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from threading import Event
from urllib.parse import urlsplit

from backend.config.worker import WorkerSettings
from backend.model.account import Account
from backend.model.clock import SECOND, Clock
from backend.model.place import PLACE
from backend.store.engine import Store
from backend.store.errors import StoreError, StoreNewer
from backend.store.read.accounts import accounts
from backend.store.write.accounts import note_overdue
from backend.store.write.approving import look_after_waiting
from backend.store.write.case_times import keep_cases
from backend.store.write.lateness import keep_targets
from backend.store.write.mailing import blank_mails
from backend.store.write.places import note_late
from backend.store.write.question_care import care
from backend.store.write.retention import expire
from backend.store.write.sync import beat_worker, register_worker, stop_worker, trim_journal
from backend.store.write.waking import wake_snoozed
from backend.worker.account import AccountWork
from backend.worker.chores import Chore, do_due
from backend.worker.digest import send_digests
from backend.worker.duty import Duty
from backend.worker.lease import Lease
from backend.worker.leased import LeasedWork
from backend.worker.log import close_log, log, open_log
from backend.worker.loop import Loop
from backend.worker.mailbox import mailbox_work
from backend.worker.mailbox_answers import AnswersTaker
from backend.worker.mailbox_places import PlacesTaker
from backend.worker.mailer import mailer_work
from backend.worker.redact import Redactor
from backend.worker.tempo import Tempo, tempo


def run(settings: WorkerSettings, clock: Clock, stop: Event, rhythm: Tempo | None = None) -> int:
    """Work until `stop` is set; returns the exit status: 0, or 1 when the store has become newer than this program.

    The caller sets `stop` on SIGTERM and SIGINT. Raises StoreError when the store cannot be opened at the start, and
    OSError when the log cannot.
    """
    redactor = _redactor(settings)
    handler = open_log(settings.log_file, settings.log_level, redactor)
    try:
        store = Store.open(settings.url, clock)
        try:
            worker_id = register_worker(store, platform.node(), os.getpid(), _version())
            duty = Duty(store, clock, settings, rhythm or tempo(settings), worker_id, redactor)
            gc.freeze()  # what was loaded stays for good: walking it at every full collection took a fifth of a pull
            return Daemon(duty).run(stop)
        finally:
            store.close()
    finally:
        close_log(handler)


class Daemon:
    """The accounts this worker holds, and the chores around them."""

    def __init__(self, duty: Duty) -> None:
        self._duty = duty
        self._works: dict[int, AccountWork] = {}
        self._leaving: dict[int, AccountWork] = {}
        self._mails = _mails(duty)
        rhythm = duty.tempo
        self._chores = (
            Chore("heartbeat", rhythm.beat_s, lambda: beat_worker(duty.store, duty.worker_id)),
            Chore("leases", rhythm.beat_s, self._renew),
            Chore("overdue accounts", rhythm.overdue_s, self._note_overdue),  # before they are taken up and read again
            Chore("accounts", rhythm.accounts_s, self._look_at_accounts),
            *(Chore(one.name, rhythm.beat_s, one.keep) for one in self._mails),
        )
        self._house = (
            Chore("snoozed comments", rhythm.wake_s, lambda: wake_snoozed(duty.store)),
            Chore("answer targets", rhythm.wake_s, lambda: keep_targets(duty.store)),
            Chore("waiting answers", rhythm.beat_s, lambda: look_after_waiting(duty.store)),
            Chore("cases and promises", rhythm.wake_s, lambda: keep_cases(duty.store)),
            Chore("journal", rhythm.trim_s, lambda: trim_journal(duty.store)),
            Chore("watched places", rhythm.overdue_s, lambda: note_late(duty.store)),
            Chore("retention", rhythm.expire_s, lambda: expire(duty.store)),
            Chore("old mails", rhythm.trim_s, lambda: blank_mails(duty.store)),
            Chore("questions", rhythm.wake_s, lambda: care(duty.store)),
            *([Chore("digests", rhythm.wake_s, lambda: send_digests(duty.store))] if duty.settings.smtp else []),
        )

    def run(self, stop: Event) -> int:
        """Work until `stop` is set. Returns the exit status."""
        log.info("worker started", extra={"worker": self._duty.worker_id, "pid": os.getpid()})
        house = Loop("house", lambda: do_due(self._house), self._duty.backoff())
        house.start()
        for one in self._mails:
            one.start()
        status = 0
        try:
            while not stop.is_set():
                stop.wait(do_due(self._chores) / SECOND)
        except StoreNewer as error:
            log.critical("the store is newer than this program", extra={"about": error.reason.params})
            status = 1
        house.stop()
        self._end()
        house.join(1)
        return status

    def _renew(self) -> None:
        """Keep the leases; an account whose lease another worker has by now is left to it."""
        for account_id, work in list(self._works.items()):
            if not work.lease.renew():
                log.warning("lease lost", extra={"account": work.account.short_name})
                self._leave(account_id)

    def _note_overdue(self) -> None:
        """Write down which accounts nobody looked at as promised: this worker or another one hangs, or none ran."""
        for account_id in note_overdue(self._duty.store):
            log.warning("an account has become blind unseen", extra={"account": account_id})

    def _look_at_accounts(self) -> None:
        """Take up accounts that are new or free, leave those that were removed or have changed.

        A watched place is its members' work: there is nothing to connect to.
        """
        found = {one.id: one for one in accounts(self._duty.store.reader) if one.platform != PLACE}
        self._leaving = {key: work for key, work in self._leaving.items() if not work.ended(0)}
        for account_id, work in list(self._works.items()):
            if account_id not in found or not work.is_for(found[account_id]):
                self._leave(account_id)
        for account_id, account in found.items():
            if account_id not in self._works and account_id not in self._leaving:
                self._take_up(account)

    def _take_up(self, account: Account) -> None:
        lease = Lease(self._duty.store, account.id, self._duty.worker_id, self._duty.tempo.lease_s)
        if not lease.take():
            return
        log.info("account taken up", extra={"account": account.short_name, "fence": lease.fence})
        work = AccountWork(self._duty, account, lease)
        self._works[account.id] = work
        work.start()

    def _leave(self, account_id: int) -> None:
        work = self._works.pop(account_id)
        work.stop()
        self._leaving[account_id] = work
        log.info("account left", extra={"account": work.account.short_name})

    def _end(self) -> None:
        """Finish the requests in hand, then give the leases back so that another worker need not wait for them."""
        for account_id in list(self._works):
            self._leave(account_id)
        for one in self._mails:
            one.stop()
        deadline = time.monotonic() + self._duty.tempo.stop_s
        left = [work.account.short_name for work in self._leaving.values() if not work.ended(deadline)]
        left += [one.name for one in self._mails if not one.ended(deadline)]
        if left:
            log.warning("requests still in hand at the end", extra={"accounts": ", ".join(left)})
        try:
            stop_worker(self._duty.store, self._duty.worker_id)
        except StoreError as error:
            log.error("the end could not be noted", extra={"reason": error.reason.code})
        log.info("worker stopped", extra={"worker": self._duty.worker_id})


def _mails(duty: Duty) -> list[LeasedWork]:
    """Return what reads mails with its takers, and what sends them, as far as a mailbox and a mail server are named."""
    inward, outward = duty.settings.mailbox, duty.settings.smtp
    takers = (PlacesTaker(duty.store, inward.trust), AnswersTaker(duty.store, inward.trust)) if inward else ()
    reading = [mailbox_work(duty, inward, takers)] if inward else []
    return [*reading, mailer_work(duty, outward)] if outward else reading


def _redactor(settings: WorkerSettings) -> Redactor:
    """Know the secrets that stand in the settings before the first line is logged."""
    redactor = Redactor()
    redactor.learn_values(settings.tokens.values())
    password = urlsplit(settings.url).password
    redactor.learn_values([password] if password else [])
    for mails in (settings.mailbox, settings.smtp):
        redactor.learn_values([mails.password] if mails and mails.password else [])
    return redactor


def _version() -> str:
    try:
        return version("nightdesk")
    except PackageNotFoundError:
        return ""
