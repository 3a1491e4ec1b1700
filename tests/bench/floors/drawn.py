"""The desk as a drawing: a queue and a thread painted from memory, changed lines only, no store and no verbs.

What the desk needs above this for a key is the desk's own. `drawn-frame` shows when it can be used. WAIT_MS is how long
the thread waits while keys come faster than 8 a second, 0 for not at all.
"""

import os
import time
from itertools import cycle, islice

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

WAIT_S = int(os.environ.get("WAIT_MS", "0")) / 1000
FAST_S = 0.125

GROUND, LIFT, WORDS, DIM, LAMP = "#0d1017", "#182030", "#d5dbe6", "#7d8aa1", "#ffb454"
TEXT = "Hej! När har ni öppet på julafton, och kommer min faktura hem igen? Tack för svaret i går, det var snällt. "
SHADES = ("#9b8cff", "#3fb8ff", "#5b93ff", "#e46fae")


def style(color: str, ground: str = GROUND, *, bold: bool = False) -> Style:
    return Style(color=color, bgcolor=ground, bold=bold)


def words(start: int, length: int) -> str:
    return "".join(islice(cycle(TEXT), start % len(TEXT), start % len(TEXT) + length))


class Pane(Widget):
    """Lines that repaint only where they differ from the last ones."""

    lines: list[Strip]

    def __init__(self, name: str) -> None:
        super().__init__(id=name)
        self.lines = []

    def render_line(self, y: int) -> Strip:
        return self.lines[y] if y < len(self.lines) else Strip.blank(self.size.width, style(WORDS))

    def put(self, rows: list[list[Segment]]) -> None:
        width = self.size.width
        fresh = [Strip(row).adjust_cell_length(width, style(WORDS)) for row in rows[: self.size.height]]
        stale, self.lines = self.lines, fresh
        for y in range(max(len(fresh), len(stale))):
            if fresh[y : y + 1] != stale[y : y + 1]:
                self.refresh(Region(0, y, width, 1))


class Drawn(App[None]):
    """Two panes and two keys."""

    ENABLE_COMMAND_PALETTE = False
    CSS = (
        f"Screen {{layout: horizontal; background: {GROUND}}}"
        "#queue {width: 41%} #thread {width: 1fr; margin-left: 2}"
    )
    BINDINGS = [Binding("j", "move(1)"), Binding("k", "move(-1)")]

    def __init__(self) -> None:
        super().__init__()
        self.queue_pane = Pane("queue")
        self.thread_pane = Pane("thread")
        self.at = self.top = 0
        self.last = 0.0
        self.timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self.queue_pane
        yield self.thread_pane

    def on_mount(self) -> None:
        self.call_after_refresh(self.action_move, 0)

    def row(self, index: int) -> list[list[Segment]]:
        ground = LIFT if index == self.at else GROUND
        bar = Segment("▌" if index == self.at else " ", style(LAMP, ground))
        width = self.queue_pane.size.width - 1
        name = words(index * 7, 14).ljust(width - 10)[: width - 10]
        head = [
            bar,
            Segment("? ", style("#6cb6ff", ground)),
            Segment("MA ", style(SHADES[index % 4], ground)),
            Segment(name, style(WORDS, ground, bold=True)),
            Segment(f"{index % 59 + 1:4}m", style(DIM, ground)),
        ]
        rows = [head, [bar, Segment(("   " + words(index * 11, 200))[:width], style(WORDS, ground))]]
        if index == self.at:
            rows.append([bar, Segment("   comment · public".ljust(width), style(DIM, ground))])
        return rows

    def action_move(self, step: int) -> None:
        self.at = max(0, self.at + step)
        fits = (self.queue_pane.size.height - 1) // 2
        if not self.top <= self.at < self.top + fits:
            self.top = self.at if self.at > self.top else max(0, self.at - fits + 1)
        self.queue_pane.put([line for index in range(self.top, self.top + fits) for line in self.row(index)])
        self.follow()

    def follow(self) -> None:
        before, self.last = self.last, time.monotonic()
        if self.timer is not None:
            self.timer.stop()
            self.timer = None
        if WAIT_S and self.last - before < FAST_S:
            self.timer = self.set_timer(WAIT_S, self.show_thread)
        else:
            self.show_thread()

    def show_thread(self) -> None:
        width = max(20, self.thread_pane.size.width - 4)
        rows: list[list[Segment]] = [[Segment("THREAD  drawn-frame", style(DIM))], []]
        for comment in range(4):
            seed = self.at * 13 + comment * 29
            rows.append(
                [
                    Segment("▌ " if comment == 2 else "  ", style(LAMP)),
                    Segment(words(seed, 12), style(WORDS, bold=True)),
                ]
            )
            rows += [
                [Segment("  "), Segment(words(seed + 40 * line, width), style(WORDS))]
                for line in range(2 + comment % 2)
            ]
            rows.append([])
        self.thread_pane.put(rows)


if __name__ == "__main__":
    Drawn().run(mouse=False)
