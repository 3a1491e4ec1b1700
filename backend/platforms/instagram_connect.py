"""Connecting an Instagram account through the Facebook page it belongs to: see `meta_connect`.

Likes, blocks and mentions are there by this way only; `instagram_login_connect` is the other.
"""

from collections.abc import Sequence

from backend.platforms import meta_connect
from backend.platforms.base import Refused
from backend.platforms.codeflow import App, Asking, Offer
from backend.platforms.fields import child, identifier, line, text

SCOPES = (
    "instagram_basic,instagram_manage_comments,instagram_manage_engagement,instagram_manage_messages,"
    "pages_show_list,pages_read_engagement,pages_read_user_content,pages_manage_metadata,business_management"
)

_FIELDS = "id,name,access_token,instagram_business_account{id,username}"


def asking(app: App, base_url: str | None) -> Asking:
    """Return the link where a person allows us."""
    return meta_connect.asking(app, SCOPES, base_url)


def offers(app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
    """Return the accounts behind the pages that the login reaches: see `codeflow.Way`."""
    found = list(meta_connect.pages(app, asking, pasted, base_url, _FIELDS))
    behind = [(page, child(page, "instagram_business_account")) for page in found]
    offered = [
        Offer(
            line(account, "username") or identifier(account, "id"),
            base_url or meta_connect.API,
            {
                "token": text(page, "access_token"),
                "app_secret": app.client_secret,
                "route": "facebook",
                "ig_user": identifier(account, "id"),
                "page": identifier(page, "id"),
            },
        )
        for page, account in behind
        if account
    ]
    if not offered:
        raise Refused("connect.no_instagram")
    return offered
