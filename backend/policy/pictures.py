"""Which pictures of a template go with an answer on an account. Pure."""

from collections.abc import Sequence

from backend.model.account import Limits
from backend.model.attachment import Attachment


def going(pictures: Sequence[Attachment], limits: Limits) -> tuple[Attachment, ...]:
    """Return those that the platform takes, in order and no more than it takes; none where we can send none there."""
    fitting = (one for one in pictures if one.mime in limits.media_types and one.size <= limits.media_bytes)
    return tuple(fitting)[: limits.media]
