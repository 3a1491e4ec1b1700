"""What is marked as personal data when a comment is filed: in its text, and in what describes its attachments."""

from collections.abc import Sequence

from backend.model.comment import Media
from backend.text.masking import dump_spots
from backend.text.personal import spots


def marks(text: str, media: Sequence[Media], language: str | None) -> str:
    """Return where personal data stands in a comment, as the store keeps it; empty where there is none."""
    there = spots(text, language)
    if not media:
        return dump_spots(there) if there else ""
    beside = {
        (at, what): spots(said, language)
        for at, one in enumerate(media)
        for what, said in (("a", one.alt), ("t", one.title))
        if said
    }
    return dump_spots(there, beside)
