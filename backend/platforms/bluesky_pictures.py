"""Putting up pictures on Bluesky, and naming them in the record of an answer.

A blob that no record names is dropped after some hours; its reference is the digest of its bytes, so that the same
picture put up again is the same reference. Sources: com.atproto.repo.uploadBlob, lexicon app.bsky.embed.images.
"""

from collections.abc import Sequence

from backend.model.attachment import Enclosed
from backend.platforms.base import TryAgain
from backend.platforms.bluesky_api import Api
from backend.platforms.fields import Fields


def pictures(api: Api, enclosed: Sequence[Enclosed]) -> dict[str, object]:
    """Put pictures up and return the embed that names them. Raises the family."""
    return {
        "$type": "app.bsky.embed.images",
        "images": [{"alt": one.alt, "image": _blob(api, one)} for one in enclosed],
    }


def _blob(api: Api, one: Enclosed) -> Fields:
    blob = api.session.upload(one.data, one.mime)
    if not blob:
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return blob
