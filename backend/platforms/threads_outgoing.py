"""Writing on Threads: answers, hiding and showing, deleting our own, and what became of it later.

An answer is published by the call that makes it (`auto_publish_text`). The other way, a container that a second call
publishes, would let its state tell later whether it got out; but the request is fixed before anything is sent, and a
container made then would differ each time it is fixed, end after 24 hours, and be missing now and then where it is
published (error 24, subcode 4279009). With one call a lost answer is looked for among our replies: what is found there
was sent, and what is not is left to a person, so that nothing is ever sent twice.
Sources: Threads API, posts, reply-management, posts/delete-posts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qs, unquote, urlencode

from backend.model.account import Act, Limits
from backend.model.clock import MINUTE, Micros, plus
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import Fate, Gone, NotPermitted, PlatformError, Refused, Settled, TryAgain, unwritten
from backend.platforms.fields import Fields, maybe_identifier, moment, record, text
from backend.platforms.graph import PAGE
from backend.platforms.threads_api import FORM, OWN_REPLIES, Api, part
from backend.platforms.threads_rota import WAITING
from backend.platforms.threads_rows import parent_id, root_id
from backend.platforms.words import words_of
from backend.text.normal import same

LIMITS = Limits(text=500, counting="threads", media=20, requests=48_000, window_s=86_400)
"""Requests: 4800 for each time our content was seen in a day, and never for fewer than 10 (overview, rate limiting)."""

LINKS = 5
LAST_LOOK = 5 * MINUTE
"""After this our replies will not show more of an answer than they do."""

SKEW = MINUTE
LOOK_BACK_PAGES = 10
"""A day has room for 1000 answers: as many pages hold them all."""

WRITES = "/me/threads"
_HIDE = "manage_reply"
_JUDGE = "manage_pending_reply"
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`."""
    make = _MAKERS.get(intent.act)
    if make is None:
        raise NotPermitted("platform.no_such_act")
    try:
        return make(api, intent)
    except PlatformError as error:
        raise unwritten(error) from None


def _reply(api: Api, intent: Intent) -> Wire:
    words = words_of(intent.text, LIMITS)
    links = len(set(_LINK.findall(words)))
    if links > LINKS:
        raise Refused("threads.too_many_links", links=links, most=LINKS)
    api.media(intent.target.remote_id, "id")
    body = {
        "media_type": "TEXT",
        "text": words,
        "reply_to_id": intent.target.remote_id,
        "auto_publish_text": "true",
    }
    return _wire("POST", WRITES, body, intent)


def _delete(_api: Api, intent: Intent) -> Wire:
    return _wire("DELETE", f"/{part(intent.target.remote_id)}", {}, intent)


def _hide(api: Api, intent: Intent) -> Wire:
    """Hide a reply or show it; one that waits for approval is turned away or let in instead.

    Raises NotPermitted for a reply below the first level: it is hidden and shown with the one it stands under.
    """
    target, hide = intent.target, intent.act == Act.HIDE
    if _waits(api, target.root_remote_id, target.remote_id):
        return _wire("POST", f"/{part(target.remote_id)}/{_JUDGE}", {"approve": _word(not hide)}, intent)
    try:
        reply = api.media(target.remote_id, "id,root_post,replied_to")
    except Gone:
        if hide:
            raise
    else:
        if parent_id(reply) != root_id(reply):
            raise NotPermitted("threads.not_top_level")
    return _wire("POST", f"/{part(target.remote_id)}/{_HIDE}", {"hide": _word(hide)}, intent)


def _waits(api: Api, root: str, remote_id: str) -> bool:
    """Tell whether a reply waits for approval; most posts have no such list, and say so."""
    after: str | None = None
    try:
        for _ in range(LOOK_BACK_PAGES):
            batch = api.edge(f"{part(root)}/{WAITING}", after, "id", limit=PAGE)
            if any(maybe_identifier(row, "id") == remote_id for row in batch.rows):
                return True
            if batch.after is None:
                return False
            after = batch.after
    except (Gone, NotPermitted, Refused):
        return False
    return False


_MAKERS: Mapping[str, Callable[[Api, Intent], Wire]] = {
    Act.REPLY: _reply,
    Act.DELETE_OWN: _delete,
    Act.HIDE: _hide,
    Act.UNHIDE: _hide,
}


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once. Deleting or showing what is gone is done.

    The link to an answer is not told with its id; it comes when the thread is read.
    """
    try:
        answer = api.graph.request(wire.method, wire.path, body=wire.body, headers=FORM if wire.body else None)
    except Gone:
        if wire.method == "DELETE" or _asked(wire, "hide") == "false":
            return Receipt()
        raise
    told = record(answer.json)
    made = maybe_identifier(told, "id")
    if wire.path == WRITES and made is not None:
        return Receipt(made, made)
    if wire.path != WRITES and told.get("success") is True:
        return Receipt()
    raise TryAgain("platform.unreadable", reached=True, host=api.graph.http.host, status=answer.status)


def settle(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Find out what became of a request: see `Connector.settle`."""
    if wire.path == WRITES:
        return _settle_reply(api, wire, first_attempt_at, now)
    if wire.path.endswith(f"/{_JUDGE}"):
        return Settled(Fate.ABSENT)  # letting in or turning away twice changes nothing
    hidden = _asked(wire, "hide") == "true"
    try:
        reply = api.media(_target(wire), "id,hide_status" if wire.method == "POST" else "id")
    except Gone:
        return Settled(Fate.ABSENT) if hidden else Settled(Fate.SENT, Receipt())
    done = wire.method == "POST" and (text(reply, "hide_status") == "HIDDEN") is hidden
    return Settled(Fate.SENT, Receipt()) if done else Settled(Fate.ABSENT)


def _settle_reply(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    words, parent, since = _asked(wire, "text"), _asked(wire, "reply_to_id"), plus(first_attempt_at, -SKEW)
    for reply in _own_since(api, since):
        made = maybe_identifier(reply, "id")
        recent = (moment(reply, "timestamp") or 0) >= since
        if made and recent and parent_id(reply) == parent and same(text(reply, "text"), words):
            return Settled(Fate.SENT, Receipt(made, made))
    waited = now - first_attempt_at
    return Settled(Fate.UNSURE, final=waited >= LAST_LOOK)


def _own_since(api: Api, since: Micros) -> Iterator[Fields]:
    after: str | None = None
    for _ in range(LOOK_BACK_PAGES):
        batch = api.edge(OWN_REPLIES, after, "id,text,timestamp,replied_to", limit=PAGE)
        yield from batch.rows
        if batch.after is None or any((moment(row, "timestamp") or since) < since for row in batch.rows):
            return
        after = batch.after


def _wire(method: str, path: str, body: Mapping[str, str], intent: Intent) -> Wire:
    return Wire(method, path, urlencode(body), intent.intent_id, intent.at)


def _asked(wire: Wire, name: str) -> str:
    return parse_qs(wire.body, keep_blank_values=True).get(name, [""])[0]


def _target(wire: Wire) -> str:
    return unquote(wire.path.split("/")[1])


def _word(value: bool) -> str:
    return "true" if value else "false"
