"""What a platform's error means for the action it met: the connector's family of errors in the words of policy."""

from dataclasses import dataclass

from backend.model.clock import Micros
from backend.model.reason import Reason
from backend.platforms.base import Gone, LoginExpired, NotPermitted, PlatformError, PutOff, Refused, Throttled, TryAgain
from backend.policy.outbox import Ending
from backend.worker.log import log


@dataclass(frozen=True, slots=True)
class Ended:
    """How an attempt ended and why. `until` (UTC µs): what a throttling platform asked for.

    `alone`: it may concern this action only (what it answers cannot be read, or its kind alone has to wait).
    """

    ending: Ending
    reason: Reason
    until: Micros | None = None
    alone: bool = False


def of_send(error: Exception) -> Ended:
    """Read an error of `Connector.send`. What is not certain to have changed nothing is unclear, faults of ours too."""
    if isinstance(error, TryAgain):
        return Ended(Ending.UNCLEAR if error.reached else Ending.UNTOUCHED, error.reason)
    return _certain(error) or Ended(Ending.UNCLEAR, fault_reason(error))


def of_prepare(error: Exception) -> Ended:
    """Read an error of `Connector.prepare`, which writes nothing: the action certainly does not stand there."""
    if isinstance(error, TryAgain):
        return Ended(Ending.UNTOUCHED, error.reason, alone=True)
    return _certain(error) or Ended(Ending.DENIED, fault_reason(error))


def _certain(error: Exception) -> Ended | None:
    """Read the errors that say that nothing was done, None for the others."""
    if isinstance(error, Throttled):
        return Ended(Ending.THROTTLED, error.reason, error.until, alone=isinstance(error, PutOff))
    if isinstance(error, LoginExpired):
        return Ended(Ending.LOGIN, error.reason)
    if isinstance(error, Gone | NotPermitted | Refused):
        return Ended(Ending.DENIED, error.reason)
    return None


def fault_reason(error: Exception) -> Reason:
    """Return what can be said of an error: a platform's reason as it is, a fault of ours by its kind, and logged."""
    if isinstance(error, PlatformError):
        return error.reason
    log.error("an unexpected error", exc_info=error)
    return Reason("worker.fault", {"kind": type(error).__name__})
