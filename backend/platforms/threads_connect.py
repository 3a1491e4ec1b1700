"""Connecting a Threads account: an app of its own kind, a login of 60 days, under a grant of 90.

Source: Meta, threads/get-started/get-access-tokens-and-permissions and long-lived-tokens.
"""

from collections.abc import Sequence

from backend.model.clock import SECOND, SystemClock
from backend.platforms import codeflow
from backend.platforms.codeflow import App, Asking, Offer
from backend.platforms.fields import line, number
from backend.platforms.graph import Graph

WWW = "https://threads.net/oauth/authorize"
API = "https://graph.threads.net"
SCOPES = (
    "threads_basic,threads_read_replies,threads_manage_replies,threads_content_publish,threads_delete,"
    "threads_manage_mentions"
)
_SIXTY_DAYS = 60 * 86_400


def asking(app: App, base_url: str | None) -> Asking:
    """Return the link where a person allows us."""
    return codeflow.ask(f"{base_url}/threads/authorize" if base_url else WWW, app, SCOPES)


def offers(app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
    """Return the one account whose login it is: see `codeflow.Way`. A `#_` at the end is no part of a code."""
    host, code = base_url or API, codeflow.code_in(pasted.strip().removesuffix("#_"), asking)
    short = codeflow.exchange(host, "/oauth/access_token", app, asking, code)
    longer = {"grant_type": "th_exchange_token", "client_secret": app.client_secret}
    longer["access_token"] = codeflow.token_in(short, host)
    given = codeflow.read(host, "/access_token", longer)
    ends = SystemClock().now() // SECOND + (number(given, "expires_in") or _SIXTY_DAYS)
    secret = {"token": codeflow.token_in(given, host), "expires": str(ends)}
    graph = Graph(host, secret, version="v1.0")
    try:
        me = graph.get("/me", fields="id,username")
    finally:
        graph.http.close()
    return [Offer(line(me, "username"), host, secret)]
