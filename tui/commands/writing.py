"""The commands around an answer and the canned replies."""

from backend.i18n import N_
from tui.commands.row import EVERYWHERE, LISTS, ONLY_COMPOSER, ONLY_GUIDE, ONLY_REPLIES, Command, Sign

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
    Command("wording", ("alt+w",), N_("another wording"), N_("The canned reply just inserted, in another wording"),
            ONLY_COMPOSER + ONLY_REPLIES, 10),
    Command("misfit", ("alt+n",), N_("does not fit"), N_("Note on the canned reply that it does not fit this comment"),
            ONLY_REPLIES),
    Command("propose", ("alt+p",), N_("propose"), N_("Propose our sent answer as a canned reply"),
            LISTS + ONLY_REPLIES),
    Command("close", ("escape",), N_("close"), N_("Close the canned replies"), ONLY_REPLIES, 4),
    Command("guideline", ("ctrl+g",), N_("guideline"), N_("What the charter says about this comment, or no longer"),
            EVERYWHERE, 23),
    Command("guide_back", ("escape", "left", "q"), N_("back"), N_("Back to the answer; the guideline stays beside it"),
            ONLY_GUIDE, 2),
)  # fmt: skip
