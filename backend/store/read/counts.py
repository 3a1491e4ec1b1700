"""What the header counts. Every count stops at CAP + 1: a full count of a large store costs more than all the rest."""

from backend.model.clock import Micros
from backend.model.desk import CAP, Counts
from backend.policy.query_terms import Is, Query
from backend.store.read.filter import make_filter
from backend.store.read.walk import count
from backend.store.reader import Reader


def counts(reader: Reader, now: Micros, member_id: int | None) -> Counts:
    """Count what is open, claimed by the member, past due, and what did not get out: as the lists of these show it."""
    with reader.snapshot():
        open_, mine, late, failed = (
            _count(reader, word, now, member_id) for word in ("open", "mine", "late", "failed")
        )
        return Counts(open=open_, mine=mine, late=late, failed=failed)


def _count(reader: Reader, word: str, now: Micros, member_id: int | None) -> int:
    return count(reader, make_filter(reader, Query((Is(word),)), now, member_id), CAP + 1)
