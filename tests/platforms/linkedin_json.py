"""LinkedIn's answers written by hand, for what the stage does not say."""

import json
from typing import Any

from tests.platforms.gate import Spoil

POST = "urn:li:share:7094637247487995904"
ACTIVITY = "urn:li:activity:7094637247890620418"
COMMENT = f"urn:li:comment:({ACTIVITY},7094977717598625792)"
REPLY = f"urn:li:comment:({ACTIVITY},7094977717598625799)"
US = "urn:li:organization:96072893"
MEMBER = "urn:li:person:V9W_L_bioc"


def error(status: int, message: str, code: str = "ACCESS_DENIED", **more: object) -> Spoil:
    """Return an error in LinkedIn's form."""
    body = json.dumps({"status": status, "code": code, "message": message} | more)
    return Spoil(status, body, {"Content-Type": "application/json"})


def says(body: object, status: int = 200, **headers: str) -> Spoil:
    """Return an answer with this body, none when it is empty."""
    return Spoil(status, json.dumps(body) if body != "" else "", {"Content-Type": "application/json", **headers})


def listed(*rows: object) -> dict[str, Any]:
    """Return a list of one page."""
    return {"elements": list(rows), "paging": {"start": 0, "count": 50, "links": []}}


def comment(**more: object) -> dict[str, Any]:
    """Return a comment as public samples show it."""
    made = {"actor": MEMBER, "time": 1_691_574_506_310}
    return {
        "actor": MEMBER,
        "commentUrn": COMMENT,
        "$URN": COMMENT,
        "id": "7094977717598625792",
        "object": ACTIVITY,
        "created": made,
        "lastModified": made,
        "message": {"attributes": [], "text": "Har ni öppet?"},
    } | more


def notification(**more: object) -> dict[str, Any]:
    """Return a notification as public samples show it: the comment in its short form, the post by its activity."""
    return {
        "notificationId": 5603453321,
        "organizationalEntity": US,
        "action": "COMMENT",
        "sourcePost": ACTIVITY,
        "decoratedSourcePost": {"owner": US, "entity": POST, "text": "Hej", "mediaCategory": "NONE"},
        "generatedActivity": COMMENT.replace("(urn:li:", "("),
        "decoratedGeneratedActivity": {"comment": {"owner": MEMBER, "entity": COMMENT, "text": "Har ni öppet?"}},
        "lastModifiedAt": 1_691_574_506_310,
    } | more
