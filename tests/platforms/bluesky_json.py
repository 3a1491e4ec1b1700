"""Bluesky's JSON as its servers send it, and a server that sends what a test wants."""

import json
from collections.abc import Mapping, Sequence

from backend.model.clock import Micros, iso
from tests.conftest import START
from tests.platforms.gate import Gate, Spoil

ME = "did:plc:z72i7hdynmk6r22z27h6tvur"
FAN = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
CID = "bafyreiaxvlwprbuggyjjje326r3zc2bpyjdoobxtto43v5mvfpub2jv2o4"
MENTION = "app.bsky.richtext.facet#mention"
LINK = "app.bsky.richtext.facet#link"

CREATE, REFRESH = "com.atproto.server.createSession", "com.atproto.server.refreshSession"
NOTIFICATIONS = "app.bsky.notification.listNotifications"
THREAD, POSTS = "app.bsky.feed.getPostThread", "app.bsky.feed.getPosts"
GET, PUT = "com.atproto.repo.getRecord", "com.atproto.repo.putRecord"
SECRET = {"identifier": "brand.test", "password": "app-pass", "did": ME, "access": "a1", "refresh": "r1"}

Fields = dict[str, object]


def uri(rkey: str, did: str = FAN) -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey}"


ROOT = uri("root", ME)


def ref(to: str) -> Fields:
    return {"uri": to, "cid": CID}


def record(text: str = "Hej", at: Micros = START, **fields: object) -> Fields:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": iso(at), **fields}


def below(parent: str, root: str | None = None) -> Fields:
    return {"root": ref(root or parent), "parent": ref(parent)}


def facet(text: str, marked: str, kind: str, **feature: object) -> Fields:
    """Mark a part of a text, as `kind`."""
    start = len(text[: text.index(marked)].encode())
    index = {"byteStart": start, "byteEnd": start + len(marked.encode())}
    return {"index": index, "features": [{"$type": kind, **feature}]}


def view(remote_id: str, said: Fields | None = None, at: Micros = START, **fields: object) -> Fields:
    """Return a post view by the author in its address; add `reason` and it is a notification."""
    did = remote_id.removeprefix("at://").partition("/")[0]
    author = {"did": did, "handle": "brand.test" if did == ME else "fan.test", "displayName": "Fan"}
    shown = {"uri": remote_id, "cid": CID, "author": author, "record": said or record(at=at)}
    return {**shown, "indexedAt": iso(at), "labels": [], "replyCount": 0, **fields}


def notification(remote_id: str, said: Fields | None = None, at: Micros = START, reason: str = "reply") -> Fields:
    return view(remote_id, said, at, reason=reason, isRead=False)


def session(number: int, **fields: object) -> Fields:
    return {"did": ME, "handle": "brand.test", "accessJwt": f"a{number}", "refreshJwt": f"r{number}", **fields}


def listed(*rows: object, cursor: str = "") -> Fields:
    return {"notifications": list(rows), **({"cursor": cursor} if cursor else {})}


def tree(node: Fields, *replies: Fields, **fields: object) -> Fields:
    return {"$type": "app.bsky.feed.defs#threadViewPost", "post": node, "replies": list(replies), **fields}


def as_spoil(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Spoil:
    return Spoil(status, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})


def refusal(name: str, message: str = "", status: int = 400) -> Spoil:
    return as_spoil({"error": name, "message": message}, status)


class Script:
    """A server that says what it was told to, by method name; anything else it does not know."""

    def __init__(self) -> None:
        self.gate = Gate(None)

    def says(self, nsid: str, *answers: object, times: int = 1) -> None:
        """Let a method answer in turn, the last of the answers `times` times."""
        for number, answer in enumerate(answers):
            spoil = answer if isinstance(answer, Spoil) else as_spoil(answer)
            last = number == len(answers) - 1
            self.gate.spoil(spoil, path=rf"/xrpc/{nsid}(\?|$)", times=times if last else 1)

    def asked(self, nsid: str) -> Sequence[str]:
        """Return the queries of the requests that a method got."""
        return [path.partition("?")[2] for _, path, _ in self.gate.seen if path.partition("?")[0].endswith(f"/{nsid}")]

    def close(self) -> None:
        self.gate.close()
