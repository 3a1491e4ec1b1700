"""The one truth of the stage: who said what, under what, and who is told. Both wires show it in their own form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.model.clock import SECOND, Clock, Micros, plus
from backend.stage.deeds import Deeds
from backend.stage.ids import did
from backend.stage.naming import remote_id
from backend.stage.script import Line, Person, Picture, Script, Wire

DOMAIN = "social.norrby.example"
"""The name of the stage's Mastodon server in accounts and addresses; requests go to loopback."""

MILLI = SECOND // 1000
_HEARD_UP = 5
"""Bluesky tells the writers of this many ancestors of a reply."""

_AT = re.compile(r"(?<![\w/])@([A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*)(?:@([A-Za-z0-9.-]+[A-Za-z0-9]))?")


@dataclass(slots=True, eq=False)
class Said:
    """A post or comment as it is now. `versions` are its texts with their times, oldest first.

    `id` is Mastodon's status id or Bluesky's record key. `record` is Bluesky's record exactly as it was written.
    `barred`: written on Bluesky in a thread that was locked, which its app shows to nobody. `hand`: the person who
    wrote in our name, in the platform's own app.
    """

    id: str
    wire: Wire
    by: Person
    at: Micros
    versions: list[tuple[Micros, str]]
    indexed_at: Micros
    parent: "Said | None" = None
    replies: "list[Said]" = field(default_factory=list)
    quote: "Said | None" = None
    quoted: "list[Said]" = field(default_factory=list)
    mentions: tuple[Person, ...] = ()
    line: Line | None = None
    key: str = ""
    language: str | None = None
    visibility: str = "public"
    spoiler: str = ""
    media: tuple[Picture, ...] = ()
    record: dict[str, Any] | None = None
    cid: str = ""
    deleted: bool = False
    deleted_at: Micros | None = None
    barred: bool = False
    hand: Person | None = None

    @property
    def text(self) -> str:
        """The words as they are now."""
        return self.versions[-1][1]

    @property
    def edited_at(self) -> Micros | None:
        """When it was last changed, None when it never was."""
        return self.versions[-1][0] if len(self.versions) > 1 else None

    @property
    def uri(self) -> str:
        """Bluesky's name for it."""
        return f"at://{did(self.by.key)}/app.bsky.feed.post/{self.id}"

    def ancestors(self) -> "Iterator[Said]":
        """What it stands under, nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @property
    def root(self) -> "Said":
        """The first post of its thread."""
        return next(iter([*self.ancestors()][-1:]), self)

    def below(self) -> "Iterator[Said]":
        """Everything that stands under it and is still there, in the order of a conversation."""
        for reply in self.replies:
            if not reply.deleted:
                yield reply
                yield from reply.below()


US = "us"
"""What scripts call us, whatever our name in this world is."""

_NOTIFIES = (Wire.MASTODON, Wire.BLUESKY)
"""Where we are told of things in a list of notices; elsewhere one looks at the posts."""


@dataclass(frozen=True, slots=True)
class Notice:
    """We are told of something: `kind` is mention, reply or quote."""

    id: int
    kind: str
    said: Said
    at: Micros


class World:
    """Everything that was said. Used from one thread alone (the server's event loop)."""

    def __init__(self, script: Script, clock: Clock) -> None:
        self.us = script.us
        self.people = {person.key: person for person in (script.us, *script.people)}
        self.deeds = {wire: Deeds() for wire in Wire}
        self.listeners: list[Callable[[Said], None]] = []
        self.watchers: list[Callable[[str, Said], None]] = []  # told of all that is added, edited or removed
        self._clock = clock
        self._said: dict[Wire, dict[str, Said]] = {wire: {} for wire in Wire}
        self._by: dict[Wire, dict[str, list[Said]]] = {wire: {} for wire in Wire}
        self._under: dict[Wire, dict[str, list[Said]]] = {wire: {} for wire in Wire}
        self._keys: dict[str, Said] = {}
        self._notices: dict[Wire, list[Notice]] = {wire: [] for wire in Wire}
        self._number = 0
        self._told = 1000

    def now(self) -> Micros:
        """Return the stage's time."""
        return self._clock.now()

    def find(self, wire: Wire, remote_id: str) -> Said | None:
        """Return what has this id and is still there."""
        said = self._said[wire].get(remote_id)
        return said if said is not None and not said.deleted else None

    def of_key(self, key: str) -> Said:
        """Return what the script calls by this key. Raises KeyError."""
        return self._keys[key]

    def everything(self, wire: Wire) -> list[Said]:
        """Return all that is still there, oldest first."""
        return [said for said in self._said[wire].values() if not said.deleted]

    def by(self, wire: Wire, person: Person) -> list[Said]:
        """Return what somebody said and is still there, oldest first."""
        return [said for said in self._by[wire].get(person.key, ()) if not said.deleted]

    def under(self, root: Said) -> list[Said]:
        """Return what stands in the thread of a post and is still there, oldest first."""
        return [said for said in self._under[root.wire].get(root.id, ()) if not said.deleted]

    def taken_away(self, wire: Wire) -> list[Said]:
        """Return all that is no longer there, oldest first."""
        return [said for said in self._said[wire].values() if said.deleted]

    def notices(self, wire: Wire) -> list[Notice]:
        """Return what we were told and is still there, oldest first."""
        return [notice for notice in self._notices[wire] if not notice.said.deleted]

    def forget_notices(self, wire: Wire, person: str) -> None:
        """Forget what we were told of somebody."""
        self._notices[wire] = [one for one in self._notices[wire] if one.said.by.key != person]

    def speak(self, line: Line, at: Micros | None = None, under: Said | None = None) -> Said:
        """Let somebody say a line of a script, under what it names or `under`. Raises KeyError when it names nobody."""
        by, parent = self.somebody(line.by), self._keys[line.to] if line.to else under
        mentions = _named(line, parent, self.us) if line.wire is Wire.MASTODON else ()
        text = " ".join([*(f"@{person.mastodon}" for person in mentions), line.text]).rstrip()
        said = self.add(
            wire=line.wire,
            by=by,
            text=text if line.text else "",
            at=at if at is not None else self.now(),
            parent=parent,
            line=line,
            key=line.key,
            quote=self._keys[line.quote] if line.quote else None,
            language=line.language,
            visibility=line.visibility,
            spoiler=line.spoiler,
            media=line.media,
            hand=self.people[line.hand] if line.hand else None,
        )
        if line.held:
            self.deeds[line.wire].held[said.id] = line.held
        return said

    def add(self, *, wire: Wire, by: Person, text: str, at: Micros, given_id: str = "", **more: Any) -> Said:
        """Put something new into the world and tell whoever it concerns; `more` are further fields of Said."""
        self._number += 1
        made = given_id or remote_id(wire, self._home(wire, by, text), at, self._number, more.get("parent"))
        said = Said(made, wire, by, at, [(at, text)], **{"indexed_at": at, **more})
        said.mentions = said.mentions or self.mentioned(wire, text)
        self._enter(said)
        said.barred = said.by is not self.us and self.deeds[wire].locks(said.root.id)
        self._tell(said)
        self._show("add", said)
        return said

    def somebody(self, key: str) -> Person:
        """Return who is called so, us included. Raises KeyError."""
        return self.us if key == US else self.people[key]

    def _enter(self, said: Said) -> None:
        """Let it be found: by its id and key, by its writer, in its thread, and by what it quotes."""
        self._said[said.wire][said.id] = said
        self._by[said.wire].setdefault(said.by.key, []).append(said)
        if said.key:
            self._keys[said.key] = said
        if said.parent is not None:
            said.parent.replies.append(said)
            self._under[said.wire].setdefault(said.root.id, []).append(said)
        if said.quote is not None:
            said.quote.quoted.append(said)

    def edit(self, said: Said, text: str) -> None:
        """Change the words of something: a millisecond later at the least, which is the smallest time that is told."""
        at = max(self.now(), plus(said.versions[-1][0], MILLI))
        said.versions.append((at, text))
        said.mentions = self.mentioned(said.wire, text) or said.mentions
        self._show("edited", said)

    def clear(self, wire: Wire) -> None:
        """Empty one wire's stage, as if nothing had ever been said or done there."""
        self._said[wire], self._by[wire], self._under[wire] = {}, {}, {}
        self._notices[wire] = []
        self.deeds[wire] = Deeds()

    def delete(self, said: Said) -> None:
        """Take something away; what stands under it loses its way up, as on both platforms."""
        said.deleted, said.deleted_at = True, self.now()
        self._show("remove", said)

    def mentioned(self, wire: Wire, text: str) -> tuple[Person, ...]:
        """Return whom a text names, each once, in order."""
        found = (self.person(wire, whole) for whole in _AT.finditer(text))
        return tuple(dict.fromkeys(person for person in found if person is not None))

    def person(self, wire: Wire, match: re.Match[str]) -> Person | None:
        """Return whom one `@name` or `@name@server` of a text means on this wire."""
        name, server = match.group(1), match.group(2)
        if wire is Wire.MASTODON:
            name = name if server in (None, DOMAIN) else f"{name}@{server}"
        return next((p for p in self.people.values() if p.name_on(wire).lower() == name.lower()), None)

    def at_signs(self, text: str) -> Iterator[re.Match[str]]:
        """Find everything in a text that looks like a mention."""
        return _AT.finditer(text)

    def _home(self, wire: Wire, by: Person, text: str) -> Person:
        """Return on whose page something stands: what names us stands on its writer's own, all else on ours."""
        return by if by is not self.us and self.us in self.mentioned(wire, text) else self.us

    def _tell(self, said: Said) -> None:
        """Tell us of something. Mastodon makes no notice of whom we shun; Bluesky shows none of it while we do."""
        if said.by is self.us:
            for listener in self.listeners:
                listener(said)
            return
        if (
            said.wire not in _NOTIFIES
            or said.barred
            or (said.wire is Wire.MASTODON and self.deeds[said.wire].shuns(said.by.key))
        ):
            return
        for kind in self._kinds(said):
            notices = self._notices[said.wire]
            self._told += 1
            notices.append(Notice(self._told, kind, said, said.indexed_at))

    def _show(self, verb: str, said: Said) -> None:
        for watcher in self.watchers:
            watcher(verb, said)

    def _kinds(self, said: Said) -> Iterator[str]:
        """Say why we are told of it: on Mastodon only who is named is told, on Bluesky whoever is answered as well."""
        if said.quote is not None and said.quote.by is self.us:
            yield "quote"
        above = [*said.ancestors()][:_HEARD_UP]
        if said.wire is Wire.BLUESKY and any(one.by is self.us for one in above):
            yield "reply"
        elif self.us in said.mentions:
            yield "mention"


def _named(line: Line, parent: Said | None, us: Person) -> tuple[Person, ...]:
    """Return whom a Mastodon client would put in front of an answer."""
    if parent is None:
        return ()
    named = dict.fromkeys([parent.by])
    if line.at_us:
        named[us] = None
    return tuple(person for person in named if person.key != line.by and (person is not us or line.at_us))
