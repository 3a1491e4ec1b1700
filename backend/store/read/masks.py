"""What leaves the store of a comment's words: personal data in them is masked, whoever reads.

The words themselves are read by `backend.store.write.personal.unmask` alone, which logs who looked.
"""

from dataclasses import replace

from backend.i18n.personal import mask
from backend.model.comment import Media
from backend.store.codec import load_media
from backend.text.masking import cover, load_beside, load_spots


def covered(text: str | None, spots: str | None) -> str:
    """Return a text, or the start of one, as it is shown; `spots` as the store keeps them."""
    if not text:
        return ""
    return cover(text, load_spots(spots), mask) if spots else text


def covered_media(media: str | None, spots: str | None) -> tuple[Media, ...]:
    """Return attachments as they are shown, both arguments as the store keeps them: descriptions and titles masked."""
    shown = load_media(media or "[]")
    beside = load_beside(spots) if spots and shown else {}
    if not beside:
        return shown
    return tuple(
        replace(
            one,
            alt=cover(one.alt, beside.get((at, "a"), ()), mask),
            title=cover(one.title, beside.get((at, "t"), ()), mask),
        )
        for at, one in enumerate(shown)
    )
