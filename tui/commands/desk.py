"""The commands of the desk itself."""

from backend.i18n import N_
from tui.commands.row import EVERYWHERE, LISTS, ONLY_GUIDE, Command, Takes

QUITS = tuple(one for one in EVERYWHERE if one not in ONLY_GUIDE)
"""Where q leaves the desk: in a panel that is read beside an answer it must not."""

ROWS = (
    Command("command", (":",), N_("command"), N_("Do a command by its name; Tab completes, arrows bring old ones back"),
            LISTS, 14),
    Command("link", ("o",), N_("link"), N_("Copy the comment's address to the clipboard, and show it whole"), LISTS),
    Command("health", ("g h",), N_("health"), N_("How the accounts are doing: sync, login, outbox, rate limit"), LISTS),
    Command("for_you", ("g f",), N_("for you"), N_("What waits for you: mentions, questions, approvals, promises"),
            LISTS),
    Command("briefs", ("g b",), N_("briefs"), N_("Notes the team works by: read, write and end them"), LISTS),
    Command("brief_read", ("R",), N_("read"), N_("I have read the brief on top of the desk"), LISTS),
    Command("charters", ("g c",), N_("charters"), N_("What holds on each account: tone, guidelines, hours, routines"),
            LISTS),
    Command("templates", ("g t",), N_("templates"), N_("Canned replies: write, send for approval, approve, read anew"),
            LISTS),
    Command("place", ("P",), N_("watched place"), N_("A place without an API: link, checklist, who has looked"), LISTS,
            takes=Takes.CHOICE, source="places"),
    Command("capture", ("N",), N_("capture"), N_("Put a comment in by hand that was found where no API reads"), LISTS,
            takes=Takes.CHOICE, source="places"),
    Command("palette", ("ctrl+p",), N_("commands"), N_("Find a command by some of its letters"), EVERYWHERE),
    Command("help", ("?", "f1"), N_("keys"), N_("The keys that work here"), EVERYWHERE, 12, vital=True),
    Command("theme", (), N_("theme"), N_("Draw in other colours"), LISTS, takes=Takes.CHOICE, source="theme"),
    Command("symbols", (), N_("signs"), N_("Draw signs as they are, or in ASCII"), LISTS, takes=Takes.CHOICE,
            source="symbols"),
    Command("layout", (), N_("layout"), N_("Panes, or one column for a screen reader"), LISTS, takes=Takes.CHOICE,
            source="layout"),
    Command("bell", (), N_("bell"), N_("What rings: off, urgent, mine or all"), LISTS, takes=Takes.CHOICE,
            source="bell"),
    Command("title", (), N_("window title"), N_("What the window's title counts: off, urgent, mine or all"), LISTS,
            takes=Takes.CHOICE, source="title"),
    Command("quiet", (), N_("quiet hours"), N_("When neither bell nor title speaks, as in 22:00-06:00"), LISTS,
            takes=Takes.TEXT),
    Command("redraw", ("ctrl+l",), N_("redraw"), N_("Draw the whole screen again"), EVERYWHERE),
    Command("quit", ("q", "ctrl+q"), N_("quit"), N_("Leave; drafts are kept"), QUITS, 13, vital=True),
)  # fmt: skip
