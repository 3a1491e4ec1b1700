"""One login on a PDS: calls with its token, which is renewed when it has run out, one renewal at a time.

Source: com.atproto.server.{createSession,refreshSession}. An access token lives two hours; renewing replaces the
refresh token too, and making a session with the password is limited to 30 in 5 minutes, so sessions are kept.
"""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock

from backend.model.clock import Clock, SystemClock
from backend.platforms.base import LoginExpired, NotPermitted, PlatformError, Refused, Saver, TryAgain, Usage
from backend.platforms.bluesky_errors import TokenStale, dialect
from backend.platforms.bluesky_refs import is_did
from backend.platforms.bluesky_server import endpoint_of, followed
from backend.platforms.fields import Fields, child, record, text
from backend.platforms.http import TIMEOUT_S, Http, Params

_log = logging.getLogger(__name__)

ANSWER_CAP = 24 * 1024 * 1024
"""Bytes of one answer: a thread comes as one tree, some 2 KB a post."""


class Session:
    """One account's way to its server. Safe to use from several threads.

    `secret` holds identifier and password, and what is renewed: access, refresh, did and pds (the server's address).
    """

    def __init__(
        self,
        base_url: str,
        secret: Mapping[str, str],
        save: Saver,
        clock: Clock | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._secret = dict(secret)
        self._save = save
        self._clock = clock or SystemClock()
        self._timeout_s = timeout_s
        self._lock = Lock()
        self._service = self._open(base_url)
        self._lines = {self._service.base_url: self._service}
        self._pds = self._service
        self._follow(self._secret.get("pds", ""))

    def __repr__(self) -> str:
        return f"Session({self._service.base_url!r})"

    @property
    def base_url(self) -> str:
        """Where calls go: the server the account was found on, or the one its login named."""
        return self._pds.base_url

    def did(self) -> str:
        """Return who we are, logging in first when that is not known yet."""
        with self._lock:
            if not is_did(self._secret.get("did", "")):
                self._renew()
            return self._secret["did"]

    def query(self, nsid: str, params: Params = (), headers: Mapping[str, str] | None = None) -> Fields:
        """Read. Raises the family; TryAgain when the answer is no object."""
        return self._call(partial(self._request, "GET", nsid, params=params, extra=headers))

    def procedure(self, nsid: str, body: str, headers: Mapping[str, str] | None = None) -> Fields:
        """Write: the body is sent byte for byte, and once more only when the token was refused the first time."""
        return self._call(partial(self._request, "POST", nsid, body=body, extra=headers))

    def upload(self, data: bytes, mime: str) -> Fields:
        """Put a file up and return what a record names it by. Raises the family."""

        def once(token: str) -> Fields:
            path, bearer = "/xrpc/com.atproto.repo.uploadBlob", {"Authorization": f"Bearer {token}"}
            return record(self._pds.upload(path, data, mime, headers=bearer).json)

        return child(self._call(once), "blob")

    def log_out(self) -> None:
        """End the session; one that has ended already is done. Its access token works on until it runs out.

        Source: com.atproto.server.deleteSession.
        """
        refresh = self._secret.get("refresh")
        if not refresh:
            return
        bearer = {"Authorization": f"Bearer {refresh}"}
        try:
            self._service.request("POST", "/xrpc/com.atproto.server.deleteSession", headers=bearer, blank=True)
        except TokenStale as error:
            _log.info("the session had ended: %s", error.reason.code)

    def usage(self) -> Usage:
        """Return the tightest of the limits the last answers spoke of."""
        return max((line.usage() for line in list(self._lines.values())), key=lambda usage: usage.share)

    def close(self) -> None:
        """Close connections."""
        for line in list(self._lines.values()):
            line.close()

    def _call(self, request: Callable[[str], Fields]) -> Fields:
        token = self._token()
        try:
            return request(token)
        except TokenStale:
            token = self._token(refused=token)
        return request(token)

    def _request(
        self,
        method: str,
        nsid: str,
        token: str,
        params: Params | None = None,
        body: str | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Fields:
        headers = {"Authorization": f"Bearer {token}", **(extra or {})}
        line = self._pds
        answer = line.request(
            method, f"/xrpc/{nsid}", params=params, content=body, headers=headers, blank=body is not None
        )
        if answer.json is not None and not isinstance(answer.json, dict):
            raise TryAgain("platform.unreadable", reached=True, host=line.host, status=answer.status)
        return record(answer.json)

    def _token(self, refused: str = "") -> str:
        """Return an access token other than the refused one."""
        with self._lock:
            if self._secret.get("access", "") in ("", refused):
                self._renew()
            return self._secret["access"]

    def _renew(self) -> None:
        """Get new tokens with the refresh token, or else with the password. A lost answer changes nothing."""
        try:
            if not (self._secret.get("refresh") and self._refreshed()):
                self._log_in()
        except TryAgain as error:
            trouble = TryAgain(error.reason.code, reached=False, **error.reason.params)
        else:
            return
        raise trouble

    def _refreshed(self) -> bool:
        bearer = {"Authorization": f"Bearer {self._secret['refresh']}"}
        path = "/xrpc/com.atproto.server.refreshSession"
        try:
            answer = self._service.request("POST", path, headers=bearer)
        except (LoginExpired, Refused, NotPermitted) as error:
            _log.info("a session has ended: %s", error.reason.code)
            return False
        self._keep(record(answer.json))
        return True

    def _log_in(self) -> None:
        identifier, password = self._secret.get("identifier") or self._secret.get("did"), self._secret.get("password")
        if not identifier or not password:
            raise LoginExpired("platform.login", host=self._service.host, status=401)
        body = {"identifier": identifier, "password": password}
        refusal: PlatformError
        try:
            answer = self._service.request("POST", "/xrpc/com.atproto.server.createSession", json=body)
        except LoginExpired as error:
            named = error.reason.code.startswith("bluesky.")
            refusal = error if named else LoginExpired("bluesky.password", host=self._service.host)
        else:
            self._keep(record(answer.json))
            return
        raise refusal

    def _keep(self, answer: Fields) -> None:
        """Take over a session and write it back. One of another account is refused: the handle has moved on."""
        did, access, refresh = (text(answer, name) for name in ("did", "accessJwt", "refreshJwt"))
        if not (is_did(did) and access and refresh):
            raise TryAgain("platform.unreadable", reached=True, host=self._service.host, status=200)
        if (self._secret.get("did") or did) != did:
            raise LoginExpired("bluesky.other_account", host=self._service.host)
        self._follow(endpoint_of(child(answer, "didDoc"), did))
        self._secret |= {"did": did, "access": access, "refresh": refresh, "pds": self._pds.base_url}
        self._save(dict(self._secret))

    def _follow(self, endpoint: str) -> None:
        address = followed(self._service.base_url, endpoint) if endpoint else self._pds.base_url
        if address not in self._lines:
            self._lines[address] = self._open(address)
        self._pds = self._lines[address]

    def _open(self, base_url: str) -> Http:
        return Http(base_url, timeout_s=self._timeout_s, dialect=dialect, clock=self._clock, body_cap=ANSWER_CAP)
