"""Files, classes and functions stay small enough to be read in one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
FILE, FUNCTION, CLASS, MEDIAN = 300, 40, 250, 10
TABLES_OF_ROWS = {"backend/i18n/reasons.py"}


def sources() -> Iterator[Path]:
    for folder in ("tui", "backend", "styles"):
        yield from (ROOT / folder).rglob("*.py")


def lines(node: ast.AST) -> int:
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, int]]:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'name', '')}", lines(node)


def test_files_are_short() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: size for name, size in sizes.items() if size > FILE and name not in TABLES_OF_ROWS} == {}


def test_functions_and_classes_are_short() -> None:
    functions = list(nodes((ast.FunctionDef, ast.AsyncFunctionDef)))
    assert [found for found in functions if found[1] > FUNCTION] == []
    assert [found for found in nodes(ast.ClassDef) if found[1] > CLASS] == []
    assert median(size for _, size in functions) < MEDIAN
