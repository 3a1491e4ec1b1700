"""A storm over many accounts of ours: how large it is, what the crowd does, and what must be true afterwards."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from backend.desk.session import Desk
from backend.platforms import open_connector
from backend.store.engine import Store
from backend.store.write.accounts import add_account
from tests.stage.play import Stage
from tests.worker.processes import save_login

WIRES = ("mastodon", "bluesky", "facebook", "instagram", "threads", "linkedin", "youtube")
PUSHING = ("facebook", "instagram", "threads", "linkedin")
SKEWS_S = {2: -290, 3: 410, 5: 180, 7: -475}
"""By how much the platforms' clocks are wrong, for some of us."""

DAY_S = 70_000
EARLY = 0.9
"""How much of all has been said before the first worker starts; the rest is said while the storm blows."""


@dataclass(frozen=True)
class Size:
    """How large a storm is: on how many accounts, how much is said, under how many posts of each.

    `share` of requests meet a fault, until there have been so many `faults`; a worker is killed so often, after some
    `alive_s` seconds. Members do so many `acts` on each account. The worker polls every `poll_s` and reads threads
    `again_s` seconds later; after `patience_s` it has failed.
    """

    accounts: int
    comments: int
    posts: int
    faults: int
    share: float
    kills: int
    alive_s: tuple[float, float]
    acts: int
    poll_s: float
    again_s: int
    patience_s: float


SMALL = Size(14, 3000, 4, 60, 0.1, 4, (1.5, 4), 8, 0.5, 3, 150)
LARGE = Size(50, 200_000, 40, 1000, 0.05, 20, (6, 25), 12, 5, 300, 3600)


def size() -> Size:
    """Return the small one, or the large one when `NIGHTDESK_STORM=large` asks for it."""
    return LARGE if os.environ.get("NIGHTDESK_STORM") == "large" else SMALL


@dataclass(frozen=True)
class Place:
    """An account of ours: on which wire, which of us (`number`), and its key in the store."""

    on: str
    number: int
    id: int


Rows = dict[str, tuple[str, bool]]
"""What others said: the last words and whether it is gone, by the remote id."""


class Crowd:
    """What people do on all our accounts."""

    def __init__(self, stage: Stage, many: int, seed: int = 7) -> None:
        self.stage = stage
        self.dice = Random(seed)
        self.on = [(WIRES[place % len(WIRES)], place // len(WIRES) + 1) for place in range(many)]
        self.said = 0
        stage.http.timeout = 300

    def numbers(self) -> Iterator[tuple[int, list[str]]]:
        """Give who we are, with the wires that each of us is on."""
        for number in sorted({one for _on, one in self.on}):
            yield number, [on for on, one in self.on if one == number]

    def begin(self, posts: int, comments: int) -> None:
        """Let so many comments (in all) have been said under so many posts of each account's, in the last day."""
        each = comments // len(self.on)
        for number, wires in self.numbers():
            for on in wires:
                self.stage.do("clear", **{"as": number, "on": on})
            self.stage.do("skew", **{"as": number, "seconds": SKEWS_S.get(number, 0)})
            self._fill(number, wires, posts=posts, comments=each, span_s=DAY_S, edits=each // 50, deletes=each // 100)
            self._fill(number, wires, anew=True)

    def gust(self, each: int) -> None:
        """Let some more happen: new comments, some of them changed or taken back."""
        for number, wires in self.numbers():
            self._fill(number, wires, comments=each, edits=self.dice.randint(0, 2), deletes=self.dice.randint(0, 1))

    def _fill(self, number: int, wires: list[str], **asked: Any) -> None:
        done = self.stage.do("fill", **{"as": number, "on": wires, "seed": self.dice.random(), **asked})
        self.said += done["comments"]

    def listen(self, url: str) -> None:
        """Push what happens from now on: everything twice, and in no order."""
        for number, wires in self.numbers():
            for on in set(wires) & set(PUSHING):
                door = f"{url}/{'linkedin' if on == 'linkedin' else 'meta'}"
                asked = {"as": number, "on": on, "url": door, "secret": self.secret(), "times": 2, "late_s": 2}
                self.stage.do("webhooks", **asked)

    def secret(self) -> str:
        """Return what pushes are signed with."""
        return str(self.stage.do("app", on="linkedin")["client_secret"])

    def pushed(self) -> int:
        """Push no more, and return how many pushes were taken."""
        heard = 0
        for number, wires in self.numbers():
            for on in set(wires) & set(PUSHING):
                answers = self.stage.do("webhooks", **{"as": number, "on": on})["heard"]
                heard += sum(status == 200 for status in answers)
        return heard

    def truth(self, place: Place) -> dict[str, Any]:
        """Return the stage's own truth about an account."""
        return self.stage.do("truth", **{"as": place.number, "on": place.on})


def settled_in(crowd: Crowd, desk: Desk, folder: Path) -> list[Place]:
    """Connect all of our accounts to the store, with what each can do."""
    places = []
    for on, number in crowd.on:
        login = crowd.stage.do("login", **{"as": number, "on": on})
        connector = open_connector(on, crowd.stage.url, login, lambda _: None, timeout_s=20)
        try:
            found = connector.check()
        finally:
            connector.close()
        key = add_account(
            desk.store,
            desk.actor,
            on,
            f"{on[:5]}{number}",
            remote_id=found.remote_id,
            handle=found.handle,
            name=found.name,
            base_url=crowd.stage.url,
            capabilities=found.capabilities,
        )
        save_login(folder, key, **login)
        places.append(Place(on, number, key))
    return places


def last_words(text: str) -> str:
    """Return the number that each comment ends with: a Mastodon client puts names in front of its words."""
    return " ".join(text.split()[-2:])


def others(truth: dict[str, Any]) -> Rows:
    """Return what others said on the stage."""
    return {row[0]: (last_words(row[1]), bool(row[3])) for row in truth["said"] if not row[2]}


def stored(store: Store, account_id: int) -> Rows:
    """Return what the store has of others' words. Raises AssertionError when one is there twice."""
    rows = store.reader.rows(
        "SELECT c.remote_id, r.text, c.remote_state = 'deleted' FROM comment c JOIN comment_revision r"
        " ON r.comment_id = c.id AND r.number = c.revision WHERE c.account_id = ? AND NOT c.own",
        (account_id,),
    )
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: (last_words(row[1]), bool(row[2])) for row in rows}


@dataclass
class Difference:
    """Where the store is not the truth: ids that are missing, too many, or there with other words or another state."""

    missing: list[str]
    too_many: list[str]
    differing: list[str]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.missing or self.too_many or self.differing)

    def __str__(self) -> str:
        """Say how much, with examples."""
        told = {"missing": self.missing, "too many": self.too_many, "differing": self.differing}
        return ", ".join(f"{len(ids)} {name} {ids[:3]}" for name, ids in told.items())


def difference(there: Rows, truth: Rows, away: Iterable[str] = ()) -> Difference:
    """Compare the store with the truth. What was gone before anybody read it need not be there; `away` we hid."""
    hidden = set(away)
    return Difference(
        [one for one, (_words, gone) in truth.items() if not gone and one not in there],
        [one for one in there if one not in truth],
        [
            f"{one} {there[one]} for {truth[one]}"
            for one in truth
            if one in there and one not in hidden and not _same(there[one], truth[one])
        ],
    )


def _same(there: tuple[str, bool], truth: tuple[str, bool]) -> bool:
    """What is gone is marked so, whatever its last words were when it was read."""
    return there[1] if truth[1] else there == truth
