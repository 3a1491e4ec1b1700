"""A Google login: an access token that lives an hour, and the refresh token that renews it, one renewal at a time.

Source: Google Identity, protocols/oauth2/native-app (refreshing and revoking a token). While the Google project is in
Testing a refresh token lives seven days.
"""

from collections.abc import Mapping
from threading import Lock
from urllib.parse import urlencode, urlsplit

from backend.model.clock import MINUTE, SECOND, Clock, iso, plus
from backend.platforms.base import LoginExpired, Saver, TryAgain, unwritten
from backend.platforms.fields import moment, number, record, text
from backend.platforms.http import Http
from backend.platforms.server_name import is_loopback
from backend.platforms.youtube_errors import token_dialect

TOKENS = "https://oauth2.googleapis.com"
EARLY = MINUTE
"""How long before its end a token is renewed: a refused call costs a unit."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def open_tokens(base_url: str, timeout_s: float, clock: Clock) -> Http:
    """Return the line to Google's token endpoint; on a rehearsal server it is that server itself."""
    here = is_loopback(urlsplit(base_url).hostname or "")
    return Http(base_url if here else TOKENS, timeout_s=timeout_s, dialect=token_dialect, clock=clock)


def revoke(http: Http, secret: Mapping[str, str]) -> None:
    """Make a login worthless at Google: the refresh token, and all access tokens made of it. Ended already is done."""
    token = secret.get("refresh_token") or secret.get("access_token", "")
    try:
        http.request("POST", "/revoke", content=urlencode({"token": token}), headers=_FORM, blank=True)
    except LoginExpired:
        return


class Login:
    """One account's tokens. Safe to use from several threads.

    `secret` holds client_id, client_secret and refresh_token, and what is renewed: access_token and when it `expires`
    (ISO 8601).
    """

    def __init__(self, http: Http, secret: Mapping[str, str], save: Saver, clock: Clock) -> None:
        self.http = http
        self._secret = dict(secret)
        self._save = save
        self._clock = clock
        self._lock = Lock()

    def token(self, refused: str = "") -> str:
        """Return an access token other than the refused one, renewed when it has run out.

        Raises LoginExpired when it cannot be renewed, TryAgain (not reached) when Google does not answer.
        """
        with self._lock:
            if self._secret.get("access_token", "") in ("", refused) or self._over():
                self._renew()
            return self._secret["access_token"]

    def _over(self) -> bool:
        until = moment(self._secret, "expires")
        return until is not None and self._clock.now() >= until - EARLY

    def _renew(self) -> None:
        asked = {name: self._secret.get(name, "") for name in ("client_id", "client_secret", "refresh_token")}
        if not (asked["client_id"] and asked["refresh_token"]):
            raise LoginExpired("platform.login", host=self.http.host, status=401)
        try:
            answer = self.http.request(
                "POST", "/token", content=urlencode(asked | {"grant_type": "refresh_token"}), headers=_FORM
            )
        except TryAgain as error:
            lost = unwritten(error)
        else:
            return self._keep(answer.json)
        raise lost

    def _keep(self, answer: object) -> None:
        fields = record(answer)
        access = text(fields, "access_token")
        if not access:
            raise TryAgain("platform.unreadable", reached=False, host=self.http.host, status=200)
        lives = number(fields, "expires_in") or 3600
        self._secret["access_token"] = access
        self._secret["expires"] = iso(plus(self._clock.now(), min(lives, 86_400) * SECOND))
        self._secret["refresh_token"] = text(fields, "refresh_token") or self._secret["refresh_token"]
        self._save(dict(self._secret))
