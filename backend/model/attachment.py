"""Pictures that go with an answer.

A picture is kept once, by the digest of its bytes, and never changed: a template's version that was approved with it,
and an answer that was sent with it, name it by its key. Desks see names and sizes; the bytes are read by the worker
alone.
"""

from backend.model.value import dataclass

TYPES = {"image/jpeg": (b"\xff\xd8\xff",), "image/png": (b"\x89PNG\r\n\x1a\n",), "image/gif": (b"GIF87a", b"GIF89a")}
"""What can be kept, and how the bytes of each begin (RFC 2046, PNG 1.2 section 3.1, GIF89a section 17)."""

LARGEST = 8_000_000
"""Bytes of one picture: what the most generous of the platforms take of a picture in an answer."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture as it is listed. `alt` says what it shows to who cannot see it; `size` is in bytes."""

    id: int
    name: str
    mime: str
    alt: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A picture on its way out, with its bytes."""

    name: str
    mime: str
    alt: str
    data: bytes
