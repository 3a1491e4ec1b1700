"""Writing on Instagram: the request for each act, and sending it. It takes no keys, and no comment can be edited.

Sources: Instagram Platform, comment-moderation, private-replies, reference/{ig-comment,ig-comment/replies,ig-media,
ig-user/user-likes}; Messenger Platform, reference/moderate_conversations.
"""

from collections.abc import Callable, Mapping

from backend.model.account import Act
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, plus
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import Duplicate, Gone, NotPermitted, PlatformError, Refused, Throttled, TryAgain, unwritten
from backend.platforms.fields import Fields, maybe_identifier
from backend.platforms.instagram_api import Api
from backend.platforms.instagram_can import LIMITS, PRIVATE_LIMITS
from backend.platforms.instagram_rows import is_ours, written_at
from backend.platforms.instagram_wire import Kind, kind_of
from backend.platforms.words import compact, words_of

PRIVATELY = 7 * DAY
"""How long a comment can be answered in private, once."""

_LIKES_LOCKED = HOUR
_UNTOLD = MINUTE
"""A throttle without a time is taken for a minute; of likes it is the hour for which a burst locks them."""

_SINCE = 10 * SECOND
"""So much of that minute may be over when it is looked at (µs). A time that was told is kept, a short one too."""

_BAD_ID, _NO_THREAD = 100, 1
_ANSWERED, _UNANSWERABLE = 10_900, 10_903


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`. Reads what it is aimed at where that can say no."""
    make = _MAKERS.get(intent.act)
    try:
        if make is None or intent.act not in api.acts():
            raise NotPermitted("platform.no_such_act")
        return make(api, intent)
    except PlatformError as error:
        raise unwritten(error) from None


def _reply(api: Api, intent: Intent) -> Wire:
    """Answer a comment. Answers stand under the top comment, whichever they answer: the name in front says whom."""
    words = words_of(intent.text, LIMITS)
    comment = api.comment(_node(intent.target.remote_id))
    above = maybe_identifier(comment, "parent_id")
    if comment.get("hidden") is True or (above and api.comment(above).get("hidden") is True):
        raise Refused("instagram.hidden")
    return _wire(f"/{above or intent.target.remote_id}/replies", {"message": words}, intent)


def _whisper(api: Api, intent: Intent) -> Wire:
    """Answer a comment in private: once, within a week of it."""
    words = words_of(intent.text, PRIVATE_LIMITS)
    comment = api.comment(_node(intent.target.remote_id))
    if is_ours(comment, api.us()):
        raise NotPermitted("platform.no_such_act")
    if intent.at - written_at(comment) > PRIVATELY:
        raise NotPermitted("instagram.too_old")
    body = {"recipient": {"comment_id": intent.target.remote_id}, "message": {"text": words}}
    return _wire(f"/{api.page or api.us().id}/messages", body, intent)


def _hide(api: Api, intent: Intent) -> Wire:
    """Hide a comment. Our own stays visible whatever is said, so that is refused. Raises Gone."""
    if is_ours(api.comment(_node(intent.target.remote_id)), api.us()):
        raise NotPermitted("instagram.own_stays")
    return _wire(f"/{intent.target.remote_id}", {"hide": True}, intent)


def _unhide(_api: Api, intent: Intent) -> Wire:
    return _wire(f"/{_node(intent.target.remote_id)}", {"hide": False}, intent)


def _delete(api: Api, intent: Intent) -> Wire:
    """Delete a comment on a media of ours; a media itself only with Facebook Login."""
    target = intent.target
    if target.remote_id == target.root_remote_id and not api.page:
        raise NotPermitted("platform.no_such_act")
    return Wire("DELETE", f"/{_node(target.remote_id)}", "", intent.intent_id, intent.at)


def _like(api: Api, intent: Intent) -> Wire:
    method = "POST" if intent.act == Act.LIKE else "DELETE"
    body = compact({"comment_id": _node(intent.target.remote_id)})
    return Wire(method, f"/{api.us().id}/likes", body, intent.intent_id, intent.at)


def _block(api: Api, intent: Intent) -> Wire:
    who = intent.target.mention_id
    if not who.isdigit() or who == api.us().id:
        raise NotPermitted("platform.no_such_act")
    action = "block_user" if intent.act == Act.BLOCK else "unblock_user"
    return _wire(f"/{api.page}/moderate_conversations", {"user_ids": [{"id": who}], "actions": [action]}, intent)


def _close(_api: Api, intent: Intent) -> Wire:
    body = {"comment_enabled": intent.act == Act.UNLOCK}
    return _wire(f"/{_node(intent.target.root_remote_id)}", body, intent)


_MAKERS: Mapping[str, Callable[[Api, Intent], Wire]] = {
    Act.REPLY: _reply,
    Act.PRIVATE_REPLY: _whisper,
    Act.DELETE_OWN: _delete,
    Act.DELETE: _delete,
    Act.HIDE: _hide,
    Act.UNHIDE: _unhide,
    Act.LIKE: _like,
    Act.UNLIKE: _like,
    Act.BLOCK: _block,
    Act.UNBLOCK: _block,
    Act.LOCK: _close,
    Act.UNLOCK: _close,
}


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`. Taking something back from what is gone is done."""
    kind = kind_of(wire)
    if kind in (Kind.LIKE, Kind.UNLIKE):
        api.pace.take()
    try:
        answer = api.write(wire)
    except Gone:
        if kind in (Kind.DELETION, Kind.UNLIKE, Kind.UNHIDING):
            return Receipt()
        raise
    except PlatformError as error:
        raise _meant(api, kind, error) from None
    return _receipt(api, kind, answer)


def _meant(api: Api, kind: Kind, error: PlatformError) -> PlatformError:
    """Return what a failure means for one kind of act, where Meta's numbers mean something of their own."""
    number = error.reason.params.get("number")
    if kind is Kind.BLOCK and number in (_BAD_ID, _NO_THREAD):
        return NotPermitted("instagram.no_conversation")
    if kind is Kind.WHISPER and number == _ANSWERED:
        return Duplicate("instagram.whispered")
    if kind is Kind.WHISPER and number == _UNANSWERABLE:
        return NotPermitted("instagram.unanswerable")
    if kind is Kind.REPLY and number == _BAD_ID:
        return Refused("instagram.text")
    if kind in (Kind.LIKE, Kind.UNLIKE) and isinstance(error, Throttled):
        now = api.clock.now()
        told = not _UNTOLD - _SINCE <= error.until - now <= _UNTOLD
        return error if told else api.pace.lock(plus(now, _LIKES_LOCKED))
    return error


def _receipt(api: Api, kind: Kind, answer: Fields) -> Receipt:
    """Return what the answer names. `success` may be the words "true" and "false", which are both true to Python.

    Raises TryAgain when it is neither a success nor a failure.
    """
    if kind is Kind.REPLY and (made := maybe_identifier(answer, "id")):
        return Receipt(made, made)
    if kind is Kind.WHISPER and (made := maybe_identifier(answer, "message_id")):
        return Receipt(made)
    if kind not in (Kind.REPLY, Kind.WHISPER):
        done = str(answer.get("success")).lower()
        if done == "true":
            return Receipt()
        if done == "false":
            raise Refused("instagram.not_done")
    raise TryAgain("platform.unreadable", reached=True, host=api.graph.http.host, status=200)


def _node(remote_id: str) -> str:
    """Return an id for a path. Raises NotPermitted when it is none: a private message has no number."""
    if not remote_id.isdigit():
        raise NotPermitted("platform.no_such_act")
    return remote_id


def _wire(path: str, body: Mapping[str, object], intent: Intent) -> Wire:
    return Wire("POST", path, compact(body), intent.intent_id, intent.at)
