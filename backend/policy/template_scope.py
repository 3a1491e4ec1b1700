"""Where templates are meant for, in which language one is used, and what the charter fills in. Pure."""

from collections.abc import Sequence

from backend.model.charter import Charter
from backend.model.template import Purpose, Template

CHARTERED = ("hours", "contact")
"""Variables whose words stand in the charter, by language."""


def charter_words(charter: Charter, language: str) -> dict[str, str]:
    """Return what the charter says for its variables, in a language; what that lacks, in the charter's first."""
    first = charter.words.get(charter.languages[0], {}) if charter.languages else {}
    said = first | charter.words.get(language, {})
    return {name: said[name] for name in CHARTERED if said.get(name)}


def is_meant(template: Template, account_id: int | None, platform: str, purpose: str = Purpose.REPLY) -> bool:
    """Tell whether a template is meant for an account, a platform and a decision; what names none is for them all."""
    return (
        template.account_id in (None, account_id)
        and (not template.platforms or platform in template.platforms)
        and (not template.purposes or purpose in template.purposes)
    )


def spoken(
    templates: Sequence[Template], language: str | None, languages: Sequence[str]
) -> list[tuple[Template, bool]]:
    """Return each code once, in the language that suits best, and whether that is a foreign one; order is kept.

    Templates of one code are one reply in several languages. The comment's own language goes first (`sv-SE` is `sv`),
    then the charter's `languages` as they are ordered, then any other, which is a foreign one.
    """
    order = [short_language(language), *map(short_language, languages)]
    chosen: dict[str, Template] = {}
    for template in templates:
        known = chosen.get(template.code)
        if known is None or _place(template, order) < _place(known, order):
            chosen[template.code] = template
    return [(one, _place(one, order) == len(order)) for one in templates if chosen[one.code] is one]


def short_language(language: str | None) -> str:
    """Return the language of a tag without its region, empty for none: `sv-SE` is `sv`."""
    return (language or "").split("-")[0].lower()


def _place(template: Template, order: Sequence[str]) -> int:
    own = short_language(template.language)
    return order.index(own) if own in order else len(order)
