"""The words of categories, and of personal data."""

from collections.abc import Mapping

from backend.i18n import N_

CATEGORIES: Mapping[str, str] = {
    "category.question": N_("question"),
    "category.complaint": N_("complaint"),
    "category.criticism": N_("criticism"),
    "category.praise": N_("praise"),
    "category.hate": N_("hate"),
    "category.threat": N_("threat"),
    "category.spam": N_("spam"),
    "category.crisis": N_("crisis"),
    "category.none": N_("no category"),
    "why.personal": N_("personal data"),
}
