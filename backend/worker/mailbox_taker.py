"""What is done with mails: the reader brings them, and each taker says which are its own and keeps what they say."""

from collections.abc import Sequence
from typing import Protocol

from backend.model.reason import Reason
from backend.model.value import dataclass
from backend.worker.mailbox_mail import Head, Mail

Fence = tuple[str, int]
"""The lease (name, number) under which the mailbox is read."""


@dataclass(frozen=True, slots=True)
class Spot:
    """How far a folder has been read: to this UID, which means something under this UIDVALIDITY alone."""

    validity: int
    uid: int

    def __str__(self) -> str:
        return f"{self.validity}:{self.uid}"


def spot(text: str | None) -> Spot | None:
    """Read a kept spot back, None for none."""
    if not text:
        return None
    validity, _, uid = text.partition(":")
    return Spot(int(validity), int(uid))


class Taker(Protocol):
    """Somebody for whom mails are read. Each keeps its own spot, so that a new one begins where it must."""

    def active(self) -> bool:
        """Tell whether any mail is waited for at all: if not, the mailbox is not even opened for it."""
        ...

    def read_to(self, validity: int) -> int | None:
        """Return up to which UID all mails have been taken; None to begin with the mails of the last weeks."""
        ...

    def wants(self, head: Head) -> bool:
        """Tell by its headers whether a mail's words are needed."""
        ...

    def take(self, mails: Sequence[Mail], to: Spot, fence: Fence) -> int:
        """Keep what the mails say, and that all has been read up to `to`, in one transaction.

        Mails that were taken before may come again. Returns how many brought something new. Raises LeaseLost.
        """
        ...

    def trouble(self, why: Reason | None) -> None:
        """Show those who wait for mails why none can be read, or that they can be read again (None)."""
        ...
