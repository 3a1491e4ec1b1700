"""A store's address: a file for SQLite, a URL for PostgreSQL."""

from pathlib import Path


def is_postgres(url: str) -> bool:
    """Tell whether the address names a PostgreSQL server."""
    return url.startswith(("postgresql://", "postgres://", "postgresql+psycopg://"))


def postgres_dsn(url: str) -> str:
    """Return the address as psycopg itself reads it."""
    return "postgresql://" + url.split("://", 1)[1]


def sqlite_path(url: str) -> Path:
    """Return the file of a `sqlite:///PATH` address (an absolute path has four slashes).

    Raises ValueError for any other kind of address.
    """
    if not url.startswith("sqlite:///"):
        raise ValueError("a store is sqlite:///PATH or postgresql://…")
    return Path(url.removeprefix("sqlite:///"))


def sqlite_url(path: Path) -> str:
    """Return the address of a file."""
    return f"sqlite:///{path}"
