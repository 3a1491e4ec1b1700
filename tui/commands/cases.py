"""The commands of cases and promises."""

from backend.i18n import N_
from tui.commands.row import LISTS, Alters, Command, Takes

COLLEAGUES = N_("colleagues see it, nobody else does")

ROWS = (
    Command("cases", ("g a",), N_("cases"), N_("Complaints and what else is kept in hand, and what we have promised"),
            LISTS),
    Command("case", ("O",), N_("case"), N_("Open a case on the comment, or go to its own; a number puts it into that"
            " one"), LISTS, alters=Alters.MANY, others=COLLEAGUES, takes=Takes.TEXT),
    Command("promise", ("W",), N_("promise"), N_("Until when our promise is to be kept: another time, kept, or none"),
            LISTS, alters=Alters.ONE, others=COLLEAGUES, takes=Takes.TEXT),
)  # fmt: skip
