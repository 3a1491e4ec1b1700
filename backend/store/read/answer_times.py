"""How long answers took: exact percentiles, by the databases' own window functions."""

from backend.model.answer_time import AnswerTimes
from backend.model.category import Category
from backend.model.clock import Micros
from backend.store.reader import Reader

_RANK = "min(CASE WHEN {place} * 100 >= n * {percent} THEN {what} END)"
"""The nearest rank: the smallest value that at least so many percent of all do not exceed."""


def answer_times(
    reader: Reader,
    since: Micros,
    until: Micros,
    *,
    by_account: bool = False,
    by_category: bool = False,
    account_id: int | None = None,
) -> list[AnswerTimes]:
    """Return how long the first answers from `since` until before `until` (UTC µs) took, a row a group.

    All of them, or those of one account; put together by account, by category, by both or not at all. Groups without
    an answer are not there. Answers to comments that nothing was known about have no category.
    """
    account, category = "account_id" if by_account else "NULL", "category" if by_category else "''"
    group = f"{account}, {category}" if by_account else category
    ranks = ", ".join(
        _RANK.format(place=f"{what}_place", percent=percent, what=what)
        for what in ("took_s", "watched_s")
        for percent in (50, 90)
    )
    where, params = ("AND account_id = ?", (account_id,)) if account_id is not None else ("", ())
    rows = reader.rows(
        f"""SELECT account, category, count(*), sum(CASE WHEN late THEN 1 ELSE 0 END), {ranks} FROM (
            SELECT {account} AS account, {category} AS category, late, took_s, watched_s,
                count(*) OVER (PARTITION BY {group}) AS n,
                row_number() OVER (PARTITION BY {group} ORDER BY took_s) AS took_s_place,
                row_number() OVER (PARTITION BY {group} ORDER BY watched_s) AS watched_s_place
            FROM answer_time WHERE answered_at >= ? AND answered_at < ? {where}) AS answer
        GROUP BY account, category ORDER BY account, category""",
        (since, until, *params),
    )
    return [AnswerTimes(row[0], Category(row[1]) if row[1] else None, *map(int, row[2:])) for row in rows]
