"""The connector contract's world on Bluesky's real servers: our account, and the people `fan` and `troll`."""

import itertools
from collections.abc import Callable, Mapping, Sequence

import httpx

from backend.model.account import Act
from backend.model.clock import SystemClock, iso
from backend.model.inflow import InComment, Page
from backend.platforms.bluesky import BlueskyConnector
from backend.platforms.bluesky_session import Session
from tests.platforms.bluesky_rig import Login, Rig
from tests.platforms.gate import Gate
from tests.platforms.world import Inbox

POST = "app.bsky.feed.post"
_turns = itertools.count()


class Hands:
    """Somebody who uses the servers by their own API, past everything of ours."""

    def __init__(self, rig: Rig, login: Login) -> None:
        self.rig = rig
        self.did, self.handle, self.password = login
        self.line = httpx.Client(base_url=rig.pds, timeout=30, trust_env=False)
        session = self.call("com.atproto.server.createSession", identifier=login.handle, password=login.password)
        self.tokens = {"access": str(session["accessJwt"]), "refresh": str(session["refreshJwt"])}
        self.line.headers["Authorization"] = f"Bearer {self.tokens['access']}"

    def call(self, nsid: str, /, **body: object) -> dict[str, object]:
        answer = self.line.post(f"/xrpc/{nsid}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def ask(self, nsid: str, /, **params: str | int) -> dict[str, object]:
        answer = self.line.get(f"/xrpc/{nsid}", params=params)
        answer.raise_for_status()
        found: dict[str, object] = answer.json()
        return found

    def put(self, collection: str, record: Mapping[str, object], rkey: str | None = None) -> dict[str, str]:
        """Write a record; returns its strong reference."""
        body: dict[str, object] = {"repo": self.did, "collection": collection}
        body["record"] = {"$type": collection, "createdAt": iso(SystemClock().now()), **record}
        if rkey:
            body["rkey"] = rkey
        made = self.call("com.atproto.repo.createRecord", **body)
        return {"uri": str(made["uri"]), "cid": str(made["cid"])}

    def post(self, text: str, **fields: object) -> str:
        return self.put(POST, {"text": text, **fields})["uri"]

    def reply(self, text: str, to: str, **fields: object) -> str:
        return self.post(text, reply=self.reply_refs(to), **fields)

    def reply_refs(self, to: str) -> dict[str, object]:
        parent = self.record(to)
        ref = {"uri": to, "cid": parent["cid"]}
        value = parent["value"]
        assert isinstance(value, dict)
        return {"root": value["reply"]["root"] if "reply" in value else ref, "parent": ref}

    def record(self, uri: str) -> dict[str, object]:
        did, collection, rkey = uri.removeprefix("at://").split("/")
        return self.ask("com.atproto.repo.getRecord", repo=did, collection=collection, rkey=rkey)

    def delete(self, uri: str) -> None:
        did, collection, rkey = uri.removeprefix("at://").split("/")
        assert did == self.did
        self.call("com.atproto.repo.deleteRecord", repo=did, collection=collection, rkey=rkey)

    def close(self) -> None:
        self.line.close()


class BlueskyWorld:
    """See `World`. Every test has an account of ours of its own, since what was written cannot be taken away."""

    writes = r"^/xrpc/com\.atproto\.repo\.(putRecord|deleteRecord)"
    acts = rf"{writes}|^/xrpc/(app\.bsky\.graph\.|com\.atproto\.moderation\.)"
    editing = False

    def __init__(self, rig: Rig, fan: Hands) -> None:
        self.rig = rig
        self.fan = fan
        self.gate = Gate(rig.pds)
        self.login = rig.account(f"org{next(_turns)}")
        self.ours = Hands(rig, self.login)
        self.saved: list[dict[str, str]] = []
        self.connector: BlueskyConnector = self.connect()

    def connect(self, **other: str) -> BlueskyConnector:
        """Return a connector for our account; `other` differs from the login it has."""
        kept = {"identifier": self.login.handle, "password": self.login.password, "did": self.login.did}
        secret = {**kept, **self.ours.tokens, **other}
        session = Session(self.gate.url, secret, lambda values: self.saved.append(dict(values)))
        return BlueskyConnector(session, labeler=self.rig.labeler)

    @property
    def secrets(self) -> Sequence[str]:
        return (self.login.password, *self.ours.tokens.values())

    def stranger_login(self) -> BlueskyConnector:
        return self.connect(password="not-the-password", access="not.a.token", refresh="nor.this.one")

    def publish(self, text: str) -> str:
        return self._settled(self.ours.post(text))

    def answer_by_hand(self, parent: str, text: str) -> str:
        return self._settled(self.ours.reply(text, parent))

    def say(self, text: str, *, to: str | None = None, mention: bool = False, private: bool = False) -> str:
        del private  # there is nothing private here
        fields = self.naming_us(text) if mention else {}
        words = f"{text} @{self.login.handle}" if mention else text
        return self._settled(self.fan.reply(words, to, **fields) if to else self.fan.post(words, **fields))

    def naming_us(self, text: str) -> dict[str, object]:
        start = len(f"{text} ".encode())
        index = {"byteStart": start, "byteEnd": start + len(f"@{self.login.handle}")}
        return {
            "facets": [
                {"index": index, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": self.login.did}]}
            ]
        }

    def quote(self, remote_id: str, text: str) -> str:
        ref = {"uri": remote_id, "cid": self.fan.record(remote_id)["cid"]}
        return self._settled(self.fan.post(text, embed={"$type": "app.bsky.embed.record", "record": ref}))

    def edit(self, remote_id: str, text: str) -> None:
        raise AssertionError("posts are not edited here")

    def delete(self, remote_id: str) -> None:
        self.fan.delete(remote_id)
        self.rig.settle()

    def missing_id(self) -> str:
        return f"at://{self.fan.did}/{POST}/3jzfcijpj2z2a"

    def public(self, call: str, anchor: str) -> dict[str, object]:
        """Return a thread as somebody without an account sees it: who wrote a hidden reply is shown it as before."""
        address = f"{self.rig.appview}/xrpc/app.bsky.unspecced.{call}"
        found: dict[str, object] = (
            httpx.get(address, params={"anchor": anchor}, trust_env=False).raise_for_status().json()
        )
        return found

    def stands(self, act: Act, row: InComment) -> bool:
        self.rig.settle()
        return _SHOWN[act](self, row)

    def whispered(self, row: InComment) -> list[str]:
        raise AssertionError(f"Bluesky has no private answers: {row.remote_id}")

    def reported(self, row: InComment) -> list[tuple[str, str]]:
        return self.rig.reports(row.remote_id)

    def standing(self, text: str) -> int:
        listed = self.ours.ask("com.atproto.repo.listRecords", repo=self.login.did, collection=POST, limit=100)
        records = listed["records"]
        assert isinstance(records, list)
        return sum(text in row["value"]["text"] for row in records)

    def _settled(self, uri: str) -> str:
        self.rig.settle()
        return uri

    def close(self) -> None:
        self.connector.close()
        self.gate.close()
        self.ours.close()


def _viewer(shown: dict[str, object]) -> dict[str, object]:
    viewer = shown["viewer"]
    assert isinstance(viewer, dict)
    return viewer


def listed(answer: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """Return a list of an answer."""
    found = answer[name]
    assert isinstance(found, list)
    return found


def _is_liked(world: BlueskyWorld, row: InComment) -> bool:
    likes = listed(world.fan.ask("app.bsky.feed.getLikes", uri=row.remote_id), "likes")
    dids = [actor["did"] for like in likes if isinstance(actor := like["actor"], dict)]
    assert dids.count(world.login.did) < 2
    return world.login.did in dids


def _is_muted(world: BlueskyWorld, row: InComment) -> bool:
    return _viewer(world.ours.ask("app.bsky.actor.getProfile", actor=row.author.remote_id))["muted"] is True


def _is_blocked(world: BlueskyWorld, row: InComment) -> bool:
    del row
    return _viewer(world.fan.ask("app.bsky.actor.getProfile", actor=world.login.did))["blockedBy"] is True


def _is_hidden(world: BlueskyWorld, row: InComment) -> bool:
    shown = world.public("getPostThreadV2", row.root_remote_id)
    hidden = row.remote_id not in [one["uri"] for one in listed(shown, "thread")]
    assert shown["hasOtherReplies"] is hidden
    return hidden


def _is_locked(world: BlueskyWorld, row: InComment) -> bool:
    (root,) = listed(world.fan.ask("app.bsky.feed.getPosts", uris=row.root_remote_id), "posts")
    return _viewer(root).get("replyDisabled") is True


_SHOWN: dict[Act, Callable[[BlueskyWorld, InComment], bool]] = {
    Act.LIKE: _is_liked,
    Act.MUTE: _is_muted,
    Act.BLOCK: _is_blocked,
    Act.HIDE: _is_hidden,
    Act.LOCK: _is_locked,
}
"""What others see of an act; a mute shows to us alone."""


def asked(world: BlueskyWorld, text: str = "Har ni öppet?") -> InComment:
    """Return a comment of somebody's under a post of ours, as the connector read it."""
    post = world.publish("Öppettider")
    said = world.say(text, to=post)
    return Inbox(world.connector).until(said).comments[said]


def rows(page: Page) -> dict[str, InComment]:
    """Return a page's comments by their ids."""
    return {row.remote_id: row for row in page.comments}
