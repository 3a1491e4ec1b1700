"""Counting the private messages that nobody has read, slowly: they are answered in the platform's own inbox."""

from backend.model.account import Account, Reach
from backend.model.clock import DAY, EPOCH, HOUR, SECOND, plus
from backend.platforms.base import Connector, CountsUnread, Gone, NotPermitted, Refused, Throttled, TryAgain
from backend.store.write.unread import set_unread
from backend.worker.duty import Duty
from backend.worker.log import log, why


class Counting:
    """One account's count: when it is due, and what comes of it."""

    def __init__(self, duty: Duty, account: Account) -> None:
        self._duty = duty
        self._account = account
        self._due_at = EPOCH

    def is_due(self) -> bool:
        """Tell whether it is time to count."""
        return self._duty.clock.now() >= self._due_at

    def count(self, connector: Connector) -> None:
        """Count, where the platform can. A login that may not is asked again in a day, what is not there in an hour.

        Raises LoginExpired, which concerns all that we ask; a limit may be the inbox's own, and is met by asking later.
        """
        now = self._duty.clock.now()
        self._due_at = plus(now, DAY)
        if not isinstance(connector, CountsUnread):
            return
        try:
            found = connector.unread()
        except NotPermitted:
            set_unread(self._duty.store, self._account.id, None, Reach.DENIED)
        except (Gone, Refused):
            self._due_at = plus(now, HOUR)
            set_unread(self._duty.store, self._account.id, None, Reach.MISSING)
        except (Throttled, TryAgain) as error:  # what was counted last stands: nobody is blind for want of it
            self._due_at = plus(now, self._pause(connector))
            log.info("messages were not counted", extra={"account": self._account.short_name, **why(error)})
        else:
            self._due_at = plus(now, self._pause(connector))
            set_unread(self._duty.store, self._account.id, found, Reach.COUNTED)

    def _pause(self, connector: Connector) -> int:
        return int(self._duty.tempo.count_s * connector.pace * SECOND)
