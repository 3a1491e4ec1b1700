"""Personal data that stands in a comment: where, and of what kind. Never the data itself."""

from enum import StrEnum

from backend.model.value import dataclass


class SpotKind(StrEnum):
    """A kind of personal data. The first letter of each stands for it in the store."""

    IDENTITY = "identity"  # the number of a person: Swedish, Norwegian, Danish, Finnish
    PHONE = "phone"
    MAIL = "mail"
    ADDRESS = "address"  # a street with a number


@dataclass(frozen=True, slots=True)
class Spot:
    """Where it stands: characters `start` up to `end` (excluded) of the cleaned text."""

    start: int
    end: int
    kind: SpotKind
