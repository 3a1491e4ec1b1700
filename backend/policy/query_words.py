"""The words of the query language and what each of them means: the one table that everything else is held to.

The parser reads it, completion offers it, `nightdesk list --help` and the README are written from it, and a test holds
`backend.store.read.filter_terms` (what is stored for each word) to it.
"""

from collections.abc import Mapping

from backend.i18n import N_
from backend.model.category import Category
from backend.model.comment import Inflow

IS: Mapping[str, str] = {
    "open": N_("to be decided, and not asleep"),
    "waiting": N_("an answer is on its way, or somebody is waited for"),
    "done": N_("decided"),
    "aside": N_("never work: our own answers, and others' talk in a stranger's thread"),
    "new": N_("open, and nobody has looked at it or decided anything yet"),
    "mine": N_("I hold it"),
    "forme": N_("I hold it, it is assigned or referred to me, or a note names me"),
    "late": N_("open, and past its time"),
    "soon": N_("open, and due within the hour"),
    "snoozed": N_("asleep until a time that is yet to come"),
    "claimed": N_("somebody holds it"),
    "unclaimed": N_("nobody holds it"),
    "assigned": N_("assigned to somebody"),
    "unassigned": N_("assigned to nobody"),
    "referred": N_("put to somebody who has not answered yet"),
    "own": N_("written by us"),
    "followup": N_("came after our answer in the same conversation"),
    "failed": N_("our act did not get out, or nobody can tell"),
    "textless": N_("without a word, as a lone picture is"),
    "question": N_("it asks something"),
    "hidden": N_("hidden on the platform"),
    "held": N_("kept back by the platform's own filter"),
    "deleted": N_("deleted on the platform"),
    "kept": N_("kept as evidence, past the platform's span"),
    "ad": N_("under an advertisement"),
    "personal": N_("it holds personal data, which is masked"),
    "liked": N_("we like it"),
    "blocked": N_("its author is blocked by us"),
    "muted": N_("its author is muted by us"),
    "case": N_("it is in an open case"),
    "promised": N_("our answer promised something that is still to be kept"),
    "any": N_("every comment there is, also what is set aside"),
}
"""What may follow `is:`."""

HAS: Mapping[str, str] = {
    "image": N_("a picture"),
    "gif": N_("a moving picture"),
    "video": N_("a video"),
    "audio": N_("a sound"),
    "sticker": N_("a sticker"),
    "media": N_("any of these five"),
    "link": N_("a link, in the text or as a card"),
    "quote": N_("a quoted post"),
    "spoiler": N_("a content warning"),
    "note": N_("a note of ours"),
    "draft": N_("an unfinished answer of anybody's"),
    "reply": N_("an answer of ours, sent or on its way"),
    "strike": N_("an author with a strike that still counts"),
}
"""What may follow `has:`."""

FIELDS: Mapping[str, str] = {
    "is": N_("a state"),
    "has": N_("something that hangs on it"),
    "account": N_("the short name of an account"),
    "platform": N_("a platform"),
    "author": N_("the beginning of a word of the author's name or handle"),
    "assigned": N_("the member it is assigned to, or me"),
    "by": N_("the member who decided or answered it, or me"),
    "lang": N_("the language it was marked with, as sv"),
    "kind": N_("how it reached us"),
    "category": N_("what it is about, as was set or else as its words suggest"),
    "text": N_("words of the text, as without text:"),
    "comment": N_("the number of a comment: that one alone"),
    "post": N_("the number of a post: what stands under it"),
    "case": N_("the number of a case: the comments in it, open or closed"),
    "alike": N_("the number of a comment: those with nearly the same words"),
}
"""What may stand before a colon."""

KINDS = tuple(kind.value for kind in Inflow)
"""What may follow `kind:`."""

ABOUT = tuple(category.value for category in Category)
"""What may follow `category:`."""

OTHERS: Mapping[str, str] = {
    "age>2h": N_("came more than so long ago (m, h, d, w); age<30m: less"),
    "likes>5": N_("more like it than so many, by the platform's count; likes<5: fewer"),
    "faktura": N_("a word of four letters or more, also inside others: elfaktura, fakturan"),
    "bra": N_("a shorter word: as a whole word"),
    '"stor faktura"': N_("these words in a row, each whole"),
    "öppet*": N_("words that begin so"),
    "*tid*": N_("these letters anywhere (three or more)"),
    "account:acme,news": N_("one or the other"),
    "-is:followup": N_("a minus turns a term round"),
}
"""What else there is, by example."""

ME = "me"
"""Whoever asks, where a member's name may stand."""

NOT_YET: Mapping[str, str] = {"rule": "query.no_rules"}
"""Fields of which nothing is stored, and why they are refused."""

VIEWS: Mapping[str, tuple[str, str]] = {
    "open": ("is:open", N_("to be decided")),
    "new": ("is:new", N_("not looked at yet")),
    "mine": ("is:mine", N_("what I hold")),
    "forme": ("is:forme", N_("what waits for me")),
    "late": ("is:late", N_("past its time")),
    "soon": ("is:soon", N_("due within the hour")),
    "waiting": ("is:waiting", N_("an answer is on its way, or somebody is waited for")),
    "snoozed": ("is:snoozed", N_("asleep")),
    "failed": ("is:failed", N_("what did not get out")),
}
"""The views that are there from the start: their queries, and what they show."""
