"""The first run: who are you? Four answers make the first member of a new store."""

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from backend.i18n import LANGUAGES, _, set_language
from backend.model.clock import Clock
from backend.text.clean import clean_line
from tui.ink import ROOM, Ink
from tui.text import safe_line
from tui.when import clock as clock_time
from tui.widgets.drafting import kept
from tui.widgets.field import Field
from tui.widgets.lines import Line, Lines
from tui.zones import known, matching

NAME, SIGNATURE, LANGUAGE, ZONE = ORDER = ("name", "signature", "language", "zone")
LONGEST = 60


class Language(Lines, can_focus=True):
    """Chooses between the languages there are, with arrows or the space bar."""

    class Chosen(Message):
        """Another language was chosen."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, ink: Ink, code: str) -> None:
        super().__init__(ink, id=LANGUAGE)
        self.code = code if code in LANGUAGES else "en"

    def draw(self) -> list[Line]:
        """Return the languages side by side, the chosen one marked."""
        style, line = self.ink.style, []
        for code, name in LANGUAGES.items():
            chosen = code == self.code
            line.append(Segment("● " if chosen else "○ ", style("lamp" if chosen and self.has_focus else "dim")))
            line.append(Segment(name + "   ", style("text" if chosen else "dim", bold=chosen)))
        return [line]

    def on_key(self, event: events.Key) -> None:
        """Go to the next or previous language."""
        codes = list(LANGUAGES)
        step = {"right": 1, "space": 1, "left": -1}.get(event.key)
        if step is None:
            return
        event.stop()
        self.code = codes[(codes.index(self.code) + step) % len(codes)]
        self.paint()
        self.post_message(self.Chosen(self.code))

    def on_click(self) -> None:
        """A click goes to the next one."""
        self.focus()

    def watch_has_focus(self, _focused: bool) -> None:
        """Show whether arrows choose here."""
        self.paint()


class Welcome(Screen[None]):
    """Asks and checks; what is done with the answers is decided by whoever gets `Introduced`."""

    DEFAULT_CSS = (ROOM / "welcome.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#name"

    class Introduced(Message):
        """All is answered and fit to be kept."""

        def __init__(self, name: str, signature: str, language: str, time_zone: str) -> None:
            super().__init__()
            self.name = name
            self.signature = signature
            self.language = language
            self.time_zone = time_zone

    def __init__(self, ink: Ink, clock: Clock, language: str, time_zone: str, *, created: bool = False) -> None:
        super().__init__()
        self.clock, self.created = clock, created
        self.language = Language(ink, language)
        self._zone = time_zone
        self._fields: dict[str, Field | Language] = {}
        self._words: dict[str, Static] = {}
        self._said = ""
        self._proposed = ""  # the signature made from the name, until another is typed

    def compose(self) -> ComposeResult:
        """Compose a label, a field and an explanation for each question."""
        self._fields = {
            NAME: Field(compact=True, max_length=LONGEST, id=NAME),
            SIGNATURE: Field(compact=True, max_length=LONGEST, id=SIGNATURE),
            LANGUAGE: self.language,
            ZONE: Field(self._zone, compact=True, max_length=LONGEST, id=ZONE),
        }
        with Vertical(id="welcome"):
            yield self._static("welcome-title")
            yield self._static("welcome-why")
            for name, field in self._fields.items():
                yield Horizontal(self._static(f"{name}-label", "label"), field, classes="question")
                yield self._static(f"{name}-hint", "hint")
            yield self._static("welcome-said")
            yield self._static("welcome-keys")

    def _static(self, name: str, classes: str = "") -> Static:
        self._words[name] = Static(id=name, classes=classes)
        return self._words[name]

    def on_mount(self) -> None:
        """Write the labels in the language proposed."""
        set_language(self.language.code)
        self._write()

    # -- for the app

    def refused(self, words: str) -> None:
        """Say why the answers could not be kept; they can be changed and given again."""
        self._said = words
        self._write()

    # -- answering

    def on_language_chosen(self, event: Language.Chosen) -> None:
        """Go on in that language at once."""
        event.stop()
        set_language(event.code)
        self._write()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Propose a signature for the name, and tell what time it is in the zone."""
        event.stop()
        self._said = ""
        if event.input.id == NAME and self._typed(SIGNATURE) == self._proposed:
            first = self._value(NAME).split(" ")[0]
            self._proposed = f"/{first}" if first else ""
            self._fill(SIGNATURE, self._proposed)
        self._write()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next question, after the last it gives the answers."""
        event.stop()
        self._next(event.input.id or NAME)

    def on_key(self, event: events.Key) -> None:
        """Arrows go between the questions, ^S gives the answers."""
        here = self.focused.id if self.focused is not None else None
        if event.key == "ctrl+s":
            self._give()
        elif event.key in ("down", "up") and here in ORDER:
            at = ORDER.index(here) + (1 if event.key == "down" else -1)
            self.set_focus(self._fields[ORDER[at % len(ORDER)]])
        elif event.key == "enter" and here == LANGUAGE:
            self._next(here)
        else:
            return
        event.stop()

    def _next(self, name: str) -> None:
        if name == ZONE:
            self._give()
        else:
            self.set_focus(self._fields[ORDER[ORDER.index(name) + 1]])

    def _give(self) -> None:
        """Hand the answers on, or go to the first one that is not fit."""
        meant = matching(self._typed(ZONE), 1)
        if not known(self._value(ZONE)) and meant:
            self._fill(ZONE, meant[0])
            self.set_focus(self._fields[ZONE])
            return
        problem = self._problem()
        if problem is not None:
            field, self._said = problem
            self.set_focus(self._fields[field])
            self._write()
            return
        code = self.language.code
        self.post_message(self.Introduced(self._value(NAME), self._value(SIGNATURE), code, self._value(ZONE)))

    def _problem(self) -> tuple[str, str] | None:
        if not self._value(NAME):
            return NAME, _("Write your name first.")
        if not known(self._value(ZONE)):
            return ZONE, _("There is no such time zone. Write Area/City, as in Europe/Stockholm.")
        return None

    def _value(self, name: str) -> str:
        return clean_line(kept(self._typed(name)))

    def _typed(self, name: str) -> str:
        field = self._fields[name]
        return field.value if isinstance(field, Field) else ""

    def _fill(self, name: str, value: str) -> None:
        field = self._fields[name]
        if isinstance(field, Field):
            field.value = value

    # -- words

    def _write(self) -> None:
        """Write every word anew: the language or an answer has changed."""
        made = _("✓ A new store was made.") + " " if self.created else ""
        for name, words in (
            ("welcome-title", _("Welcome to Nightdesk")),
            ("welcome-why", made + _("You are its first member, its lead and admin. Who are you?")),
            (f"{NAME}-label", _("Name")),
            (f"{NAME}-hint", _("Colleagues see it on what you claim and answer.")),
            (f"{SIGNATURE}-label", _("Signature")),
            (f"{SIGNATURE}-hint", _("Ends every answer you write. Leave it empty to sign nothing.")),
            (f"{LANGUAGE}-label", _("Language")),
            (f"{LANGUAGE}-hint", _("Of this program. ← → chooses.")),
            (f"{ZONE}-label", _("Time zone")),
            (f"{ZONE}-hint", self._zone_words()),
            ("welcome-said", f"✗ {self._said}" if self._said else ""),
            ("welcome-keys", _("Enter next   ↑ ↓ between   ^S done   ^Q leave")),
        ):
            if name in self._words:
                self._words[name].update(Content(words))
        self.language.paint()

    def _zone_words(self) -> str:
        typed = self._value(ZONE)
        if known(typed):
            return _("There it is {time} now.").format(time=clock_time(self.clock.now(), typed))
        meant = matching(typed)
        if meant:
            return _("Enter takes the first: {zones}").format(zones="  ".join(safe_line(name) for name in meant))
        return _("All times are shown in it. Write Area/City, as in Europe/Stockholm.")
