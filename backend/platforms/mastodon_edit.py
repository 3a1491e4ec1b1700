"""Editing a status of ours on Mastodon: new words, and everything else as it stands now.

An edit replaces the whole status: what is not sent again (attachments, the content warning, a poll) is taken away.
Sources: mastodon/documentation, methods/statuses#edit; mastodon/mastodon, app/services/update_status_service.rb, which
takes an edit that changes nothing for none.
"""

import json
from urllib.parse import quote

from backend.model.clock import SECOND
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import Fate, Gone, NotPermitted, Refused, Settled, TryAgain
from backend.platforms.fields import Fields, children, maybe_identifier, record, text
from backend.platforms.mastodon_api import Api
from backend.platforms.mastodon_status import author_id
from backend.platforms.mastodon_words import check_length, names_anybody, receipt_of
from backend.platforms.words import compact
from backend.text.clean import clean
from backend.text.html import html_to_text
from backend.text.normal import same

SETTLE = 5 * SECOND
"""Before this a request may still be on its way through the server."""


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request. Raises Gone, NotPermitted when it is not ours, Refused when it would lose a poll or its reader.

    A poll sent again with an edit may lose its votes.
    """
    status, words = api.status(intent.target.remote_id), clean(intent.text).strip()
    if author_id(status) != api.me():
        raise NotPermitted("platform.no_such_act")
    if status.get("poll") is not None:
        raise Refused("mastodon.has_poll")
    check_length(words, text(status, "spoiler_text"), api.server().limits)
    told = children(status, "mentions")
    if text(status, "visibility") == "direct" and told and not names_anybody(words, told):
        raise Refused("mastodon.names_nobody")
    body = compact(_whole(status, words))
    path = f"/api/v1/statuses/{quote(intent.target.remote_id, safe='')}"
    return Wire("PUT", path, body, intent.intent_id, intent.at)


def _whole(status: Fields, words: str) -> dict[str, object]:
    """Return all that an edit must say."""
    media = (maybe_identifier(one, "id") for one in children(status, "media_attachments"))
    body: dict[str, object] = {
        "status": words,
        "spoiler_text": text(status, "spoiler_text"),
        "sensitive": status.get("sensitive") is True,
        "media_ids": [one for one in media if one],
    }
    return body | ({"language": text(status, "language")} if text(status, "language") else {})


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once."""
    answer = api.http.request("PUT", wire.path, content=wire.body)
    receipt = receipt_of(record(answer.json))
    if receipt is None:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=answer.status)
    return receipt


def settle(api: Api, wire: Wire, waited: int) -> Settled:
    """Find out whether the status reads as the edit said; sending it again makes it read so and nothing else."""
    try:
        status = record(api.http.request("GET", wire.path).json)
    except Gone:
        return Settled(Fate.ABSENT)
    if same(html_to_text(text(status, "content")), text(record(json.loads(wire.body)), "status")):
        return Settled(Fate.SENT, receipt_of(status))
    return Settled(Fate.UNSURE) if waited < SETTLE else Settled(Fate.ABSENT)
