"""What the header and the views count.

Every count stops at CAP + 1: a full count of a large store costs more than all the rest.
"""

from collections.abc import Sequence

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


def found(reader: Reader, queries: Sequence[Query], now: Micros, member_id: int | None) -> list[int]:
    """Count what each query finds, in one snapshot, each stopping at CAP + 1."""
    with reader.snapshot():
        return [count(reader, make_filter(reader, query, now, member_id), CAP + 1) for query in queries]


def _count(reader: Reader, word: str, now: Micros, member_id: int | None) -> int:
    return count(reader, make_filter(reader, Query((Is(word),)), now, member_id), CAP + 1)
