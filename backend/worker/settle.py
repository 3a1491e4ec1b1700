"""Looking up what became of an unknown action, and writing down what was found."""

from enum import StrEnum

from backend.model.clock import plus
from backend.model.outbox import Job, Receipt
from backend.model.reason import Reason
from backend.platforms.base import Connector, Fate, LoginExpired, Settled, Throttled, TryAgain
from backend.policy.outbox import Tried, given_up, is_over, next_look, repeat_after
from backend.store.write.outbox import back_to_pending, settle_failed, settle_sent, settle_unknown
from backend.worker.duty import Duty
from backend.worker.endings import fault_reason


class Verdict(StrEnum):
    """What a look found."""

    SENT = "sent"
    ABSENT = "absent"
    UNSURE = "unsure"
    PERSON = "person"  # no further look will tell: a person must


ABSENT = Reason("outbox.absent")
UNSURE = Reason("outbox.unsure")


def look_up(duty: Duty, connector: Connector, job: Job) -> Verdict:
    """Ask the platform about an unknown action once, and settle it if the answer allows.

    Raises TryAgain, Throttled and LoginExpired, after which no other action of the account is worth trying now.
    """
    if job.wire is None or job.first_attempt_at is None:
        return _absent(duty, job)  # nothing was ever allowed to leave
    try:
        settled = connector.settle(job.wire, job.first_attempt_at, duty.clock.now())
    except (Throttled, LoginExpired):
        raise
    except TryAgain as error:
        if error.reached:
            _unsure(duty, job, error.reason)
        raise
    except Exception as error:  # noqa: BLE001 - recorded with the action: one that cannot be looked up holds no other
        return _unsure(duty, job, fault_reason(error))
    return _written(duty, job, settled)


def _written(duty: Duty, job: Job, settled: Settled) -> Verdict:
    if settled.fate is Fate.SENT:
        settle_sent(duty.store, job, settled.receipt or Receipt())
        return Verdict.SENT
    if settled.fate is Fate.ABSENT:
        return _absent(duty, job)
    return _unsure(duty, job, UNSURE, final=settled.final)


def _absent(duty: Duty, job: Job) -> Verdict:
    """It does not stand there: the same bytes may go again, unless they have gone often and long enough."""
    now = duty.clock.now()
    if is_over(Tried(job.attempt, job.created_at), now):
        settle_failed(duty.store, job, given_up(job.attempt))
    else:
        back_to_pending(duty.store, job, plus(now, repeat_after(job.attempt)), ABSENT)
    return Verdict.ABSENT


def _unsure(duty: Duty, job: Job, reason: Reason, *, final: bool = False) -> Verdict:
    look_at = None if final else next_look(job.looks, duty.clock.now())
    settle_unknown(duty.store, job, reason, look_at, person=look_at is None)
    return Verdict.PERSON if look_at is None else Verdict.UNSURE
