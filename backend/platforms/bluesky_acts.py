"""What can be done about a post or its author on Bluesky: like, block, mute, report, and their reverses.

A like and a block are records of ours, so they are written and settled like an answer. A mute and a report are calls.
Sources: lexicons app.bsky.feed.like, app.bsky.graph.{block,muteActor,unmuteActor}, com.atproto.moderation.createReport,
tools.ozone.report.defs.
"""

from collections.abc import Mapping

from backend.model.account import Limits
from backend.model.outbox import Intent, Receipt, Target, Wire
from backend.model.triage import Why
from backend.platforms import bluesky_records as records
from backend.platforms.base import Fate, Gone, NotPermitted, Refused, Settled, TryAgain
from backend.platforms.bluesky_api import Api
from backend.platforms.bluesky_refs import AtUri, is_did, owner, parse_uri
from backend.platforms.fields import Fields, child, maybe_identifier, text
from backend.text.clean import clean
from backend.text.counting import over

LIKE = "app.bsky.feed.like"
BLOCK = "app.bsky.graph.block"
MUTE, UNMUTE = "app.bsky.graph.muteActor", "app.bsky.graph.unmuteActor"
REPORT = "com.atproto.moderation.createReport"

CALLS = frozenset({MUTE, UNMUTE, REPORT})
"""What makes no record of ours."""

COMMENT = Limits(text=2000, counting="graphemes", text_bytes=20_000)
"""What a report's own words may be."""

_FILED: Mapping[str, str] = {
    Why.SPAM: "reasonMisleadingSpam",
    Why.HATE: "reasonHarassmentHateSpeech",
    Why.THREAT: "reasonViolenceThreats",
    Why.INSULT: "reasonHarassmentOther",
    Why.PERSONAL_DATA: "reasonHarassmentDoxxing",
    Why.UNLAWFUL: "reasonRuleOther",
    Why.MISLEADING: "reasonMisleadingOther",
}
"""Under what a report is filed; all else is `reasonOther`.

The lexicon prefers these to the coarse ones of com.atproto.moderation.defs, and a labeler that declares only those
takes these for them. Source: bluesky-social/atproto, packages/ozone/src/mod-service/profile.ts.
"""


def post_now(api: Api, target: Target) -> Fields:
    """Return the post an act is aimed at, as it is now.

    Raises Gone when it is deleted, NotPermitted when a block stands between us.
    """
    view = api.posts([target.remote_id]).get(target.remote_id)
    if view is not None:
        return view
    kept = api.record(target.remote_id)
    if owner(target.remote_id) != api.session.did():
        raise NotPermitted("bluesky.blocked")
    return {"uri": target.remote_id, "cid": kept.get("cid"), "record": kept.get("value")}


def strong_ref(view: Fields) -> dict[str, object]:
    """Return what names this version of a post."""
    cid = maybe_identifier(view, "cid")
    if cid is None:
        raise TryAgain("platform.unreadable", reached=False, status=200)
    return {"uri": view["uri"], "cid": cid}


def like(api: Api, intent: Intent) -> Wire:
    """Like a post. One that is liked already, by us in the app, stays liked by the record it has."""
    view = post_now(api, intent.target)
    found = _ours(api, text(child(view, "viewer"), "like"), LIKE)
    return _made_once(api, intent, LIKE, {"subject": strong_ref(view)}, found)


def unlike(api: Api, intent: Intent) -> Wire:
    """Take a like back: the record that our act made, else the one that the AppView shows."""
    found = _ours(api, intent.target.record, LIKE)
    if found is None:
        view = api.posts([intent.target.remote_id]).get(intent.target.remote_id, {})
        found = _ours(api, text(child(view, "viewer"), "like"), LIKE)
    return records.removed(intent, found or records.unmade(api, intent, LIKE))


def block(api: Api, intent: Intent) -> Wire:
    """Block the author, for all to see. One that is blocked already stays blocked by the record it has."""
    did = _author(api, intent)
    found = _ours(api, text(api.between(did), "blocking"), BLOCK)
    return _made_once(api, intent, BLOCK, {"subject": did}, found)


def unblock(api: Api, intent: Intent) -> Wire:
    """Take a block back: the record that our act made, else the one that the AppView shows (not one by a list)."""
    found = _ours(api, intent.target.record, BLOCK)
    if found is None:
        found = _ours(api, text(api.between(_author(api, intent)), "blocking"), BLOCK)
    return records.removed(intent, found or records.unmade(api, intent, BLOCK))


def mute(api: Api, intent: Intent) -> Wire:
    """Mute the author, which nobody else can see."""
    return _call(MUTE, {"actor": _author(api, intent)}, intent)


def unmute(api: Api, intent: Intent) -> Wire:
    """Take a mute back."""
    return _call(UNMUTE, {"actor": _author(api, intent)}, intent)


def report(api: Api, intent: Intent) -> Wire:
    """Report a post to Bluesky's moderators. Raises Refused when the words are too long, Gone without a version."""
    target, words = intent.target, clean(intent.text).strip()
    too_much = over(words, COMMENT)
    if too_much:
        raise Refused("reply.too_long", over=too_much)
    known: Fields = {"uri": target.remote_id, "cid": target.cid or api.record(target.remote_id).get("cid")}
    subject = {"$type": "com.atproto.repo.strongRef", **strong_ref(known)}
    filed = f"tools.ozone.report.defs#{_FILED.get(intent.reason, 'reasonOther')}"
    body: dict[str, object] = {"reasonType": filed, "subject": subject}
    return _call(REPORT, body | ({"reason": words} if words else {}), intent)


def send(api: Api, wire: Wire) -> Receipt:
    """Make a call once. A report goes to the moderation service by way of our own server."""
    nsid = records.nsid_of(wire)
    if nsid != REPORT:
        api.session.procedure(nsid, wire.body)
        return Receipt()
    answer = api.session.procedure(nsid, wire.body, {"atproto-proxy": f"{api.labeler}#atproto_labeler"})
    number = maybe_identifier(answer, "id")
    if number is None:
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return Receipt(number)


def settle(wire: Wire) -> Settled:
    """Tell what is to be done about a call whose answer was lost.

    A mute is sent again: it changes nothing a second time, and what the AppView shows of it comes late and counts lists
    too. A report that is sent again is a second report, and no call lists ours: a person must look.
    """
    if records.nsid_of(wire) == REPORT:
        return Settled(Fate.UNSURE, final=True)
    return Settled(Fate.ABSENT)


def _made_once(api: Api, intent: Intent, collection: str, fields: Mapping[str, object], found: AtUri | None) -> Wire:
    """Return the request for a record, or for the one that says the same and stands there still.

    A second one would stay when the first is taken back: only `createRecord` removes doubles, and it is not repeatable.
    """
    standing = _still(api, intent, found) if found is not None else None
    return standing or records.made(api, intent, collection, fields)


def _still(api: Api, intent: Intent, found: AtUri) -> Wire | None:
    """Return the request that keeps a record, None when the AppView shows one that was taken back a moment ago."""
    try:
        return records.kept(api, intent, found)
    except Gone:
        return None


def _ours(api: Api, uri: str, collection: str) -> AtUri | None:
    found = parse_uri(uri)
    return found if found and (found.did, found.collection) == (api.session.did(), collection) else None


def _author(api: Api, intent: Intent) -> str:
    """Return the DID of the person an act is aimed at. Raises NotPermitted when it is nobody, or us."""
    did = intent.target.mention_id
    if not is_did(did) or did == api.session.did():
        raise NotPermitted("platform.no_such_act")
    return did


def _call(nsid: str, body: Mapping[str, object], intent: Intent) -> Wire:
    return Wire("POST", f"/xrpc/{nsid}", records.packed(body), intent.intent_id, intent.at)
