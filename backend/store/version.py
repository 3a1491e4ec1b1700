"""Which schema this program speaks. Kept apart from alembic, whose import costs more than a whole start of the desk."""

HEAD = "0017"
"""The newest revision in `migrations/versions`; a test holds the two together."""

KNOWN = tuple(f"{number:04}" for number in range(1, int(HEAD) + 1))
"""Every revision this program can migrate from, oldest first."""
