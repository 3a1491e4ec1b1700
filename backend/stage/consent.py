"""What happens in a browser when an account is connected: a person allows our app, and a code comes back.

Nobody is asked here: whoever opens the link has allowed it. The pages of Instagram and Threads have addresses of the
stage's own, because both are `/oauth/authorize` on hosts of their own, and so is Mastodon's.
Sources: RFC 6749 section 4.1; Meta, facebook-login/guides/access-tokens, threads/get-started, instagram business-login;
Microsoft Learn, authorization-code-flow.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from backend.stage.graph import App
from backend.stage.script import Wire
from backend.stage.wire import Dialect, Json, answer, fields

Handler = Callable[[Request], Awaitable[Response]]

SHORT_S = 3600
LONG_S = 60 * 86_400
_KINDS = {Wire.FACEBOOK: "user", Wire.INSTAGRAM: "instagram", Wire.THREADS: "threads"}
_PAGES = {
    "/v26.0/dialog/oauth": Wire.FACEBOOK,
    "/instagram/authorize": Wire.INSTAGRAM,
    "/threads/authorize": Wire.THREADS,
    "/oauth/v2/authorization": Wire.LINKEDIN,
}


@dataclass(frozen=True, slots=True)
class Code:
    """A code that works once: for which platform, with which rights and address it was asked for."""

    wire: Wire
    scopes: tuple[str, ...]
    redirect: str


class Consent:
    """The pages where our app is allowed, and the endpoints that exchange what they give."""

    def __init__(self, app: App, dialects: Mapping[Wire, Dialect]) -> None:
        self._app = app
        self._dialects = dialects
        self._codes: dict[str, Code] = {}

    def routes(self) -> list[Route]:
        """Return all doors; they stand before the platforms' own."""
        pages = [Route(path, self._page(wire), methods=["GET"]) for path, wire in _PAGES.items()]
        return [
            *pages,
            Route("/v26.0/oauth/access_token", self.of_facebook, methods=["GET"]),
            Route("/instagram/oauth/access_token", self._short(Wire.INSTAGRAM), methods=["POST"]),
            Route("/oauth/access_token", self._short(Wire.THREADS), methods=["POST"]),
            Route("/oauth/v2/accessToken", self._short(Wire.LINKEDIN), methods=["POST"]),
            Route("/access_token", self.longer, methods=["GET"]),
        ]

    def app_of(self, wire: Wire) -> Json:
        """Return the app that a platform knows us by: its id and secret."""
        given = self._dialects[wire].give({}) if wire is Wire.YOUTUBE else {}
        return {
            "client_id": given.get("client_id", self._app.id),
            "client_secret": given.get("client_secret", self._app.secret),
        }

    def _page(self, wire: Wire) -> Handler:
        async def page(request: Request) -> Response:
            asked = request.query_params
            if asked.get("client_id") != self._app.id or asked.get("response_type") != "code":
                return answer({"error": "invalid_client"}, 400)
            redirect, code = asked.get("redirect_uri", ""), secrets.token_urlsafe(48)
            scopes = asked.get("scope", "").replace(",", " ").split()
            self._codes[code] = Code(wire, tuple(scopes), redirect)
            back = {"code": code, "state": asked.get("state", "")}
            return RedirectResponse(f"{redirect}?{urlencode(back)}", 302)

        return page

    async def of_facebook(self, request: Request) -> Response:
        """Give a person's login for a code, or a long one for a short one."""
        asked = dict(request.query_params)
        if asked.get("grant_type") != "fb_exchange_token":
            return self._exchanged(Wire.FACEBOOK, asked)
        token = self._app.tokens.get(asked.get("fb_exchange_token", ""))
        if token is None or not self._known(asked):
            return answer(_refused("Error validating client secret."), 400)
        return answer(self._given("user", tuple(token.scopes), LONG_S))

    def _short(self, wire: Wire) -> Handler:
        async def short(request: Request) -> Response:
            return self._exchanged(wire, await fields(request))

        return short

    def _exchanged(self, wire: Wire, asked: Json) -> Response:
        code = self._codes.pop(str(asked.get("code") or ""), None)
        if not self._known(asked):
            return answer({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if code is None or (code.wire, code.redirect) != (wire, asked.get("redirect_uri")):
            return answer(_refused("This authorization code has been used."), 400)
        if wire is Wire.LINKEDIN:
            given = self._dialects[wire].give({"scopes": " ".join(code.scopes)})
            return answer({"access_token": given["token"], "expires_in": LONG_S, "scope": ",".join(code.scopes)})
        return answer(self._given(_KINDS[wire], code.scopes, SHORT_S))

    async def longer(self, request: Request) -> Response:
        """Give a login of 60 days for one of an hour: Instagram's own, or Threads'."""
        asked = request.query_params
        kind = {"ig_exchange_token": "instagram", "th_exchange_token": "threads"}.get(asked.get("grant_type", ""))
        token = self._app.tokens.get(asked.get("access_token", ""))
        proven = hmac.compare_digest(asked.get("client_secret", "").encode(), self._app.secret.encode())
        if token is None or token.kind != kind or not proven:
            return answer(_refused("Invalid platform app"), 400)
        return answer(self._given(kind, tuple(token.scopes), LONG_S))

    def _given(self, kind: str, scopes: tuple[str, ...], lives_s: int) -> Json:
        return {"access_token": self._app.give(kind, scopes, lives_s), "token_type": "bearer", "expires_in": lives_s}

    def _known(self, asked: Mapping[str, object]) -> bool:
        proof = str(asked.get("client_secret") or "")
        return asked.get("client_id") == self._app.id and hmac.compare_digest(proof.encode(), self._app.secret.encode())


def _refused(message: str) -> Json:
    return {"error": {"message": message, "type": "OAuthException", "code": 100}}
