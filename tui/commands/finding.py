"""The commands that choose what is listed."""

from backend.i18n import N_
from tui.commands.row import LISTS, ONLY_QUEUE, Command, Takes

ROWS = (
    Command("search", ("/",), N_("search"), N_("Filter the queue: is:late account:acme author:kalle words"), LISTS, 9,
            takes=Takes.TEXT, source="query", coral=("ctrl+f", "/")),
    Command("unsearch", ("escape",), N_("back"), N_("Drop the search and list what is open"), ONLY_QUEUE),
    Command("arrivals", ("A",), N_("let in"), N_("List anew, with what has come since"), LISTS, 8),
)  # fmt: skip
