"""Writing on YouTube: answers, edits, deletions, what an owner may do about others, and what became of it all.

Nothing here has a key, so an answer that may have got there is never sent again by itself.
Source: YouTube Data API v3, docs/comments/{insert,update,delete,setModerationStatus} (discovery revision 20261104).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from backend.model.account import Act
from backend.model.clock import MINUTE, SECOND, Micros, plus
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import Fate, Gone, NotPermitted, PlatformError, Refused, Settled, TryAgain, unwritten
from backend.platforms.fields import Fields, child, children, maybe_identifier, moment, record, text
from backend.platforms.words import compact, words_of
from backend.platforms.youtube_api import V3, Api, thread_of
from backend.platforms.youtube_can import LIMITS
from backend.platforms.youtube_rows import HELD, PUBLISHED, WATCH, is_by, words
from backend.text.normal import same

COMMENTS = f"{V3}/comments"
MODERATION = f"{COMMENTS}/setModerationStatus"
_BODY = f"{COMMENTS}?part=snippet"

SETTLE = 5 * SECOND
"""Before this a request may still be on its way."""

LAST_LOOK = 5 * MINUTE
"""After this no later look will tell more."""

SKEW = MINUTE
"""How far YouTube's clock, which tells whole seconds, may be behind ours."""

LOOK_BACK_PAGES = 5

_MODERATION: Mapping[str, Mapping[str, str]] = {
    Act.HIDE: {"moderationStatus": HELD},
    Act.UNHIDE: {"moderationStatus": PUBLISHED},
    Act.DELETE: {"moderationStatus": "rejected"},
    Act.BLOCK: {"moderationStatus": "rejected", "banAuthor": "true"},
}
"""Somebody else's comment cannot be deleted, but rejected; a ban goes together with a rejected comment only."""


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
    """An answer to a reply stands at the end of its thread. Raises Refused where the thread takes no answers."""
    written, comment = words_of(intent.text, LIMITS), intent.target.remote_id
    if thread_of(comment) != comment:
        api.comment(comment)
    thread = api.thread(thread_of(comment))
    if child(thread, "snippet").get("canReply") is False:
        raise Refused("youtube.cannot_reply", host=api.http.host)
    snippet = {"parentId": thread_of(comment), "textOriginal": written}
    return _wire("POST", _BODY, intent, {"snippet": snippet})


def _edit(api: Api, intent: Intent) -> Wire:
    written, comment = words_of(intent.text, LIMITS), intent.target.remote_id
    if not is_by(child(api.comment(comment), "snippet"), api.me()):
        raise NotPermitted("platform.no_such_act")
    return _wire("PUT", _BODY, intent, {"id": comment, "snippet": {"textOriginal": written}})


def _delete_own(_api: Api, intent: Intent) -> Wire:
    return _wire("DELETE", f"{COMMENTS}?{urlencode({'id': intent.target.remote_id})}", intent)


def _moderate(_api: Api, intent: Intent) -> Wire:
    if intent.act == Act.BLOCK and not intent.target.mention_id:
        raise NotPermitted("platform.no_such_act")
    asked = {"id": intent.target.remote_id, **_MODERATION[intent.act]}
    return _wire("POST", f"{MODERATION}?{urlencode(asked)}", intent)


_MAKERS: Mapping[str, Callable[[Api, Intent], Wire]] = {
    Act.REPLY: _reply,
    Act.EDIT_OWN: _edit,
    Act.DELETE_OWN: _delete_own,
    **dict.fromkeys(_MODERATION, _moderate),
}


def _wire(method: str, path: str, intent: Intent, body: Mapping[str, object] | None = None) -> Wire:
    written = compact(body) if body else ""
    return Wire(method, path, written, intent.intent_id, intent.at)


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`. Releasing, or deleting, what is gone is done."""
    try:
        answer = api.request(wire.method, wire.path, content=wire.body, blank=not wire.body)
    except Gone:
        if _removes(wire) or _asked(wire).get("moderationStatus") == PUBLISHED:
            return Receipt()
        raise
    if not wire.body:
        return Receipt()
    receipt = _receipt(record(answer.json))
    if receipt is None:
        raise TryAgain("platform.unreadable", reached=True, host=api.http.host, status=answer.status)
    return receipt


def _asked(wire: Wire) -> Mapping[str, str]:
    return dict(parse_qsl(urlsplit(wire.path).query))


def _removes(wire: Wire) -> bool:
    """Tell whether a request is for something not to be there any more, and for nothing else."""
    asked = _asked(wire)
    return wire.method == "DELETE" or (asked.get("moderationStatus") == "rejected" and "banAuthor" not in asked)


def settle(api: Api, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
    """Find out what became of a request: see `Connector.settle`.

    Holding, releasing and banning change nothing a second time and are simply sent again: what is asked for by its id
    does not tell its moderation status.
    """
    waited = now - first_attempt_at
    if wire.method == "PUT":
        return _settle_edit(api, wire, waited)
    if wire.body:
        return _settle_reply(api, wire, first_attempt_at, waited)
    if not _removes(wire):
        return Settled(Fate.ABSENT)
    return Settled(Fate.ABSENT) if api.comments([_asked(wire)["id"]]) else Settled(Fate.SENT, Receipt())


def _settle_edit(api: Api, wire: Wire, waited: int) -> Settled:
    body = record(json.loads(wire.body))
    found = api.comments([text(body, "id")]).get(text(body, "id"))
    if found is not None and same(words(child(found, "snippet")), text(child(body, "snippet"), "textOriginal")):
        return Settled(Fate.SENT, _receipt(found))
    return Settled(Fate.UNSURE) if waited < SETTLE else Settled(Fate.ABSENT)


def _settle_reply(api: Api, wire: Wire, first_attempt_at: Micros, waited: int) -> Settled:
    sought, since = child(record(json.loads(wire.body)), "snippet"), plus(first_attempt_at, -SKEW)
    for one in _candidates(api, text(sought, "parentId")):
        snippet = child(one, "snippet")
        if (
            is_by(snippet, api.me())
            and (moment(snippet, "publishedAt") or 0) >= since
            and same(words(snippet), text(sought, "textOriginal"))
        ):
            return Settled(Fate.SENT, _receipt(one))
    return Settled(Fate.UNSURE, final=waited >= LAST_LOOK)


def _candidates(api: Api, thread: str) -> Iterator[Fields]:
    """Give the replies of a thread, then those that the channel's own settings hold back."""
    after: str | None = None
    for _ in range(LOOK_BACK_PAGES):
        listed = api.replies(thread, after)
        yield from listed.rows
        after = listed.after
        if after is None:
            break
    for one in api.threads(allThreadsRelatedToChannelId=api.me(), moderationStatus=HELD).rows:
        if maybe_identifier(one, "id") == thread:
            yield from children(child(one, "replies"), "comments")


def _receipt(comment: Fields) -> Receipt | None:
    """Return what names a comment of ours, None when the answer is none."""
    remote_id = maybe_identifier(comment, "id")
    if remote_id is None:
        return None
    video = maybe_identifier(child(comment, "snippet"), "videoId")
    return Receipt(remote_id, remote_id, f"{WATCH}{video}&lc={remote_id}" if video else None)
