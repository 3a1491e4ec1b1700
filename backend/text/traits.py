"""What can be told of a comment's words and attachments at a glance."""

from collections.abc import Sequence

from backend.model.comment import Media, MediaKind
from backend.model.traits import Trait
from backend.text.category import suggestions

_OF_MEDIA = {kind: int(Trait[kind.name]) for kind in MediaKind}
_TEXTLESS, _LINK, _QUESTION = int(Trait.TEXTLESS), int(Trait.LINK), int(Trait.QUESTION)
_SPOILER, _PERSONAL = int(Trait.SPOILER), int(Trait.PERSONAL)


def traits(text: str, media: Sequence[Media], spoiler: str = "", *, personal: bool = False) -> Trait:
    """Return the traits of words as they are stored. `personal`: personal data stands in them.

    Reckoned with plain numbers, because flags are slow and every comment comes by here.
    """
    found = suggestions(text) | (_PERSONAL if personal else 0) | (_SPOILER if spoiler else 0)
    for one in media:
        found |= _OF_MEDIA[one.kind]
    words = text.split()
    if not words:
        found |= _TEXTLESS
    if "://" in text or any(word.startswith("www.") for word in words):
        found |= _LINK
    if is_question(text):
        found |= _QUESTION
    return Trait(found)


def is_question(text: str) -> bool:
    """Tell whether the text asks something: a question mark that is not part of a link."""
    return "?" in text and any("?" in word and "://" not in word for word in text.split())
