"""The watched places for which notification mails are read."""

from backend.model.place import PLACE, PlaceKind
from backend.model.value import dataclass
from backend.store.reader import Reader

MAIL = "mail"
"""The stream of a place under which it is kept how far the mailbox has been read for it."""


@dataclass(frozen=True, slots=True)
class MailedPlace:
    """A place that mails tell of. `cursor`: how far the mailbox has been read for it, None when it never was."""

    account_id: int
    short_name: str
    kind: PlaceKind
    link: str
    cursor: str | None


def mailed_places(reader: Reader) -> list[MailedPlace]:
    """Return the places of the kinds that send mails, by key."""
    found = reader.rows(
        "SELECT p.account_id, a.short_name, p.kind, p.link, c.value FROM place AS p"
        " JOIN account AS a ON a.id = p.account_id"
        " LEFT JOIN cursor AS c ON c.account_id = p.account_id AND c.stream = ?"
        " WHERE a.platform = ? AND a.removed_at IS NULL AND p.kind IN (?, ?) ORDER BY p.account_id",
        (MAIL, PLACE, PlaceKind.FACEBOOK_GROUP.value, PlaceKind.LINKEDIN_GROUP.value),
    )
    return [MailedPlace(key, name, PlaceKind(kind), link, cursor) for key, name, kind, link, cursor in found]
