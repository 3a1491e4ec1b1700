"""The schema. Importing this package registers every table with SQLModel's metadata.

Decisions that are costly to change, with their reasons:

- Keys are our own 64-bit integers: small in every index, stable when a platform renames an id, and usable as anchors.
- Times are UTC microseconds as integers (see `backend.model.clock`).
- Lists and small structures are JSON text, written and read by `backend.store.codec`, the same on both databases.
- States are text with a CHECK, so that a row reads without a legend and a wrong word is refused by the database.
- No relationships: a thread is one query, and nothing is loaded behind anybody's back.
- Comments are never deleted: a purge blanks text and leaves a tombstone.
"""

from backend.store.tables import (
    accounts,
    attachments,
    briefs,
    cases,
    charters,
    comments,
    log,
    logins,
    mails,
    messages,
    people,
    picks,
    places,
    seconds,
    sync,
    templates,
    triage,
    work,
)

__all__ = [
    "accounts",
    "attachments",
    "briefs",
    "cases",
    "charters",
    "comments",
    "log",
    "logins",
    "mails",
    "messages",
    "people",
    "picks",
    "places",
    "seconds",
    "sync",
    "templates",
    "triage",
    "work",
]
