"""What identifies a text without holding it."""

from hashlib import sha256


def digest(raw: str) -> str:
    """Return the SHA-256 of the text in hex: what events refer to, and how an edit is told from a re-read."""
    return sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
