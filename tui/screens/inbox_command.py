"""Commands by name: the line of `:`, which completes and remembers, and the palette, which finds by a few letters.

What they need is loaded when one of them is opened for the first time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from tui.commands import Where
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tui.history import History
    from tui.keymap import Press
    from tui.palette import Choice, Names, Source
    from tui.screens.inbox import Inbox
    from tui.widgets.command_line import Choices

STEPS = {"down": 1, "tab": 1, "ctrl+n": 1, "up": -1, "shift+tab": -1, "ctrl+p": -1, "pagedown": 8, "pageup": -8}


class Commanding:
    """Reads commands by their names. `completions` are the sources that rows of the table name.

    A source is called on the loop for every key typed, so that it must answer from what the desk knows already.
    """

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.completions: dict[str, Source] = {"query": self._query_words}
        self.where = Where.QUEUE  # the pane that commands are meant for
        self._choices: Choices | None = None
        self._history: History | None = None
        self._names: Names | None = None
        self._terms: tuple[str, ...] | None = None  # of the query language
        self._finding = False  # whether a few letters find, as in the palette
        self._kept = ""  # a line that was done, until its command has told that it was right
        self._typed = ""  # what the choices complete

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of naming commands does."""
        return {"command": lambda _press: self.open(), "palette": lambda _press: self.open(finding=True)}

    # -- the line

    def open(self, line: str = "", *, finding: bool = False) -> None:
        """Ask for a command: by its name, or `finding` it by a few letters."""
        from tui.palette import Names

        desk = self.desk
        self.where, self._finding, self._typed = desk.where, finding, line
        self._names = Names(self.where, desk.parts.off(), self.completions)
        if self._terms is None:
            self._terms = ()
            desk.calls.read(lambda door: door.query_words(), self._know)
        self._lines.start()
        desk.ask("palette" if finding else "command", _("Find:") if finding else ":", line, self)
        hint = _("Enter does it · ↑ ↓ choose · Esc leaves") if finding else _("Tab completes · ↑ brings old ones back")
        desk.say(hint)
        if finding:
            self._show(self._names.found(line), 0)

    def again(self) -> None:
        """Ask once more for the line that was just done: its command could not make anything of it."""
        if self._kept:
            message, tone = self.desk.footer.message, Tone.BAD
            self.open(self._kept)
            self.desk.say(message, tone)

    def forget(self) -> None:
        """Something else is done now: the line before is over."""
        self._kept = ""

    def answered(self, line: str) -> None:
        """Do what a line means; a mistake is told, and the line stays to be put right."""
        if self._finding:
            self._chosen()
            return
        names = self._names
        meant = names.meant(line) if names is not None else None
        if names is None or meant is None or meant.wrong:
            self.desk.say(f"✗ {meant.wrong if meant else ''}", Tone.BAD)
            return
        self.desk.close_ask()
        if meant.press is not None:
            self._lines.add(line.strip(), lasting=names.lasting(meant.press))
            self.desk.obey(meant.press)
            self._kept = line

    def _chosen(self) -> None:
        """Do the command that is chosen in the palette, or say why it does nothing here."""
        choices = self._choices
        if choices is None or not 0 <= choices.index < len(choices.choices):
            self.desk.say(_("No command is called that."), Tone.LAMP)
            return
        command = choices.choices[choices.index].command
        self.desk.close_ask()
        if command is not None:
            from tui.keymap import Press

            self.desk.obey(Press(command))

    # -- helping with the line

    def typed(self, text: str) -> None:
        """Show what the line may mean now."""
        self._typed = text
        names = self._names
        if names is None:
            return
        if self._finding:
            self._show(names.found(text), 0)
        else:
            self._show(names.completed(text) if text.strip() else [])

    def pressed(self, key: str, text: str) -> str | None:
        """Choose, complete, or look back."""
        step, choices = STEPS[key], self._choices
        if not self._finding and key in ("up", "down"):
            line = self._lines.back(text) if step < 0 else self._lines.forth(text)
            self._typed = line
            self._show([])
            return line
        if self._names is not None and not self._finding and (choices is None or not choices.display):
            self._show(self._names.completed(text))
            choices = self._choices
        if choices is None or not choices.choices:
            return None
        last = len(choices.choices) - 1
        index = choices.index + step if abs(step) == 1 else max(0, min(last, choices.index + step))
        choices.show(choices.choices, index % (last + 1))
        return None if self._finding else choices.choices[choices.index].line

    def closed(self) -> None:
        """The line is gone, and with it the list and what was said of it."""
        self._names = None
        self.desk.say("")
        self._show([])

    def _show(self, found: Sequence[Choice], index: int = -1) -> None:
        if self._choices is None:
            if not found:
                return
            from tui.widgets.command_line import Choices

            self._choices = Choices(self.desk.ink, self._point)
            self.desk.mount(self._choices)
        self._choices.show(found, min(index, len(found) - 1))

    def _point(self, index: int) -> None:
        """A row was pointed at: it is chosen, in the palette done."""
        choices = self._choices
        if choices is None:
            return
        choices.show(choices.choices, index)
        if self._finding:
            self._chosen()
        else:
            self.desk.parts.ask.put(choices.choices[index].line)

    # -- what is known

    @property
    def _lines(self) -> History:
        """The lines of the member who sits here."""
        if self._history is None:
            from tui.history import History

            number = self.desk.member.id if self.desk.member is not None else 0
            self._history = History(self.desk.calls.door.settings.data_dir / "history" / f"{number}.txt")
        return self._history

    def _know(self, words: tuple[str, ...]) -> None:
        self._terms = words

    def _query_words(self, typed: str) -> list[str]:
        """Complete one term of a query: fields, states, and the accounts and platforms there are."""
        minus, word = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
        accounts = self.desk.accounts.values()
        named = dict.fromkeys(f"account:{one.short_name.lower()}" for one in accounts)
        named.update(dict.fromkeys(f"platform:{one.platform}" for one in accounts))
        return [minus + one for one in (*(self._terms or ()), *named) if one.startswith(word.lower())]
