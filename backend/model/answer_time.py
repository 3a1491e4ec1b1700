"""How long answers took, counted for the insights."""

from backend.model.category import Category
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """What is known of a group of first answers; `account_id` and `category` are None where they are not told apart.

    `late` came after their deadline. Seconds on the wall, and of the charter's watch hours: the median and the 90th
    percentile by nearest rank, so that each is an answer's own time.
    """

    account_id: int | None
    category: Category | None
    answers: int
    late: int
    median_s: int
    ninetieth_s: int
    watched_median_s: int
    watched_ninetieth_s: int
