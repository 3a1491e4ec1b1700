"""Hiding replies and locking threads on Bluesky: both change the one threadgate record of a thread of ours.

Several acts, and people in the app, change the same record, so no act can fix what it will hold: its `Wire` names the
change instead (method AMEND, the record's address, the change as JSON). `send` reads the record, makes the change and
writes it with `swapRecord`, which is refused when somebody else was faster: then nothing was done, and it reads again.
A change says what is to hold (this reply is hidden, nobody may answer), so making it twice is making it once, and it
never takes along what others changed. Whether it holds can be read back at any time from our own server.

Sources: lexicon app.bsky.feed.threadgate; packages/pds/src/api/com/atproto/repo/putRecord.ts.
"""

import json
from collections.abc import Mapping

from backend.model.clock import iso
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.platforms import bluesky_records as records
from backend.platforms.base import (
    Duplicate,
    Fate,
    Gone,
    NotPermitted,
    PlatformError,
    Refused,
    Settled,
    TryAgain,
    unwritten,
)
from backend.platforms.bluesky_api import Api
from backend.platforms.bluesky_refs import POST, AtUri, parse_uri
from backend.platforms.fields import Fields, child, children, maybe_identifier, record, text

AMEND = "AMEND"
GATE = "app.bsky.feed.threadgate"

MOST_HIDDEN = 300
"""Replies that one thread can hide (the lexicon's `maxLength`)."""

MOST_RULES = 5

TURNS = 5
"""How often a change is made anew after somebody else was faster."""


def hide(api: Api, intent: Intent) -> Wire:
    """Hide a reply in a thread of ours. Raises Gone when it is deleted, NotPermitted in others' threads."""
    root, target = _own_root(api, intent.target), intent.target
    if target.remote_id == str(root):
        raise NotPermitted("platform.no_such_act")
    api.record(target.remote_id)
    return _wire(root, intent, hide=target.remote_id)


def unhide(api: Api, intent: Intent) -> Wire:
    """Show a reply again."""
    return _wire(_own_root(api, intent.target), intent, unhide=intent.target.remote_id)


def lock(api: Api, intent: Intent) -> Wire:
    """Let nobody answer in a thread of ours any more. The rules that stood before go into the receipt."""
    root = _own_root(api, intent.target)
    return _wire(root, intent, lock=children(_read(api, _gate_of(root))[1], "allow"))


def unlock(api: Api, intent: Intent) -> Wire:
    """Take a lock away, back to the rules that its receipt kept, else to none. Other rules are left alone."""
    return _wire(_own_root(api, intent.target), intent, unlock=_rules(intent.target.record))


def send(api: Api, wire: Wire) -> Receipt:
    """Make a change. Raises Refused when the thread hides as many replies as it can.

    Reading fails without anything done; only a write can be lost, and the first that is lost ends the attempt.
    """
    change = records.body_of(wire)
    for _ in range(TURNS):
        cid, gate = _read_first(api, wire.path)
        if _holds(gate, change):
            return _receipt(wire, change)
        try:
            api.session.procedure(records.PUT, _put(wire, cid, _changed(gate, change, wire)))
        except Duplicate:
            continue
        return _receipt(wire, change)
    raise TryAgain("bluesky.gate_busy", reached=False)


def settle(api: Api, wire: Wire, waited: int) -> Settled:
    """Find out whether a change holds."""
    change = records.body_of(wire)
    if _holds(_read(api, wire.path)[1], change):
        return Settled(Fate.SENT, _receipt(wire, change))
    return records.absent(waited)


def _own_root(api: Api, target: Target) -> AtUri:
    root = parse_uri(target.root_remote_id)
    if root is None or root.collection != POST or root.did != api.session.did():
        raise NotPermitted("bluesky.not_our_thread")
    return root


def _gate_of(root: AtUri) -> str:
    return str(root._replace(collection=GATE))


def _wire(root: AtUri, intent: Intent, **change: object) -> Wire:
    body = records.packed({"post": str(root), **change})
    return Wire(AMEND, _gate_of(root), body, intent.intent_id, intent.at)


def _read(api: Api, uri: str) -> tuple[str | None, Fields]:
    """Return the record's version and the record, none when there is none."""
    try:
        kept = api.record(uri)
    except Gone:
        return None, {}
    cid = maybe_identifier(kept, "cid")
    if cid is None:
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return cid, child(kept, "value")


def _read_first(api: Api, uri: str) -> tuple[str | None, Fields]:
    """Read before a write: whatever fails, nothing was written."""
    try:
        return _read(api, uri)
    except PlatformError as error:
        raise unwritten(error) from None


def _holds(gate: Fields, change: Fields) -> bool:
    """Tell whether what a change is to bring about is so already."""
    hidden = _hidden(gate)
    if "hide" in change:
        return change["hide"] in hidden
    if "unhide" in change:
        return change["unhide"] not in hidden
    return (gate.get("allow") == []) == ("lock" in change)


def _changed(gate: Fields, change: Fields, wire: Wire) -> dict[str, object]:
    """Return the record with a change made to it, and all else in it as it was."""
    new: dict[str, object] = dict(gate) or {
        "$type": GATE,
        "post": change.get("post"),
        "createdAt": iso(wire.created_at),
    }
    hidden = _hidden(gate)
    if "hide" in change:
        if len(hidden) >= MOST_HIDDEN:
            raise Refused("bluesky.hidden_full", most=MOST_HIDDEN)
        new["hiddenReplies"] = [*hidden, change["hide"]]
    elif "unhide" in change:
        new["hiddenReplies"] = [uri for uri in hidden if uri != change["unhide"]]
    elif "lock" in change:
        new["allow"] = []
    elif rules := children(change, "unlock"):
        new["allow"] = rules
    else:
        new.pop("allow", None)
    return new


def _hidden(gate: Fields) -> list[object]:
    hidden = gate.get("hiddenReplies")
    return hidden if isinstance(hidden, list) else []


def _put(wire: Wire, cid: str | None, new: Mapping[str, object]) -> str:
    address = parse_uri(wire.path)
    assert address is not None
    parts = {"repo": address.did, "collection": address.collection, "rkey": address.rkey}
    return records.packed({**parts, "swapRecord": cid, "record": new})


def _receipt(wire: Wire, change: Fields) -> Receipt:
    """Return a receipt; that of a lock carries the rules it replaced, behind the record's address."""
    rules = children(change, "lock")
    if not rules:
        return Receipt()
    return Receipt(f"{wire.path}#{json.dumps(rules, separators=(',', ':'))}", wire.path)


def _rules(made: str) -> list[Fields]:
    """Return the rules that a lock's receipt kept, those that can stand in a record."""
    try:
        kept = record({"rules": json.loads(made.partition("#")[2] or "[]")})
    except ValueError:
        return []
    return [rule for rule in children(kept, "rules") if text(rule, "$type").startswith(GATE)][:MOST_RULES]
