"""Content warnings over answers: the comment's author chose it, and it leaves in the organisation's name. Pure."""

from backend.i18n import LANGUAGES, N_, words_in
from backend.model.charter import Charter
from backend.policy.leaving import forbidden
from backend.text.personal import spots

NEUTRAL = N_("Content warning")


def leaving(warning: str, language: str | None, charter: Charter) -> str:
    """Return the warning as it leaves, empty for none: a neutral one where a stranger's words must not stand.

    They must not where only templates leave, where they hold a forbidden phrase or personal data. `language` is the
    comment's, as `sv` or `en-GB`; without one the charter's first counts.
    """
    strange = charter.approving.only_templates or forbidden(warning, charter) is not None
    if not warning or not (strange or spots(warning, language)):
        return warning
    spoken = language or next(iter(charter.languages), "")
    code = spoken[:2].lower()
    return words_in(code if code in LANGUAGES else "en")(NEUTRAL)
