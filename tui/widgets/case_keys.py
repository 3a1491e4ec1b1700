"""The keys of the screen of cases, by what they act on: the foot and the page of keys are made of these."""

from collections.abc import Mapping, Sequence

from backend.i18n import N_

Keys = Sequence[tuple[str, str]]

OPEN: Keys = (
    ("a", N_("give to")),
    ("t", N_("they were told")),
    ("n", N_("note")),
    ("c", N_("close")),
    ("m", N_("ask by mail")),
    ("d", N_("another deadline")),
    ("J", N_("join")),
    ("+", N_("add the queue's comment")),
)
"""What is done with an open case."""

CLOSED: Keys = (("u", N_("open again")), ("n", N_("note")))
"""What is done with a closed one."""

PROMISE: Keys = (("d", N_("another time")), ("y", N_("kept")), ("x", N_("was none")), ("o", N_("put back")))

OF_THING: Mapping[str, Keys] = {
    "comment": (("enter", N_("to the comment")), ("f", N_("refer")), ("x", N_("take out"))),
    "step": (("space", N_("tick off, or open")),),
    "note": (("x", N_("take my note away")),),
    "promise": PROMISE,
    "question": (("x", N_("take it back")),),
    "answer": (("y", N_("it is from them")),),
}
"""What is done with that which the cursor is on."""

TITLES: Mapping[str, str] = {
    "comment": N_("A COMMENT"),
    "step": N_("A STEP"),
    "note": N_("A NOTE"),
    "promise": N_("A PROMISE"),
    "question": N_("A QUESTION"),
    "answer": N_("AN ANSWER"),
}
