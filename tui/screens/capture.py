"""A comment put in by hand: its text as it was copied, who wrote it, where it stands, and what it stands under."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from backend.i18n import _
from backend.model.place import Capture, Captured
from backend.text.placelink import place_link
from tui.ink import ROOM
from tui.text import safe_line
from tui.widgets.area import Area
from tui.widgets.drafting import kept
from tui.widgets.field import Field

if TYPE_CHECKING:
    from backend.model.account import Account
    from tui.ink import Ink

LONGEST = 2000
"""Characters of a line."""

ORDER = ("text", "by", "link", "under")


class Typed(NamedTuple):
    """What has been typed so far."""

    text: str = ""
    by: str = ""
    link: str = ""
    under: str = ""


class Pasted(Area):
    """The text. Tab goes on to the next field: nobody writes one in a comment."""

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]  # Textual runs this, then the base's own
        if event.key in ("tab", "shift+tab", "escape", "ctrl+s"):
            event.prevent_default()


class CaptureScreen(Screen[None]):
    """Four fields. `keep` is told what is to be kept, `leave` what was typed and not kept when the screen closes."""

    DEFAULT_CSS = (ROOM / "capture.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#text"

    def __init__(self, ink: Ink, account: Account, typed: Typed | None) -> None:
        super().__init__()
        self.ink, self.account = ink, account
        self.keep: Callable[[Capture], None] = lambda _what: None
        self.leave: Callable[[Typed], None] = lambda _typed: None
        self._begun = typed or Typed()
        self._area = Pasted("text")
        self._lines = {
            name: Field(getattr(self._begun, name), compact=True, max_length=LONGEST, id=name, select_on_focus=False)
            for name in ORDER[1:]
        }
        self._said = Static(id="capture-said")

    def compose(self) -> ComposeResult:
        """Compose a label and a field for each."""
        account = safe_line(self.account.short_name, 20)
        with Vertical(id="capture"):
            yield Static(Content(_("Put in by hand: {account}").format(account=account)), id="capture-title")
            yield Static(Content(_("Text, as you copied it")), classes="label")
            yield self._area
            for name, label, hint in self._labels():
                yield Horizontal(Static(Content(label), classes="label"), self._lines[name], classes="question")
                yield Static(Content(hint), classes="hint")
            yield self._said
            yield Static(Content(_("^S keeps it   Tab next   Esc leaves, what you typed stays")), id="capture-keys")

    @staticmethod
    def _labels() -> tuple[tuple[str, str, str], ...]:
        return (
            ("by", _("Author"), _("As the name stands there; it is all that tells people apart.")),
            ("link", _("Link"), _("To the comment where it has one: the same link is never kept twice.")),
            ("under", _("Under"), _("The post it stands under, in a few words.")),
        )

    def on_mount(self) -> None:
        """Put in what was begun earlier."""
        self._area.load_text(self._begun.text)

    @property
    def typed(self) -> Typed:
        """What stands in the fields."""
        return Typed(self._area.text, *(kept(self._lines[name].value) for name in ORDER[1:]))

    def on_key(self, event: events.Key) -> None:
        """^S keeps, Esc leaves, arrows and Tab go between the fields."""
        if event.key == "ctrl+s":
            self._keep()
        elif event.key == "escape":
            self.leave(self.typed)
            self.dismiss(None)
        elif event.key in ("tab", "shift+tab"):
            here = self.focused.id if self.focused is not None else ORDER[0]
            at = ORDER.index(here) if here in ORDER else 0
            self._go(ORDER[(at + (1 if event.key == "tab" else -1)) % len(ORDER)])
        else:
            return
        event.stop()
        event.prevent_default()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field; only ^S keeps."""
        event.stop()
        self._go(ORDER[min(ORDER.index(event.input.id or "by") + 1, len(ORDER) - 1)])

    def _go(self, name: str) -> None:
        self.set_focus(self._area if name == "text" else self._lines[name])

    def _keep(self) -> None:
        typed = self.typed
        if not typed.text.strip():
            self.refused("✗ " + _("There is no text to keep."))
            self._go("text")
        elif typed.link.strip() and place_link(typed.link) is None:
            self.refused("✗ " + _("That is no link to a web page."))
            self._go("link")
        else:
            self.keep(Capture(typed.link, typed.by, typed.text, None, Captured.PASTE, typed.under))

    # -- for whoever shows it

    def kept(self, words: str) -> None:
        """It was kept: the next one may follow, under the same post."""
        self._area.load_text("")
        for name in ("by", "link"):
            self._lines[name].value = ""
        self._go("text")
        self._say(words, good=True)

    def refused(self, words: str) -> None:
        """It was not kept: the text stays."""
        self._say(words, good=False)

    def _say(self, words: str, *, good: bool) -> None:
        self._said.set_class(good, "-good")
        self._said.update(Content(words))
