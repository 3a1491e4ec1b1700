"""The commands that move about."""

from backend.i18n import N_
from tui.commands.row import LISTS, ONLY_GUIDE, ONLY_QUEUE, ONLY_REPLIES, ONLY_THREAD, Command

ALL_LISTS = LISTS + ONLY_REPLIES + ONLY_GUIDE

ROWS = (
    Command("thread", ("enter", "right"), N_("thread"), N_("Go into the thread"), ONLY_QUEUE, 10,
            coral=("z", "enter", "right")),
    Command("unfold", ("enter", "space"), N_("unfold"), N_("Show what is folded away"), ONLY_THREAD, 10),
    Command("leave", ("escape", "left"), N_("back"), N_("Back to the queue"), ONLY_THREAD, 11,
            coral=("z", "escape", "left")),
    Command("down", ("j", "down"), N_("down"), N_("Next comment, or one line down"), ALL_LISTS),
    Command("up", ("k", "up"), N_("up"), N_("Previous comment, or one line up"), ALL_LISTS),
    Command("top", ("g g", "home"), N_("first"), N_("To the beginning"), ALL_LISTS),
    Command("end", ("G", "end"), N_("last"), N_("To the end"), ALL_LISTS),
    Command("half_down", ("ctrl+d",), N_("half down"), N_("Half a screen down"), LISTS + ONLY_GUIDE),
    Command("half_up", ("ctrl+u",), N_("half up"), N_("Half a screen up"), LISTS + ONLY_GUIDE),
    Command("page_down", ("pagedown", "ctrl+f"), N_("page down"), N_("A screen down"), ALL_LISTS,
            coral=("pagedown",)),
    Command("page_up", ("pageup", "ctrl+b"), N_("page up"), N_("A screen up"), ALL_LISTS),
)  # fmt: skip
