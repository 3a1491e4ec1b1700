"""Writing on Mastodon: answers and deletions, which way of writing each act takes, and what became of it later.

A post's `Idempotency-Key` is kept for an hour (mastodon/documentation, methods/statuses); we trust it for 50 minutes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from backend.model.account import Act
from backend.model.clock import MINUTE, SECOND, Micros, plus
from backend.model.comment import Visibility
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.platforms import mastodon_acts as acts
from backend.platforms import mastodon_edit as edit
from backend.platforms.base import Fate, Gone, NotPermitted, PlatformError, Refused, Settled, TryAgain, unwritten
from backend.platforms.fields import Fields, maybe_identifier, moment, record, records, text
from backend.platforms.mastodon_api import Api
from backend.platforms.mastodon_media import put_up
from backend.platforms.mastodon_status import author_id
from backend.platforms.mastodon_words import check_length, named_in, names_anybody, names_author, receipt_of
from backend.platforms.pictures import check_pictures
from backend.platforms.words import compact
from backend.text.clean import clean, clean_line
from backend.text.html import html_to_text
from backend.text.normal import same

KEY_TRUSTED = 50 * MINUTE
SETTLE = 5 * SECOND
"""Before this a request may still be on its way through the server."""

LAST_LOOK = 30 * SECOND
"""After this a server without keys will not tell more than it has."""

SKEW = MINUTE
"""How far the server's clock may be behind ours and a post still counts as made after the attempt."""

LOOK_BACK_PAGES = 10

STATUSES = "/api/v1/statuses"

_WIDEST_FIRST = ("public", "unlisted", "private", "direct")
_OURS = {Visibility.PUBLIC: "public", Visibility.FOLLOWERS: "private"}


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`. Reads the status that is answered or edited."""
    make = _MAKERS.get(intent.act)
    if make is None:
        raise NotPermitted("platform.no_such_act")
    try:
        return make(api, intent)
    except PlatformError as error:
        raise unwritten(error) from None


def _delete(_api: Api, intent: Intent) -> Wire:
    path = f"{STATUSES}/{quote(intent.target.remote_id, safe='')}?delete_media=true"
    return Wire("DELETE", path, "", intent.intent_id, intent.at)


def _reply(api: Api, intent: Intent) -> Wire:
    target, words = intent.target, clean(intent.text).strip()
    spoiler = clean_line(target.spoiler)
    check_length(words, spoiler, api.server().limits)
    parent = api.status(target.remote_id)
    private = intent.act == Act.PRIVATE_REPLY
    seen_by = "direct" if private else _narrower(target, parent)
    reaches = names_author(words, parent, api.server().domain) if private else names_anybody(words, named_in(parent))
    if seen_by == "direct" and not reaches:
        raise Refused("mastodon.names_nobody")
    body: dict[str, object] = {"status": words, "in_reply_to_id": target.remote_id, "visibility": seen_by}
    if target.language:
        body["language"] = target.language
    if spoiler:
        body |= {"spoiler_text": spoiler, "sensitive": True}
    if intent.enclosed:
        check_pictures(intent.enclosed, api.server().limits)
        body["media_ids"] = [put_up(api, one) for one in intent.enclosed]
    return Wire("POST", STATUSES, compact(body), intent.intent_id, intent.at)


def _narrower(target: Target, parent: Fields) -> str:
    """Return the server's word for who sees an answer: as the answered status is seen now, or narrower when it was."""
    now = text(parent, "visibility")
    now = now if now in _WIDEST_FIRST else "private" if now == "local" else "direct"
    then = _OURS.get(Visibility(target.visibility), "direct")
    return max(now, then, key=_WIDEST_FIRST.index)


_MAKERS: Mapping[str, Callable[[Api, Intent], Wire]] = {
    Act.REPLY: _reply,
    Act.PRIVATE_REPLY: _reply,
    Act.EDIT_OWN: edit.prepare,
    Act.DELETE_OWN: _delete,
    Act.LIKE: acts.about_status,
    Act.UNLIKE: acts.about_status,
    Act.MUTE: acts.about_author,
    Act.UNMUTE: acts.about_author,
    Act.BLOCK: acts.about_author,
    Act.UNBLOCK: acts.about_author,
    Act.REPORT: acts.report,
}


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`. Deleting what is gone is done."""
    if wire.method == "PUT":
        return edit.send(api, wire)
    if wire.method == "DELETE":
        try:
            api.http.request("DELETE", wire.path, blank=True)
        except Gone:
            return Receipt()
        return Receipt()
    if wire.path != STATUSES:
        return acts.send(api, wire)
    answer = api.http.request("POST", wire.path, content=wire.body, headers={"Idempotency-Key": wire.key})
    receipt = receipt_of(record(answer.json))
    if receipt is None:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=answer.status)
    return receipt


def settle(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Find out what became of a request: see `Connector.settle`."""
    if wire.method == "DELETE":
        return _settle_delete(api, wire)
    if wire.method == "PUT":
        return edit.settle(api, wire, now - first_attempt_at)
    return acts.settle(api, wire) if wire.path != STATUSES else _settle_post(api, wire, first_attempt_at, now)


def _settle_post(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    found = _find(api, _Sought.of(wire, first_attempt_at))
    waited = now - first_attempt_at
    if found is not None:
        return Settled(Fate.SENT, found)
    if waited < SETTLE:
        return Settled(Fate.UNSURE)
    if not api.server().idempotent:
        return Settled(Fate.UNSURE, final=waited >= LAST_LOOK)
    if waited < KEY_TRUSTED:
        return Settled(Fate.ABSENT)
    return Settled(Fate.UNSURE, final=True)


def _settle_delete(api: Api, wire: Wire) -> Settled:
    try:
        api.http.request("GET", wire.path.partition("?")[0])
    except Gone:
        return Settled(Fate.SENT, Receipt())
    return Settled(Fate.ABSENT)


@dataclass(frozen=True, slots=True)
class _Sought:
    """What a post of ours must look like to be the one."""

    words: str
    parent: str
    since: Micros

    @classmethod
    def of(cls, wire: Wire, first_attempt_at: Micros) -> "_Sought":
        body = record(json.loads(wire.body))
        return cls(text(body, "status"), text(body, "in_reply_to_id"), plus(first_attempt_at, -SKEW))

    def is_it(self, status: Fields, me: str) -> bool:
        return (
            author_id(status) == me
            and maybe_identifier(status, "in_reply_to_id") == self.parent
            and (moment(status, "created_at") or 0) >= self.since
            and same(html_to_text(text(status, "content")), self.words)
        )


def _find(api: Api, sought: _Sought) -> Receipt | None:
    me = api.me()
    for status in _own_since(api, sought.since):
        if sought.is_it(status, me):
            return receipt_of(status)
    return None


def _own_since(api: Api, since: Micros) -> Iterator[Fields]:
    older: list[tuple[str, str | int]] = []
    for _ in range(LOOK_BACK_PAGES):
        rows = records(api.own_statuses([("exclude_reblogs", "true"), *older])[0])
        yield from rows
        ids = [one for row in rows if (one := maybe_identifier(row, "id"))]
        if not ids or any((moment(row, "created_at") or since) < since for row in rows):
            return
        older = [("max_id", min(ids, key=lambda one: (len(one), one)))]
