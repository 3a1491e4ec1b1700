"""What Meta pushes to the app's address for one page or account: told, and asked for.

An app has one address for all of its pages, given in its dashboard; here each page or account is added to it. Only
fields that are chosen in the dashboard as well are pushed. Sources: Graph API, reference/page/subscribed_apps;
Instagram Platform, webhooks (with Facebook Login the page stands for the account behind it).
"""

import re
from collections.abc import Iterable

from backend.platforms.base import Gone, NotPermitted, Refused, TryAgain
from backend.platforms.fields import children, record
from backend.platforms.graph import Graph

_FIELD = re.compile(r"[a-z][a-z_]{0,39}")


def pushed(graph: Graph, node: str) -> frozenset[str] | None:
    """Return which fields are pushed for a page or account, None where it is not told.

    Raises LoginExpired and Throttled.
    """
    try:
        told = graph.get(f"/{node}/subscribed_apps")  # the fields come unasked, and are no field of an app
    except (NotPermitted, Gone, Refused, TryAgain):
        return None
    apps = children(told, "data")
    lists = [fields for app in apps if isinstance(fields := app.get("subscribed_fields"), list)]
    if apps and not lists:
        return None
    return frozenset(name for one in lists for name in one if isinstance(name, str) and _FIELD.fullmatch(name))


def push(graph: Graph, node: str, fields: Iterable[str]) -> frozenset[str]:
    """Let fields be pushed for a page or account, and return all that are now. Raises the family."""
    asked = {"subscribed_fields": ",".join(fields)}
    done = record(graph.request("POST", f"/{node}/subscribed_apps", asked).json)
    if str(done.get("success")).lower() != "true":
        raise Refused("platform.refused", host=graph.http.host, status=200)
    return pushed(graph, node) or frozenset(fields)
