"""What the connector contract asks of a platform under test: our account, other people's hands, a way to break it."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from backend.model.account import Act, Reach, Source
from backend.model.clock import EPOCH, Micros
from backend.model.inflow import InComment, InPost, Page
from backend.model.outbox import Intent, Target
from backend.platforms.base import Connector
from tests.platforms.gate import Gate

Value = TypeVar("Value")
PATIENCE_S = 15.0


class World(Protocol):
    """One running platform. `connector` is ours, and every request of it goes through `gate`.

    The other verbs are done by other hands than the connector's: a person (`Fan`) or ourselves in the platform's app.
    """

    connector: Connector
    gate: Gate
    secrets: Sequence[str]
    """What must never be seen in a log, an error or a repr."""
    writes: str
    """A regular expression that the path of a request that writes a reply matches."""
    acts: str
    """A regular expression that the path of a request that does any other act matches."""
    editing: bool
    """Whether people can edit what they wrote there."""

    def stranger_login(self) -> Connector:
        """Return a connector for our account whose login the platform does not accept."""
        ...

    def publish(self, text: str) -> str:
        """We publish a post, from the platform's own app. Returns its remote id."""
        ...

    def answer_by_hand(self, parent: str, text: str) -> str:
        """We answer somebody from the platform's own app."""
        ...

    def say(self, text: str, *, to: str | None = None, mention: bool = False, private: bool = False) -> str:
        """Somebody writes, in answer to `to` when given, naming us when `mention`. Returns the remote id.

        Without `to` it is a post of their own: called only where mentions or the talk around them are read.
        """
        ...

    def quote(self, remote_id: str, text: str) -> str:
        """Somebody quotes a post. Called only where quotes are read."""
        ...

    def edit(self, remote_id: str, text: str) -> None:
        """Somebody edits what they wrote. Called only where `editing`."""
        ...

    def delete(self, remote_id: str) -> None:
        """Somebody deletes what they wrote."""
        ...

    def missing_id(self) -> str:
        """Return an id of the right shape that never was."""
        ...

    def stands(self, act: Act, row: InComment) -> bool:
        """Tell whether what an act makes shows: to somebody else, or to us in the app where nobody else can see it."""
        ...

    def reported(self, row: InComment) -> list[tuple[str, str]]:
        """Return the reports about somebody's comment that have arrived: what they are filed under, and their words."""
        ...

    def whispered(self, row: InComment) -> list[str]:
        """Return what we have answered somebody in private."""
        ...

    def standing(self, text: str) -> int:
        """Return how many posts of ours with this text stand on the platform, counted past the connector."""
        ...


def reaches(connector: Connector, source: Source) -> bool:
    """Tell whether a source is read; one that is not must have been declared as not."""
    declared = connector.check().capabilities.sources
    assert source in declared, f"{source} is not spoken of"
    return declared[source] is Reach.READ


def approach(world: "World", text: str, *, private: bool = False) -> str:
    """Somebody writes to us: privately where they name us, else under a post of ours."""
    if private:
        return world.say(text, mention=True, private=True)
    return world.say(text, to=world.publish("Fråga oss"), mention=True)


def eventually(look: Callable[[], Value], enough: Callable[[Value], bool]) -> Value:
    """Look until it is enough, for at most 15 s (some platforms show a write a moment later); return the last look."""
    deadline = time.monotonic() + PATIENCE_S
    value = look()
    while not enough(value) and time.monotonic() < deadline:
        time.sleep(0.05)
        value = look()
    return value


class Inbox:
    """Pulls a stream as the worker does: page by page, keeping the cursor, what it knows and every row it saw."""

    def __init__(self, connector: Connector, stream: str = "inbox", since: Micros = EPOCH) -> None:
        self.connector = connector
        self.stream = stream
        self.since = since
        self.cursor: str | None = None
        self.comments: dict[str, InComment] = {}
        self.posts: dict[str, InPost] = {}
        self.threads: set[str] = set()
        self.rows = 0

    def known(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {one: self.comments[one].root_remote_id for one in ids if one in self.comments}

    def page(self) -> Page:
        page = self.connector.pull(self.stream, self.cursor, self.since, self.known)
        self.cursor = page.cursor
        self.rows += len(page.comments) + len(page.posts)
        self.comments.update({row.remote_id: row for row in page.comments})
        self.posts.update({row.remote_id: row for row in page.posts})
        self.threads.update(page.threads)
        return page

    def catch_up(self) -> "Inbox":
        for _ in range(200):
            if not self.page().more:
                return self
        raise AssertionError("a stream that never ends")

    def until(self, *remote_ids: str) -> "Inbox":
        """Catch up until these have come."""
        eventually(lambda: self.catch_up().comments.keys() | self.posts.keys(), lambda seen: seen >= set(remote_ids))
        return self


def reply_to(row: InComment, text: str, at: Micros, intent_id: str = "intent-1", act: str = "reply") -> Intent:
    """Return the intent to answer a comment, as the store would make it."""
    target = Target(
        row.remote_id,
        row.root_remote_id,
        cid=row.cid,
        mention=row.author.handle,
        mention_id=row.author.remote_id,
        visibility=row.visibility,
        language=row.language,
        spoiler=row.spoiler,
    )
    return Intent(act, text, target, intent_id, at)
