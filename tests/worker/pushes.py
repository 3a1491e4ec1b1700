"""Pushes as the platforms send them, and who sends them."""

import hashlib
import hmac
import json
from typing import Any

import httpx

META_SECRET = "meta-app-secret-5f2e"
LINKEDIN_SECRET = "linkedin-client-secret-77aa"
WORD = "a-word-of-our-own"
PAGE = "1122"
IG_USER = "17841400000000001"
THREADS_USER = "78901"
ORGANIZATION = "urn:li:organization:4711"
WORDS = "ord som aldrig får lagras"
"""What people said in every push here: it must not be found anywhere afterwards."""


def on_page(*comments: str, page: str = PAGE, post: str = "1122_900", verb: str = "add", item: str = "comment") -> Any:
    """A page's feed, one change for each comment."""
    changes = [
        {
            "field": "feed",
            "value": {"item": item, "verb": verb, "comment_id": one, "post_id": post, "message": WORDS, "from": {}},
        }
        for one in comments
    ]
    return {"object": "page", "entry": [{"id": page, "time": 1, "changes": changes}]}


def on_instagram(comment: str, *, flat: bool = False, media: str = "18000") -> Any:
    """A comment on Instagram, in the form of Facebook Login or the flat one of Instagram Login."""
    change = {"field": "comments", "value": {"id": comment, "text": WORDS, "media": {"id": media}}}
    return {"object": "instagram", "entry": [{"id": IG_USER, "time": 1} | (change if flat else {"changes": [change]})]}


def on_threads(reply: str, target: str = THREADS_USER) -> Any:
    """A reply on Threads."""
    value = {"id": reply, "text": WORDS, "root_post": {"id": "18900", "owner_id": THREADS_USER}}
    return {"app_id": "1", "topic": "moderate", "target_id": target, "values": {"field": "replies", "value": value}}


def on_linkedin(*numbers: int, action: str = "COMMENT") -> Any:
    """A batch of notifications."""
    rows = [
        {
            "notificationId": one,
            "organizationalEntity": ORGANIZATION,
            "action": action,
            "lastModifiedAt": 1,
            "decoratedGeneratedActivity": {"comment": {"text": WORDS}},
        }
        for one in numbers
    ]
    return {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": rows}


def hexed(secret: str, body: bytes) -> str:
    """The HMAC-SHA256 in hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Sender:
    """Somebody who pushes to a door, from an address of their own as the proxy tells it."""

    def __init__(self, url: str, address: str = "203.0.113.1") -> None:
        self.http = httpx.Client(base_url=url, trust_env=False, timeout=20, headers={"X-Forwarded-For": address})

    def meta(self, body: Any, secret: str = META_SECRET, **headers: str) -> int:
        """Push as Meta does; returns the status. Bytes go out as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {"X-Hub-Signature-256": f"sha256={hexed(secret, raw)}"} | headers
        return self.http.post("/webhooks/meta", content=raw, headers=signed).status_code

    def linkedin(self, body: Any, secret: str = LINKEDIN_SECRET) -> int:
        """Push as LinkedIn does; returns the status."""
        raw = json.dumps(body).encode()
        signed = {"X-LI-Signature": hexed(secret, b"hmacsha256=" + raw)}
        return self.http.post("/webhooks/linkedin", content=raw, headers=signed).status_code

    def asks(self, path: str, **query: str) -> httpx.Response:
        """Ask as a platform that checks the address."""
        return self.http.get(path, params={key.replace("hub_", "hub."): value for key, value in query.items()})
