"""What members do while a storm blows, and what the platforms say of it afterwards: each once, or nobody can tell."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from backend.desk import reply, triage
from backend.desk.session import Desk
from backend.model.desk import Outcome
from backend.model.triage import At, Decision, Verb, Why
from backend.store.engine import Store
from tests.worker.storming import Crowd, Place

CAN = {
    "mastodon": (Verb.REPLY, Verb.LIKE),
    "bluesky": (Verb.REPLY, Verb.LIKE, Verb.HIDE),
    "facebook": (Verb.REPLY, Verb.LIKE, Verb.HIDE, Verb.DELETE),
    "instagram": (Verb.REPLY, Verb.LIKE, Verb.HIDE, Verb.DELETE),
    "threads": (Verb.REPLY, Verb.HIDE),
    "linkedin": (Verb.REPLY, Verb.LIKE),
    "youtube": (Verb.REPLY, Verb.HIDE, Verb.DELETE),
}


ENDED = ("sent", "unknown", "failed", "stopped")

SETTING = (Verb.LIKE, Verb.HIDE)
"""What only sets a state: where it cannot be read back, a lost answer leads to setting it once more, as it changes
nothing (see `Connector.settle`). Words and deletions are never sent again unseen."""


@dataclass
class Deed:
    """One intended act on one comment: where, what, on which (remote id), and the words of an answer."""

    place: Place
    verb: Verb
    remote_id: str
    words: str = ""


@dataclass
class Members:
    """A member at a desk, who works through a plan as far as the comments have been read."""

    desk: Desk
    planned: list[Deed]
    done: list[Deed] = field(default_factory=list)

    def work(self, many: int) -> None:
        """Do what of the next so many deeds can be done by now; what cannot waits."""
        for deed in [*self.planned[:many]]:
            self.planned.remove(deed)
            if self._do(deed):
                self.done.append(deed)
            else:
                self.planned.append(deed)

    def untried(self) -> int:
        """Return how many deeds have not been tried by the worker yet."""
        waiting = self.desk.reader.value("SELECT count(*) FROM outbox WHERE state = 'pending' AND attempt = 0")
        return len(self.planned) + int(str(waiting))

    def _do(self, deed: Deed) -> bool:
        row = self.desk.reader.one(
            "SELECT id, revision, state FROM comment WHERE account_id = ? AND remote_id = ?",
            (deed.place.id, deed.remote_id),
        )
        if row is None:
            return False
        if deed.verb is Verb.REPLY:
            sent = reply.send(self.desk, row[0], deed.words, row[1])
            assert sent.outcome is Outcome.DONE, sent
            return True
        made = triage.decide(self.desk, Decision(deed.verb, Why.SPAM), [At(row[0], row[1], row[2])])
        return made.done == 1  # Bluesky hides under posts of ours alone, and this post may not have been read yet


def plan(crowd: Crowd, places: Sequence[Place], each: int, dice: Random) -> list[Deed]:
    """Plan so many deeds on each account: on comments right under a post that nobody has answered."""
    deeds = []
    for place in places:
        rows = [row for row in crowd.truth(place)["said"] if not row[2] and not row[3] and row[4] == 1 and not row[5]]
        for number, row in enumerate(dice.sample(rows, min(each, len(rows)))):
            verb = CAN[place.on][number % len(CAN[place.on])]
            deeds.append(Deed(place, verb, row[0], f"Vi tittar på det, {place.on} {place.number} svar {number} slut"))
    dice.shuffle(deeds)
    return deeds


def away(deeds: Sequence[Deed], place: Place) -> set[str]:
    """Return the comments of an account that were hidden, which platforms show in ways of their own."""
    return {deed.remote_id for deed in deeds if deed.place == place and deed.verb is Verb.HIDE}


@dataclass
class Account:
    """What became of the deeds: how many in which state, the most attempts at one, what contradicts the platform.

    `set again` among the states counts how often a like or a hiding was carried out beyond its first time.
    """

    states: Counter[str]
    attempts: int
    wrong: list[str]


def judged(store: Store, crowd: Crowd, deeds: Sequence[Deed]) -> Account:
    """Compare every deed's state with how often the platform says it was carried out."""
    states: Counter[str] = Counter()
    wrong = []
    truths = {place: crowd.truth(place) for place in {deed.place for deed in deeds}}
    for deed in deeds:
        state, code = _state(store, deed)
        times = sum(1 for _ in _carried_out(truths[deed.place], deed))
        if deed.verb in SETTING and times > 1:
            states["set again"], times = states["set again"] + times - 1, 1
        states[state if state != "failed" else f"failed: {code}"] += 1
        allowed = {"sent": (1,), "unknown": (0, 1)}.get(state, (0,))
        if times not in allowed or state not in ENDED:
            wrong.append(
                f"{deed.place.on}{deed.place.number} {deed.verb} {deed.remote_id}: {state} {code}, {times} times"
            )
    return Account(states, int(str(store.reader.value("SELECT max(attempt) FROM outbox"))), wrong)


def under_way(store: Store) -> int:
    """Return how many acts are not at their end; one that was looked for and could not be told of is."""
    found = store.reader.value(
        "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
        " OR (state = 'unknown' AND lease_until IS NOT NULL AND code <> 'outbox.unsure')"
    )
    return int(str(found))


def _state(store: Store, deed: Deed) -> tuple[str, str]:
    row = store.reader.one(
        "SELECT o.state, o.code FROM outbox o JOIN comment c ON c.id = o.comment_id"
        " WHERE c.account_id = ? AND c.remote_id = ? AND o.act = ?",
        (deed.place.id, deed.remote_id, deed.verb.value),
    )
    assert row is not None, deed
    return str(row[0]), str(row[1])


def _carried_out(truth: dict[str, Any], deed: Deed) -> Iterator[object]:
    if deed.verb is Verb.REPLY:
        yield from (row for row in truth["said"] if row[2] and deed.words in row[1])
    elif deed.verb is Verb.DELETE and deed.place.on == "youtube":
        yield from (one for one in truth["done"] if one == ["reject", deed.remote_id])
    elif deed.verb is Verb.DELETE:
        yield from (row for row in truth["said"] if row[0] == deed.remote_id and row[3])
    else:
        name = deed.remote_id.rsplit("/", 1)[-1] if deed.verb is Verb.LIKE else deed.remote_id
        yield from (one for one in truth["done"] if one == [deed.verb.value, name])
