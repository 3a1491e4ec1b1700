"""Connecting an Instagram account by itself, without a Facebook page: fewer acts, and a login of 60 days to renew.

Source: Meta, instagram-platform/instagram-api-with-instagram-login/business-login.
"""

from collections.abc import Sequence

from backend.platforms import codeflow
from backend.platforms.codeflow import App, Asking, Offer
from backend.platforms.fields import identifier, line
from backend.platforms.graph import Graph

WWW = "https://www.instagram.com/oauth/authorize"
TOKENS = "https://api.instagram.com"
API = "https://graph.instagram.com"
SCOPES = "instagram_business_basic,instagram_business_manage_comments,instagram_business_manage_messages"


def asking(app: App, base_url: str | None) -> Asking:
    """Return the link where a person allows us."""
    return codeflow.ask(f"{base_url}/instagram/authorize" if base_url else WWW, app, SCOPES)


def offers(app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
    """Return the one account whose login it is: see `codeflow.Way`. A `#_` at the end is no part of a code."""
    code = codeflow.code_in(pasted.strip().removesuffix("#_"), asking)
    path = "/instagram/oauth/access_token" if base_url else "/oauth/access_token"
    short = codeflow.exchange(base_url or TOKENS, path, app, asking, code)
    host = base_url or API
    longer = {"grant_type": "ig_exchange_token", "client_secret": app.client_secret}
    longer["access_token"] = codeflow.token_in(short, host)
    token = codeflow.token_in(codeflow.read(host, "/access_token", longer), host)
    secret = {"token": token, "app_secret": app.client_secret, "route": "instagram"}
    graph = Graph(host, secret)
    try:
        me = graph.get("/me", fields="user_id,username")
    finally:
        graph.http.close()
    return [Offer(line(me, "username"), host, secret | {"ig_user": identifier(me, "user_id")})]
