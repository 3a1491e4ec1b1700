"""What is wrong with a charter's file, and on which line."""

from backend.model.reason import Reason

_MOST = 120
"""Signs of the file that a mistake repeats."""


class CharterError(Exception):
    """A charter that cannot be read. `line` counts from 1; `reason` says what is wrong there and what to do."""

    def __init__(self, line: int, code: str, /, **params: str | int) -> None:
        super().__init__(f"line {line}: {code}")
        self.line = line
        self.reason = Reason(code, {name: _fit(value) for name, value in params.items()})


def _fit(value: str | int) -> str | int:
    """Return what may be shown: short, and without signs that a terminal would obey."""
    if isinstance(value, int):
        return value
    return "".join(sign if sign.isprintable() else "?" for sign in value[:_MOST])
