"""Google's logins as YouTube needs them: allowing, exchanging the code, refreshing and revoking.

Source: Google Identity, protocols/oauth2/native-app; RFC 6749, section 5.2; RFC 7636, section 4.6.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.model.clock import SECOND, Clock, Micros, iso
from backend.stage.wire import Json, answer, fields

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
READONLY = "https://www.googleapis.com/auth/youtube.readonly"
LIVES_S = 3600


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person has let the project do."""

    scope: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code that works once, with the address and the proof it was asked for with."""

    redirect: str
    challenge: str
    scope: str


@dataclass(slots=True)
class Logins:
    """The project's client, its refresh tokens, and the access tokens made of them (until when)."""

    clock: Clock
    client_id: str = "407408718192.apps.googleusercontent.com"
    client_secret: str = field(default_factory=lambda: "GOCSPX-" + secrets.token_urlsafe(21), repr=False)
    grants: dict[str, Grant] = field(default_factory=dict, repr=False)
    access: dict[str, tuple[str, Micros]] = field(default_factory=dict, repr=False)
    codes: dict[str, Code] = field(default_factory=dict, repr=False)

    def routes(self) -> list[Route]:
        """Return the endpoint's doors."""
        return [
            Route("/o/oauth2/v2/auth", self.allow, methods=["GET"]),
            Route("/token", self.token, methods=["POST"]),
            Route("/revoke", self.revoke, methods=["POST"]),
        ]

    def give(self, scope: str, lives_s: int) -> Json:
        """Give a whole login at once, as the worker keeps it."""
        refresh = "1//" + secrets.token_urlsafe(48)
        self.grants[refresh] = Grant(scope)
        until = Micros(self.clock.now() + lives_s * SECOND)
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "refresh_token": refresh,
            "access_token": self._made(refresh, until),
            "expires": iso(until),
        }

    def forget(self) -> None:
        """Make all logins worthless."""
        self.grants.clear()
        self.access.clear()

    def knows(self, token: str) -> bool:
        """Tell whether an access or a refresh token was made here."""
        return token in self.access or token in self.grants

    def scope_of(self, token: str) -> str | None:
        """Return what an access token may do, None when it is none or has run out."""
        refresh, until = self.access.get(token, ("", Micros(0)))
        grant = self.grants.get(refresh)
        return grant.scope if grant is not None and until > self.clock.now() else None

    async def allow(self, request: Request) -> Response:
        """Send the browser on with a code: whoever opens the page has allowed it."""
        asked = request.query_params
        if asked.get("client_id") != self.client_id or asked.get("code_challenge_method") != "S256":
            return answer({"error": "invalid_request"}, 400)
        redirect, made = asked.get("redirect_uri", ""), "4/" + secrets.token_urlsafe(40)
        self.codes[made] = Code(redirect, asked.get("code_challenge", ""), asked.get("scope", ""))
        return RedirectResponse(f"{redirect}?{urlencode({'state': asked.get('state', ''), 'code': made})}", 302)

    async def token(self, request: Request) -> Response:
        """Make a login of a code, or a new access token for a refresh token, which stays the same."""
        said = await fields(request)
        known = secrets.compare_digest(str(said.get("client_secret") or "").encode(), self.client_secret.encode())
        if said.get("client_id") != self.client_id or not known:
            return answer({"error": "invalid_client", "error_description": "The OAuth client was not found."}, 401)
        if said.get("grant_type") == "authorization_code":
            return self._exchanged(said)
        if said.get("grant_type") != "refresh_token":
            described = f"Invalid grant_type: {said.get('grant_type')}"
            return answer({"error": "unsupported_grant_type", "error_description": described}, 400)
        refresh = str(said.get("refresh_token") or "")
        grant = self.grants.get(refresh)
        if grant is None:
            return answer({"error": "invalid_grant", "error_description": "Token has been expired or revoked."}, 400)
        made = self._made(refresh, Micros(self.clock.now() + LIVES_S * SECOND))
        body = {"access_token": made, "expires_in": LIVES_S - 1, "scope": grant.scope, "token_type": "Bearer"}
        return answer(body)

    def _exchanged(self, said: Json) -> Response:
        code = self.codes.pop(str(said.get("code") or ""), None)
        digest = hashlib.sha256(str(said.get("code_verifier") or "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if code is None or (code.redirect, code.challenge) != (said.get("redirect_uri"), proof):
            return answer({"error": "invalid_grant", "error_description": "Malformed auth code."}, 400)
        given = self.give(code.scope, LIVES_S)
        body = {name: given[name] for name in ("access_token", "refresh_token")}
        return answer(body | {"expires_in": LIVES_S - 1, "scope": code.scope, "token_type": "Bearer"})

    async def revoke(self, request: Request) -> Response:
        """Make a refresh token, or the one that an access token was made of, worthless."""
        token = str((await fields(request)).get("token") or "")
        refresh = self.access.get(token, (token, Micros(0)))[0]
        if self.grants.pop(refresh, None) is None:
            return answer({"error": "invalid_token", "error_description": "Token expired or revoked"}, 400)
        return answer({})

    def _made(self, refresh: str, until: Micros) -> str:
        access = "ya29." + secrets.token_urlsafe(96)
        self.access[access] = (refresh, until)
        return access
