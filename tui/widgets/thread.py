"""The thread pane: the post as parent, the dialogue around one comment, drawn by lines and scrolled by lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.clock import MINUTE, SECOND, Clock
from tui import symbols as sign
from tui.commands import Where
from tui.ink import Ink
from tui.widgets.lines import Line
from tui.widgets.pane import Pane
from tui.widgets.queue import ROOMY

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.comment import Fold, ThreadItem, ThreadView
    from tui.widgets.thread_lines import Look

    Drawn = tuple[ThreadItem, tuple[object, ...], list[Line]]

FURTHER = 4
"""Lines that may stay empty below the thread's end, so that the first one shown is where a comment begins."""


class Thread(Pane):
    """Shows one `ThreadView`. It keeps its place while the same comment is shown again with newer readings."""

    where = Where.THREAD

    def __init__(self, ink: Ink, clock: Clock) -> None:
        super().__init__(ink, id="thread")
        self.clock = clock
        self.accounts: Mapping[int, Account] = {}
        self.me = ""
        self.zone = "UTC"
        self.view: ThreadView | None = None
        self._scroll: int | None = None  # None: wherever the focused comment is in view
        self._body: list[Line] = []
        self._focus = (0, 0)
        self._post = 0  # lines of the post at the body's start
        self._before = 0  # the comment drawn last
        self._folds: dict[int, Fold] = {}  # by the body's line
        self._heads: list[int] = []  # the body's lines that a comment or a fold begins on
        self._unfolded: dict[int | None, tuple[ThreadItem | Fold, ...]] = {}  # by the fold's `after_id`
        self._drawn: dict[int, Drawn] = {}
        self._bare: tuple[int, int, str] | None = None  # comment, revision and words that are shown without a mask

    def show(self, view: ThreadView | None) -> None:
        """Show a thread; another comment than before starts with it in view."""
        if view is None or self.view is None or view.comment_id != self.view.comment_id:
            self._scroll = None
            self._unfolded.clear()
            self._bare = None
        self.view = self._with_unfolded(view) if view is not None and self._unfolded else view
        self.paint()

    @property
    def comments(self) -> list[ThreadItem]:
        """The comments that are shown, without the folds."""
        from backend.model.comment import ThreadItem

        return [item for item in self.view.items if isinstance(item, ThreadItem)] if self.view else []

    def unfold(self, fold: Fold, items: tuple[ThreadItem | Fold, ...]) -> None:
        """Put what was folded in the fold's place. It stays unfolded while this comment is shown."""
        self._unfolded[fold.after_id] = items
        if self.view is not None:
            self.view = self._with_unfolded(self.view)
            self.paint()

    def _with_unfolded(self, view: ThreadView) -> ThreadView:
        from backend.model.comment import Fold

        items: list[ThreadItem | Fold] = list(view.items)
        left = dict(self._unfolded)
        at = 0
        while at < len(items):
            entry = items[at]
            if isinstance(entry, Fold) and entry.after_id in left:
                items[at : at + 1] = left.pop(entry.after_id)
            else:
                at += 1
        return replace(view, items=tuple(items))

    def bare(self, comment_id: int, revision: int, text: str) -> None:
        """Show a comment's words without a mask, until another comment is shown or it is edited."""
        self._bare = (comment_id, revision, text)
        self.paint()

    def is_bare(self, comment_id: int) -> bool:
        """Tell whether a comment is shown without a mask."""
        return self._bare is not None and self._bare[0] == comment_id

    def cover(self) -> None:
        """Mask again what is shown."""
        self._bare = None
        self.paint()

    def counting(self) -> bool:
        """Tell whether an undo window runs down in the thread."""
        from tui.widgets.marks import counting

        now = self.clock.now()
        return any(counting(item.delivery, now) for item in self.comments)

    def forget_drawn(self) -> None:
        """Draw everything anew at the next paint: accounts, names, zone or language have changed."""
        self._drawn.clear()

    # -- scrolling

    def scroll_lines(self, lines: int) -> None:
        """Scroll by so many lines (negative: up). The post is passed in one step: it stays above, shortened."""
        top = max(0, min(self._top() + lines, self._last()))
        if self._pinned() and 0 < top < self._post:
            top = min(self._post, self._last()) if lines > 0 else 0
        self._scroll = top
        self.paint()

    @property
    def page(self) -> int:
        """How many lines a screen scrolls by."""
        return max(1, self._room() - len(self._pinned()) - 1)

    def _room(self) -> int:
        return max(1, self.size.height - len(self._head()))

    def _pinned(self) -> list[Line]:
        """Return the post as it stays above while the thread is scrolled: its first lines."""
        if self._post > self._room() // 2:
            return []
        return [*self._body[: min(self._post - 1, 4 if self.size.height >= ROOMY else 3)], []] if self._post else []

    def _last(self) -> int:
        """Return how far the thread can be scrolled: to its end, or a little further where a comment begins."""
        over = len(self._body) - self._room()
        if over <= 0:
            return 0
        last = over + len(self._pinned())
        return next((head for head in self._heads if last <= head <= last + FURTHER), last)

    def _top(self) -> int:
        """Return the first shown line: the top while the focused comment is in view there, else just above it."""
        if self._scroll is not None:
            return min(self._scroll, self._last())
        start, end = self._focus
        if end <= self._room():
            return 0
        room, last = self._room() - len(self._pinned()), self._last()
        top = min(last, start, max(self._post, end - room + 1, start - room // 3))
        return next((head for head in self._heads if top <= head <= min(start, last)), top)

    @property
    def read_at(self) -> int:
        """The line that a screen reader reads first: the focused comment's while it is in view, else the topmost."""
        top, head = self._top(), len(self._head())
        pinned = len(self._pinned()) if top else 0
        line = self._focus[0] - top
        return head + pinned + (line if 0 <= line < self._room() - pinned else 0)

    def fold_in_view(self) -> Fold | None:
        """Return the first fold on the screen, else the first of all."""
        top = self._top()
        shown = [fold for line, fold in self._folds.items() if top <= line < top + self._room()]
        return next(iter(shown or self._folds.values()), None)

    # -- drawing

    def draw(self) -> list[Line]:
        """Return the head and the part of the thread that is in view."""
        self._build()
        top = self._top()
        return [*self._head(), *(self._pinned() if top else []), *self._body[top : top + self._room()]]

    def _head(self) -> list[Line]:
        style, view = self.ink.style, self.view
        head = [Segment("  " + _("THREAD"), style("dim", bold=True))]
        if self.has_focus:
            head[0] = Segment(f"{sign.BAR} " + _("THREAD"), style("lamp", bold=True))
        if view is not None:
            said = _("{position} of {total}").format(position=view.position, total=view.total)
            if view.open:
                said += " · " + ngettext("{n} open", "{n} open", view.open).format(n=view.open)
            head.append(Segment(f"   {said}", style("faint")))
        return [[], head, []] if self.size.height >= ROOMY else [head]

    def _build(self) -> None:
        self._body, self._folds, self._focus, self._post = [], {}, (0, 0), 0
        self._before, self._heads = 0, []
        view = self.view
        if view is None:
            return
        from tui.widgets.thread_lines import Look

        account = self.accounts.get(view.account_id)
        look = Look(self.ink, self.size.width, account, self.me, self.zone, self.clock.now())
        self._fill(view, look)
        if view.complete_since:
            from tui.when import stamp

            since = stamp(view.complete_since, look.now, self.zone)
            self._body.append(
                [Segment("  " + _("complete since {since}").format(since=since), self.ink.style("faint"))]
            )

    def _fill(self, view: ThreadView, look: Look) -> None:
        from backend.model.comment import Fold
        from tui.widgets.thread_lines import fold_line, post_lines

        if view.post is not None and not self._told_as_item(view):
            self._body += [*post_lines(view.post, look), []]
            self._post = len(self._body)
        for entry in view.items:
            if isinstance(entry, Fold):
                self._folds[len(self._body)] = entry
                self._heads.append(len(self._body))
                self._body += [fold_line(entry, look._replace(focused=self.has_focus)), []]
            else:
                self._add(entry, view, look)

    @staticmethod
    def _told_as_item(view: ThreadView) -> bool:
        """A stranger's post without a text of its own stands among the comments already."""
        post = view.post
        return post is not None and not post.own and not (post.text or post.expired) and bool(view.items)

    def _add(self, item: ThreadItem, view: ThreadView, look: Look) -> None:
        focused = item.id == view.comment_id
        if self._bare is not None and self._bare[:2] == (item.id, item.revision):
            item = replace(item, text=self._bare[2])
        answer = item.own and item.parent_id == view.comment_id
        lines = self._item(item, look._replace(focused=focused))
        if focused:
            lines = [*lines, *self._about(item, view, look)]
        if item.own and item.parent_id == self._before and self._body and not self._body[-1]:
            self._body.pop()
        self._before = item.id
        if focused and (view.notes or view.referral or view.second):
            from tui.widgets.thread_lines import said_lines

            lines = [*lines, *said_lines(view, look)]
        start = len(self._body)
        self._heads.append(start)
        self._body += [*lines, []]
        if focused:
            self._focus = (start, start + len(lines))
        elif answer:  # what we answered is to be seen with what it answers
            self._focus = (self._focus[0], start + len(lines))

    @staticmethod
    def _about(item: ThreadItem, view: ThreadView, look: Look) -> list[Line]:
        """Return why the comment is here, and what is known of its author."""
        if not view.why and view.author is None and view.hold is None and item.category is None:
            return []
        from tui.widgets.about_lines import about_lines

        return about_lines(item, view, look)

    def _item(self, item: ThreadItem, look: Look) -> list[Line]:
        from tui.widgets.marks import counting
        from tui.widgets.thread_lines import item_lines

        step = SECOND if counting(item.delivery, look.now) else MINUTE
        key = (look.focused, look.cells, look.me, look.now // step)
        kept = self._drawn.get(item.id)
        if kept is not None and kept[0] is item and kept[1] == key:
            return kept[2]
        if len(self._drawn) > 600:
            self._drawn.clear()
        lines = item_lines(item, look)
        self._drawn[item.id] = (item, key, lines)
        return lines
