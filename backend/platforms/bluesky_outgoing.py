"""Writing on Bluesky: the exact record under a key of our own choosing, and how to find out whether it stands there.

A record is written with `putRecord` and `swapRecord: null`: the same bytes again change nothing, and other content
under the same key is refused. Source: bluesky-social/atproto, packages/pds/src/api/com/atproto/repo/putRecord.ts.
"""

import json
import re
from collections.abc import Mapping

from backend.model.account import Act, Limits
from backend.model.clock import SECOND, iso
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.platforms.base import Fate, Gone, NotPermitted, Refused, Settled, TryAgain
from backend.platforms.bluesky_api import Api
from backend.platforms.bluesky_facets import facets
from backend.platforms.bluesky_refs import POST, AtUri, is_did, owner, page_of, parse_uri, tid
from backend.platforms.fields import Fields, child, maybe_identifier, record, text
from backend.text.clean import clean
from backend.text.counting import over

LIMITS = Limits(text=300, counting="graphemes", text_bytes=3000, media=4, requests=3000, window_s=300)

SETTLE = 5 * SECOND
"""Before this a request may still be on its way through the server."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
"""What the lexicon's format `language` surely takes: a server refuses the whole record for another one."""

_PUT = "com.atproto.repo.putRecord"
_DELETE = "com.atproto.repo.deleteRecord"


def prepare(api: Api, intent: Intent) -> Wire:
    """Fix the request for an intent: see `Connector.prepare`. Reads the post that is answered."""
    try:
        if intent.act == Act.REPLY:
            return _reply(api, intent)
        if intent.act == Act.DELETE_OWN:
            return _delete(api, intent)
    except TryAgain as error:
        unsent = TryAgain(error.reason.code, reached=False, **error.reason.params)
    else:
        raise NotPermitted("platform.no_such_act")
    raise unsent


def _reply(api: Api, intent: Intent) -> Wire:
    words = clean(intent.text).strip()
    if not words:
        raise Refused("reply.empty")
    too_much = over(words, LIMITS)
    if too_much:
        raise Refused("reply.too_long", over=too_much)
    written: dict[str, object] = {"$type": POST, "text": words, "createdAt": iso(intent.at)}
    written["reply"] = _answered(api, intent.target)
    if intent.target.language and _LANGUAGE.fullmatch(intent.target.language):
        written["langs"] = [intent.target.language]
    found = facets(words, lambda handle: _did_of(api, handle, intent.target))
    if found:
        written["facets"] = found
    rkey = tid(intent.at, intent.intent_id)
    address: Mapping[str, object] = {"repo": api.session.did(), "collection": POST, "rkey": rkey}
    return _wire(_PUT, {**address, "swapRecord": None, "record": written}, intent)


def _delete(api: Api, intent: Intent) -> Wire:
    address = parse_uri(intent.target.remote_id)
    if address is None or address.did != api.session.did():
        raise NotPermitted("platform.no_such_act")
    return _wire(_DELETE, {"repo": address.did, "collection": address.collection, "rkey": address.rkey}, intent)


def _wire(nsid: str, body: Mapping[str, object], intent: Intent) -> Wire:
    text_of = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Wire("POST", f"/xrpc/{nsid}", text_of, str(body["rkey"]), intent.at)


def _answered(api: Api, target: Target) -> dict[str, object]:
    """Return the strong references of a reply: the post it answers, as it is now, and the root that post names.

    Raises Gone when it is deleted, NotPermitted when a block stands between us.
    """
    parent = api.posts([target.remote_id]).get(target.remote_id)
    if parent is None:
        kept = api.record(target.remote_id)
        if owner(target.remote_id) != api.session.did():
            raise NotPermitted("bluesky.blocked")
        parent = {"uri": target.remote_id, "cid": kept.get("cid"), "record": kept.get("value")}
    cid_of_parent = maybe_identifier(parent, "cid")
    if cid_of_parent is None:
        raise TryAgain("platform.unreadable", reached=False, status=200)
    own_ref = {"uri": target.remote_id, "cid": cid_of_parent}
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


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once: see `Connector.send`. Deleting what is gone is done: the server says so itself."""
    answer = api.session.procedure(wire.path.rpartition("/")[2], wire.body)
    if wire.path.endswith(_DELETE):
        return Receipt()
    receipt = _receipt(answer)
    if receipt is None or receipt.remote_id != str(_address(wire)):
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return receipt


def settle(api: Api, wire: Wire, waited: int) -> Settled:
    """Find out what became of a request, `waited` µs after its first attempt: see `Connector.settle`."""
    address = _address(wire)
    deleting = wire.path.endswith(_DELETE)
    try:
        kept = api.record(str(address))
    except Gone:
        return Settled(Fate.SENT, Receipt()) if deleting else _absent(waited)
    if deleting:
        return _absent(waited)
    if kept.get("value") != _body(wire).get("record"):
        return Settled(Fate.UNSURE, final=True)
    return Settled(Fate.SENT, _receipt(kept))


def _absent(waited: int) -> Settled:
    return Settled(Fate.UNSURE) if waited < SETTLE else Settled(Fate.ABSENT)


def _body(wire: Wire) -> Fields:
    return record(json.loads(wire.body))


def _address(wire: Wire) -> AtUri:
    body = _body(wire)
    return AtUri(text(body, "repo"), text(body, "collection"), text(body, "rkey"))


def _receipt(answer: Fields) -> Receipt | None:
    uri, cid = text(answer, "uri"), maybe_identifier(answer, "cid")
    return Receipt(uri, uri, page_of(uri), cid or "") if parse_uri(uri) else None
