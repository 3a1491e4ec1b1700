"""Which rows of a window are folded under which: near-identical comments stand as one row until they are unfolded.

Pure, like the window it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.model.comment import QueueRow

Kin = tuple[object, ...]
"""What rows that fold together have in common: their words, and in a grouped list their group."""


class Folds:
    """`on`: whether the list folds at all. `by` names the field that says which group a row is in (flat: empty)."""

    def __init__(self) -> None:
        self.on = True
        self.by = ""
        self.under: dict[int, int] = {}  # rows that are unfolded, and the row that each belongs under

    def kin(self, row: QueueRow) -> Kin | None:
        """Return what others must share to fold with a row, None for one that stands for itself."""
        if not self.on or row.family is None or row.state != "open":
            return None
        return row.family, getattr(row, self.by) if self.by else 0

    def heads(self, rows: Sequence[QueueRow]) -> dict[Kin, int]:
        """Return which shown row others fold under."""
        kin = ((self.kin(row), row.id) for row in reversed(rows) if row.id not in self.under)
        return {one: key for one, key in kin if one is not None}

    def stands_for(self, row: QueueRow) -> int:
        """Return how many others an act on a row means as well: none once they are unfolded."""
        return 0 if row.id in self.under or self.unfolded(row.id) else row.alike

    def unfolded(self, comment_id: int) -> bool:
        """Tell whether what is folded under a row is shown."""
        return comment_id in self.under.values()

    def around(self, comment_id: int) -> tuple[int, set[int]]:
        """Return the row to which a row belongs, or itself, and all that are unfolded under it."""
        head = self.under.get(comment_id, comment_id)
        return head, {key for key, above in self.under.items() if above == head}

    def keep(self, ids: Iterable[int]) -> None:
        """Forget the rows that are shown no more."""
        kept = set(ids)
        self.under = {key: head for key, head in self.under.items() if key in kept}
