"""The world in the AppView's JSON: profiles, posts, threads and notifications."""

from typing import Any

from backend.model.clock import Micros, iso
from backend.stage.bluesky_records import GATE, fixed
from backend.stage.ids import cid, did
from backend.stage.script import Person, Wire
from backend.stage.wire import Json
from backend.stage.world import Notice, Said, World

LABELER = "did:plc:ar7c4by46qjdydhdevvrndac"

_SINCE = Micros(1_690_000_000_000_000)
_CDN = "https://cdn.bsky.example/img"


def basic(world: World, person: Person) -> Json:
    """Return a profileViewBasic."""
    return {
        "did": did(person.key),
        "handle": person.bluesky,
        "displayName": person.name,
        "avatar": f"{_CDN}/avatar/plain/{did(person.key)}/avatar@jpeg",
        "associated": {"activitySubscription": {"allowSubscriptions": "followers"}},
        "viewer": _between(world, person),
        "labels": [],
        "createdAt": iso(_SINCE),
    }


def _between(world: World, person: Person) -> Json:
    deeds = world.deeds[Wire.BLUESKY]
    block = deeds.blocked.get(person.key)
    return {"muted": person.key in deeds.muted, "blockedBy": False} | ({"blocking": block} if block else {})


def profile(world: World, person: Person) -> Json:
    """Return a profileViewDetailed."""
    said = world.by(Wire.BLUESKY, person)
    counts = {"followersCount": 1837, "followsCount": 12, "postsCount": len(said)}
    return basic(world, person) | counts | {"description": person.about, "indexedAt": iso(_SINCE)}


def post(world: World, said: Said) -> Json:
    """Return a postView."""
    fixed(world, said)
    like = world.deeds[Wire.BLUESKY].liked.get(said.id)
    gate = threadgate(world, said)
    body: Json = {
        "uri": said.uri,
        "cid": said.cid,
        "author": basic(world, said.by),
        "record": said.record,
        "bookmarkCount": 0,
        "replyCount": sum(not (reply.deleted or reply.barred) for reply in said.replies),
        "repostCount": 0,
        "likeCount": len(said.text) % 9 + (like is not None),
        "quoteCount": sum(not one.deleted for one in said.quoted),
        "indexedAt": iso(said.indexed_at),
        "viewer": {"bookmarked": False, "threadMuted": False, "embeddingDisabled": False},
        "labels": labels(said),
    }
    if like is not None:
        body["viewer"]["like"] = like
    if gate:
        body["threadgate"] = gate
    shown = _embed(world, said)
    return body | {"embed": shown} if shown else body


def threadgate(world: World, root: Said) -> Json:
    """Return the threadgateView of a thread, empty when it has none."""
    gate = world.deeds[Wire.BLUESKY].gates.get(root.id)
    if gate is None:
        return {}
    uri = f"at://{did(root.by.key)}/{GATE}/{root.id}"
    return {"uri": uri, "cid": cid(gate), "record": gate, "lists": []}


def labels(said: Said) -> list[Json]:
    """Return the labels that a labeler put on it."""
    values = said.line.labels if said.line else ()
    at = iso(said.indexed_at)
    return [{"src": LABELER, "uri": said.uri, "cid": said.cid, "val": value, "cts": at} for value in values]


def feed_item(world: World, said: Said) -> Json:
    """Return a feedViewPost."""
    item: Json = {"post": post(world, said)}
    if said.parent is not None:
        item["reply"] = {
            "root": _or_gone(world, said.root),
            "parent": _or_gone(world, said.parent),
            "grandparentAuthor": basic(world, said.parent.parent.by) if said.parent.parent else None,
        }
        item["reply"] = {name: value for name, value in item["reply"].items() if value is not None}
    return item


def thread(world: World, said: Said, depth: int, height: int) -> Json:
    """Return a threadViewPost: `depth` levels of replies below, `height` of parents above."""
    if said.by.key in world.deeds[Wire.BLUESKY].blocked:
        return _blocked(world, said)
    node = _below(world, said, depth)
    if said.parent is not None and height > 0:
        gone = said.parent.deleted
        node["parent"] = _not_found(said.parent) if gone else thread(world, said.parent, -1, height - 1)
    return node


def notification(world: World, notice: Notice) -> Json:
    """Return a notification; `reasonSubject` is the post of ours that it is about."""
    said = fixed(world, notice.said)
    subject = said.quote if notice.kind == "quote" else next((a for a in said.ancestors() if a.by is world.us), None)
    body: Json = {
        "uri": said.uri,
        "cid": said.cid,
        "author": basic(world, said.by) | {"description": said.by.about, "indexedAt": iso(_SINCE)},
        "reason": notice.kind,
        "record": said.record,
        "isRead": False,
        "indexedAt": iso(notice.at),
        "labels": labels(said),
    }
    return body | {"reasonSubject": subject.uri} if subject is not None and notice.kind != "mention" else body


def did_document(person: Person, base: str) -> Json:
    """Return a person's DID document, which names the server of their repository."""
    name = did(person.key)
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": base}
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": name,
        "alsoKnownAs": [f"at://{person.bluesky}"],
        "verificationMethod": [],
        "service": [service],
    }


def _below(world: World, said: Said, depth: int) -> Json:
    node: Json = {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": post(world, said),
        "threadContext": {},
    }
    if depth >= 0:
        blocked = world.deeds[Wire.BLUESKY].blocked
        living = [one for one in said.replies if not (one.deleted or one.barred or one.by.key in blocked)]
        node["replies"] = [_below(world, reply, depth - 1) for reply in living] if depth > 0 else []
    return node


def _blocked(world: World, said: Said) -> Json:
    author = {"did": did(said.by.key), "viewer": _between(world, said.by)}
    return {"$type": "app.bsky.feed.defs#blockedPost", "uri": said.uri, "blocked": True, "author": author}


def _not_found(said: Said) -> Json:
    return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": said.uri, "notFound": True}


def _or_gone(world: World, said: Said) -> Json:
    if said.deleted:
        return _not_found(said)
    return {"$type": "app.bsky.feed.defs#postView"} | post(world, said)


def _embed(world: World, said: Said) -> Json | None:
    embed: dict[str, Any] = (said.record or {}).get("embed") or {}
    kind = embed.get("$type")
    if kind == "app.bsky.embed.images":
        images = [_image(said, image) for image in embed["images"]]
        return {"$type": f"{kind}#view", "images": images}
    if kind == "app.bsky.embed.external":
        return {"$type": f"{kind}#view", "external": embed["external"]}
    if kind == "app.bsky.embed.record":
        return {"$type": f"{kind}#view", "record": _quoted(world, said)}
    if kind == "app.bsky.embed.video":
        link = embed["video"]["ref"]["$link"]
        playlist = f"https://video.bsky.example/watch/{did(said.by.key)}/{link}/playlist.m3u8"
        shown = {"cid": link, "playlist": playlist, "alt": embed["alt"], "aspectRatio": embed["aspectRatio"]}
        return {"$type": f"{kind}#view"} | shown
    return None


def _image(said: Said, image: Json) -> Json:
    file = f"plain/{did(said.by.key)}/{image['image']['ref']['$link']}@jpeg"
    sizes = {"thumb": f"{_CDN}/feed_thumbnail/{file}", "fullsize": f"{_CDN}/feed_fullsize/{file}"}
    ratio = {"aspectRatio": image["aspectRatio"]} if "aspectRatio" in image else {}
    return sizes | {"alt": image["alt"]} | ratio


def _quoted(world: World, said: Said) -> Json:
    quoted = said.quote
    if quoted is None or quoted.deleted:
        uri = (said.record or {})["embed"]["record"]["uri"]
        return {"$type": "app.bsky.embed.record#viewNotFound", "uri": uri, "notFound": True}
    fixed(world, quoted)
    return {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": quoted.uri,
        "cid": quoted.cid,
        "author": basic(world, quoted.by),
        "value": quoted.record,
        "labels": labels(quoted),
        "likeCount": 3,
        "replyCount": len(quoted.replies),
        "repostCount": 0,
        "quoteCount": 1,
        "indexedAt": iso(quoted.indexed_at),
        "embeds": [],
    }
