"""Who looks at what, and a member's own preferences: what a desk says of itself."""

from backend.desk.session import Desk
from backend.model.desk import Presence
from backend.store.read import people
from backend.store.read import presence as reading
from backend.store.write import presence as saying


def look_at(desk: Desk, comment_id: int, *, writing: bool) -> None:
    """Show the others what this member looks at, or writes about."""
    saying.look_at(desk.pen, desk.actor, comment_id, writing=writing)


def others(desk: Desk) -> tuple[Presence, ...]:
    """Return who else looks at or writes about which comment now."""
    return reading.others(desk.reader, desk.clock.now(), desk.me.id)


def settings(desk: Desk) -> dict[str, str]:
    """Return the member's preferences by name."""
    return people.settings(desk.reader, desk.me.id)


def put_setting(desk: Desk, name: str, value: str) -> None:
    """Keep a preference; an empty value drops it."""
    from backend.store.write.settings import put_setting

    put_setting(desk.store, desk.actor, name, value)
