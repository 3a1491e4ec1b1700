"""The commands that say what a comment is about, and show what is masked in it."""

from backend.i18n import N_
from tui.commands.row import LISTS, Alters, Command, Sign

COLLEAGUES = N_("colleagues see it, nobody else does")

ROWS = (
    Command("category_question", ("y 1",), N_("question"), N_("Say that the comment is a question"), LISTS, 0,
            Sign.UNDO, alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("category_complaint", ("y 2",), N_("complaint"), N_("Say that it is a complaint: something is to be put"
            " right for this person"), LISTS, 0, Sign.UNDO, alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("category_criticism", ("y 3",), N_("criticism"), N_("Say that it is criticism, which everybody has a right"
            " to"), LISTS, 0, Sign.UNDO, alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("category_praise", ("y 4",), N_("praise"), N_("Say that it is praise"), LISTS, 0, Sign.UNDO,
            alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("category_hate", ("y 5",), N_("hate"), N_("Say that it is hate"), LISTS, 0, Sign.UNDO, alters=Alters.MANY,
            repeats=True, others=COLLEAGUES),
    Command("category_threat", ("y 6",), N_("threat"), N_("Say that it is a threat"), LISTS, 0, Sign.UNDO,
            alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("category_spam", ("y 7",), N_("spam"), N_("Say that it is spam"), LISTS, 0, Sign.UNDO, alters=Alters.MANY,
            repeats=True, others=COLLEAGUES),
    Command("category_crisis", ("y 8",), N_("crisis"), N_("Say that it belongs to something that happens to many"),
            LISTS, 0, Sign.UNDO, alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("category_none", ("y 0",), N_("no category"), N_("Say no more what it is about: what the words suggest"
            " stands again"), LISTS, 0, Sign.UNDO, alters=Alters.MANY, repeats=True, others=COLLEAGUES),
    Command("unmask", ("x",), N_("show what is masked"), N_("Show the personal data in the comment, or mask it again"),
            LISTS, 0, alters=Alters.ONE, others=N_("it is logged who looked")),
)  # fmt: skip
