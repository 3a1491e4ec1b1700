"""From keys to commands: counts (`5j`), two keys in a row (`gg`), prefixes (`'d`), a reason after the act (`d3`). Pure.

Each pane keeps one `Keys`; one `Repeating` remembers what `.` does again.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tui.bound import bound
from tui.commands import Alters, Command, Prefix, Where
from tui.keynames import SPAN, each, shown_key

MOST = 9999
"""No count is larger: a held digit must not become a number that means nothing."""


class Press(NamedTuple):
    """A command that was typed.

    `times` is the number before it, None when there was none. `stay`: the act leaves the cursor where it is. `marked`:
    it is meant for what is marked. `reason` is set for a lone digit right after an act (0 is the tenth): the act has
    been done, only its reason changes. `text` is what followed its name on the line of `:`.
    """

    command: Command
    times: int | None = None
    stay: bool = False
    marked: bool = False
    reason: int | None = None
    text: str = ""


class Keys:
    """Reads the keys of one pane, one at a time. `stay`: what an act does without the prefix, which turns it round."""

    def __init__(self, commands: Sequence[Command], *, stay: bool = False) -> None:
        self._commands = commands
        self._known = {key: command for command in commands for key in command.keys}
        self._firsts = {key.split(" ")[0] for key in self._known if " " in key}
        self._stay = stay
        self._reasoned: Command | None = None  # the act whose reason a lone digit changes
        self._digits = self._first = ""
        self._prefixes: dict[Prefix, str] = {}  # with the key that was typed for it

    @property
    def pending(self) -> str:
        """What has been typed of a command that is not whole yet, as it is shown."""
        return self._digits + "".join(map(shown_key, (*self._prefixes.values(), *filter(None, [self._first]))))

    @property
    def following(self) -> tuple[Command, ...]:
        """The commands that what is pending may lead to, each with the key that is left to type; none after a count."""
        if self._first:
            rests = ((key.removeprefix(self._first + " "), one) for key, one in self._known.items() if " " in key)
            return tuple(one._replace(keys=(rest,)) for rest, one in rests if " " not in rest)
        if self._prefixes:
            many = Prefix.MARKED in self._prefixes
            acts = (one for one in self._commands if one.alters and one.keys)
            return tuple(one for one in acts if one.alters is Alters.MANY or not many)
        return ()

    def feed(self, key: str, character: str | None) -> Press | None:
        """Take a key by its name, and the character it types if any. Returns the command when it is whole."""
        name = _name(key, character)
        reasoned, self._reasoned = self._reasoned, None
        if reasoned is not None and not self.pending and name in tuple("1234567890"):
            return Press(reasoned, reason=int(name) or 10)
        if name == "escape" and self.pending:
            self.clear()
            return None
        if self._counts(name):
            return None
        whole = f"{self._first} {name}" if self._first else name
        if whole in self._firsts and whole not in self._known:
            self._first = whole
            return None
        return self._whole(self._known.get(whole), name)

    def _counts(self, name: str) -> bool:
        """Take a digit of a count."""
        if self._first or not (name.isdecimal() and name.isascii()) or (name == "0" and not self._digits):
            return False
        self._digits = str(min(MOST, int(self._digits + name)))
        return True

    def _whole(self, command: Command | None, name: str) -> Press | None:
        """Return the command that is whole now; a prefix is kept for the next, what means nothing is forgotten."""
        if command is not None and command.prefix:
            self._first = ""
            if self._prefixes.pop(command.prefix, None) is None:
                self._prefixes[command.prefix] = name
            return None
        times, prefixes = int(self._digits) if self._digits else None, self._prefixes
        self.clear()
        if command is None:
            return None
        self._reasoned = command if command.reasons else None
        return Press(command, times, self._stay != (Prefix.STAY in prefixes), Prefix.MARKED in prefixes)

    def expect_reason(self, command: Command) -> None:
        """An act that asked for a word has been done: a lone digit right after it is its reason, as after its key."""
        self._reasoned = command if command.reasons else None

    def clear(self) -> None:
        """Forget what was typed so far."""
        self._digits = self._first = ""
        self._prefixes = {}
        self._reasoned = None


def typed_in(where: Where, key: str) -> Press | None:
    """Return the command of a key in a pane where typing is text: one key, no counts. Its digit, if any, is `times`."""
    command = bound().command_at(where, key)
    if command is None:
        return None
    digit = key[-1:] if any(SPAN in one and key in each(one) for one in command.keys) else ""
    return Press(command, int(digit) if digit.isdecimal() else None)


def _name(key: str, character: str | None) -> str:
    """Return what a key is called in the table: its character where it has one, unless Alt was held."""
    if key.startswith("alt+") or not character or character == " " or not character.isprintable():
        return key
    return character


class Repeating:
    """Remembers the last act that `.` may do again."""

    def __init__(self) -> None:
        self._last: Press | None = None
        self.barred: Command | None = None  # the last act, when it is one that is never repeated

    def note(self, press: Press) -> None:
        """Remember what was done; an act that may not be repeated bars the one before it as well."""
        command = press.command
        if press.reason is not None:
            if self._last is not None and self._last.command.id == command.id:
                self._last = self._last._replace(reason=press.reason)
        elif command.repeats:
            self._last, self.barred = press, None
        elif command.alters:
            self._last, self.barred = None, command

    def again(self, press: Press) -> Press | None:
        """Return the last act as it is to be done again, None when there is none.

        How often, whether to stay and whether it is meant for the marks are those of `.` itself, not of the act before.
        """
        last = self._last
        return last and last._replace(times=press.times or last.times, stay=press.stay, marked=press.marked)
