"""The login of a Threads account: a token of 60 days that is renewed long before it ends.

The permission behind it has a clock of its own: it ends after 90 days, and renewing prolongs it for public profiles
alone. A token then still looks valid, and every call says that a right is lacking.
Source: Threads API, get-started/long-lived-tokens.
"""

import logging
from collections.abc import Mapping
from threading import Lock

from backend.model.clock import DAY, EPOCH, HOUR, SECOND, Clock, plus
from backend.platforms.base import PlatformError, Saver
from backend.platforms.fields import number, record, text
from backend.platforms.graph import Graph
from backend.platforms.http import TIMEOUT_S

_log = logging.getLogger(__name__)

VERSION = "v1.0"
LIVES = 60 * DAY
RENEWED_AT = 21 * DAY
"""How old a token is when it is renewed; under 24 hours Threads refuses."""

PAUSE = 6 * HOUR
"""How long to wait after a renewal that did not work: there are weeks to try it again."""

_RENEWAL = "/refresh_access_token"


class Login:
    """One account's token and the line that it opens. Safe to use from several threads.

    `secret` holds `token`, and `expires`: when it ends, in unix seconds. Without that its age is not known, and it is
    renewed at once.
    """

    def __init__(
        self, base_url: str, secret: Mapping[str, str], save: Saver, clock: Clock, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._secret = dict(secret)
        self._save = save
        self._clock = clock
        self._lock = Lock()
        self._rests_until = EPOCH
        self.graph = Graph(base_url, self._secret, version=VERSION, timeout_s=timeout_s, clock=clock)

    def keep_alive(self) -> None:
        """Renew the token when it is some weeks old. A failure is no news yet: the calls themselves tell of a dead one.

        Raises what `save` raises.
        """
        with self._lock:
            if self._clock.now() >= self._rests_until and self._is_old():
                self._rests_until = plus(self._clock.now(), PAUSE)
                self._renew()

    def _is_old(self) -> bool:
        expires = self._secret.get("expires", "")
        ends = int(expires) * SECOND if expires.isascii() and expires.isdigit() else 0
        return self._clock.now() >= ends - LIVES + RENEWED_AT

    def _renew(self) -> None:
        """The renewal's address has no version, unlike all others (long-lived-tokens)."""
        try:
            answer = self.graph.http.request("GET", _RENEWAL, params=[("grant_type", "th_refresh_token")])
        except PlatformError as error:
            _log.info("a token was not renewed: %s", error.reason.code)
            return
        told = record(answer.json)
        token, lives_s = text(told, "access_token"), number(told, "expires_in")
        if token and lives_s:
            self._secret |= {"token": token, "expires": str(self._clock.now() // SECOND + lives_s)}
            self._save(dict(self._secret))
