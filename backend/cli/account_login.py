"""On whose login an account hangs: said, warned of where only one can renew it, and `nightdesk account renewers`."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from backend.cli.context import CommandError, Context, say
from backend.cli.names import account_id, member_id, shown
from backend.i18n import _
from backend.i18n.reasons import clock_day, word
from backend.model.actor import SYSTEM, Actor, ActorKind
from backend.model.health import LoginState
from backend.store.read.health import logins
from backend.store.read.people import by_login

if TYPE_CHECKING:
    from backend.cli.parser import Parser
    from backend.store.reader import Reader

RENEWERS_EXAMPLE = "nightdesk account renewers news --add Erik"


def whose(reader: "Reader", name: str | None) -> Actor:
    """Return who gives an account its login: the named member, else the one whose login is the OS user, else nobody.

    Raises CommandError when there is no member of that name.
    """
    from backend.desk.session import os_login

    if name is not None:
        return Actor(ActorKind.MEMBER, member_id(reader, name))
    found = by_login(reader, os_login())
    return SYSTEM if found is None else Actor(ActorKind.MEMBER, found.id)


def login_state(reader: "Reader", key: int) -> LoginState:
    """Return on whose login an account hangs."""
    return logins(reader, [key])[key]


def hanging(login: LoginState, zone: str) -> Iterator[tuple[str, str]]:
    """Yield what is known of a login: what it is about, and the words."""
    if not login.needed:
        return
    if login.by and login.at is not None:
        yield _("login of"), _("{name}, since {day}").format(name=shown(login.by), day=clock_day(login.at, zone))
    else:
        yield _("login of"), _("nobody said whose")
    if login.ends_at is not None:
        yield _("login ends"), clock_day(login.ends_at, zone)
    yield _("renewed by"), ", ".join(map(shown, login.renewers)) or _("nobody named")


def warning(login: LoginState) -> str:
    """Return what to say of how few can renew a login, empty when two or more can."""
    return shown(word(login.warning)) if login.warning is not None else ""


def unnamed(by: Actor, short: str) -> str:
    """Return what to say when nobody said who gave the login, empty when it is known."""
    if by.kind is ActorKind.MEMBER:
        return ""
    said = _("Nobody is noted as the one whose login it is: give --as NAME next time, or name who can renew it: {how}")
    return said.format(how=f"nightdesk account renewers {short} --add NAME")


def renewers(args: argparse.Namespace, context: Context) -> int:
    """Name who can renew an account's login, or no longer, and show who can."""
    from backend.store.write.logins import add_renewer, remove_renewer

    store = context.store()
    try:
        key = account_id(store.reader, args.short)
        added = [member_id(store.reader, name) for name in args.add or ()]
        removed = [member_id(store.reader, name) for name in args.remove or ()]
        for one in added:
            add_renewer(store, SYSTEM, key, one)
        for one, name in zip(removed, args.remove or (), strict=True):
            if not remove_renewer(store, SYSTEM, key, one).ok:
                raise CommandError("login.not_named", name=shown(name))
        login = login_state(store.reader, key)
    finally:
        store.close()
    for about, said in hanging(login, context.zone):
        say(f"{about}: {said}")
    if warned := warning(login):
        say(warned)
    return 0


def renewing_door(renewing: "Parser") -> None:
    """Say what `account renewers` takes."""
    renewing.add_argument("short", help=_("the account's short name"))
    renewing.add_argument("--add", action="append", metavar="MEMBER", help=_("can renew it; may be given again"))
    renewing.add_argument("--remove", action="append", metavar="MEMBER", help=_("cannot any more; likewise"))
    renewing.set_defaults(do=renewers)
