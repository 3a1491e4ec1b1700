"""The desk that a command acts at: a member's, closed however the command ends."""

from collections.abc import Iterator
from contextlib import contextmanager

from backend.cli.context import CommandError, Context
from backend.desk.session import Desk, open_desk, os_login


@contextmanager
def as_member(context: Context, name: str | None) -> Iterator[Desk]:
    """Give the desk of this member, or of whoever is logged in (None).

    Raises CommandError where that is no member, and what `open_desk` raises.
    """
    desk = open_desk(context.desk_settings, context.clock, name)
    try:
        if desk.member is None:
            raise CommandError("list.nobody", login=os_login())
        yield desk
    finally:
        desk.close()
