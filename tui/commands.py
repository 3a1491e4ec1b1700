"""THE table of commands: keys, footer, help and the README's list of keys all come from here.

Labels and help are marked for the catalogue and translated when they are drawn.
"""

from enum import StrEnum
from typing import NamedTuple

from backend.i18n import N_
from tui.symbols import key_name


class Where(StrEnum):
    """The pane a command works in."""

    QUEUE = "queue"
    THREAD = "thread"
    COMPOSER = "composer"
    REPLIES = "replies"


class Sign(StrEnum):
    """What can be said of an act before its key is pressed."""

    NONE = ""
    UNDO = "↺"  # can be taken back
    FINAL = "!"  # cannot


class Command(NamedTuple):
    """One command.

    `keys` are Textual's key names; two with a blank between are pressed one after the other. `act` is the value of the
    `Act` that the account's platform must be able to do. `footer` ranks it in the footer, 0 keeps it out.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    where: tuple[Where, ...]
    sign: Sign = Sign.NONE
    act: str | None = None
    footer: int = 0


LISTS = (Where.QUEUE, Where.THREAD)
ONLY_QUEUE = (Where.QUEUE,)
ONLY_THREAD = (Where.THREAD,)
EVERYWHERE = tuple(Where)

COMMANDS: tuple[Command, ...] = (
    Command("reply", ("r",), N_("reply"), N_("Answer the comment; 10 seconds to take it back"), LISTS, Sign.UNDO,
            "reply", 1),
    Command("done", ("d",), N_("done"), N_("Let the comment stand and go on to the next open one"), LISTS, Sign.UNDO,
            None, 2),
    Command("reopen", ("u",), N_("reopen"), N_("Put a decided comment back into the queue"), LISTS, Sign.UNDO, None, 5),
    Command("claim", ("c",), N_("claim"), N_("Keep the comment for yourself, or let it go again"), LISTS, Sign.UNDO,
            None, 4),
    Command("delete", ("X",), N_("delete"), N_("Delete our own answer on the platform; asks for the word"), LISTS,
            Sign.FINAL, "delete_own", 6),
    Command("settle", ("=",), N_("settle"), N_("Say what became of an answer nobody could tell of; asks for a word"),
            LISTS),
    Command("back", ("z",), N_("take back"), N_("Take back my last act, or say why it is too late"), LISTS, Sign.NONE,
            None, 3),
    Command("replies", ("tab",), N_("replies"), N_("Open the canned replies"), LISTS, Sign.NONE, None, 7),
    Command("arrivals", ("A",), N_("let in"), N_("List anew, with what has come since"), LISTS, Sign.NONE, None, 8),
    Command("search", ("/",), N_("search"), N_("Filter the queue: is:late account:acme author:kalle words"), LISTS,
            Sign.NONE, None, 9),
    Command("thread", ("enter", "right"), N_("thread"), N_("Go into the thread"), ONLY_QUEUE, Sign.NONE, None, 10),
    Command("unfold", ("enter", "space"), N_("unfold"), N_("Show what is folded away"), ONLY_THREAD, Sign.NONE, None,
            10),
    Command("leave", ("escape", "left"), N_("back"), N_("Back to the queue"), ONLY_THREAD, Sign.NONE, None, 11),
    Command("unsearch", ("escape",), N_("back"), N_("Drop the search and list what is open"), ONLY_QUEUE),
    Command("down", ("j", "down"), N_("down"), N_("Next comment, or one line down"), LISTS),
    Command("up", ("k", "up"), N_("up"), N_("Previous comment, or one line up"), LISTS),
    Command("top", ("g g", "home"), N_("first"), N_("To the beginning"), LISTS),
    Command("end", ("G", "end"), N_("last"), N_("To the end"), LISTS),
    Command("half_down", ("ctrl+d",), N_("half down"), N_("Half a screen down"), LISTS),
    Command("half_up", ("ctrl+u",), N_("half up"), N_("Half a screen up"), LISTS),
    Command("page_down", ("pagedown", "ctrl+f"), N_("page down"), N_("A screen down"), LISTS),
    Command("page_up", ("pageup", "ctrl+b"), N_("page up"), N_("A screen up"), LISTS),
    Command("redraw", ("ctrl+l",), N_("redraw"), N_("Draw the whole screen again"), LISTS),
    Command("help", ("?",), N_("keys"), N_("The keys that work here"), LISTS, Sign.NONE, None, 12),
    Command("quit", ("q", "ctrl+q"), N_("quit"), N_("Leave; drafts are kept"), LISTS, Sign.NONE, None, 13),
    Command("send", ("ctrl+s",), N_("send"), N_("Send; 10 seconds to take it back"), (Where.COMPOSER,), Sign.UNDO,
            None, 1),
    Command("replies", ("tab",), N_("replies"), N_("Choose a canned reply"), (Where.COMPOSER,), Sign.NONE, None, 2),
    Command("insert", ("alt+1…9",), N_("insert"), N_("Insert the canned reply of that number"), (Where.COMPOSER,),
            Sign.NONE, None, 3),
    Command("keep", ("escape",), N_("keep the draft"), N_("Back to the queue; the draft is kept"), (Where.COMPOSER,),
            Sign.NONE, None, 4),
    Command("pick", ("1…9", "enter"), N_("insert"), N_("Insert this canned reply"), (Where.REPLIES,), Sign.NONE, None,
            1),
    Command("filter", ("a…z",), N_("filter"), N_("Type to filter the canned replies"), (Where.REPLIES,), Sign.NONE,
            None, 2),
    Command("keep", ("escape",), N_("close"), N_("Close the canned replies"), (Where.REPLIES,), Sign.NONE, None, 3),
)  # fmt: skip

_SHOWN = {
    "escape": "Esc", "enter": "Enter", "tab": "Tab", "space": "␣", "pagedown": "PgDn", "pageup": "PgUp", "down": "↓",
    "up": "↑", "left": "←", "right": "→", "home": "Home", "end": "End", "g g": "gg",
}  # fmt: skip


def shown_key(key: str) -> str:
    """Return a key as people write it: `^D`, `Esc`, `gg`."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    if key.startswith("alt+"):
        return "Alt+" + key.removeprefix("alt+")
    return key_name(_SHOWN.get(key, key))


def commands_in(where: Where) -> tuple[Command, ...]:
    """Return the commands of a pane, in the table's order."""
    return tuple(command for command in COMMANDS if where in command.where)
