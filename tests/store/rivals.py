"""Two members in two processes who want the same comments at the same moments."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from backend.model.actor import Actor
from backend.model.desk import Result
from backend.store.engine import Store
from backend.store.write.claims import claim
from backend.store.write.outbox import enqueue_reply
from tests.conftest import StandingClock

PATIENCE_S = 60.0
"""How long one of them waits for the other before the race counts as lost."""


class Tried(NamedTuple):
    """How a try ended: the outcome's value, and who was named."""

    outcome: str
    who: str


def answer(store: Store, actor: Actor, comment: int) -> Result:
    """Send an answer to the comment's first revision."""
    return enqueue_reply(store, actor, comment, f"Hej från {actor.id}", 1)


ACTS: dict[str, Callable[[Store, Actor, int], Result]] = {"claim": claim, "answer": answer}


def race(url: str, act: str, actors: Sequence[Actor], comments: Sequence[int]) -> list[tuple[Tried, ...]]:
    """Let all actors do one act on each comment, a process each, started together for every comment.

    Returns what each of them heard, by comment. Raises EOFError when one of them died.
    """
    spawn = get_context("spawn")
    start = spawn.Barrier(len(actors))
    heard, running = [], []
    for actor in actors:
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(target=_run, args=(url, act, actor, comments, start, theirs))
        process.start()
        theirs.close()
        heard.append(ours)
        running.append(process)
    try:
        return list(zip(*(pipe.recv() for pipe in heard), strict=True))
    finally:
        for process in running:
            process.kill()
            process.join()


def _run(url: str, act: str, actor: Actor, comments: Sequence[int], start: Barrier, tell: Connection) -> None:
    store = Store.open(url, StandingClock())
    tried = []
    try:
        for comment in comments:
            start.wait(PATIENCE_S)
            result = ACTS[act](store, actor, comment)
            tried.append(Tried(result.outcome.value, result.who))
        tell.send(tried)
    finally:
        with suppress(BrokenPipeError):
            tell.close()
        start.abort()
        store.close()
