"""Watched places: a link, a checklist, and who has looked. What is found there are comments like any others.

A place is an account (its key is the account's), so that comments, claims, charters and views need to know nothing of
places. Looks are only ever added: the newest one is the last-looked stamp, and no second place says it differently.
Steps are retired, never changed: an old look still says what was ticked off.
"""

from sqlalchemy import Index
from sqlmodel import SQLModel

from backend.model.place import PlaceKind
from backend.store.tables.columns import index_where, key, maybe_micros, micros, number, one_of, prose, ref


class PlaceRow(SQLModel, table=True):
    """What an account that is a watched place has more than others. `look_every_s` is 0 where nobody promised to."""

    __tablename__ = "place"
    __table_args__ = (one_of("kind", PlaceKind, "place_kind_known"),)

    account_id: int = ref("account.id", primary_key=True)
    link: str
    kind: str = PlaceKind.OTHER.value
    look_every_s: int = number()
    created_at: int = micros()


class PlaceStepRow(SQLModel, table=True):
    """One line of a place's checklist, in the order of `position`; of any account: one that waits for a login too."""

    __tablename__ = "place_step"
    __table_args__ = (index_where("retired_at IS NULL", "place_step_live", "account_id", "position"),)

    id: int | None = key()
    account_id: int = ref("account.id")
    position: int = number()
    text: str = prose()
    retired_at: int | None = maybe_micros()


class PlaceLookRow(SQLModel, table=True):
    """Somebody has looked, by their own word: when, a note, and the steps ticked off (keys, as JSON)."""

    __tablename__ = "place_look"
    __table_args__ = (Index("place_look_newest", "account_id", "id"),)

    id: int | None = key()
    account_id: int = ref("account.id")
    member_id: int = ref("member.id")
    at: int = micros()
    note: str = prose()
    steps: str = prose("[]")
