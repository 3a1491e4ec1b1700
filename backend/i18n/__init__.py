"""Words in the reader's language: gettext, with English as the source.

The language may change while the program runs, so nothing is translated at import: call `_()` when drawing.
The catalogues lie in `tui/locale` and are read as files, so that the command line finds them without the tui.
"""

import gettext
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

DOMAIN = "nightdesk"
LANGUAGES = {"en": "English", "sv": "Svenska"}
"""What can be chosen: code and own name. English is the source and has no catalogue."""

_current: gettext.NullTranslations = gettext.NullTranslations()


@cache
def _folder() -> Path:
    spec = find_spec("tui")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places), ".")) / "locale" if places else Path("locale")


def set_language(code: str) -> None:
    """Choose the language of every later `_()`: a code of LANGUAGES; an unknown one gives English."""
    global _current  # noqa: PLW0603 - one language a process, as gettext itself has it
    _current = gettext.translation(DOMAIN, _folder(), languages=[code], fallback=True)


def language_of(environ_lang: str) -> str:
    """Return the code of LANGUAGES that a LANG value such as `sv_SE.UTF-8` asks for, `en` for any other."""
    code = environ_lang[:2].lower()
    return code if code in LANGUAGES else "en"


def _(message: str) -> str:
    """Return the message in the chosen language."""
    return _current.gettext(message)


@cache
def words_in(code: str) -> Callable[[str], str]:
    """Return what `_` is in one language, whatever the reader's is: for mails to people who have their own."""
    return gettext.translation(DOMAIN, _folder(), languages=[code], fallback=True).gettext


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of the message that fits the number n."""
    return _current.ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """Return the message in the chosen language, as meant in the context."""
    return _current.pgettext(context, message)


def N_(message: str) -> str:
    """Mark a message for the catalogue without translating it yet (tables that are drawn later)."""
    return message
