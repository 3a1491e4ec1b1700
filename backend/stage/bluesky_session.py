"""Bluesky's logins on the stage: an app password gives a pair of tokens, and the second renews the pair once."""

import base64
import hashlib
import hmac
import json
import secrets

from starlette.requests import Request
from starlette.responses import Response

from backend.model.clock import SECOND, Clock
from backend.stage.bluesky_views import did_document
from backend.stage.ids import did
from backend.stage.script import Person
from backend.stage.wire import Json, Refusal, answer, bearer, fields

REFRESH_S = 90 * 86_400

_ACCESS = "com.atproto.appPass"
_REFRESH = "com.atproto.refresh"


class Sessions:
    """Who is logged in. Access tokens live `access_s` seconds, and a refresh token can be used once."""

    def __init__(self, us: Person, password: str, clock: Clock, access_s: int) -> None:
        self._us = us
        self._password = password
        self._clock = clock
        self._access_s = access_s
        self._key = secrets.token_bytes(32)
        self._live: set[str] = set()

    def check(self, request: Request) -> str:
        """Return the DID of the request's access token. Raises Refusal in the server's own words."""
        return str(self._read(request, _ACCESS)["sub"])

    def means_us(self, name: str) -> bool:
        """Tell whether a handle, a DID or a token names us, whether or not the token is (still) good."""
        if name.removeprefix("@").lower() in (self._us.bluesky, did(self._us.key)):
            return True
        try:
            return bool(_decode(name.split(".")[1])["sub"] == did(self._us.key))
        except (IndexError, KeyError, TypeError, ValueError):
            return False

    def forget(self) -> None:
        """Make every token worthless, as revoking the app password does."""
        self._key = secrets.token_bytes(32)
        self._live.clear()
        self._password = secrets.token_urlsafe(16)

    async def create(self, request: Request) -> Response:
        """Log in with a handle or DID and an app password."""
        asked = await fields(request)
        name, password = str(asked.get("identifier") or "").lower(), str(asked.get("password") or "")
        known = name.removeprefix("@") in (self._us.bluesky, did(self._us.key))
        if not hmac.compare_digest(password.encode(), self._password.encode()) or not known:
            raise Refusal(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        return answer(self._pair(request))

    async def refresh(self, request: Request) -> Response:
        """Give a new pair for a refresh token and forget the old one."""
        token = str(self._read(request, _REFRESH)["jti"])
        if token not in self._live:
            raise Refusal(400, {"error": "ExpiredToken", "message": "Token has been revoked"})
        self._live.discard(token)
        return answer(self._pair(request))

    async def delete(self, request: Request) -> Response:
        """Log out."""
        self._live.discard(str(self._read(request, _REFRESH)["jti"]))
        return Response(status_code=200)

    async def get(self, request: Request) -> Response:
        """Tell who is logged in."""
        self.check(request)
        return answer(self._who(request))

    def _pair(self, request: Request) -> Json:
        fresh = secrets.token_urlsafe(24)
        self._live.add(fresh)
        return {
            "accessJwt": self._sign(_ACCESS, self._access_s, ""),
            "refreshJwt": self._sign(_REFRESH, REFRESH_S, fresh),
        } | self._who(request)

    def _who(self, request: Request) -> Json:
        return {
            "handle": self._us.bluesky,
            "did": did(self._us.key),
            "didDoc": did_document(self._us, str(request.base_url).rstrip("/")),
            "emailConfirmed": True,
            "emailAuthFactor": False,
            "active": True,
        }

    def _sign(self, scope: str, lives_s: int, jti: str) -> str:
        now = self._clock.now() // SECOND
        claims = {"scope": scope, "sub": did(self._us.key), "iat": now, "exp": now + lives_s, "aud": "did:web:stage"}
        kind = "refresh+jwt" if jti else "at+jwt"
        head = _encode({"typ": kind, "alg": "HS256"})
        body = f"{head}.{_encode(claims | ({'jti': jti} if jti else {}))}"
        return f"{body}.{self._seal(body)}"

    def _seal(self, body: str) -> str:
        return base64.urlsafe_b64encode(hmac.digest(self._key, body.encode(), hashlib.sha256)).decode().rstrip("=")

    def _read(self, request: Request, scope: str) -> Json:
        token = bearer(request)
        if not token:
            raise Refusal(401, {"error": "AuthMissing", "message": "Authentication Required"})
        body, _, seal = token.rpartition(".")
        if not body or not hmac.compare_digest(seal.encode(), self._seal(body).encode()):
            raise Refusal(400, {"error": "InvalidToken", "message": "Token could not be verified"})
        claims: Json = _decode(body.split(".")[1])
        if claims["exp"] <= self._clock.now() // SECOND:
            raise Refusal(400, {"error": "ExpiredToken", "message": "Token has expired"})
        if claims["scope"] != scope:
            raise Refusal(400, {"error": "InvalidToken", "message": "Bad token scope"})
        return claims


def _encode(value: Json) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _decode(text: str) -> Json:
    value: Json = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return value
