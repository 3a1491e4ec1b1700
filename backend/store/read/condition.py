"""What the store is made of and whether it is sound, for whoever looks after it."""

from backend.model.value import dataclass
from backend.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Condition:
    """The engine and its version, SQLite's journal mode (else empty), and the first fault (empty for none)."""

    engine: str
    version: str
    journal: str
    fault: str


def condition(reader: Reader) -> Condition:
    """Look the store over. On SQLite every page is read once (`quick_check`), about a second for a gigabyte."""
    if reader.postgres:
        return Condition("PostgreSQL", str(reader.value("SHOW server_version")).split()[0], "", "")
    fault = str(reader.value("PRAGMA quick_check(1)"))
    return Condition(
        "SQLite",
        str(reader.value("SELECT sqlite_version()")),
        str(reader.value("PRAGMA journal_mode")),
        "" if fault == "ok" else fault,
    )
