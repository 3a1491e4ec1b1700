"""The commands that choose what is listed."""

from backend.i18n import N_
from tui.commands.row import LISTS, ONLY_QUEUE, Command, Takes

ROWS = (
    Command("search", ("/",), N_("search"), N_("Filter the queue: is:late account:acme author:kalle words"), LISTS, 9,
            takes=Takes.TEXT, source="query", coral=("ctrl+f", "/")),
    Command("limit", ("l",), N_("limit"), N_("Narrow the list down: what it finds and this as well"), LISTS, 21,
            takes=Takes.TEXT, source="query"),
    Command("unsearch", ("escape",), N_("back"), N_("Stop a batch, unmark, or drop the search"), ONLY_QUEUE),
    Command("view", ("g v",), N_("view"), N_("List what a saved view finds"), LISTS, 22, takes=Takes.CHOICE,
            source="views"),
    Command("save_view", (), N_("save view"), N_("Keep what is listed as a view of your own"), LISTS, takes=Takes.TEXT),
    Command("share_view", (), N_("share view"), N_("Keep what is listed as a view for everybody"), LISTS,
            takes=Takes.TEXT),
    Command("drop_view", (), N_("drop view"), N_("Forget a view"), LISTS, takes=Takes.CHOICE, source="views"),
    Command("arrivals", ("A",), N_("let in"), N_("List anew, with what has come since"), LISTS, 8),
    Command("alike", ("w",), N_("alike"), N_("Show the near-identical comments a row stands for, or fold them"), LISTS),
    Command("author", ("i",), N_("author"), N_("Who wrote it: history here, strikes, notes, decisions"), LISTS),
    Command("by_post", ("t p",), N_("by post"), N_("Put the list together by post"), LISTS),
    Command("by_author", ("t a",), N_("by author"), N_("Put the list together by author"), LISTS),
    Command("flat", ("t t",), N_("flat"), N_("List by urgency alone, without groups"), LISTS),
    Command("folding", ("t w",), N_("fold alike"), N_("Near-identical comments as one row, or each for itself"), LISTS),
)  # fmt: skip
