"""An open desk: the store it reads, the member who sits at it, and the writing half that is loaded only when needed.

Importing this, and reading, loads no database library: the first page is on the screen long before the ORM is.
"""

import os
import pwd
import socket
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind, Member, Role
from backend.model.clock import Clock, Micros
from backend.model.comment import CommentState
from backend.model.reason import Reason
from backend.model.view import Counted
from backend.store.address import is_postgres, sqlite_path
from backend.store.errors import StoreError
from backend.store.pen import Pen
from backend.store.read import people
from backend.store.reader import Reader
from backend.store.write import presence

if TYPE_CHECKING:
    from backend.config.desk import DeskSettings
    from backend.store.engine import Store

STARTERS = Path(__file__).parent / "starters"
"""Templates to begin with, one file a language."""


class DeskError(Exception):
    """What was asked cannot be done here; `reason` is worded by `backend.i18n.reasons`."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, dict(params))


class Desk:
    """One open desk. Its functions may be called from any thread; `member` is None until somebody has said who it is.

    `shown` keeps the triage of the comments whose answers are being written, as it was when the composer opened;
    `counted` whose views were counted when, and what they found.
    """

    def __init__(self, url: str, clock: Clock, reader: Reader) -> None:
        self.url = url
        self.clock = clock
        self.reader = reader
        self.pen = Pen(url, clock)
        self.member: Member | None = None
        self.shown: dict[int, CommentState] = {}
        self.counted: tuple[int, Micros, tuple[Counted, ...]] | None = None
        self._store: Store | None = None
        self._session: int | None = None
        self._lock = RLock()

    @property
    def store(self) -> "Store":
        """The writing half; the ORM is loaded at the first use. Raises StoreError."""
        with self._lock:
            if self._store is None:
                from backend.store.engine import Store

                self._store = Store.open(self.url, self.clock)
            return self._store

    @property
    def actor(self) -> Actor:
        """Who acts here. Raises DeskError while nobody has said who it is."""
        return Actor(ActorKind.MEMBER, self.me.id, self._session)

    @property
    def me(self) -> Member:
        """The member at the desk. Raises DeskError while nobody has said who it is."""
        if self.member is None:
            raise DeskError("member.nobody")
        return self.member

    def must_read(self, account_id: int | None = None) -> Member:
        """Return the member when they may read comments, of this account or of any. Raises DeskError."""
        me = self.me
        held = [where for where, role in me.roles if role in CONTENT_ROLES]
        if not held or not (account_id is None or None in held or account_id in held):
            raise DeskError("member.no_role")
        return me

    def beat(self) -> None:
        """Say that the desk is still open; the first time enters it. Loads no ORM."""
        with self._lock:
            if self._session is None:
                self._session = presence.open_desk(self.pen, self.me.id, socket.gethostname(), os.getpid())
            else:
                presence.beat_desk(self.pen, self._session)

    def leave(self) -> None:
        """Forget the member who sat here: their desk is closed."""
        with self._lock:
            if self._session is not None:
                presence.close_desk(self.pen, self._session)
            self._session = None
            self.member = None
            self.shown.clear()

    def close(self) -> None:
        """Close the desk and its connections. A store that cannot be written keeps nobody from leaving."""
        with self._lock:
            with suppress(StoreError):  # a desk not seen for a while counts as closed anyway
                self.leave()
            self.reader.close()
            if self._store is not None:
                self._store.close()


def os_login() -> str:
    """Return the name of the OS user, from the user database: an environment variable can claim anything."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def prepare_store(settings: "DeskSettings") -> bool:
    """Create the store when there is none yet. Returns whether it was created. Raises StoreError.

    Only a file is created by itself: a server's database belongs to somebody who runs `nightdesk migrate`.
    """
    if is_postgres(settings.url) or sqlite_path(settings.url).exists():
        return False
    from backend.store.migrate import migrate

    sqlite_path(settings.url).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.url)
    return True


def open_desk(settings: "DeskSettings", clock: Clock, as_name: str | None = None) -> Desk:
    """Open a desk as the named member, else as the one whose login is the OS user, else as nobody yet.

    Raises StoreMissing, StoreOld, StoreNewer, StoreUnavailable; DeskError when there is no member of that name.
    """
    desk = Desk(settings.url, clock, Reader.open(settings.url))
    if as_name is None:
        desk.member = people.by_login(desk.reader, os_login())
        return desk
    desk.member = people.by_name(desk.reader, as_name)
    if desk.member is None:
        desk.close()
        raise DeskError("member.unknown", name=as_name)
    return desk


def members(desk: Desk) -> list[Member]:
    """Return all members, to choose from."""
    return people.members(desk.reader)


def choose(desk: Desk, member_id: int) -> Member:
    """Sit down as a member. Raises DeskError when there is no such member."""
    member = people.member(desk.reader, member_id)
    if member is None:
        raise DeskError("member.unknown", name=str(member_id))
    if desk.member is not None and desk.member.id != member_id:
        desk.leave()
    desk.member = member
    return member


def introduce(desk: Desk, name: str, signature: str, language: str, time_zone: str) -> Member:
    """Enter the first member of a new store, with lead and admin, and the templates to begin with; sit down as them.

    Raises StoreError (Conflict) when there are members already or a value is unfit.
    """
    from backend.desk.templates import import_starters
    from backend.store.write.people import add_member

    roles = [(None, Role.LEAD), (None, Role.ADMIN)]
    actor = Actor(ActorKind.SYSTEM)
    key = add_member(desk.store, actor, name, signature, language, time_zone, os_login(), roles, first=True)
    member = choose(desk, key)
    import_starters(desk)
    return member


def set_me(desk: Desk, *, alias: str | None = None, consent: bool | None = None, mail: str | None = None) -> Member:
    """Change how the member at the desk signs and where their digest goes; None leaves a value as it is.

    Raises StoreError (Conflict) for an address that is none, DeskError while nobody has said who it is.
    """
    from backend.store.write.people import set_member

    set_member(desk.store, desk.actor, desk.me.id, alias=alias, consent=consent, mail=mail)
    return choose(desk, desk.me.id)


def beat(desk: Desk) -> None:
    """Say that the desk is still open (every 20 s or so). Raises StoreError."""
    desk.beat()


def close(desk: Desk) -> None:
    """Close the desk."""
    desk.close()
