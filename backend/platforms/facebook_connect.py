"""Connecting a Facebook page: see `meta_connect`."""

from collections.abc import Sequence

from backend.platforms import meta_connect
from backend.platforms.codeflow import App, Asking, Offer
from backend.platforms.fields import identifier, line, text

SCOPES = (
    "pages_show_list,pages_read_engagement,pages_read_user_content,pages_manage_engagement,pages_manage_posts,"
    "pages_manage_metadata,pages_messaging"
)


def asking(app: App, base_url: str | None) -> Asking:
    """Return the link where a person allows us."""
    return meta_connect.asking(app, SCOPES, base_url)


def offers(app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
    """Return the pages that the login reaches: see `codeflow.Way`."""
    found = meta_connect.pages(app, asking, pasted, base_url, "id,name,access_token")
    return [
        Offer(
            line(page, "name") or identifier(page, "id"),
            base_url or meta_connect.API,
            {"token": text(page, "access_token"), "app_secret": app.client_secret},
        )
        for page in found
    ]
