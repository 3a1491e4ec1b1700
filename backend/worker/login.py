"""An account's login: opens the connector, proves whose it is, keeps what the platform renews, notices a new login."""

import time
from collections.abc import Callable, Mapping
from threading import Lock, RLock

from backend.config.errors import ConfigError
from backend.config.secrets import SecretStore
from backend.model.account import Account
from backend.model.clock import Micros
from backend.model.reason import Reason
from backend.platforms import open_connector
from backend.platforms.base import Connector, Saver
from backend.platforms.ending import ends_at
from backend.worker.log import log
from backend.worker.redact import Redactor

Open = Callable[[str, str, Mapping[str, str], Saver], Connector]
"""How a connector is opened: platform, address, login, saver."""

REFUSALS = 2
"""After so many refusals in a row a login is taken for lost: one may be a platform's slip."""

Stamp = tuple[int, int] | None


class NoLogin(Exception):
    """There is no login that the platform accepts; `reason` says what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class Login:
    """One account's way in, shared by its puller and its pusher. Safe to use from both threads.

    A refused login is tried again when its file was changed by somebody else (a person logged in again), and every
    `retry_s` seconds in case the platform was wrong.
    """

    def __init__(
        self, account: Account, secrets: SecretStore, redactor: Redactor, retry_s: float, open_: Open = open_connector
    ) -> None:
        self._account = account
        self._secrets = secrets
        self._redactor = redactor
        self._retry_s = retry_s
        self._open = open_
        self._lock = RLock()
        self._connector: Connector | None = None
        self._retired: list[Connector] = []
        self._stamp: Stamp = None
        self._refused = 0
        self._reason: Reason | None = None
        self._tried_at = 0.0
        self._editions = 0
        self._proving = Lock()
        self._proven: Connector | None = None
        self.ends_at: Micros | None = None  # when the login read last ends (UTC µs), as far as its platform tells

    def connector(self) -> Connector:
        """Return the connector of the login as it is now, once it has been seen to be this account's.

        Raises NoLogin, and PlatformError when the platform cannot be asked whose the login is.
        """
        opened = self._opened()
        with self._proving:  # not under the lock: this asks the platform
            if opened is not self._proven:
                self._prove(opened)
                self._proven = opened
        return opened

    def _opened(self) -> Connector:
        with self._lock:
            if self._connector is None or self._stamp != self._file_stamp():
                return self._reopen()
            if self._refused >= REFUSALS and self._reason is not None:
                if time.monotonic() - self._tried_at < self._retry_s:
                    raise NoLogin(self._reason)
                self._tried_at = time.monotonic()
            return self._connector

    def _prove(self, connector: Connector) -> None:
        """Ask whose the login is: with another account's, answers would stand under the wrong name."""
        stranger = connector.check().stranger_to(self._account.remote_id)
        if stranger is None:
            return
        log.error("the login is another account's", extra={"account": self._account.short_name})
        with self._lock:
            self._refused, self._reason, self._tried_at = REFUSALS, stranger, time.monotonic()
        raise NoLogin(stranger)

    def proven(self) -> Connector | None:
        """Return the connector that is in use, None while there is none that the platform accepts. Asks nobody."""
        with self._lock:
            well = self._connector is self._proven and not self._refused and self._stamp == self._file_stamp()
            return self._connector if well else None

    def edition(self) -> int:
        """Return a number that grows when somebody logs in again: what was put off for the old login may go on."""
        with self._lock:
            waiting = self._connector is not None and self._stamp != self._file_stamp()
            return self._editions + waiting

    def refused(self, reason: Reason) -> bool:
        """Note that the platform did not accept the login. Returns whether it counts as lost now."""
        with self._lock:
            self._refused += 1
            self._reason = reason
            self._tried_at = time.monotonic()
            return self._refused >= REFUSALS

    def accepted(self) -> None:
        """Note that the platform accepted the login."""
        with self._lock:
            self._refused = 0
            self._reason = None

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            connectors = [*self._retired, *([self._connector] if self._connector else [])]
            self._retired, self._connector = [], None
        for one in connectors:
            one.close()

    def _reopen(self) -> Connector:
        """Open the login anew. The old connector may be in use by the other thread and is closed at the end."""
        stamp = self._file_stamp()
        secret = self._load()
        self._redactor.learn(secret)
        connector = self._open(self._account.platform, self._account.base_url, secret, self._save)
        if self._connector is not None:
            self._retired.append(self._connector)
            self._editions += 1
            log.info("login read anew", extra={"account": self._account.short_name})
        self._connector, self._stamp = connector, stamp
        self.ends_at = ends_at(self._account.platform, secret)
        self._refused, self._reason = 0, None
        return connector

    def _load(self) -> dict[str, str]:
        try:
            secret = self._secrets.load(self._account.id, self._account.short_name)
        except ConfigError as error:
            raise NoLogin(error.reason) from error
        if not secret:
            raise NoLogin(Reason("secrets.missing"))
        return secret

    def _save(self, renewed: Mapping[str, str]) -> None:
        """Keep what the platform renewed; our own writing is no sign of a person's."""
        with self._lock:
            self._redactor.learn(renewed)
            self._secrets.save(self._account.id, renewed)
            self._stamp = self._file_stamp()
            self.ends_at = ends_at(self._account.platform, renewed)

    def _file_stamp(self) -> Stamp:
        try:
            status = self._secrets.path(self._account.id).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino
