"""THE table of commands: keys, footer, help, `:`, palette, keymap files and the README's list all come from here.

To add a command, add a row to one of the files beside and its verb to a screen. Labels and explanations are marked for
the catalogue and translated when they are drawn. Whoever shows or reads keys asks `tui.bound`, which knows what a
keymap file has changed.
"""

from typing import NamedTuple

from backend.i18n import N_
from tui.commands import about, cases, deciding, desk, finding, judging, moving, writing
from tui.commands.row import Alters, Command, Prefix, Sign, Takes, Where

__all__ = ("COMMANDS", "GROUPS", "Alters", "Command", "Group", "Prefix", "Sign", "Takes", "Where", "named")


class Group(NamedTuple):
    """Commands that belong together, under a title."""

    title: str
    commands: tuple[Command, ...]


GROUPS = (
    Group(N_("DECIDE"), (*deciding.ROWS, *about.ROWS, *judging.ROWS, *cases.ROWS)),
    Group(N_("WRITE"), writing.ROWS),
    Group(N_("FIND"), finding.ROWS),
    Group(N_("MOVE"), moving.ROWS),
    Group(N_("DESK"), (*desk.ROWS, *judging.SIGNING)),
)

COMMANDS: tuple[Command, ...] = tuple(command for group in GROUPS for command in group.commands)


def named(command_id: str) -> Command:
    """Return the command of an id. Raises StopIteration for one that is not in the table."""
    return next(command for command in COMMANDS if command.id == command_id)
