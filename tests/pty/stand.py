"""A stand where every widget that shows outside text stands at once, many of the small ones: for hostile text in bulk.

    python -m tests.pty.stand KIND SEED COUNT [PLANT]

draws COUNT hostile strings in a real terminal of COLUMNS x LINES, STEP of them at a time, after a few frames of honest
ones, and writes a mark after each frame. KIND is `lines` (what draws itself, line by line), `heads` (of the composer)
or `fields` (what is built of Textual's own input fields). PLANT is a leak made on purpose, for the checker to find.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Static

from backend.model.account import HealthState
from backend.model.actor import Member, Role
from backend.model.comment import (
    Fold,
    Media,
    MediaKind,
    QueueRow,
    RemoteState,
    ThreadItem,
    ThreadPost,
    ThreadView,
)
from backend.model.desk import Board, Counts, Rows, WorkerStatus
from backend.model.outbox import Delivery, OutboxState
from backend.model.palette import Earlier, Suggestion, Wording
from backend.model.reason import Reason
from backend.model.template import Template, TemplateState
from tests.pty.outside import honest, hostile
from tests.tui.fakes import NOW, StillClock, account, item, row
from tests.tui.room import Room, composing
from tui.commands import COMMANDS, Where
from tui.ink import load
from tui.screens.choose import Members
from tui.screens.connect import Steps
from tui.screens.help import HelpPane
from tui.text import safe_line
from tui.widgets.ask import Ask
from tui.widgets.composer import Composer
from tui.widgets.composer_head import Head
from tui.widgets.footer import Footer
from tui.widgets.queue import Queue
from tui.widgets.replies import Replies
from tui.widgets.status import Status
from tui.widgets.thread import Thread
from tui.widgets.window import Window

STEP = 64
"""Strings a frame shows, each in several widgets."""

HONEST = 12
"""Frames of honest text before the hostile ones: what they send is what may be sent."""

COLUMNS, LINES = 80, 360
"""One column of widgets, a border in its last cell, and a line below for the mark."""

CSS = f"""
Screen > * {{ width: {COLUMNS}; border: none; border-right: solid $rule; margin: 0; display: block; dock: none; }}
.small > * {{ width: 1fr; height: 1fr; border: none; margin: 0; display: block; max-height: 100%; }}
.ask, .status {{ height: 1; }}
.footer, .head {{ height: 2; }}
Screen > #queue {{ height: 68; width: {COLUMNS}; }}
Screen > #thread {{ height: 130; }}
Screen > #replies {{ height: 54; border-right: solid $rule; width: {COLUMNS}; }}
Screen > #members {{ height: 24; }}
Screen > #steps {{ height: 20; }}
Screen > #help {{ height: 20; }}
Screen > #composer {{ height: 10; }}
Ask .question {{ width: 30; }}
Screen > #mark {{ height: 1; border: none; }}
"""

PLANTS = ("raw", "markup", "wide")

ACCOUNT = account(1, "mastodon", "Acme", "#a7b86b")


class Stand(Room):
    """Shows strings a frame at a time, in whatever widgets `widgets` returns."""

    CSS = CSS

    def __init__(self, strings: Iterator[str], plant: str = "") -> None:
        self.mark = Static(id="mark")
        super().__init__(self.mark)
        self.strings, self.plant = strings, plant
        self.number = 0
        self.ink, self.clock = load(), StillClock()

    def widgets(self) -> list[Widget]:
        raise NotImplementedError

    def show(self, said: list[str]) -> None:
        """Show these strings, STEP of them."""
        raise NotImplementedError

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [] if self.plant == "raw" else super().get_line_filters()

    def compose(self) -> ComposeResult:
        for widget in self.widgets():
            if isinstance(widget, Status | Footer | Head | Ask):
                # the product has one of each, with a name: here each gets a parent of its own
                yield Vertical(widget, classes=f"small {type(widget).__name__.lower()}")
            else:
                yield widget
        yield self.mark

    def on_mount(self) -> None:
        self.call_after_refresh(self.step)

    def step(self) -> None:
        """Show the next strings; when they are drawn, mark the frame and go on."""
        said = list(islice(self.strings, STEP))
        if said:
            self.show((said * STEP)[:STEP])
            self.call_after_refresh(self.marked)
        else:
            self.exit()

    def marked(self) -> None:
        self.number += 1
        if self.plant == "markup" and self.number > HONEST:
            self.mark.update(Text.from_markup(f"[blink red]{mark(self.number)}[/]"), layout=False)
        else:
            self.mark.update(mark(self.number), layout=False)
        self.call_after_refresh(self.step)


class LinesStand(Stand):
    """Everything that draws its own lines.

    Each string goes through queue, thread, palette and footer or header; every other frame through the lists of
    members, accounts and keys.
    """

    def widgets(self) -> list[Widget]:
        ink, clock = self.ink, self.clock
        self.window = Window()
        self.queue, self.thread = Queue(ink, clock, self.window), Thread(ink, clock)
        self.replies, self.members, self.steps = Replies(ink), Members(ink, ()), Steps(ink, "")
        self.keys = HelpPane(ink, Where.QUEUE, {}, {})
        self.headers = [Status(ink, clock) for _ in range(STEP // 4)]
        self.footers = [Footer(ink) for _ in range(STEP // 8)]
        self.queue.entered = True
        small = [*self.headers, *self.footers]
        return [self.queue, self.thread, self.replies, self.members, self.steps, self.keys, *small]

    def show(self, said: list[str]) -> None:
        rows = list(queue_rows(self.number, said))
        self.queue.tall = self.number % 4 > 0
        self.queue.said = said[-1]
        self.window.enter(Rows(tuple(rows), False, 0))
        self.queue.to_top()
        self.queue.paint()
        self.thread.show(view(self.number, said))
        self.replies.show([suggestion(at, said) for at in range(STEP // 2)], "", replace(ACCOUNT, short_name=said[0]))
        self.replies.show_earlier([earlier(at, said) for at in range(STEP // 4)], "", NOW, "UTC")
        self.replies.asked = (said[1], said[2])
        self.replies.index = STEP // 2 if self.number % 2 else 0  # what is chosen is drawn whole: now of either group
        self.replies.paint()
        for at, header in enumerate(self.headers):
            ill = replace(ACCOUNT, short_name=said[-at - 1], health=replace(ACCOUNT.health, state=HealthState.BLIND))
            header.query_text = said[at]
            header.show(Board((ill,), WorkerStatus(True, NOW), Counts(1, 0, 0)))
        for at, footer in enumerate(self.footers):
            wide = self.plant == "wide" and self.number >= HONEST
            footer.say("Lisa \U0001f3fd" if wide else said[at + 16] if self.plant else safe_line(said[at + 16]))
            footer.show_keys(Where.QUEUE, {"reply": safe_line(said[at + 24], 20)})
        if self.number % 2:
            self.lists(said)

    def lists(self, said: list[str]) -> None:
        half = said[STEP // 2 * (self.number // 2 % 2) :][: STEP // 2]
        self.members.members = tuple(member(at, name) for at, name in enumerate(half[:14]))
        self.members.said = safe_line(half[14])
        self.members.paint()
        self.steps.member = half[15]
        self.steps.accounts = tuple(replace(ACCOUNT, id=at, short_name=name) for at, name in enumerate(half[16:24]))
        self.steps.paint()
        self.keys.off = {one.id: safe_line(half[at % 32]) for at, one in enumerate(COMMANDS)}
        self.keys.wanted = half[30] if self.number % 16 == 1 else ""
        self.keys.paint()


class HeadsStand(Stand):
    """The lines above an answer; they take as many as they need."""

    def widgets(self) -> list[Widget]:
        self.heads = [Head(self.ink) for _ in range(STEP // 4)]
        return list(self.heads)

    def show(self, said: list[str]) -> None:
        for at, head in enumerate(self.heads):
            to, handle, holder, signature = said[4 * at : 4 * at + 4]
            head.composing = composing(to=to, handle=handle, holder=holder, signature=signature, mention=handle)
            head.text = handle + signature
            head.paint()


class FieldsStand(Stand):
    """Lines that ask, and the composer: Textual's own fields, holding what a moderator has pasted."""

    def widgets(self) -> list[Widget]:
        self.asks = [Ask() for _ in range(STEP // 2)]
        self.composer = Composer(self.ink)
        return [*self.asks, self.composer]

    def show(self, said: list[str]) -> None:
        for at, ask in enumerate(self.asks):
            ask.open("query", said[2 * at], said[2 * at + 1])
        self.composer.open(composing(text="\n".join(said[:8]), to=said[8], handle=said[9], holder=said[10]))
        self.composer.say(safe_line(said[11]))


STANDS: dict[str, type[Stand]] = {"lines": LinesStand, "heads": HeadsStand, "fields": FieldsStand}


def mark(number: int) -> str:
    """Return what is written below a frame when it is drawn."""
    return f"frame-{number:06d}."


def queue_rows(number: int, said: Sequence[str]) -> Iterator[QueueRow]:
    """Two strings a row: who wrote, and what; the selected row names more."""
    for at in range(0, STEP, 2):
        around: dict[str, Any] = {
            "author": said[at],
            "handle": said[at - 2],
            "claimed_by": said[at - 3] if at % 8 == 2 else None,
        }
        media = (Media(MediaKind.IMAGE, None, said[at - 4]),) if at % 8 == 4 else ()
        drafted = said[at - 5] if at == 0 else None
        key = number * STEP + at
        yield row(key, sort_at=NOW - at, text=said[at + 1], media=media, drafted_by=drafted, **around)


def view(number: int, said: Sequence[str]) -> ThreadView:
    """Four strings a comment: who wrote, what, what hangs on it, and our answer or a label."""
    rows = list(queue_rows(number, said))
    own, seen = number % 2 == 0, RemoteState.VISIBLE
    post = ThreadPost(1, 1, own, True, said[0], said[1], media(said[2]), said[3], NOW, seen, 3)
    items: list[ThreadItem | Fold] = [Fold(number % 9 + 1, 1, None)]
    for at in range(0, STEP, 4):
        author, text, other, answer = said[at : at + 4]
        more: dict[str, Any] = {"author": author, "text": text, "media": media(other), "labels": ()}
        if at % 8 == 0:
            failed = Reason("platform.gone")
            more["delivery"] = Delivery(at, "reply", OutboxState.FAILED, NOW, other, False, answer, failed, None)
        else:
            more |= {"labels": (answer, other), "claimed_by": answer}
        items.append(item(rows[at // 2], at // 4 % 5, **more))
    return ThreadView(rows[0].id, 1, post, tuple(items), 1, 3, 1, None)


def media(words: str) -> tuple[Media, ...]:
    return (Media(MediaKind.IMAGE, None, words), Media(MediaKind.LINK, f"https://x.se/{words[:99]}", "", None, words))


def suggestion(at: int, said: Sequence[str]) -> Suggestion:
    title, code, text, blank = said[at], said[at - 1], said[at - 2], said[at - 3][:40]
    template = Template(at, code, "sv", title, text, TemplateState.APPROVED, 1)
    wording = Wording(0, text + " {?" + blank + "}", (blank,), len(text), 500, at % 3 > 0)
    return Suggestion(template, (wording,))


def earlier(at: int, said: Sequence[str]) -> Earlier:
    wording = Wording(0, said[at], (), len(said[at]), 500, True)
    who, asked, page, url = said[at - 1], said[at - 2], said[at - 3], said[at - 4]
    return Earlier(at, wording, said[at], asked, who, page, "mastodon", NOW, at % 2 > 0, at % 3 > 0, url)


def member(at: int, name: str) -> Member:
    return Member(at, name, "/x", "en", "UTC", "x", frozenset({(None, Role.LEAD)}))


def main() -> None:
    """Draw as asked for on the command line."""
    kind, seed, count, *plant = sys.argv[1:]
    strings = chain(honest(int(seed), HONEST * STEP), hostile(int(seed), int(count)))
    STANDS[kind](strings, *plant).run(mouse=False)


if __name__ == "__main__":
    main()
