"""Writing on Bluesky: answers and deletions, and which way of writing each act takes.

Posts are not edited here: an edit is a deletion and a new answer, which are two acts. Nothing is private either.
"""

import re
from collections.abc import Callable, Mapping

from backend.model.account import Act, Limits
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.platforms import bluesky_acts as acts
from backend.platforms import bluesky_gate as gate
from backend.platforms import bluesky_records as records
from backend.platforms.base import Gone, NotPermitted, PlatformError, Refused, Settled, unwritten
from backend.platforms.bluesky_api import Api
from backend.platforms.bluesky_facets import facets
from backend.platforms.bluesky_pictures import pictures
from backend.platforms.bluesky_refs import POST, is_did, parse_uri
from backend.platforms.fields import child, maybe_identifier, text
from backend.platforms.pictures import check_pictures
from backend.platforms.words import words_of

LIMITS = Limits(
    text=300,
    counting="graphemes",
    text_bytes=3000,
    media=4,
    requests=3000,
    window_s=300,
    media_bytes=2_000_000,
    media_types=("image/jpeg", "image/png"),
)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
"""What the lexicon's format `language` surely takes: a server refuses the whole record for another one."""


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`. Reads what it is aimed at."""
    make = _MAKERS.get(intent.act)
    if make is None:
        raise NotPermitted("platform.no_such_act")
    try:
        return make(api, intent)
    except PlatformError as error:
        raise unwritten(error) from None


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`."""
    if wire.method == gate.AMEND:
        return gate.send(api, wire)
    return acts.send(api, wire) if records.nsid_of(wire) in acts.CALLS else records.send(api, wire)


def settle(api: Api, wire: Wire, waited: int) -> Settled:
    """Find out what became of a request, `waited` µs after its first attempt: see `Connector.settle`."""
    if wire.method == gate.AMEND:
        return gate.settle(api, wire, waited)
    return acts.settle(wire) if records.nsid_of(wire) in acts.CALLS else records.settle(api, wire, waited)


def _reply(api: Api, intent: Intent) -> Wire:
    words = words_of(intent.text, LIMITS)
    written: dict[str, object] = {"text": words, "reply": _answered(api, intent.target)}
    if intent.target.language and _LANGUAGE.fullmatch(intent.target.language):
        written["langs"] = [intent.target.language]
    if intent.enclosed:
        check_pictures(intent.enclosed, LIMITS)
        written["embed"] = pictures(api, intent.enclosed)
    found = facets(words, lambda handle: _did_of(api, handle, intent.target))
    if found:
        written["facets"] = found
    return records.made(api, intent, POST, written)


def _delete(api: Api, intent: Intent) -> Wire:
    address = parse_uri(intent.target.remote_id)
    if address is None or address.did != api.session.did():
        raise NotPermitted("platform.no_such_act")
    return records.removed(intent, address)


def _answered(api: Api, target: Target) -> dict[str, object]:
    """Return the strong references of a reply: the post it answers, as it is now, and the root that post names.

    Raises Gone when it is deleted, NotPermitted when a block stands between us.
    """
    parent = acts.post_now(api, target)
    own_ref = acts.strong_ref(parent)
    root = child(child(child(parent, "record"), "reply"), "root")
    uri, cid = maybe_identifier(root, "uri"), maybe_identifier(root, "cid")
    return {"root": {"uri": uri, "cid": cid} if uri and cid else own_ref, "parent": own_ref}


def _did_of(api: Api, handle: str, target: Target) -> str | None:
    if handle == target.mention.lstrip("@").lower() and is_did(target.mention_id):
        return target.mention_id
    try:
        answer = api.session.query("com.atproto.identity.resolveHandle", [("handle", handle)])
    except (Gone, Refused):
        return None
    did = text(answer, "did")
    return did if is_did(did) else None


_MAKERS: Mapping[str, Callable[[Api, Intent], Wire]] = {
    Act.REPLY: _reply,
    Act.DELETE_OWN: _delete,
    Act.LIKE: acts.like,
    Act.UNLIKE: acts.unlike,
    Act.BLOCK: acts.block,
    Act.UNBLOCK: acts.unblock,
    Act.MUTE: acts.mute,
    Act.UNMUTE: acts.unmute,
    Act.REPORT: acts.report,
    Act.HIDE: gate.hide,
    Act.UNHIDE: gate.unhide,
    Act.LOCK: gate.lock,
    Act.UNLOCK: gate.unlock,
}
