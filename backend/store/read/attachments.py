"""Pictures: as they are listed, and with their bytes for who sends them."""

from collections.abc import Sequence

from backend.model.attachment import Attachment, Enclosed
from backend.store.read.placeholders import marks
from backend.store.reader import Reader, Row

LISTED = "id, name, mime, alt, size, digest"
"""What an `Attachment` is made of."""


def attachments(reader: Reader, ids: Sequence[int]) -> tuple[Attachment, ...]:
    """Return pictures by their keys, in that order."""
    found = {row[0]: Attachment(*row) for row in _rows(reader, LISTED, ids)}
    return tuple(found[one] for one in ids if one in found)


def enclosed(reader: Reader, ids: Sequence[int]) -> tuple[Enclosed, ...]:
    """Return pictures with their bytes, in that order."""
    rows = _rows(reader, "id, name, mime, alt, data", ids)
    found = {key: Enclosed(name, mime, alt, bytes(data)) for key, name, mime, alt, data in rows}
    return tuple(found[one] for one in ids if one in found)


def _rows(reader: Reader, columns: str, ids: Sequence[int]) -> Sequence[Row]:
    """Return the rows of some pictures; an answer has a handful at most."""
    return reader.rows(f"SELECT {columns} FROM attachment WHERE id IN ({marks(len(ids))})", list(ids)) if ids else ()
