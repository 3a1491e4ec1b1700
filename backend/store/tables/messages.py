"""The private inboxes on the platforms, counted and never read; and what people had us delete."""

from sqlmodel import Field, SQLModel

from backend.store.tables.columns import flag, micros, number, prose, ref


class PrivateInboxRow(SQLModel, table=True):
    """How many private messages of an account nobody has read (`more`: at least), and where they are read.

    There is no row where they cannot be counted.
    """

    __tablename__ = "private_inbox"

    account_id: int = ref("account.id", primary_key=True)
    unread: int = number()
    more: bool = flag()
    url: str = prose()
    counted_at: int = micros()


class ErasureRow(SQLModel, table=True):
    """Somebody's request to delete what they wrote, by the code they were given; who it was is not kept.

    So many comments were blanked, and so many kept as evidence.
    """

    __tablename__ = "erasure"

    code: str = Field(primary_key=True)
    done_at: int = micros()
    comments: int = number()
    kept: int = number()
