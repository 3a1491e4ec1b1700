"""Which schema this program speaks. Kept apart from alembic, whose import costs more than a whole start of the desk."""

HEAD = "0008"
"""The newest revision in `migrations/versions`; a test holds the two together."""

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Every revision this program can migrate from, oldest first."""
