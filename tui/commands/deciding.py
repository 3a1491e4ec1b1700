"""The commands that decide about comments."""

from backend.i18n import N_
from tui.commands.row import LISTS, Alters, Command, Prefix, Sign

NOTHING_SEEN = N_("others see nothing")

ROWS = (
    Command("reply", ("r",), N_("reply"), N_("Answer the comment; 10 seconds to take it back"), LISTS, 1, Sign.UNDO,
            act="reply", alters=Alters.ONE, others=N_("as public as the comment")),
    Command("done", ("d",), N_("done"), N_("Let the comment stand and go on to the next open one"), LISTS, 2, Sign.UNDO,
            alters=Alters.MANY, repeats=True, others=NOTHING_SEEN, coral=("f",)),
    Command("reopen", ("u",), N_("reopen"), N_("Put a decided comment back into the queue"), LISTS, 5, Sign.UNDO,
            alters=Alters.MANY, repeats=True, others=NOTHING_SEEN, coral=("U",)),
    Command("claim", ("c",), N_("claim"), N_("Keep the comment for yourself, or let it go again"), LISTS, 4, Sign.UNDO,
            alters=Alters.MANY, repeats=True, others=N_("colleagues see your name on it, nobody else does")),
    Command("delete", ("X",), N_("delete"), N_("Delete our own answer on the platform; asks for the word"), LISTS, 6,
            Sign.FINAL, act="delete_own", alters=Alters.ONE, others=N_("public: the answer is gone for everybody")),
    Command("settle", ("=",), N_("settle"), N_("Say what became of an answer nobody could tell of; asks for a word"),
            LISTS, alters=Alters.ONE, others=N_("others see nothing, unless it is sent again")),
    Command("undo", ("z",), N_("take back"), N_("Take back my last act, or say why it is too late"), LISTS, 3,
            coral=("u",)),
    Command("repeat", (".",), N_("again"), N_("Do the last act again, here; never an answer or anything final"), LISTS),
    Command("stay", ("'",), N_("stay"), N_("Before an act: do it and stay on the comment"), LISTS, prefix=Prefix.STAY),
)  # fmt: skip
