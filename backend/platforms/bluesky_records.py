"""Records of our own on Bluesky: the exact request that writes or removes one, and how to find out whether it did.

A record is written with `putRecord` and `swapRecord: null`: the same bytes again change nothing, and other content
under the same key is refused. Source: bluesky-social/atproto, packages/pds/src/api/com/atproto/repo/putRecord.ts.
"""

import json
from collections.abc import Mapping

from backend.model.clock import SECOND, iso
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms.base import Fate, Gone, Settled, TryAgain
from backend.platforms.bluesky_api import Api
from backend.platforms.bluesky_refs import POST, AtUri, page_of, parse_uri, tid
from backend.platforms.fields import Fields, maybe_identifier, record, text
from backend.platforms.words import compact

SETTLE = 5 * SECOND
"""Before this a request may still be on its way through the server."""

PUT = "com.atproto.repo.putRecord"
DELETE = "com.atproto.repo.deleteRecord"


def made(api: Api, intent: Intent, collection: str, fields: Mapping[str, object]) -> Wire:
    """Return the request that writes a new record of ours. The same intent gives the same key and the same bytes."""
    written = {"$type": collection, **fields, "createdAt": iso(intent.at)}
    address = AtUri(api.session.did(), collection, tid(intent.at, intent.intent_id))
    return _wire(PUT, {**_parts(address), "swapRecord": None, "record": written}, intent)


def kept(api: Api, intent: Intent, address: AtUri) -> Wire:
    """Return the request that writes a record of ours as it stands, which changes nothing. Raises Gone."""
    value = api.record(str(address)).get("value")
    return _wire(PUT, {**_parts(address), "record": value}, intent)


def removed(intent: Intent, address: AtUri) -> Wire:
    """Return the request that removes a record of ours; where there is none it changes nothing."""
    return _wire(DELETE, _parts(address), intent)


def unmade(api: Api, intent: Intent, collection: str) -> AtUri:
    """Return an address in our repository where no record is: what removes nothing is removed there."""
    return AtUri(api.session.did(), collection, tid(intent.at, intent.intent_id))


def packed(body: Mapping[str, object]) -> str:
    """Return a body as it is stored and sent."""
    return compact(body)


def body_of(wire: Wire) -> Fields:
    """Return a request's body."""
    return record(json.loads(wire.body))


def nsid_of(wire: Wire) -> str:
    """Return the name of the method a request calls."""
    return wire.path.rpartition("/")[2]


def _parts(address: AtUri) -> dict[str, object]:
    return {"repo": address.did, "collection": address.collection, "rkey": address.rkey}


def _wire(nsid: str, body: Mapping[str, object], intent: Intent) -> Wire:
    return Wire("POST", f"/xrpc/{nsid}", packed(body), str(body["rkey"]), intent.at)


def send(api: Api, wire: Wire) -> Receipt:
    """Make the request once. Removing what is gone is done: the server says so itself."""
    answer = api.session.procedure(nsid_of(wire), wire.body)
    if nsid_of(wire) == DELETE:
        return Receipt()
    receipt = _receipt(answer)
    if receipt is None or receipt.remote_id != str(_address(wire)):
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return receipt


def settle(api: Api, wire: Wire, waited: int) -> Settled:
    """Find out what became of a request, `waited` µs after its first attempt, by looking at our own server."""
    deleting = nsid_of(wire) == DELETE
    try:
        found = api.record(str(_address(wire)))
    except Gone:
        return Settled(Fate.SENT, Receipt()) if deleting else absent(waited)
    if deleting:
        return absent(waited)
    if found.get("value") != body_of(wire).get("record"):
        return Settled(Fate.UNSURE, final=True)
    return Settled(Fate.SENT, _receipt(found))


def absent(waited: int) -> Settled:
    """Return what a look that found nothing means: not yet, or not at all."""
    return Settled(Fate.UNSURE) if waited < SETTLE else Settled(Fate.ABSENT)


def _address(wire: Wire) -> AtUri:
    body = body_of(wire)
    return AtUri(text(body, "repo"), text(body, "collection"), text(body, "rkey"))


def _receipt(answer: Fields) -> Receipt | None:
    uri, cid = text(answer, "uri"), maybe_identifier(answer, "cid")
    found = parse_uri(uri)
    if found is None:
        return None
    return Receipt(uri, uri, page_of(uri) if found.collection == POST else None, cid or "")
