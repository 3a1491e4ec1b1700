"""`nightdesk account`: connects accounts of the organisation, on the worker's side."""

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.cli.account_add import ADD_EXAMPLE, MASTODON_EXAMPLE, adding_doors
from backend.cli.account_login import RENEWERS_EXAMPLE, login_state, renewing_door, warning
from backend.cli.connect import ask, try_login
from backend.cli.context import CommandError, Context, complain, say
from backend.cli.names import shown
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.config.errors import ConfigError
from backend.i18n import _
from backend.i18n.reasons import clock_day, clock_time, word
from backend.model.account import Account, HealthState
from backend.model.actor import SYSTEM
from backend.model.health import mending
from backend.model.place import PLACE
from backend.model.reason import Reason
from backend.platforms import end_login
from backend.platforms.base import PlatformError
from backend.platforms.ending import ends_at
from backend.store.read.accounts import accounts, accounts_now, by_short_name
from backend.store.read.health import logins
from backend.text.visible import visible

if TYPE_CHECKING:
    from backend.store.reader import Reader

EXAMPLE = f"{MASTODON_EXAMPLE}\nnightdesk account check"


def run(argv: Sequence[str], context: Context) -> int:
    """Add, list, check or remove accounts."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def list_accounts(_args: argparse.Namespace, context: Context) -> int:
    """Show the accounts and how they are doing."""
    reader = context.reader()
    try:
        found = accounts_now(reader, context.clock.now())
    finally:
        reader.close()
    if not found:
        say(_("There are no accounts yet. Run: nightdesk account add --help"))
        return 0
    counted = any(one.unread for one in found)
    head = (_("short"), _("platform"), _("account"), *((_("unread messages"),) if counted else ()), _("health"))
    rows = [(*_called(one), *(_waiting(one) if counted else ()), health_words(one, context.zone)) for one in found]
    for line in columns(head, rows):
        say(line)
    return 0


def show(args: argparse.Namespace, context: Context) -> int:
    """Show what an account reads and can do, and what not; on whose login it hangs, and who can mend it."""
    from backend.cli.account_show import lines

    reader = context.reader()
    try:
        one = named(reader, args.short)
        one = next(now for now in accounts_now(reader, context.clock.now()) if now.id == one.id)
        login = login_state(reader, one.id)
    finally:
        reader.close()
    say(f"{one.short_name}  {one.platform}  {_handle(one)}")
    for line in lines(one, login, health_words(one, context.zone), context.zone):
        say(line)
    if warned := warning(login):
        say(f"  {warned}")
    if one.health.state is HealthState.NEEDS_LOGIN:
        say(f"  {shown(word(mending(one, login)))}")
    return 0


def check(args: argparse.Namespace, context: Context) -> int:
    """Try each login against its platform now."""
    reader = context.reader()
    try:
        found = [named(reader, args.short)] if args.short else accounts(reader)
        held = logins(reader, [one.id for one in found])
    finally:
        reader.close()
    failed = 0
    for one in found:
        if one.platform == PLACE:
            say(f"{one.short_name:<8}  {_handle(one)}  {_('a watched place has no login')}")
            continue
        trouble = _trouble(one, context)
        failed += bool(trouble)
        say(f"{one.short_name:<8}  {_handle(one)}  {trouble or _works(one, context)}")
        told = (shown(word(mending(one, held[one.id]))) if trouble else "", warning(held[one.id]))
        for line in filter(None, told):
            say(f"{'':<8}  {line}")
    if not found:
        complain(_("There are no accounts yet. Run: nightdesk account add --help"))
    return 1 if failed or not found else 0


def remove(args: argparse.Namespace, context: Context) -> int:
    """Retire an account: its history stays, what waits to be sent is stopped, its login is deleted and ended.

    Ending it comes last and changes nothing here: a server that is away keeps no account in the store.
    """
    from backend.store.write.accounts import remove_account

    store = context.store()
    try:
        one = named(store.reader, args.short)
        if not args.yes and ask(_("Type {name} once more to remove it:").format(name=one.short_name)) != one.short_name:
            raise CommandError("account.not_removed", name=one.short_name)
        secrets = context.worker_settings.secrets()
        secrets.check_writable()
        ending = _ending(one, context)
        remove_account(store, SYSTEM, one.id)
        secrets.remove(one.id)
    finally:
        store.close()
    say(_("{name} is removed; its comments and answers stay in the store.").format(name=one.short_name))
    told = ending()
    if told:
        say(told)
    return 0


def _called(one: Account) -> tuple[str, str, str]:
    return one.short_name, one.platform, _handle(one)


def _waiting(one: Account) -> tuple[str]:
    """Return how many private messages nobody has read there, a dash where nobody counts them."""
    return (f"{one.unread.count}{'+' if one.unread.more else ''}" if one.unread else "–",)


def _ending(one: Account, context: Context) -> Callable[[], str]:
    """Return what ends an account's login at its platform, and says what is left to do there, empty when nothing is.

    The login is read now: afterwards its file is gone.
    """
    failed = _("The login could not be ended: {why} End it on the server, in the account's settings.")
    try:
        secret = context.worker_settings.secrets().load(one.id, one.short_name)
    except ConfigError as error:
        told = failed.format(why=word(error.reason, context.zone))
        return lambda: told

    def end() -> str:
        try:
            left = end_login(one.platform, one.base_url, secret) if secret else None
        except PlatformError as error:
            return failed.format(why=word(error.reason, context.zone))
        return word(left, context.zone) if left else ""

    return end


def health_words(one: Account, zone: str) -> str:
    """Say how an account is doing, and since when where it is not well. A watched place is never well by itself."""
    if one.platform == PLACE:
        return word(one.health.reason or Reason("place.never"), zone)
    state = {
        "ok": _("well"),
        "new": _("not read yet"),
        "late": _("late since {time}"),
        "throttled": _("throttled since {time}"),
        "blind": _("blind since {time}"),
        "needs_login": _("needs login since {time}"),
    }[one.health.state.value].format(time=f"{clock_day(one.health.since, zone)} {clock_time(one.health.since, zone)}")
    return f"{state}: {word(one.health.reason, zone)}" if one.health.reason else state


def _works(one: Account, context: Context) -> str:
    """Say that a login works, and until when where that is known."""
    ends = ends_at(one.platform, context.worker_settings.secrets().load(one.id, one.short_name))
    if ends is None:
        return _("the login works")
    return _("the login works until {day}").format(day=clock_day(ends, context.zone))


def _trouble(one: Account, context: Context) -> str:
    """Return what is wrong with an account's login, empty when it works. A renewed one is kept."""
    secrets = context.worker_settings.secrets()
    try:
        secret = secrets.load(one.id, one.short_name)
        if not secret:
            raise ConfigError("secrets.missing")
        login = try_login(one.platform, one.base_url, secret)
        stranger = login.profile.stranger_to(one.remote_id)
        if stranger is not None:
            return word(stranger, context.zone)
        if dict(login.secret) != secret:
            secrets.save(one.id, login.secret)
    except (PlatformError, ConfigError) as error:
        return word(error.reason, context.zone)
    return ""


def named(reader: "Reader", short: str) -> Account:
    """Return the account that is called so. Raises CommandError, which names those that there are."""
    found = by_short_name(reader, short)
    if found is None:
        known = ", ".join(one.short_name for one in accounts(reader)) or "–"
        raise CommandError("account.unknown", name=visible(short[:20], one_line=True), known=known)
    return found


def _handle(one: Account) -> str:
    if one.platform == PLACE:
        return visible(one.base_url, one_line=True)
    return visible(f"@{one.handle.lstrip('@')}", one_line=True)


def _parser() -> Parser:
    parser = Parser("nightdesk account", _("Connect accounts. Logins stay with the worker's user."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="add|list|show|check|renewers|remove")
    adding = door(doors, "add", _("connect an account, or renew its login"), ADD_EXAMPLE)
    adding_doors(adding)
    listing = door(doors, "list", _("show the accounts and how they are doing"), "nightdesk account list")
    listing.set_defaults(do=list_accounts)
    showing = door(doors, "show", _("what an account reads and can do, and what not"), "nightdesk account show news")
    showing.add_argument("short", help=_("the account's short name"))
    showing.set_defaults(do=show)
    checking = door(doors, "check", _("try the logins now"), "nightdesk account check news")
    checking.add_argument("short", nargs="?", help=_("an account's short name; usually all"))
    checking.set_defaults(do=check)
    renewing = door(doors, "renewers", _("who can renew a login; one name only is a warning"), RENEWERS_EXAMPLE)
    renewing_door(renewing)
    removing = door(doors, "remove", _("retire an account; its history stays"), "nightdesk account remove news")
    removing.add_argument("short", help=_("the account's short name"))
    removing.add_argument("--yes", action="store_true", help=_("do not ask"))
    removing.set_defaults(do=remove)
    return parser
