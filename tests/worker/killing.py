"""Killing workers in the middle of sending, by the hundred, and counting on the platform what became of the answers."""

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from backend.model.outbox import OutboxState
from tests.worker.processes import WorkerProcess
from tests.worker.proxy import Fault, Plan, Proxy, untouched
from tests.worker.scene import Scene
from tests.worker.waiting import until

DOUBT = {OutboxState.SENDING, OutboxState.UNKNOWN}
OPEN = {OutboxState.PENDING, *DOUBT}
FAULTS = [Fault.NONE] * 6 + [Fault.HOLD_BEFORE, Fault.HOLD_AFTER] * 2 + [Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.HALF]


WAITING = 8

KILLS = int(os.environ.get("NIGHTDESK_KILLS", "25"))
"""How many workers are killed on each platform; the other long runs of the stage grow with it."""


@dataclass
class Bloodbath:
    """One account behind a proxy, two workers of which one is always killed, and an answer to every comment."""

    scene: Scene
    url: str
    folder: Path
    proxy: Proxy
    writes: Callable[[bytes], bool]
    """Tells whether a request is the one that writes an answer."""
    dice: random.Random
    comments: list[int] = field(default_factory=list)
    kills: int = 0
    answers: list[int] = field(default_factory=list)
    _workers: list[WorkerProcess] = field(default_factory=list)
    _written: int = 0

    def __post_init__(self) -> None:
        self.proxy.planner = self._plan
        self._workers = [WorkerProcess(self.url, self.folder, name=f"worker{n}").start() for n in (0, 1)]

    def _plan(self, request: bytes) -> Plan:
        """Holds are long enough for a kill to fall into them, and shorter than any settling."""
        if not self.writes(request):
            return Plan()
        self._written += 1
        return Plan(self.dice.choice(FAULTS), self.dice.uniform(0.01, 0.5))

    def gather(self, comments: int) -> None:
        """Wait until so many comments have come in: they are what is answered."""
        rows = self.scene.store.reader.rows
        wanted = "SELECT id FROM comment WHERE NOT own AND state = 'open' ORDER BY id"
        until(lambda: len(rows(wanted)) == comments, "all comments", 120, self._said)
        self.comments = [key for (key,) in rows(wanted)]

    def _said(self) -> str:
        """The workers' last words, for whoever reads a failure."""
        return "\n".join(str(line) for worker in self._workers for line in worker.lines()[-5:])

    def run(self, kills: int) -> None:
        """Kill so many times, each time while an answer is on its way."""
        while self.kills < kills:
            self._queue(self.dice.choice([1, 1, 2]))  # a few always wait, and some are struck more than once
            self._wait_for_a_moment()
            self._kill()

    def _queue(self, many: int) -> None:
        waiting = sum(state in OPEN for state in self.scene.states().values())
        for _ in range(many if waiting < WAITING else 0):
            number = len(self.answers)
            self.answers.append(self.scene.answer(self.comments[number], answer_text(number)))

    def _wait_for_a_moment(self) -> None:
        """Wait for an attempt to begin, then for a random while: from before the first commit to after the last."""
        written, tried = self._written, self._tried()
        begun: Callable[[], bool] = self.dice.choice(
            [lambda: self._tried() > tried, lambda: self._written > written, lambda: self._written > written]
        )
        until(begun, "another attempt", 60, self._open)
        time.sleep(self.dice.choice([0, self.dice.uniform(0, 0.05), self.dice.uniform(0, 0.4)]))

    def _tried(self) -> int:
        return int(str(self.scene.value("SELECT sum(attempt) FROM outbox") or 0))

    def _kill(self) -> None:
        """Kill the one that holds the account, or any, and put a new one behind the other."""
        holder = self.scene.value("SELECT w.pid FROM lease l JOIN worker w ON w.id = l.worker_id")
        self._workers.sort(key=lambda worker: worker.pid != holder)
        dead = self._workers.pop(0)
        dead.kill()
        self.kills += 1
        self._workers.append(dead.start())

    def settle(self, doubt_s: float = 60, patience_s: float = 300) -> float:
        """Let the workers be; returns after how many seconds nothing was in doubt any more.

        Fails when that takes longer than `doubt_s`, or when answers still wait to be sent after `patience_s`.
        """
        self.proxy.planner = untouched
        started = time.monotonic()
        until(lambda: not DOUBT & set(self.scene.states().values()), "nothing in doubt", doubt_s, self._open)
        took = time.monotonic() - started
        until(lambda: not OPEN & set(self.scene.states().values()), "all sent", patience_s, self._open)
        return took

    def _open(self) -> str:
        """What is not settled, for whoever reads a failure."""
        keys = [key for key, state in self.scene.states().items() if state in OPEN]
        return "\n".join(str(self.scene.action(key)) for key in keys[:20])

    def end(self) -> None:
        """Stop the workers in good order."""
        for worker in self._workers:
            worker.terminate()

    def close(self) -> None:
        """End whatever is left."""
        for worker in self._workers:
            if worker.alive:
                worker.kill()


def answer_text(number: int) -> str:
    """What the answer with this number says; no text holds another."""
    return f"@fan svar nummer {number:04d}."


@dataclass(frozen=True)
class Toll:
    """What stands on the platform: answers that stand twice or more, answers that do not stand, and all of them."""

    twice: tuple[int, ...]
    lost: tuple[int, ...]
    all: int


def count(answers: int, standing: list[str]) -> Toll:
    """Count the answers in what stands under our name on the platform."""
    found = [sum(f"svar nummer {number:04d}." in text for text in standing) for number in range(answers)]
    return Toll(
        tuple(number for number, times in enumerate(found) if times > 1),
        tuple(number for number, times in enumerate(found) if times == 0),
        answers,
    )
