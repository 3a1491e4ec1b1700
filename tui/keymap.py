"""From keys to commands: counts (`5j`) and two keys in a row (`gg`). Pure; each pane keeps one."""

from typing import NamedTuple

from tui.commands import Command, Where, commands_in

MOST = 9999
"""No count is larger: a held digit must not become a number that means nothing."""


class Press(NamedTuple):
    """A command that was typed. `times` is the number before it, None when there was none."""

    command: Command
    times: int | None = None


class Keys:
    """Reads the keys of one pane, one at a time."""

    def __init__(self, where: Where) -> None:
        self._known = {key: command for command in commands_in(where) for key in command.keys}
        self._firsts = {key.split(" ")[0] for key in self._known if " " in key}
        self._first = ""
        self._digits = ""

    @property
    def pending(self) -> str:
        """What has been typed of a command that is not whole yet."""
        return self._digits + self._first

    def feed(self, key: str, character: str | None) -> Press | None:
        """Take a key by its name, and the character it types if any. Returns the command when it is whole."""
        name = character if character and character.isprintable() and character != " " else key
        if name.isdecimal() and name.isascii() and (name != "0" or self._digits) and not self._first:
            self._digits = str(min(MOST, int(self._digits + name)))
            return None
        whole = f"{self._first} {name}" if self._first else name
        if whole in self._firsts and whole not in self._known:
            self._first = whole
            return None
        command = self._known.get(whole)
        times = int(self._digits) if self._digits else None
        self.clear()
        return Press(command, times) if command else None

    def clear(self) -> None:
        """Forget what was typed so far."""
        self._first = self._digits = ""
