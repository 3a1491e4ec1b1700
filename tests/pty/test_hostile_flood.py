"""A hundred thousand hostile strings through every widget that shows outside text, in a real terminal."""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice

import pytest

from tests.bench.terminal import Terminal
from tests.pty.outside import honest, hostile
from tests.pty.stand import COLUMNS, HONEST, LINES, PLANTS, STEP, mark
from tests.pty.strict import Leak, Strict
from tui.ink import load

pytestmark = [pytest.mark.pty, pytest.mark.timeout(900)]

COUNT = 100_000
FEWER = {"heads": 20_000, "fields": 5_000}
"""Strings that go through the composer's head and through Textual's own fields as well, which are slow to fill.

What a moderator has pasted into a field stands there as it is: its bytes are checked, but not its width, for terminals
do not agree on that of a Hangul filler or a thousand zero-width characters.
"""

EDGES = {COLUMNS - 1, COLUMNS}
CHUNK = 1 << 16


def colours() -> set[str]:
    """Return what the theme's colours look like in a sequence."""
    ink = load()
    named = [*ink.tokens.values(), *ink.badges.values()]
    parts = [";".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) for colour in named]
    return {f"{layer};2;{part}" for layer in (38, 48) for part in parts}


def frames(kind: str, seed: int, count: int, plant: str = "") -> Iterator[bytes]:
    """Run a stand and yield what it sends for each frame, up to its mark."""
    command = [sys.executable, "-m", "tests.pty.stand", kind, str(seed), str(count), *([plant] if plant else [])]
    terminal = Terminal(command, columns=COLUMNS, lines=LINES, environ={"TEXTUAL_ANIMATIONS": "none"})
    number, sent = 1, b""
    try:
        while terminal.read(60):
            sent, terminal.output = sent + terminal.output, b""
            while (end := sent.find(mark(number).encode())) >= 0:
                end += len(mark(number))
                yield sent[:end]
                number, sent = number + 1, sent[end:]
        yield sent
    finally:
        terminal.close()


def check(kind: str, seed: int, count: int, plant: str = "") -> int:
    """Read all that a stand sends; return how many strings it showed. Raises Leak."""
    strict = Strict(None if kind == "fields" else EDGES, colours())
    strings = chain(honest(seed, HONEST * STEP), hostile(seed, count))
    shown = 0
    for number, sent in enumerate(frames(kind, seed, count, plant)):
        strict.learning = number < HONEST
        strict.feed(sent)
        said = list(islice(strings, STEP))
        as_written(said, strict.frame(), markup=kind == "lines")
        shown += len(said)
    assert not list(strings), "the stand ended before it had shown everything"
    return shown - HONEST * STEP


def as_written(said: list[str], frame: str, *, markup: bool) -> None:
    """What looks like markup stands on the screen as it was written."""
    for text in said if markup else ():
        found = re.match(r"\[[ -~]{2,9}", text)
        if found is not None and found[0].rstrip() not in frame:
            raise Leak(f"{found[0]!r} is not shown as it was written")


def test_a_hundred_thousand_hostile_strings() -> None:
    with ThreadPoolExecutor(2) as pool:
        halves = [pool.submit(check, "lines", seed, COUNT // 2) for seed in (1, 2)]
        assert sum(half.result() for half in halves) == COUNT


@pytest.mark.parametrize("kind", list(FEWER))
def test_hostile_strings_around_an_answer(kind: str) -> None:
    assert check(kind, 3, FEWER[kind]) == FEWER[kind]


@pytest.mark.parametrize("plant", PLANTS)
def test_a_leak_made_on_purpose_is_found(plant: str) -> None:
    with pytest.raises(Leak):
        check("lines", 4, 20 * STEP, plant)
