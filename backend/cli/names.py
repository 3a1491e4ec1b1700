"""Names given on a command line: found, or said to be unknown; and shown without being obeyed."""

from backend.cli.context import CommandError
from backend.store.read.accounts import by_short_name
from backend.store.read.people import by_name
from backend.store.reader import Reader
from backend.text.visible import visible


def shown(text: str) -> str:
    """Return a text as one line in which nothing is hidden and nothing steers the terminal."""
    return visible(text, one_line=True)


def account_id(reader: Reader, short: str) -> int:
    """Return an account's key. Raises CommandError when none has this short name."""
    found = by_short_name(reader, short)
    if found is None:
        raise CommandError("account.unknown", name=shown(short[:20]), known="–")
    return found.id


def member_id(reader: Reader, name: str) -> int:
    """Return a member's key. Raises CommandError when nobody has this name."""
    found = by_name(reader, name)
    if found is None:
        raise CommandError("member.unknown", name=shown(name[:40]))
    return found.id
