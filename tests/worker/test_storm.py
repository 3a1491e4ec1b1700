"""All seven platforms in one storm: faults at random and workers killed, and in the end the store is the stage's truth.

What people write, edit and delete while requests fail, are cut, throttled and sent elsewhere, and while whoever reads
them is killed, is all there, once, as it stands.
"""

import random
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from backend.store.engine import Store
from tests.stage.play import Stage
from tests.worker.commands import Command, connected
from tests.worker.waiting import until

NAMES = {
    "mastodon": "masto",
    "bluesky": "sky",
    "facebook": "page",
    "instagram": "insta",
    "threads": "threads",
    "linkedin": "work",
    "youtube": "tube",
}
EDITING = ("mastodon", "facebook", "instagram", "linkedin", "youtube")
FAULTS = ("status", "throttle", "html", "half", "lost", "redirect")
PEOPLE = ("lisa", "kalle", "amina", "birgitta", "sven")
SETTINGS = {
    "NIGHTDESK_POLL_S": "0.3",
    "NIGHTDESK_READ_YOUNG_S": "3",
    "NIGHTDESK_PROBE_S": "3",
    "NIGHTDESK_RATE_SHARE": "1",
    "NIGHTDESK_HTTP_TIMEOUT_S": "5",
}
KILLS = 4
WORDS = 20
"""Things said on each platform before each kill."""


@dataclass
class Storm:
    """What is done on the stage: words on every wire, in threads of both levels, and faults for whoever reads them."""

    stage: Stage
    dice: random.Random
    roots: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    number: int = 0

    def begin(self) -> None:
        """Publish a post of ours on every wire."""
        for on in NAMES:
            self.stage.do("clear", on=on)
            self.roots[on], self.said[on] = self._say(on, "Vårt inlägg", by="us"), []

    def blow(self) -> None:
        """Let people write, change their minds and take things back, under a sky of faults."""
        for _ in range(WORDS):
            for on in NAMES:
                if self.dice.random() < 0.5:
                    kind = self.dice.choice(FAULTS)
                    self.stage.do("fault", kind=kind, count=1, value=self.dice.choice([500, 502, 503]))
                self._happens(on)
                time.sleep(0.03)

    def _happens(self, on: str) -> None:
        said, chance = self.said[on], self.dice.random()
        leaves = [one for one in said if one not in self.answered]  # what becomes of answers to what is gone differs
        if leaves and chance < 0.1:
            gone = self.dice.choice(leaves)
            said.remove(gone)
            self.stage.do("delete", on=on, id=gone)
        elif said and chance < 0.25 and on in EDITING:
            self.number += 1
            self.stage.do("edit", on=on, id=self.dice.choice(said), text=f"Ändrat nummer {self.number}")
        else:
            below = self.dice.choice(said) if said and chance < 0.5 else self.roots[on]
            self.number += 1
            self.answered.add(below)
            said.append(self._say(on, f"Ord nummer {self.number}", by=self.dice.choice(PEOPLE), to=below))

    def _say(self, on: str, text: str, **more: str) -> str:
        return str(self.stage.do("say", on=on, text=text, **more)["id"])

    def truth(self, on: str) -> dict[str, str]:
        """Return what others have said there and stands: the words by the remote id."""
        key = "uri" if on == "bluesky" else "id"
        return {row[key]: _last_words(row["text"]) for row in self.stage.said(on) if row["by"] != "us"}


def _last_words(text: str) -> str:
    """Return the words without whom they name: a Mastodon client puts names in front."""
    return " ".join(text.split()[-3:])


def stored(store: Store, account_id: int) -> dict[str, str]:
    """Return what the store has of others' words that stand, by the remote id. Raises when one is there twice."""
    rows = store.reader.rows(
        "SELECT c.remote_id, r.text FROM comment c JOIN comment_revision r ON r.comment_id = c.id"
        " AND r.number = c.revision WHERE c.account_id = ? AND NOT c.own AND c.remote_state <> 'deleted'",
        (account_id,),
    )
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: _last_words(row[1]) for row in rows}


def differing(storm: Storm, store: Store, ids: Mapping[str, int]) -> dict[str, str]:
    """Return where the store is not the truth, and how."""
    found = {}
    for on, key in ids.items():
        there, wanted = stored(store, key), storm.truth(on)
        if there != wanted:
            missing, more = wanted.keys() - there.keys(), there.keys() - wanted.keys()
            other = [one for one in wanted.keys() & there.keys() if wanted[one] != there[one]]
            found[on] = f"{len(missing)} missing, {len(more)} too many, {len(other)} with other words"
    return found


def taken_up(worker: Command) -> int:
    """Return how many accounts this worker works on: those of one that was killed come to it when their leases end."""
    written = worker.log_file.read_text() if worker.log_file.exists() else ""
    return written.rpartition("worker started")[2].count("account taken up")


@pytest.mark.kill
@pytest.mark.timeout(600)
def test_through_the_storm_the_store_is_the_truth(live_store: Store, store_url: str, tmp_path: Path) -> None:
    with Stage("--speed", "0", "--requests", "1000000") as stage:
        storm = Storm(stage, random.Random(3))
        storm.begin()
        ids = connected(stage, live_store, tmp_path, NAMES)
        for _ in range(KILLS):
            with Command(tmp_path, store_url, "worker", **SETTINGS) as worker:
                until(lambda: taken_up(worker) >= len(NAMES), "the accounts are its own", 60)
                storm.blow()
                assert worker.end(signal.SIGKILL) == -signal.SIGKILL
        stage.do("fault", kind="")
        with Command(tmp_path, store_url, "worker", **SETTINGS) as worker:
            until(
                lambda: not differing(storm, live_store, ids),
                "the store is the stage's truth",
                patience_s=240,
                seen=lambda: f"{differing(storm, live_store, ids)}\n{worker.log_file.read_text()[-3000:]}",
            )
            assert worker.end(signal.SIGTERM) == 0
        counted = {on: len(storm.truth(on)) for on in NAMES}
        print(f"{KILLS} kills, {storm.number} words, standing: {counted}")
        assert min(counted.values()) >= KILLS * WORDS // 2
