"""Why a canned reply stands where it does in the palette, within a line of several (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

RANKING: Mapping[str, str] = {
    "template.same_words": N_("same words: {words}"),
    "template.picked": N_("picked for such comments: {times}"),
    "template.for_question": N_("for questions"),
    "template.for_complaint": N_("for complaints"),
    "template.for_criticism": N_("for criticism"),
    "template.for_praise": N_("for praise"),
    "template.for_hate": N_("for hate"),
    "template.for_threat": N_("for threats"),
    "template.for_spam": N_("for spam"),
    "template.for_crisis": N_("for a crisis"),
    "template.personal": N_("for comments with personal data"),
    "template.charter": N_("the charter names it"),
    "template.brief": N_("the brief says to use it"),
    "template.brief_not": N_("the brief says not to use it now"),
    "template.own_language": N_("in the comment's language"),
    "template.foreign": N_("not in the comment's language: {language}"),
    "template.often_used": N_("often used here"),
    "earlier.only_templates": N_(
        "The charter lets only approved templates leave here: read it, and choose a template."
    ),
    "earlier.deleted": N_("It was deleted since, so something was wrong with it: write it anew."),
}
