"""Writing on Mastodon: the exact request, and how to find out later what became of it.

A post's `Idempotency-Key` is kept for an hour (mastodon/documentation, methods/statuses); we trust it for 50 minutes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from backend.model.account import Act, Limits
from backend.model.clock import MINUTE, SECOND, Micros, plus
from backend.model.comment import Visibility
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.platforms.base import Fate, Gone, NotPermitted, PlatformError, Refused, Settled, TryAgain
from backend.platforms.fields import Fields, child, children, link, maybe_identifier, moment, record, records, text
from backend.platforms.mastodon_api import Api, unwritten
from backend.platforms.mastodon_status import author_id
from backend.text.clean import clean, clean_line
from backend.text.counting import count
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

_WIDEST_FIRST = ("public", "unlisted", "private", "direct")
_OURS = {Visibility.PUBLIC: "public", Visibility.FOLLOWERS: "private"}


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`. Reads the status that is answered."""
    if intent.act == Act.DELETE_OWN:
        path = f"/api/v1/statuses/{quote(intent.target.remote_id, safe='')}?delete_media=true"
        return Wire("DELETE", path, "", intent.intent_id, intent.at)
    if intent.act != Act.REPLY:
        raise NotPermitted("platform.no_such_act")
    try:
        return Wire("POST", "/api/v1/statuses", _reply_body(api, intent), intent.intent_id, intent.at)
    except PlatformError as error:
        raise unwritten(error) from None


def _reply_body(api: Api, intent: Intent) -> str:
    target, words = intent.target, clean(intent.text).strip()
    spoiler = clean_line(target.spoiler)
    _check_length(words, spoiler, api.server().limits)
    parent = api.status(target.remote_id)
    seen_by = _narrower(target, parent)
    if seen_by == "direct" and not _names(words, parent):
        raise Refused("mastodon.names_nobody")
    body: dict[str, object] = {"status": words, "in_reply_to_id": target.remote_id, "visibility": seen_by}
    if target.language:
        body["language"] = target.language
    if spoiler:
        body |= {"spoiler_text": spoiler, "sensitive": True}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _check_length(words: str, spoiler: str, limits: Limits) -> None:
    if not words:
        raise Refused("reply.empty")
    over = count(words, limits) + count(spoiler, limits) - limits.text
    if over > 0:
        raise Refused("reply.too_long", over=over)


def _narrower(target: Target, parent: Fields) -> str:
    """Return the server's word for who sees an answer: as the answered status is seen now, or narrower when it was."""
    now = text(parent, "visibility")
    now = now if now in _WIDEST_FIRST else "private" if now == "local" else "direct"
    then = _OURS.get(Visibility(target.visibility), "direct")
    return max(now, then, key=_WIDEST_FIRST.index)


def _names(words: str, parent: Fields) -> bool:
    """Tell whether a text names the author, or anybody of those it answers: a direct one that does not reaches none."""
    accounts = (child(parent, "account"), *children(parent, "mentions"))
    names = [text(account, "username") or text(account, "acct").split("@")[0] for account in accounts]
    return any(f"@{name}".lower() in words.lower() for name in names if name)


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`. Deleting what is gone is done."""
    if wire.method == "DELETE":
        try:
            api.http.request("DELETE", wire.path, blank=True)
        except Gone:
            return Receipt()
        return Receipt()
    answer = api.http.request("POST", wire.path, content=wire.body, headers={"Idempotency-Key": wire.key})
    receipt = _receipt(record(answer.json))
    if receipt is None:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=answer.status)
    return receipt


def settle(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Find out what became of a request: see `Connector.settle`."""
    if wire.method == "DELETE":
        return _settle_delete(api, wire)
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
            return _receipt(status)
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


def _receipt(status: Fields) -> Receipt | None:
    remote_id = maybe_identifier(status, "id")
    if remote_id is None:
        return None
    url = link(status, "url")
    return Receipt(remote_id, clean_line(text(status, "uri")) or url or "", url)
