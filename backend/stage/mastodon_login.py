"""Mastodon's OAuth on the stage: register an app, show a page with a code, give a token for it."""

import secrets
from dataclasses import dataclass, field
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.model.clock import MINUTE, SECOND, Clock, Micros
from backend.stage.wire import Json, Refusal, answer, bearer, fields

OOB = "urn:ietf:wg:oauth:2.0:oob"

CODE_LIVES = 10 * MINUTE

_BAD_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
    "authorization request, or was issued to another client."
)
_BAD_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, or unsupported "
    "authentication method."
)

_NOT_YOURS = "You are not authorized to revoke this token"


@dataclass(slots=True)
class App:
    """A registered client."""

    id: str
    secret: str = field(repr=False)
    name: str
    redirect: str
    scopes: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What a code stands for until it is used or `until` passes."""

    app: App
    scopes: str
    until: Micros


class Login:
    """Apps, codes and tokens, all in memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apps: dict[str, App] = {}
        self._codes: dict[str, Grant] = {}
        self._tokens: dict[str, str] = {}

    def routes(self) -> list[Route]:
        """Return the pages and calls of the flow."""
        return [
            Route("/.well-known/oauth-authorization-server", self.discovery),
            Route("/api/v1/apps", self.register, methods=["POST"]),
            Route("/oauth/authorize", self.ask, methods=["GET"]),
            Route("/oauth/authorize", self.grant, methods=["POST"]),
            Route("/oauth/authorize/native", self.show_code, methods=["GET"]),
            Route("/oauth/token", self.token, methods=["POST"]),
            Route("/oauth/revoke", self.revoke, methods=["POST"]),
        ]

    def scopes_of(self, request: Request) -> str | None:
        """Return the scopes of the request's token, None when it has no token. Raises Refusal for a wrong one."""
        token = bearer(request)
        if not token:
            return None
        if token not in self._tokens:
            raise Refusal(401, {"error": "The access token is invalid"})
        return self._tokens[token]

    def knows(self, token: str) -> bool:
        """Tell whether a token was given here and has not been revoked."""
        return token in self._tokens

    def new_token(self, scopes: str) -> str:
        """Return a token that works at once."""
        token = secrets.token_urlsafe(32)
        self._tokens[token] = scopes
        return token

    def forget(self) -> None:
        """Revoke every token, as a person does who presses the button in the account's settings."""
        self._tokens.clear()

    async def discovery(self, request: Request) -> Response:
        """Tell where the flow's doors are."""
        base = str(request.base_url).rstrip("/")
        return answer(
            {
                "issuer": f"{base}/",
                "authorization_endpoint": f"{base}/oauth/authorize",
                "token_endpoint": f"{base}/oauth/token",
                "revocation_endpoint": f"{base}/oauth/revoke",
                "app_registration_endpoint": f"{base}/api/v1/apps",
                "scopes_supported": ["read", "write", "profile"],
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "client_credentials"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def register(self, request: Request) -> Response:
        """Register a client."""
        said = await fields(request)
        redirect = said.get("redirect_uris") or ""
        redirects = redirect if isinstance(redirect, list) else str(redirect).split()
        if not said.get("client_name") or not redirects:
            missing = "Name" if not said.get("client_name") else "Redirect URI"
            return answer({"error": f"Validation failed: {missing} can't be blank"}, 422)
        app = App(
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            str(said["client_name"]),
            redirects[0],
            said.get("scopes") or "read",
        )
        self._apps[app.id] = app
        return answer(_credentials(app, len(self._apps)))

    async def ask(self, request: Request) -> Response:
        """Show the page on which a person lets the app in."""
        asked = dict(request.query_params)
        app = self._apps.get(asked.get("client_id", ""))
        if app is None or asked.get("response_type") != "code" or asked.get("redirect_uri") != app.redirect:
            return _page("Error", f"<p>{_BAD_CLIENT}</p>", 400)
        hidden = "".join(f'<input type="hidden" name="{escape(n)}" value="{escape(v)}">' for n, v in asked.items())
        scopes = escape(asked.get("scope") or app.scopes)
        return _page(
            "Authorization required",
            f"<p><strong>{escape(app.name)}</strong> would like permission to access your account: {scopes}</p>"
            f'<form method="post" action="/oauth/authorize">{hidden}<button>Authorize</button></form>',
        )

    async def grant(self, request: Request) -> Response:
        """Make a code for the app and show it."""
        said = await fields(request)
        app = self._apps.get(str(said.get("client_id")))
        if app is None:
            return _page("Error", f"<p>{_BAD_CLIENT}</p>", 400)
        scopes = str(said.get("scope") or app.scopes)
        if not set(scopes.split()) <= set(app.scopes.split()):
            return _page("Error", "<p>The requested scope is invalid, unknown, or malformed.</p>", 400)
        code = secrets.token_urlsafe(32)
        self._codes[code] = Grant(app, scopes, Micros(self._clock.now() + CODE_LIVES))
        where = "/oauth/authorize/native" if app.redirect == OOB else app.redirect
        return RedirectResponse(f"{where}?code={code}", 302)

    async def show_code(self, request: Request) -> Response:
        """Show the code to copy."""
        code = escape(request.query_params.get("code", ""))
        return _page(
            "Copy this authorization code and paste it to the application.",
            f'<input class="oauth-code" type="text" readonly value="{code}">',
        )

    async def token(self, request: Request) -> Response:
        """Give a token for a code (once), or for the app alone."""
        said = await fields(request)
        app = self._app(said)
        if app is None:
            return answer({"error": "invalid_client", "error_description": _BAD_CLIENT}, 401)
        if said.get("grant_type") == "client_credentials":
            return self._given(str(said.get("scope") or "read"))
        grant = self._codes.pop(str(said.get("code")), None)
        if grant is None or grant.app is not app or self._clock.now() > grant.until:
            return answer({"error": "invalid_grant", "error_description": _BAD_GRANT}, 400)
        if said.get("redirect_uri") != app.redirect:
            return answer({"error": "invalid_grant", "error_description": _BAD_GRANT}, 400)
        return self._given(grant.scopes)

    async def revoke(self, request: Request) -> Response:
        """Forget a token, for an app that proves who it is."""
        said = await fields(request)
        if self._app(said) is None:
            return answer({"error": "unauthorized_client", "error_description": _NOT_YOURS}, 403)
        self._tokens.pop(str(said.get("token")), None)
        return answer({})

    def _app(self, said: Json) -> App | None:
        app = self._apps.get(str(said.get("client_id")))
        given = str(said.get("client_secret") or "").encode()
        return app if app is not None and secrets.compare_digest(given, app.secret.encode()) else None

    def _given(self, scopes: str) -> Response:
        made = self._clock.now() // SECOND
        body = {"access_token": self.new_token(scopes), "token_type": "Bearer", "scope": scopes, "created_at": made}
        return answer(body)


def allows(scopes: str, wanted: str) -> bool:
    """Tell whether a token's scopes hold `wanted`: `write` holds `write:statuses`."""
    held = scopes.split()
    return wanted in held or wanted.split(":", maxsplit=1)[0] in held


def _credentials(app: App, number: int) -> Json:
    return {
        "id": str(number),
        "name": app.name,
        "website": None,
        "scopes": app.scopes.split(),
        "redirect_uri": app.redirect,
        "redirect_uris": [app.redirect],
        "client_id": app.id,
        "client_secret": app.secret,
        "client_secret_expires_at": 0,
        "vapid_key": "",
    }


def _page(title: str, body: str, status: int = 200) -> Response:
    head = f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{title}</title>"
    return HTMLResponse(f"{head}<h1>{title}</h1>{body}</html>", status)
