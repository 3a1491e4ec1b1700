"""The commands that say yes or no to what waits for a second member, and take back what waits."""

from backend.i18n import N_
from tui.commands.row import LISTS, Alters, Command, Sign, Takes

COLLEAGUES = N_("colleagues see it, nobody else does")

ROWS = (
    Command("say_yes", ("Y y",), N_("say yes"), N_("Approve the answer that waits, or agree to what a colleague asks"),
            LISTS, 0, alters=Alters.ONE, others=N_("what you agree to is done")),
    Command("say_other", ("Y e",), N_("change, then yes"), N_("Change the answer that waits, and approve it so"), LISTS,
            0, alters=Alters.ONE, others=N_("as public as the comment")),
    Command("say_no", ("Y n",), N_("say no"), N_("Send the answer that waits back with a word, or do not agree"), LISTS,
            0, alters=Alters.ONE, others=COLLEAGUES, takes=Takes.TEXT),
    Command("withdraw", ("Y x",), N_("withdraw"), N_("Take back my answer that waits here, or my yes to a colleague's"),
            LISTS, 0, Sign.UNDO, alters=Alters.ONE, others=COLLEAGUES),
)  # fmt: skip

SIGNING = (
    Command("alias", (), N_("alias"), N_("The name you answer under; nothing after it for your own"), LISTS,
            takes=Takes.TEXT),
    Command("consent", (), N_("consent"), N_("Whether you agree to be named in public: yes or no"), LISTS,
            takes=Takes.TEXT),
    Command("mail", (), N_("mail address"), N_("Where what waits for you is mailed; nothing after it for nowhere"),
            LISTS, takes=Takes.TEXT),
)  # fmt: skip
"""How a member signs, and where their digest goes."""
