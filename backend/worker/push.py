"""Sending one account's outbox: each action once, in order, and never a second time without knowing of the first."""

from backend.model.account import Account, HealthState
from backend.model.clock import EPOCH, Deadline, Micros, plus
from backend.model.outbox import Intent, Job, Wire
from backend.model.reason import Reason
from backend.platforms.base import Connector, PlatformError
from backend.platforms.leaving import leaving_before
from backend.policy.breaker import Breaker, Outcome, breaker
from backend.policy.outbox import Ending, Move, Tried, after_attempt, given_up, must_look_first, repeat_after
from backend.store.read.attachments import enclosed
from backend.store.write.jobs import due, expired_sending, next_due, outcomes, unknowns
from backend.store.write.outbox import (
    back_to_pending,
    fix_wire,
    mark_first_attempt,
    settle_failed,
    settle_sent,
    settle_unknown,
    take,
)
from backend.worker.duty import Duty
from backend.worker.endings import Ended, of_prepare, of_send
from backend.worker.health import LOGIN, PUSH, Pulse
from backend.worker.lease import Lease
from backend.worker.log import log, why
from backend.worker.login import Login, NoLogin
from backend.worker.settle import Verdict, look_up

SHOWN_AFTER = 2
"""Failures in a row before sending counts as troubled in the account's health."""

BREAKS = 3
"""Failures in a row after which sending pauses for the whole account, even when each may concern one action only."""

REMEMBERED = 30
"""Ended actions that a new worker looks at to know whether writing rests."""

PATIENT = (Ending.UNTOUCHED, Ending.THROTTLED)
"""Endings after which an action goes again until it has gone often and long enough."""

LOST = Reason("outbox.lease_ran_out")
OLD = Reason("outbox.old_attempt")
SLOW = Reason("worker.slow")


class Pusher:
    """One account's sender. `turn` settles or sends one action."""

    def __init__(self, duty: Duty, account: Account, login: Login, lease: Lease, pulse: Pulse) -> None:
        self._duty = duty
        self._account = account
        self._login = login
        self._lease = lease
        self._pulse = pulse
        self._backoff = duty.backoff()
        self._hold_until = EPOCH
        self._edition = 0
        self._looked: dict[int, Micros] = {}
        self._breaker: Breaker | None = None

    def turn(self) -> int:
        """Settle or send one action. Returns how long to wait for the next (µs)."""
        now = self._duty.clock.now()
        self._go_on_with_a_new_login()
        if not self._lease.held() or now < self._hold_until:
            return self._duty.look
        try:
            return 0 if self._work(now) else self._duty.look
        except NoLogin as none:
            self._pulse.meets(LOGIN, HealthState.NEEDS_LOGIN, none.reason)
        except PlatformError as error:
            self._not_asked(error)
        return self._duty.look

    def fault(self, error: Exception) -> None:
        """Show an unexpected error of a turn as health."""
        self._pulse.meets(PUSH, HealthState.LATE, Reason("worker.fault", {"kind": type(error).__name__}))

    def _go_on_with_a_new_login(self) -> None:
        if self._login.edition() != self._edition:
            self._edition = self._login.edition()
            self._hold_until = EPOCH
            self._backoff.reset()
            self._breaker = Breaker()

    def _work(self, now: Micros) -> bool:
        """Do the most urgent piece. Returns whether there was one."""
        reader, account_id = self._duty.store.reader, self._account.id
        first = next_due(reader, account_id)
        if first is None:
            self._well()  # nothing waits to be sent, so nothing is wrong with sending
        if first is None or first > now:
            return False
        for lost in expired_sending(reader, account_id, now, 1):
            return self._found_lost(lost, now)
        for unknown in unknowns(reader, account_id, now, 1):
            return self._look(unknown)
        if self._rests(now):
            return False
        for job in due(reader, account_id, now, 1):
            return self._send(self._login.connector(), job.id)
        return False

    def _rests(self, now: Micros) -> bool:
        """Tell whether writing rests after too many refusals, and let health say so. Looking goes on."""
        if self._breaker is None:
            self._breaker = breaker(outcomes(self._duty.store.reader, self._account.id, REMEMBERED))
        until = self._breaker.until
        if until is None or not self._breaker.rests(now):
            return False
        about: dict[str, str | int] = {"refusals": self._breaker.refusals, "until": until}
        self._pulse.meets(PUSH, HealthState.THROTTLED, Reason("account.writes_rest", about))
        return True

    def _note(self, *, sent: bool, code: str = "") -> None:
        """Count how an action ended."""
        before = self._breaker or Breaker()
        self._breaker = before.after(Outcome(sent, code, self._duty.clock.now()))

    def _found_lost(self, job: Job, now: Micros) -> bool:
        """Write down an attempt without an outcome: its worker is gone. Before the first attempt nothing has left."""
        log.warning("an attempt was lost", extra=self._about(job))
        if job.first_attempt_at is None:
            return back_to_pending(self._duty.store, job, now, LOST)
        return settle_unknown(self._duty.store, job, LOST, now)

    def _look(self, job: Job) -> bool:
        """Find out what became of an unknown action."""
        asked_at = self._duty.clock.now()  # not afterwards: an answer may lie here for as long as this process sleeps
        verdict = look_up(self._duty, self._login.connector(), job)
        log.info("looked up", extra=self._about(job, verdict=verdict.value))
        if verdict is Verdict.SENT:
            self._note(sent=True)
            self._well()
        if verdict is Verdict.ABSENT:
            self._looked[job.id] = asked_at
        return True

    def _not_asked(self, error: PlatformError) -> None:
        """The platform cannot be asked at all now: nothing else of the account is tried for a while."""
        now, ended = self._duty.clock.now(), of_send(error)
        self._hold_until = plus(now, self._backoff.next()) if ended.until is None else ended.until
        log.warning("the platform could not be asked", extra={"account": self._account.short_name, **why(error)})
        self._show(ended)

    def _send(self, connector: Connector, outbox_id: int) -> bool:
        """Take an action and make one attempt. Every step is committed before the next one begins."""
        store, tempo = self._duty.store, self._duty.tempo
        leaving = self._last_moment()
        job = take(store, outbox_id, self._duty.worker_id, tempo.sending_s)
        if job is None:
            return False
        now = self._duty.clock.now()
        if must_look_first(job.first_attempt_at, self._looked.pop(job.id, None), now):
            return settle_unknown(store, job, OLD, now)
        wire = job.wire or self._prepared(connector, job)
        if wire is None:
            return True
        if leaving.passed():  # nothing has left, and next time the wire is ready
            return back_to_pending(store, job, now, SLOW)
        if mark_first_attempt(store, job):
            self._attempt(connector, job, wire, leaving)
        return True

    def _last_moment(self) -> Deadline:
        """Return until when a request may leave under a lease that is taken now: a whole one before its end.

        Whoever finds the lease run out then looks for what has arrived, not for what may still be on its way.
        """
        return Deadline(self._duty.clock, self._duty.tempo.sending_s - self._duty.settings.http_timeout_s)

    def _prepared(self, connector: Connector, job: Job) -> Wire | None:
        """Fix the exact request; None when it cannot be made, or the action is no longer ours."""
        try:
            pictures = enclosed(self._duty.store.reader, job.attachments)
            about = (job.act, job.text, job.target, job.intent_id, job.created_at, job.reason, pictures)
            wire = connector.prepare(Intent(*about))
        except Exception as error:  # noqa: BLE001 - recorded with the action: a fault in one holds no other
            self._ended(job, of_prepare(error))
            return None
        return wire if fix_wire(self._duty.store, job, wire) else None

    def _attempt(self, connector: Connector, job: Job, wire: Wire, leaving: Deadline) -> None:
        try:
            with leaving_before(leaving):
                receipt = connector.send(wire)
        except Exception as error:  # noqa: BLE001 - recorded with the action: whatever it was, the request may have left
            self._ended(job, of_send(error))
            return
        self._note(sent=True)
        self._well()
        settle_sent(self._duty.store, job, receipt)
        log.info("sent", extra=self._about(job))

    def _ended(self, job: Job, ended: Ended) -> None:
        """Write down what an unconfirmed attempt means, and hold the account back when it concerns all of it."""
        now, wait = self._duty.clock.now(), self._wait(ended, job)
        tried = Tried(job.attempt, job.created_at, doubted=job.first_attempt_at is not None)
        step = after_attempt(ended.ending, tried, now=now, wait=wait, until=ended.until)
        reported = {"reason": ended.reason.code, "about": ended.reason.params, "next": step.move.value}
        log.warning("not sent", extra=self._about(job, **reported))
        if step.move is Move.FAIL:
            reason = given_up(job.attempt) if ended.ending in PATIENT else ended.reason
            settle_failed(self._duty.store, job, reason)
            self._note(sent=False, code=reason.code)
        elif step.move is Move.LOOK:
            settle_unknown(self._duty.store, job, ended.reason, step.not_before)
        else:
            back_to_pending(self._duty.store, job, step.not_before, ended.reason)
        if step.hold and (not ended.alone or self._backoff.failures >= BREAKS):
            self._hold_until = Micros(max(step.not_before, now + wait))
        self._show(ended)

    def _wait(self, ended: Ended, job: Job) -> int:
        """Count a failure and return how long to stay away (µs); a real answer is no failure."""
        if ended.ending in (Ending.DENIED, Ending.THROTTLED):
            return 0
        whole = self._backoff.next()
        return repeat_after(job.attempt + 1) if ended.alone and self._backoff.failures < BREAKS else whole

    def _show(self, ended: Ended) -> None:
        """Let health tell how sending goes. A refusal is an answer: the way to the platform works."""
        if ended.ending is Ending.THROTTLED:
            if not ended.alone:
                self._pulse.meets(PUSH, HealthState.THROTTLED, ended.reason)
        elif ended.ending is Ending.LOGIN:
            if self._login.refused(ended.reason):
                self._pulse.meets(LOGIN, HealthState.NEEDS_LOGIN, ended.reason)
        elif ended.ending is Ending.DENIED:
            self._backoff.reset()
            if not self._rests(self._duty.clock.now()):
                self._pulse.well(PUSH)
        elif self._backoff.failures >= SHOWN_AFTER:
            self._pulse.meets(PUSH, HealthState.LATE, ended.reason)

    def _well(self) -> None:
        self._backoff.reset()
        self._pulse.well(PUSH)

    def _about(self, job: Job, **more: object) -> dict[str, object]:
        return {"account": self._account.short_name, "outbox": job.id, "attempt": job.attempt, **more}
