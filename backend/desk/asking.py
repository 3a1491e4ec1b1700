"""What is asked at a desk: a query read, its names looked up, and kept to the accounts whose comments one may read."""

from collections.abc import Sequence
from difflib import get_close_matches

from backend.desk.session import Desk
from backend.model.actor import CONTENT_ROLES, Role
from backend.model.view import View
from backend.policy.query import Placed, QueryError, parse, placed, value_of
from backend.policy.query_terms import AssignedTo, Handled, OnAccount, OnPlatform, Query
from backend.policy.query_words import ME, VIEWS
from backend.store.read import people, views
from backend.store.read.accounts import accounts

NAMED = 12
"""Names that are told to whoever gave a wrong one."""


def asked(desk: Desk, text: str) -> Query:
    """Read a query; `@NAME` in front of it stands for the view of that name.

    Raises QueryError for a mistake, also in the name of an account, platform or member; DeskError, StoreError.
    """
    query = checked(desk, expanded(desk, text))
    allowed = {where for where, role in desk.me.roles if role in CONTENT_ROLES}
    if None in allowed:
        return query
    barred = [one.short_name for one in accounts(desk.reader) if one.id not in allowed]
    return Query(query.terms + tuple(OnAccount(name, negated=True) for name in barred))


def checked(desk: Desk, text: str) -> Query:
    """Read a query and look up the names in it. Raises QueryError, StoreError."""
    query = parse(text)
    found = placed(text)
    on = [one for one in found if isinstance(one.term, OnAccount | OnPlatform)]
    who = [one for one in found if isinstance(one.term, AssignedTo | Handled)]
    if on:
        known = accounts(desk.reader)
        _look_up([one for one in on if isinstance(one.term, OnAccount)], [one.short_name for one in known], "account")
        _look_up([one for one in on if isinstance(one.term, OnPlatform)], [one.platform for one in known], "platform")
    if who:
        _look_up(who, [*people.names(desk.reader), ME], "member")
    return query


def every_view(desk: Desk) -> tuple[View, ...]:
    """Return the standard views, the member's own, and the shared ones. Raises DeskError, StoreError."""
    me = desk.me
    lead = (None, Role.LEAD) in me.roles
    return (*(View(name, query) for name, (query, _what) in VIEWS.items()), *views.saved(desk.reader, me.id, lead=lead))


def view_named(found: Sequence[View], name: str) -> View | None:
    """Return the view of a name, compared without case: one's own before a shared one."""
    return next((view for view in found if view.name.casefold() == name.casefold()), None)


def expanded(desk: Desk, text: str, *, strict: bool = False) -> str:
    """Return a query with the view that `@NAME` in front of it names put in its place.

    A name that no view has is a free word (a handle), unless `strict`: then it is a mistake (QueryError).
    """
    text = text.strip()
    if not text.startswith("@"):
        return text
    word, _space, rest = text.partition(" ")
    found = every_view(desk)
    view = view_named(found, word[1:])
    if view is None:
        if strict:
            raise _no_name("view", word, 0, word[1:], [one.name for one in found], "@")
        return text
    return f"{view.query} {rest}".strip()


def _look_up(found: Sequence[Placed], known: Sequence[str], kind: str) -> None:
    folded = {name.casefold() for name in known}
    for one in found:
        word, position = value_of(one)
        value = str(next(getattr(one.term, name) for name in ("short_name", "platform", "member") if _has(one, name)))
        if value.casefold() not in folded:
            raise _no_name(kind, word, position, value, list(dict.fromkeys(known)))


def _has(one: Placed, name: str) -> bool:
    return hasattr(one.term, name)


def _no_name(kind: str, word: str, position: int, value: str, known: Sequence[str], before: str = "") -> QueryError:
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(value.casefold(), folded, n=1)
    if near:
        return QueryError(f"query.no_{kind}_meant", word, position, before + folded[near[0]])
    told = ", ".join(known[:NAMED]) + (" …" if len(known) > NAMED else "")
    return QueryError(f"query.no_{kind}", word, position, known=told or "–")
