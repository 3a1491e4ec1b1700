"""Signatures: who signs, and what an answer is signed with."""

from enum import StrEnum

from backend.model.reason import Reason
from backend.model.value import dataclass


class By(StrEnum):
    """In whose name an answer is signed."""

    NOBODY = "nobody"
    MEMBER = "member"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Signer:
    """A member as signatures know them. `alias` is the name they answer under, empty: their own.

    `consent`: they agreed to be named in public. `own` is the free-form signature of a page without a charter.
    """

    id: int
    name: str
    alias: str = ""
    consent: bool = False
    own: str = ""

    @property
    def called(self) -> str:
        """The name that is shown in public."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True)
class Signed:
    """How an answer is signed: `text` at its end (empty: it is not), in whose name, and why (worded when drawn).

    `must`: it is added where it is missing. `never`: nothing may stand there.
    """

    text: str
    by: By
    why: Reason
    must: bool = False
    never: bool = False
