"""LinkedIn's pushes: batches of notifications, each about one page.

Its inbox is read by notifications too, edits and deletions among them: a hint never asks for more than that.
Sources: Microsoft Learn, organization-social-action-notifications and webhook-validation.
"""

import re
from collections.abc import Iterator

from backend.platforms.fields import Fields, children, maybe_identifier, number, text
from backend.worker.webhooks_guard import Memory
from backend.worker.webhooks_hints import Hint

_WORDS = ("COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "ADMIN_COMMENT", "SHARE_MENTION")
_CODE = re.compile(r"[A-Za-z0-9-]{1,128}")


def is_challenge(code: str) -> bool:
    """Tell whether a challenge is one of LinkedIn's, which are UUIDs.

    It is answered with its HMAC under the very secret that pushes are signed with: anything else (`hmacsha256={…}`)
    would be a stranger who lets us sign a push of their own.
    """
    return _CODE.fullmatch(code) is not None


def hints(body: Fields, heard: Memory) -> Iterator[Hint]:
    """Yield a hint for each notification that was not heard yet; reactions and shares are none."""
    for one in children(body, "notifications"):
        owner = maybe_identifier(one, "organizationalEntity")
        key = f"{maybe_identifier(one, 'notificationId')}@{number(one, 'lastModifiedAt')}"
        if owner and text(one, "action") in _WORDS and heard.add(key):
            yield Hint("linkedin", owner)
