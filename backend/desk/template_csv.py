"""Templates as CSV (RFC 4180): a header, a row each. What a spreadsheet would take for a formula is not one.

Lists (tags, platforms, purposes) stand in one cell with commas between; a variant has a column of its own, as many as
the longest needs. A spreadsheet set to Swedish writes semicolons between cells: that is read as well.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from backend.desk.session import DeskError
from backend.desk.template_entry import NEEDED, Place
from backend.model.template import TemplateText

LISTS = ("tags", "platforms", "purposes")
COLUMNS = (*NEEDED, *LISTS, "account", "paragraph")

FORMULA = "=+-@\t\r"
"""A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection)."""

_VARIANT = re.compile(r"variant[ _]?\d*\Z")
_ESCAPED = re.compile(rf"'(?=[{re.escape(FORMULA)}'])")


def write_csv(texts: Sequence[TemplateText]) -> str:
    """Return templates as CSV that reads back equal, lines ended by CR LF."""
    most = max((len(text.variants) for text in texts), default=0)
    variants = [f"variant {number}" for number in range(1, most + 1)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *variants])
    for text in texts:
        cells = [_cell(text, name) for name in COLUMNS]
        writer.writerow([_escaped(cell) for cell in (*cells, *text.variants, *[""] * (most - len(text.variants)))])
    return out.getvalue()


def _cell(text: TemplateText, name: str) -> str:
    value = getattr(text, name) or ""
    return value if isinstance(value, str) else _joined(value)


def _joined(words: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(words)
    return out.getvalue().replace(",", ", ") if '"' not in out.getvalue() else out.getvalue()


def _escaped(cell: str) -> str:
    """Put an apostrophe before what would be a formula, and before an apostrophe that would be taken for such a one."""
    return f"'{cell}" if cell.startswith((*FORMULA, "'")) else cell


def read_rows(file: str, source: str) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Return the rows of a CSV file, each with its place (the header is row 1); empty ones are passed over.

    Raises DeskError: no CSV, a column that is not known or missing or there twice, a row with more cells than columns.
    """
    rows = _rows(file, source)
    names = [name.strip().lower() for name in next(rows, [])]
    _check_header(file, names)
    for number, cells in enumerate(rows, 2):
        place = Place(file, number, row=True)
        if len(cells) > len(names) and any(cells[len(names) :]):
            raise DeskError("template.cells", file=file, line=number, cells=len(cells), columns=len(names))
        if any(cell.strip() for cell in cells):
            yield place, _table(names, [_plain(cell) for cell in cells])


def _plain(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def _rows(file: str, source: str) -> Iterator[list[str]]:
    head = source.split("\n", 1)[0]
    between = ";" if ";" in head and "," not in head else ","
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=between, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise DeskError("template.no_csv", file=file, line=reader.line_num) from error


def _check_header(file: str, names: Sequence[str]) -> None:
    known = ", ".join((*COLUMNS, "variant 1"))
    for number, name in enumerate(names):
        if name not in COLUMNS and not _VARIANT.match(name):
            raise DeskError("template.column", file=file, line=1, name=name[:40], known=known)
        if name in names[:number]:
            raise DeskError("template.column_twice", file=file, line=1, name=name)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise DeskError("template.no_column", file=file, line=1, name=missing[0], known=known)


def _table(names: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(names, cells, strict=False))
    variants = [row.pop(name) for name in names if name in row and _VARIANT.match(name)]
    for name in LISTS:
        if name in row:
            row[name] = _split(row[name])
    return row | {"variants": variants}


def _split(cell: str) -> list[str]:
    words = next(csv.reader([cell.replace("\n", " ")], skipinitialspace=True), [])
    return [word for word in words if word.strip()]
