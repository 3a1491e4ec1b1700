"""Bluesky's records: what a post is in its author's repository, made from the world or checked on its way in."""

from collections.abc import Iterator, Mapping
from typing import Any

import regex

from backend.model.clock import iso, parse_iso
from backend.stage.ids import cid, did
from backend.stage.script import Picture, Wire
from backend.stage.wire import Json, Refusal
from backend.stage.world import Said, World

POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
BLOCK = "app.bsky.graph.block"
GATE = "app.bsky.feed.threadgate"
MOST_HIDDEN = 300
MOST_RULES = 5
MAX_GRAPHEMES = 300
MAX_BYTES = 3000
MAX_PICTURES = 4
PICTURE = 2_000_000
"""Bytes of one picture (lexicon app.bsky.embed.images)."""

_LINK = regex.compile(r"(?<![\w@.])(?:https?://)?[\w-]+(?:\.[\w-]+)*\.example(?:/[^\s]*[^\s.,;:!?)])?")


def fixed(world: World, said: Said) -> Said:
    """Return it with its record and content id, made now if nobody asked for them before."""
    if said.record is None:
        said.record = _record(world, said)
    if not said.cid:
        said.cid = cid(said.record)
    return said


def strong_ref(world: World, said: Said) -> Json:
    """Return what names a version of a post."""
    return {"uri": said.uri, "cid": fixed(world, said).cid}


def check(record: Any, blobs: Mapping[str, Json]) -> None:
    """Refuse a post that the lexicon does not allow, or a picture that was not put up, as the server words it."""
    if not isinstance(record, dict) or record.get("$type", POST) != POST:
        raise _invalid("expected an app.bsky.feed.post at $.record")
    text = record.get("text")
    if not isinstance(text, str):
        raise _invalid('missing required key "text" at $.record')
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise _invalid(f"string too big (maximum {MAX_BYTES} bytes) at $.record.text")
    if len(regex.findall(r"\X", text)) > MAX_GRAPHEMES:
        raise _invalid(f"string too big (maximum {MAX_GRAPHEMES} graphemes) at $.record.text")
    try:
        parse_iso(str(record["createdAt"]))
    except (KeyError, ValueError):
        raise _invalid("invalid datetime at $.record.createdAt") from None
    if len(record.get("langs", ())) > 3:
        raise _invalid("array too big (maximum 3) at $.record.langs")
    _check_reply(record.get("reply"))
    _check_pictures(record.get("embed") or {}, blobs)


def check_other(collection: str, rkey: str, record: Any) -> None:
    """Refuse a like, a block or a threadgate that the lexicon does not allow; other collections are not known."""
    if collection not in (LIKE, BLOCK, GATE):
        return
    subject = record.get("post" if collection == GATE else "subject") if isinstance(record, dict) else None
    if collection == LIKE:
        subject = subject.get("uri") if isinstance(subject, dict) and subject.get("cid") else None
    start = "did:" if collection == BLOCK else "at://"
    if not isinstance(subject, str) or not subject.startswith(start) or not record.get("createdAt"):
        raise _invalid("missing or invalid key at $.record", collection)
    if collection == GATE:
        _check_gate(rkey, subject, record)


def _check_gate(rkey: str, post: str, record: Json) -> None:
    for name, most in (("hiddenReplies", MOST_HIDDEN), ("allow", MOST_RULES)):
        if len(record.get(name) or ()) > most:
            raise _invalid(f"array too big (maximum {most}) at $.record.{name}", GATE)
    if post.rpartition("/")[2] != rkey:
        raise _invalid("the key is not that of the post", GATE)


def _check_pictures(embed: Json, blobs: Mapping[str, Json]) -> None:
    if embed.get("$type") != "app.bsky.embed.images":
        return
    images = embed.get("images") or []
    if len(images) > MAX_PICTURES:
        raise _invalid(f"array too big (maximum {MAX_PICTURES}) at $.record.embed.images")
    for one in images:
        blob = one.get("image") if isinstance(one, dict) and isinstance(one.get("alt"), str) else None
        if not isinstance(blob, dict) or blobs.get(blob.get("ref", {}).get("$link")) != blob:
            raise Refusal(400, {"error": "BlobNotFound", "message": "Could not find blob"})
        if blob["size"] > PICTURE or not str(blob["mimeType"]).startswith("image/"):
            raise Refusal(400, {"error": "BlobTooLarge", "message": "This file is too large."})


def _check_reply(reply: Any) -> None:
    if reply is None:
        return
    for name in ("root", "parent"):
        ref = reply.get(name) if isinstance(reply, dict) else None
        if not isinstance(ref, dict) or not ref.get("uri") or not ref.get("cid"):
            raise _invalid(f'missing required key "{name}" at $.record.reply')


def _invalid(what: str, collection: str = POST) -> Refusal:
    return Refusal(400, {"error": "InvalidRequest", "message": f"Invalid {collection} record: {what}"})


def _record(world: World, said: Said) -> Json:
    record: Json = {
        "$type": POST,
        "createdAt": iso(said.at),
        "langs": [said.language or "sv"],
        "text": said.text,
    }
    if said.parent is not None:
        record["reply"] = {"root": strong_ref(world, said.root), "parent": strong_ref(world, said.parent)}
    if facets := list(_facets(world, said.text)):
        record["facets"] = facets
    if said.quote is not None:
        record["embed"] = {"$type": "app.bsky.embed.record", "record": strong_ref(world, said.quote)}
    elif said.media:
        record["embed"] = _embed(said.media[0])
    return record


def _facets(world: World, text: str) -> Iterator[Json]:
    """Mark mentions and links by their byte offsets."""
    for match in world.at_signs(text):
        person = world.person(Wire.BLUESKY, match)
        if person is not None:
            yield _facet(text, match.span(), {"$type": "app.bsky.richtext.facet#mention", "did": did(person.key)})
    for link in _LINK.finditer(text):
        uri = link.group() if link.group().startswith("http") else f"https://{link.group()}"
        yield _facet(text, link.span(), {"$type": "app.bsky.richtext.facet#link", "uri": uri})


def _facet(text: str, span: tuple[int, int], feature: Json) -> Json:
    start, end = (len(text[:place].encode()) for place in span)
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def _embed(picture: Picture) -> Json:
    ratio = {"width": 1280, "height": 720}
    if picture.kind == "gif":  # the app's own picker writes GIFs as outside links
        uri = f"https://media.tenor.com/{picture.seed}AAAAC/{picture.seed}.gif?hh=280&ww=498"
        external = {"uri": uri, "title": picture.seed, "description": f"Alt: {picture.alt}"}
        return {"$type": "app.bsky.embed.external", "external": external}
    mime = "video/mp4" if picture.kind == "video" else "image/jpeg"
    blob = {"$type": "blob", "ref": {"$link": cid(picture.seed)}, "mimeType": mime, "size": 248_113}
    if picture.kind == "video":
        return {"$type": "app.bsky.embed.video", "video": blob, "alt": picture.alt, "aspectRatio": ratio}
    image = {"alt": picture.alt, "aspectRatio": ratio, "image": blob}
    return {"$type": "app.bsky.embed.images", "images": [image]}
