"""The message catalogues, made from the sources: `python -m tests.house.catalogue` writes them anew.

It extracts every message into `tui/locale/nightdesk.pot`, brings each language's `.po` up to it (new messages stay
empty until somebody translates them, which the test beside this refuses), and compiles the `.mo` that is shipped.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "tui" / "locale"
TEMPLATE = LOCALE / "nightdesk.pot"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
BEGUN = datetime(2026, 11, 1, tzinfo=UTC)  # the header's dates stand still, so that only messages make a difference


def extracted() -> Catalog:
    """Return every message of the sources."""
    catalog = Catalog(project="nightdesk", version="0", creation_date=BEGUN)
    catalog.copyright_holder, catalog.msgid_bugs_address = "the authors of Nightdesk", "the issues of the project"
    for folder in ("backend", "tui"):
        found = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for name, _line, message, _comments, context in found:
            catalog.add(message, locations=[(f"{folder}/{name}", 0)], context=context)
    return catalog


def languages() -> Iterator[tuple[str, Path]]:
    """Return each language that has a catalogue: code and `.po` file."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/nightdesk.po")):
        yield path.parts[-3], path


def read(path: Path, code: str | None = None) -> Catalog:
    """Read a `.po` or `.pot` file."""
    with path.open("rb") as file:
        return read_po(file, locale=code)


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as the `.mo` that is shipped."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _write(path: Path, catalog: Catalog) -> None:
    with path.open("wb") as file:
        write_po(file, catalog, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)


def main() -> int:
    """Write template, catalogues and compiled catalogues anew. Returns how many messages lack a translation."""
    template, lacking = extracted(), 0
    _write(TEMPLATE, template)
    for code, path in languages():
        catalog = read(path, code)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.creation_date = catalog.revision_date = BEGUN
        _write(path, catalog)
        path.with_suffix(".mo").write_bytes(compiled(read(path, code)))
        empty = [message.id for message in catalog if message.id and not all(forms(message.string))]
        lacking += len(empty)
        sys.stdout.writelines(f"{code}: {one!r}\n" for one in empty)
    return lacking


def forms(said: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a message, singular first: one where it has no plural."""
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)


if __name__ == "__main__":
    raise SystemExit(min(1, main()))
