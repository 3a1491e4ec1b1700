"""Which keys are bound to which command, pane by pane: the table's own, a preset's, or a keymap file's.

One set of keys a process, as there is one language: `use` chooses it before the first pane is made.
"""

from collections.abc import Mapping
from functools import cache

from tui.commands import COMMANDS, Command, Where, named
from tui.commands.row import TYPING
from tui.keynames import SPAN, each, shown_key, types

Spot = tuple[str, Where]
"""A command's id and a pane it works in."""

CORAL = "coral"
PRESETS = ("default", CORAL)

EDITING = {
    Where.COMPOSER: frozenset(
        "enter backspace delete left right up down home end pageup pagedown ctrl+z ctrl+y ctrl+x ctrl+v".split()
    ),
    Where.REPLIES: frozenset({"backspace", "delete"}),
}
"""Keys without which a text field cannot be used."""


class Bound:
    """The keys of every command in every pane. `changed` overrides the preset's; `stay`: acts stay on their comment."""

    def __init__(
        self, preset: str = PRESETS[0], changed: Mapping[Spot, tuple[str, ...]] | None = None, *, stay: bool = False
    ) -> None:
        self.preset, self.stay = preset, stay
        given = changed or {}
        self.keys: dict[Spot, tuple[str, ...]] = {
            (command.id, where): given.get((command.id, where), preset_keys(command, where, preset))
            for command in COMMANDS
            for where in command.where
        }
        self._in = {where: self._of(where) for where in Where}
        self._at = {
            where: {one: command for command in found for key in command.keys for one in each(key)}
            for where, found in self._in.items()
        }

    def _of(self, where: Where) -> tuple[Command, ...]:
        return tuple(one._replace(keys=self.keys[one.id, where]) for one in COMMANDS if where in one.where)

    def commands_in(self, where: Where) -> tuple[Command, ...]:
        """Return a pane's commands with the keys they have there, in the table's order."""
        return self._in[where]

    def command_at(self, where: Where, key: str) -> Command | None:
        """Return the command of a key by its name, in a pane that reads one key at a time."""
        return self._at[where].get(key)


def usable(key: str, where: Where) -> bool:
    """Tell whether a command can have a key in a pane: where typing is text, only keys that type and edit nothing."""
    if where not in TYPING or SPAN in key:
        return True
    return not types(key) and " " not in key and key not in EDITING[where]


def preset_keys(command: Command, where: Where, preset: str) -> tuple[str, ...]:
    """Return the keys a preset gives a command in a pane."""
    keys = command.coral if preset == CORAL and command.coral is not None else command.keys
    return tuple(key for key in keys if usable(key, where))


@cache
def _usual() -> Bound:
    return Bound()


_current: Bound | None = None


def bound() -> Bound:
    """Return the keys in use."""
    return _current or _usual()


def use(keys: Bound | None) -> None:
    """Use other keys from now on, None for the table's own. Panes that are there already keep theirs."""
    global _current  # noqa: PLW0603 - one set of keys a process
    _current = keys


def commands_in(where: Where) -> tuple[Command, ...]:
    """Return a pane's commands with the keys they have now."""
    return bound().commands_in(where)


def key_of(command_id: str, where: Where | None = None) -> str:
    """Return how a command is typed, for a sentence: its first key there, or its name after a colon if it has none."""
    command = named(command_id)
    keys = bound().keys[command_id, where or command.where[0]]
    return shown_key(keys[0]) if keys else f":{command_id}"
