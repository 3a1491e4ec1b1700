"""The commands of the desk itself."""

from backend.i18n import N_
from tui.commands.row import EVERYWHERE, LISTS, Command

ROWS = (
    Command("command", (":",), N_("command"), N_("Do a command by its name; Tab completes, arrows bring old ones back"),
            LISTS, 14),
    Command("palette", ("ctrl+p",), N_("commands"), N_("Find a command by some of its letters"), EVERYWHERE),
    Command("help", ("?", "f1"), N_("keys"), N_("The keys that work here"), EVERYWHERE, 12, vital=True),
    Command("redraw", ("ctrl+l",), N_("redraw"), N_("Draw the whole screen again"), EVERYWHERE),
    Command("quit", ("q", "ctrl+q"), N_("quit"), N_("Leave; drafts are kept"), EVERYWHERE, 13, vital=True),
)  # fmt: skip
