"""What became of somebody's request to delete what they wrote."""

from backend.model.clock import Micros
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Erasure:
    """When it was carried out (UTC µs), how many comments were blanked, and how many are kept as evidence."""

    done_at: Micros
    comments: int
    kept: int
