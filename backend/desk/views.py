"""Saved views at a desk: what there is, what each finds, and keeping one; and help with a query that is being typed."""

import re

from backend.desk.asking import asked, checked, every_view, view_named
from backend.desk.session import Desk, DeskError
from backend.model.clock import SECOND
from backend.model.view import Completion, Counted, Names, View
from backend.policy import query_help
from backend.policy.query import QueryError
from backend.policy.query_terms import Query
from backend.policy.query_words import VIEWS
from backend.store.read import counts, people
from backend.store.read.accounts import accounts

EVERY = 3 * SECOND
"""How long counters stand (µs) before they are counted again."""

_NAME = re.compile(r"[\w-]{1,40}")


def views(desk: Desk) -> tuple[View, ...]:
    """Return the standard views, the member's own, and the shared ones. Raises DeskError, StoreError."""
    return every_view(desk)


def counters(desk: Desk) -> tuple[Counted, ...]:
    """Return every view with what it finds, read in one snapshot and kept for EVERY. Raises DeskError, StoreError."""
    me, now = desk.must_read(), desk.clock.now()
    kept = desk.counted
    if kept is not None and kept[0] == me.id and 0 <= now - kept[1] < EVERY:
        return kept[2]
    found = every_view(desk)
    queries = [_query(desk, view) for view in found]
    counted = iter(counts.found(desk.reader, [query for query in queries if query is not None], now, me.id))
    told = tuple(
        Counted(view, None if query is None else next(counted)) for view, query in zip(found, queries, strict=True)
    )
    desk.counted = (me.id, now, told)
    return told


def save(desk: Desk, name: str, query: str, *, shared: bool = False) -> View:
    """Keep a query under a name, for oneself or for everybody, in place of the one of that name.

    Raises QueryError for a mistake in the query, DeskError for an unfit name, Conflict for a shared view of another's.
    """
    from backend.store.write.views import save_view

    desk.must_read()
    checked(desk, query)
    _must_be_free(name)
    key = save_view(desk.store, desk.actor, name, query.strip(), shared=shared)
    return _with_key(desk, key)


def rename(desk: Desk, name: str, new: str) -> View:
    """Give a view another name. Raises DeskError, Conflict, StoreError."""
    from backend.store.write.views import rename_view

    view = _saved(desk, name)
    _must_be_free(new)
    rename_view(desk.store, desk.actor, view, new)
    return _with_key(desk, view)


def delete(desk: Desk, name: str) -> None:
    """Forget a view: one's own before a shared one of that name. Raises DeskError, Conflict, StoreError."""
    from backend.store.write.views import delete_view

    delete_view(desk.store, desk.actor, _saved(desk, name))
    desk.counted = None


def names(desk: Desk) -> Names:
    """Return what can be named in a query, to complete it. Raises DeskError, StoreError."""
    known = accounts(desk.reader)
    return Names(
        accounts=tuple(one.short_name for one in known),
        platforms=tuple(sorted({one.platform for one in known})),
        members=tuple(people.names(desk.reader)),
        languages=tuple(people.languages(desk.reader)),
        views=tuple(view.name for view in every_view(desk)),
    )


def complete(text: str, cursor: int, known: Names) -> tuple[Completion, ...]:
    """Return what the word before the cursor may become; touches no store."""
    return query_help.complete(text, cursor, known)


def narrow(desk: Desk, query: str, more: str) -> str:
    """Return the query that finds what both do. Raises QueryError for a mistake in `more`, StoreError."""
    checked(desk, more)
    return query_help.narrow(query, more)


def _query(desk: Desk, view: View) -> Query | None:
    """Return what a view asks; None when it names what is no longer there."""
    try:
        return asked(desk, view.query)
    except QueryError:
        return None


def _must_be_free(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise DeskError("view.name", name=name[:40])
    if name.casefold() in VIEWS:
        raise DeskError("view.standard", name=name)


def _saved(desk: Desk, name: str) -> int:
    desk.must_read()
    view = view_named([view for view in every_view(desk) if not view.standard], name)
    if view is None or view.id is None:
        raise DeskError("view.standard" if name.casefold() in VIEWS else "view.missing", name=name)
    return view.id


def _with_key(desk: Desk, key: int) -> View:
    desk.counted = None
    return next(view for view in every_view(desk) if view.id == key)
