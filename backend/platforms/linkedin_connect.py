"""Connecting a LinkedIn page: the organisation's own app, a login of 60 days, and the page to act for.

Source: Microsoft Learn, authorization-code-flow and organization-access-control-by-role. Asking for another set of
rights than before ends all earlier logins of that member, so the set is always the same.
"""

from collections.abc import Sequence

from backend.model.clock import SECOND, SystemClock
from backend.platforms import codeflow
from backend.platforms.base import Refused
from backend.platforms.codeflow import App, Asking, Offer
from backend.platforms.fields import line, number, text
from backend.platforms.linkedin_api import Api

WWW = "https://www.linkedin.com"
API = "https://api.linkedin.com"
SCOPES = "r_organization_social_feed w_organization_social_feed rw_organization_admin"
MOST = 25
"""Pages whose names are asked for."""

_SIXTY_DAYS = 60 * 86_400


def asking(app: App, base_url: str | None) -> Asking:
    """Return the link where a person allows us."""
    return codeflow.ask(f"{base_url or WWW}/oauth/v2/authorization", app, SCOPES)


def offers(app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
    """Return the pages on which the login has a role: see `codeflow.Way`. Raises Refused when it has none."""
    code = codeflow.code_in(pasted, asking)
    given = codeflow.exchange(base_url or WWW, "/oauth/v2/accessToken", app, asking, code)
    ends = SystemClock().now() // SECOND + (number(given, "expires_in") or _SIXTY_DAYS)
    secret = {"token": codeflow.token_in(given, base_url or WWW), "expires": str(ends)}
    api = Api(base_url or API, secret)
    try:
        pages = dict.fromkeys(text(role, "organization") for role in api.roles())
    finally:
        api.http.close()
    offered = [_offer(base_url or API, secret | {"organization": page}) for page in [*pages][:MOST] if page]
    if not offered:
        raise Refused("connect.no_pages")
    return offered


def _offer(base_url: str, secret: dict[str, str]) -> Offer:
    api = Api(base_url, secret)
    try:
        name = line(api.about(), "localizedName")
    finally:
        api.http.close()
    return Offer(name or secret["organization"].rsplit(":", 1)[1], base_url, secret)
