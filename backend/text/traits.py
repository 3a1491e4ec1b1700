"""What can be told of a comment's words and attachments at a glance."""

from collections.abc import Sequence

from backend.model.comment import Media, MediaKind
from backend.model.traits import Trait

_OF_MEDIA = {kind: Trait[kind.name] for kind in MediaKind}


def traits(text: str, media: Sequence[Media], spoiler: str = "") -> Trait:
    """Return the traits of words as they are stored."""
    found = Trait(0)
    for one in media:
        found |= _OF_MEDIA[one.kind]
    words = text.split()
    if not words:
        found |= Trait.TEXTLESS
    if any("://" in word or word.startswith("www.") for word in words):
        found |= Trait.LINK
    if is_question(text):
        found |= Trait.QUESTION
    if spoiler:
        found |= Trait.SPOILER
    return found


def is_question(text: str) -> bool:
    """Tell whether the text asks something: a question mark that is not part of a link."""
    return any("?" in word and "://" not in word for word in text.split())
