"""Writing on a Facebook Page: the request for each act, sending it, and what became of it later.

An answer always goes to a comment's own `comments`: Meta's guide shows it without that, and there it is an edit of the
comment that was to be answered (Graph API, reference/comment, updating). Facebook takes no keys.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, quote, urlencode

from backend.model.account import Act
from backend.model.attachment import Enclosed
from backend.model.clock import DAY
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.platforms.base import Gone, NotPermitted, PlatformError, Refused, TryAgain, unwritten
from backend.platforms.facebook_api import Api
from backend.platforms.facebook_rights import LIMITS, PRIVATE_LIMITS, acts, limits
from backend.platforms.facebook_rows import UNNAMED
from backend.platforms.facebook_settle import Shape, answered
from backend.platforms.fields import Fields, child, maybe_identifier, moment, record
from backend.platforms.pictures import check_pictures
from backend.platforms.words import compact, words_of

PRIVATELY = 7 * DAY
"""How long a comment can be answered in private (Messenger Platform, private replies)."""


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`. Reads what it is aimed at."""
    make = _MAKERS.get(intent.act)
    try:
        if make is None or intent.act not in acts(api.rights()):
            raise NotPermitted("platform.no_such_act")
        return make(api, intent)
    except PlatformError as error:
        raise unwritten(error) from None


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`. Taking something back from what is gone is done."""
    path, _, query = wire.path.partition("?")
    try:
        api.me()  # asked before anything leaves: naming an answer needs it, and must not fail once it stands
    except PlatformError as error:
        raise unwritten(error) from None
    try:
        answer = record(api.graph.request(wire.method, path, dict(parse_qsl(query)), wire.body).json)
    except Gone:
        if Shape.of(wire) in (Shape.TAKING_BACK, Shape.DELETION):
            return Receipt()
        raise
    return _receipt(api, wire, answer)


def _receipt(api: Api, wire: Wire, answer: Fields) -> Receipt:
    """Return what the answer names. Raises TryAgain when that is not what was to be done."""
    shape = Shape.of(wire)
    if shape is Shape.ANSWER:
        made = maybe_identifier(answer, "id")
        if made is None:
            raise TryAgain("facebook.no_id", reached=True)
        return answered(api, wire, made)
    if shape is Shape.WHISPER and (made := maybe_identifier(answer, "message_id")):
        return Receipt(made)
    if shape is Shape.BLOCK and False in answer.values():
        raise Refused("facebook.not_blocked")
    if answer.get("success") is True or (shape is Shape.BLOCK and True in answer.values()):
        return Receipt()
    raise TryAgain("platform.unreadable", reached=True, host=api.graph.http.host, status=200)


def _reply(api: Api, intent: Intent) -> Wire:
    words = words_of(intent.text, LIMITS)
    if _seen(api, intent.target, "can_comment").get("can_comment") is False:
        raise NotPermitted("facebook.closed")
    body: dict[str, object] = {"message": words}
    if intent.enclosed:
        check_pictures(intent.enclosed, limits(api.rights()))
        body["attachment_id"] = _put_up(api, intent.enclosed[0])
    return _wire(f"/{_node(intent.target)}/comments", body, intent)


def _put_up(api: Api, picture: Enclosed) -> str:
    """Put a picture up where nobody sees it, and return its id: a comment bears a photo that is not published.

    `temporary` lets Facebook drop it after a day when no comment has come. Source: Graph API, reference/page/photos.
    """
    about = {"published": "false", "temporary": "true", "alt_text_custom": picture.alt}
    answer = record(api.graph.submit(f"/{api.me()}/photos", ("source", picture.mime, picture.data), about).json)
    made = maybe_identifier(answer, "id")
    if made is None:
        raise TryAgain("facebook.no_id", reached=True)
    return made


def _edit(api: Api, intent: Intent) -> Wire:
    words = words_of(intent.text, LIMITS)
    comment = api.graph.get(f"/{_node(intent.target)}", fields="id,from{id}")
    if maybe_identifier(child(comment, "from"), "id") != api.me():
        raise NotPermitted("platform.no_such_act")
    return _wire(f"/{_node(intent.target)}", {"message": words}, intent)


def _delete_own(_api: Api, intent: Intent) -> Wire:
    return Wire("DELETE", f"/{_node(intent.target)}", "", intent.intent_id, intent.at)


def _delete(api: Api, intent: Intent) -> Wire:
    try:
        if _seen(api, intent.target, "can_remove").get("can_remove") is False:
            raise NotPermitted("facebook.cannot_remove")
    except Gone:  # which is what was wanted
        pass
    return _delete_own(api, intent)


def _hide(api: Api, intent: Intent) -> Wire:
    comment = _seen(api, intent.target, "can_hide,is_hidden")
    if comment.get("can_hide") is False and comment.get("is_hidden") is not True:
        raise NotPermitted("facebook.cannot_hide")
    return _wire(f"/{_node(intent.target)}", {"is_hidden": True}, intent)


def _unhide(_api: Api, intent: Intent) -> Wire:
    return _wire(f"/{_node(intent.target)}", {"is_hidden": False}, intent)


def _like(_api: Api, intent: Intent) -> Wire:
    return _wire(f"/{_node(intent.target)}/likes", {}, intent)


def _unlike(_api: Api, intent: Intent) -> Wire:
    return Wire("DELETE", f"/{_node(intent.target)}/likes", "", intent.intent_id, intent.at)


def _block(api: Api, intent: Intent) -> Wire:
    return _wire(f"/{api.me()}/blocked", {"user": [_person(intent.target)]}, intent)


def _unblock(api: Api, intent: Intent) -> Wire:
    asked = urlencode({"user": _person(intent.target)})
    return Wire("DELETE", f"/{api.me()}/blocked?{asked}", "", intent.intent_id, intent.at)


def _private(api: Api, intent: Intent) -> Wire:
    """Answer a comment in private: once, within a week of it. Source: Messenger Platform, private replies."""
    words, target = words_of(intent.text, PRIVATE_LIMITS), intent.target
    comment = api.graph.get(f"/{_node(target)}", fields="id,created_time,can_reply_privately")
    if intent.at - (moment(comment, "created_time") or intent.at) > PRIVATELY:
        raise NotPermitted("facebook.private_too_late")
    if comment.get("can_reply_privately") is False:
        raise NotPermitted("facebook.private_refused")
    to = {"post_id" if _is_post(target) else "comment_id": target.remote_id}
    return _wire(f"/{api.me()}/messages", {"recipient": to, "message": {"text": words}}, intent)


def _seen(api: Api, target: Target, may: str) -> Fields:
    """Return what an act is aimed at as it stands now. Only a comment says what we may do about it. Raises Gone."""
    return api.graph.get(f"/{_node(target)}", fields="id" if _is_post(target) else f"id,{may}")


def _is_post(target: Target) -> bool:
    return target.remote_id == target.root_remote_id


def _node(target: Target) -> str:
    """Return the id of a post or comment for a path. Raises NotPermitted when it is none: a private message is not."""
    if not target.remote_id.replace("_", "").isdigit():
        raise NotPermitted("platform.no_such_act")
    return quote(target.remote_id, safe="")


def _person(target: Target) -> str:
    if target.mention_id.startswith(UNNAMED):
        raise NotPermitted("facebook.unnamed")
    if not target.mention_id:
        raise NotPermitted("platform.no_such_act")
    return target.mention_id


def _wire(path: str, body: Mapping[str, object], intent: Intent) -> Wire:
    return Wire("POST", path, compact(body) if body else "", intent.intent_id, intent.at)


_MAKERS: Mapping[str, Callable[[Api, Intent], Wire]] = {
    Act.REPLY: _reply,
    Act.PRIVATE_REPLY: _private,
    Act.EDIT_OWN: _edit,
    Act.DELETE_OWN: _delete_own,
    Act.DELETE: _delete,
    Act.HIDE: _hide,
    Act.UNHIDE: _unhide,
    Act.LIKE: _like,
    Act.UNLIKE: _unlike,
    Act.BLOCK: _block,
    Act.UNBLOCK: _unblock,
}
