"""Pictures that go with an answer, before they are put up: what the platform would refuse is refused here."""

from collections.abc import Sequence

from backend.model.account import Limits
from backend.model.attachment import Enclosed
from backend.platforms.base import Refused


def check_pictures(enclosed: Sequence[Enclosed], limits: Limits) -> None:
    """Raise Refused when there are too many, or one of them is too large or of a kind that is not taken."""
    if len(enclosed) > limits.media:
        raise Refused("attachment.too_many", most=limits.media)
    for one in enclosed:
        if one.mime not in limits.media_types:
            raise Refused("attachment.kind", name=one.name, mime=one.mime)
        if len(one.data) > limits.media_bytes:
            raise Refused("attachment.too_large", name=one.name, most=limits.media_bytes)
