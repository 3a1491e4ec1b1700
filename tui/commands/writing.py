"""The commands around an answer and the canned replies."""

from backend.i18n import N_
from tui.commands.row import LISTS, ONLY_COMPOSER, ONLY_REPLIES, Command, Sign

ROWS = (
    Command("send", ("ctrl+s",), N_("send"), N_("Send; 10 seconds to take it back"), ONLY_COMPOSER, 1, Sign.UNDO,
            others=N_("as public as the comment"), vital=True),
    Command("replies", ("tab", "ctrl+t"), N_("replies"), N_("Open the canned replies"), LISTS + ONLY_COMPOSER, 7),
    Command("insert", ("alt+1…9",), N_("insert"), N_("Insert the canned reply of that number"), ONLY_COMPOSER, 8),
    Command("keep", ("escape",), N_("keep the draft"), N_("Back to the queue; the draft is kept"), ONLY_COMPOSER, 9),
    Command("drop", ("alt+x",), N_("drop"), N_("Forget the answer and go back; nothing is sent"), ONLY_COMPOSER),
    Command("pick", ("1…9", "enter"), N_("insert"), N_("Insert this canned reply"), ONLY_REPLIES, 1),
    Command("filter", ("a…z",), N_("filter"), N_("Type to filter the canned replies"), ONLY_REPLIES, 2),
    Command("answer", ("tab", "ctrl+t"), N_("answer"), N_("Back to the answer; the canned replies stay open"),
            ONLY_REPLIES, 3),
    Command("close", ("escape",), N_("close"), N_("Close the canned replies"), ONLY_REPLIES, 4),
)  # fmt: skip
