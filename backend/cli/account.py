"""`nightdesk account`: connects accounts of the organisation, on the worker's side."""

import argparse
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.cli.account_add import ADD_EXAMPLE, MASTODON_EXAMPLE, adding_doors
from backend.cli.connect import ask, try_login
from backend.cli.context import CommandError, Context, complain, say
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.config.errors import ConfigError
from backend.i18n import _
from backend.i18n.reasons import clock_day, word
from backend.model.account import Account
from backend.model.actor import SYSTEM
from backend.platforms import end_login
from backend.platforms.base import PlatformError
from backend.platforms.ending import ends_at
from backend.store.read.accounts import accounts, by_short_name
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
        found = accounts(reader)
    finally:
        reader.close()
    if not found:
        say(_("There are no accounts yet. Run: nightdesk account add --help"))
        return 0
    rows = [(one.short_name, one.platform, _handle(one), health_words(one, context.zone)) for one in found]
    for line in columns((_("short"), _("platform"), _("account"), _("health")), rows):
        say(line)
    return 0


def show(args: argparse.Namespace, context: Context) -> int:
    """Show what an account reads and can do, and what not."""
    from backend.cli.account_show import lines

    reader = context.reader()
    try:
        one = _named(reader, args.short)
    finally:
        reader.close()
    say(f"{one.short_name}  {one.platform}  {_handle(one)}")
    for line in lines(one, health_words(one, context.zone), context.zone):
        say(line)
    return 0


def check(args: argparse.Namespace, context: Context) -> int:
    """Try each login against its platform now."""
    reader = context.reader()
    try:
        found = [_named(reader, args.short)] if args.short else accounts(reader)
    finally:
        reader.close()
    failed = 0
    for one in found:
        trouble = _trouble(one, context)
        failed += bool(trouble)
        say(f"{one.short_name:<8}  {_handle(one)}  {trouble or _works(one, context)}")
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
        one = _named(store.reader, args.short)
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
    """Say how an account is doing."""
    state = {
        "ok": _("well"),
        "new": _("not read yet"),
        "late": _("late"),
        "throttled": _("throttled"),
        "blind": _("blind: nothing complete has been read"),
        "needs_login": _("needs a new login"),
    }[one.health.state.value]
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


def _named(reader: "Reader", short: str) -> Account:
    found = by_short_name(reader, short)
    if found is None:
        known = ", ".join(one.short_name for one in accounts(reader)) or "–"
        raise CommandError("account.unknown", name=visible(short[:20], one_line=True), known=known)
    return found


def _handle(one: Account) -> str:
    return visible(f"@{one.handle.lstrip('@')}", one_line=True)


def _parser() -> Parser:
    parser = Parser("nightdesk account", _("Connect accounts. Logins stay with the worker's user."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="add|list|show|check|remove")
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
    removing = door(doors, "remove", _("retire an account; its history stays"), "nightdesk account remove news")
    removing.add_argument("short", help=_("the account's short name"))
    removing.add_argument("--yes", action="store_true", help=_("do not ask"))
    removing.set_defaults(do=remove)
    return parser
