"""Putting up pictures on Mastodon, to be named by the answer that bears them.

A picture is made small on the server: it answers 202 at once, and 206 to whoever asks before it is done. What no status
names is dropped after a day. Source: mastodon/documentation, methods/media (v2).
"""

import time
from urllib.parse import quote

from backend.model.attachment import Enclosed
from backend.platforms.base import TryAgain
from backend.platforms.fields import maybe_identifier, record
from backend.platforms.mastodon_api import Api

DONE, WORKING = 200, 206

WAITS_S = (0.2, 0.5, 1, 2, 4)
"""How long to wait before each look whether the server is done with a picture."""

LONGEST_ALT = 1500
"""Characters of a description. Source: mastodon/mastodon, app/models/media_attachment.rb."""


def put_up(api: Api, enclosed: Enclosed) -> str:
    """Put one picture up and return its id, when it can be named. Raises the family."""
    about = {"description": enclosed.alt[:LONGEST_ALT]}
    answer = api.http.submit("/api/v2/media", ("file", enclosed.mime, enclosed.data), about)
    made = maybe_identifier(record(answer.json), "id")
    if made is None:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=answer.status)
    status = answer.status
    for wait_s in () if status == DONE else WAITS_S:
        time.sleep(wait_s)
        status = api.http.request("GET", f"/api/v1/media/{quote(made, safe='')}").status
        if status != WORKING:
            break
    if status != DONE:
        raise TryAgain("attachment.not_ready", reached=False, host=api.http.host)
    return made
