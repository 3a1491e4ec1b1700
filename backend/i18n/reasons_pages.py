"""The sentences around pages: why a guideline matters here, and what cannot be started from (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

PAGES: Mapping[str, str] = {
    "guidance.category": N_("because it is: {category}"),
    "guidance.suggested": N_("because it may be: {category} ?"),
    "guidance.words": N_("because it says: {words}"),
    "guidance.category_words": N_("because it is: {category}, and says: {words}"),
    "guidance.suggested_words": N_("because it may be: {category} ?, and says: {words}"),
    "guidance.always": N_("holds always"),
    "charter.no_starter": N_("There is no ready-made charter {name}. See: nightdesk charter start --help"),
}
