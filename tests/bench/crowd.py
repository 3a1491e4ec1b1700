"""The others at work: desks without a screen, and what brings comments in, a process each.

    python -m tests.bench.crowd desk URL NAME SECONDS     reads as an open desk does, and decides now and then
    python -m tests.bench.crowd inflow URL RATE SECONDS   saves pages of new comments as a worker does

Each prints `ready`, waits for a line on its standard input, works for so many seconds and prints what it did as JSON.
"""

import json
import sys
import time
import traceback
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from backend.config.desk import DeskSettings
from backend.model.clock import Micros, SystemClock
from backend.model.comment import CommentState, Inflow
from backend.model.desk import Outcome
from backend.model.inflow import InAuthor, InComment, Page
from backend.model.triage import At, Decision, Verb
from backend.store.engine import Store
from backend.store.write.inflow import save_page
from tui.calls import Door
from tui.screens.inbox_live import MOST, breath
from tui.widgets.window import Window

HEIGHT, SEEN = 48, 22
"""Lines and rows of the screen that such a desk would have."""

ACT_S = 2.0
"""How often a colleague decides."""

PAGE = 25
"""Comments a page brings."""

FETCH_S = 0.005
"""Between two pages at least: no platform answers sooner. Without any pause nobody else gets at an SQLite file."""


@dataclass
class Report:
    """What a process did. `done` are the comments it let stand, `looks` how often it caught up, in seconds each."""

    done: list[int] = field(default_factory=list)
    lost: int = 0  # decisions somebody else was faster with
    errors: list[str] = field(default_factory=list)
    looks: int = 0
    looking_s: float = 0.0
    written: int = 0


class Sitter:
    """A desk without a screen: the same door, the same reads at the same moments, and the same verbs."""

    def __init__(self, url: str, name: str) -> None:
        folder = Path(url.removeprefix("sqlite:///")).parent if url.startswith("sqlite") else Path("/nonexistent")
        self.door = Door(DeskSettings(url, folder, "en"), SystemClock(), name)
        opened = self.door.begin("is:open", HEIGHT)
        assert opened.opening is not None
        self.window, self.seq = Window(), opened.opening.seq
        self.window.enter(opened.opening.rows)
        self.report = Report()
        self.door.beat()
        _ = self.door.desk.store  # loaded now, so that nobody's loading is measured

    def work(self, seconds: float, shift: int) -> None:
        """Catch up whenever something was committed, decide every few seconds, each at moments of their own."""
        over, act_at = time.monotonic() + seconds, time.monotonic() + shift % 20 * ACT_S / 20
        while (now := time.monotonic()) < over:
            woken = self.door.changes(self.seq, min(0.2, max(0.0, act_at - now)))
            self.seq = woken.last
            if woken.changes or woken.behind:
                self.look([change.ref for change in woken.changes if change.ref])
            if time.monotonic() >= act_at:
                act_at += ACT_S
                self.decide(shift)

    def look(self, refs: list[int]) -> None:
        """Read what an open desk reads when it catches up, and rest as it does."""
        begun = time.monotonic()
        ids = [*(row.id for row in self.window.rows[:SEEN]), *(ref for ref in refs if ref in self.window)]
        self.door.board()
        self.window.update(self.door.refresh(list(dict.fromkeys(ids))[:MOST]))
        self.window.admit(self.door.arrivals("is:open", self.window.since))
        if self.window.cursor is not None:
            self.door.thread(self.window.cursor)
        self.report.looks += 1
        self.report.looking_s += time.monotonic() - begun
        time.sleep(breath(len(refs)))

    def decide(self, shift: int) -> None:
        """Let one of the open comments further down stand; several desks want the same now and then."""
        still = [row for row in self.window.rows[SEEN:] if row.state is CommentState.OPEN]
        if not still:
            return
        row = still[shift // 2 % len(still)]
        (result,) = self.door.decide(Decision(Verb.DONE), [At(row.id, row.revision)]).items
        if result.outcome is Outcome.DONE:
            self.report.done.append(row.id)
        else:
            self.report.lost += 1
        self.window.update(self.door.refresh([row.id]))


def bring(store: Store, report: Report, rate: float, seconds: float) -> None:
    """Save pages of new comments, so many comments a second, as newly indexed."""
    over, next_at = time.monotonic() + seconds, time.monotonic()
    while time.monotonic() < over:
        new = tuple(_comment(store, report.written + at) for at in range(PAGE))
        save_page(store, 1, Page(comments=new), stream=None)
        report.written += PAGE
        next_at += PAGE / rate
        time.sleep(max(FETCH_S, next_at - time.monotonic()))


def _comment(store: Store, number: int) -> InComment:
    now = Micros(store.clock.now())
    who = InAuthor(f"crowd{number % 500}", f"crowd{number % 500}@example.social", f"Crowd {number % 500}")
    return InComment(
        remote_id=f"crowd{now}-{number}", root_remote_id="p4", parent_remote_id="p4", author=who, own=False,
        text=f"Hej tack när har ni öppet {number}", raw=f"<p>{number}</p>", written_at=now, indexed_at=now,
        kind=Inflow.COMMENT, remote_uri=f"https://example.social/crowd{now}-{number}",
    )  # fmt: skip


def main() -> None:
    """Do as asked for on the command line."""
    kind, url, what, seconds = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])
    if kind == "desk":
        sitter = Sitter(url, what)
        report, run = sitter.report, partial(sitter.work, seconds, int(what.removeprefix("Desk")))
    else:
        report = Report()
        run = partial(bring, Store.open(url, SystemClock()), report, float(what), seconds)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        run()
    except Exception as error:  # noqa: BLE001 - whatever it was, it is what the measurement asks for
        report.errors.append("".join(traceback.format_exception(error))[-3000:])
    print(json.dumps(asdict(report)), flush=True)


if __name__ == "__main__":
    main()
