"""`nightdesk account add`: one door for each way of connecting, and what they all do with the login they end in."""

import argparse
import sys
from getpass import getpass
from typing import TYPE_CHECKING

from backend.cli.account_login import login_state, unnamed, warning, whose
from backend.cli.connect import Login, ask, check_short, chosen_by_person, enter, try_login
from backend.cli.context import CommandError, Context, say
from backend.cli.parser import Parser, door
from backend.config.envfile import variables
from backend.config.variables import APP_PASSWORD, APP_SECRET
from backend.i18n import _
from backend.model.actor import Actor
from backend.platforms import WAYS
from backend.text.visible import visible

if TYPE_CHECKING:
    from backend.cli.parser import Doors

MASTODON_EXAMPLE = "nightdesk account add mastodon example.social --short news"
BLUESKY_EXAMPLE = "nightdesk account add bluesky acme.bsky.social --short acme"
FACEBOOK_EXAMPLE = "nightdesk account add facebook --app-id 1122334455667788 --short page"
ADD_EXAMPLE = f"{MASTODON_EXAMPLE}\n{BLUESKY_EXAMPLE}\n{FACEBOOK_EXAMPLE}"


def add_mastodon(args: argparse.Namespace, context: Context) -> int:
    """Walk through a server's login: print its link, read the code that it shows."""
    check_short(context, args.short)
    from backend.platforms import mastodon_oauth

    by = _whose(args, context)
    registration = mastodon_oauth.begin(args.server)
    say(_("Open this link in a browser where you are logged in as the account, and allow it:"))
    say(f"\n  {registration.authorize_url}\n")
    code = ask(_("The code that the page shows:"))
    token = mastodon_oauth.finish(registration.base_url, registration, code)
    app = {"client_id": registration.client_id, "client_secret": registration.client_secret}  # ends the token one day
    login = try_login("mastodon", registration.base_url, {"token": token, **app})
    return _entered(login, args.short, context, by)


def add_bluesky(args: argparse.Namespace, context: Context) -> int:
    """Find the server of a handle and log in with an app password, which is never shown or put on a command line."""
    check_short(context, args.short)
    from backend.platforms.bluesky_server import find_server
    from backend.platforms.server_name import base_url

    by = _whose(args, context)
    handle = args.handle.strip().lstrip("@").lower()
    server = base_url(args.server) if args.server else find_server(handle)
    login = try_login("bluesky", server, {"identifier": handle, "password": _app_password(context)})
    return _entered(login, args.short, context, by)


def add_by_code(args: argparse.Namespace, context: Context) -> int:
    """Walk through a login with the organisation's own app: print a link, read the address the browser ends at."""
    check_short(context, args.short)
    from backend.platforms import way
    from backend.platforms.codeflow import LOOPBACK, REDIRECT, App
    from backend.platforms.server_name import base_url

    by = _whose(args, context)
    platform, found = way(args.way)
    server = base_url(args.server) if args.server else None
    redirect = args.redirect or (LOOPBACK if platform == "youtube" else REDIRECT)
    app = App(args.app_id, _app_secret(context), redirect, tuple(args.rights))
    asking = found.asking(app, server)
    say(_("Open this link in a browser where you are logged in as somebody with a role on the account, and allow it:"))
    say(f"\n  {asking.url}\n")
    say(_("The browser then ends at a page that does not open. Copy its whole address."))
    offers = found.offers(app, asking, ask(_("The address:")), server)
    offer = offers[_chosen([one.name for one in offers])]
    return _entered(try_login(platform, offer.base_url, offer.secret), args.short, context, by)


def _chosen(names: list[str]) -> int:
    """Return which of several accounts is meant; one alone needs no question. Raises CommandError for none of them."""
    if len(names) == 1:
        return 0
    for number, name in enumerate(names, 1):
        say(f"  {number}  {visible(name, one_line=True)}")
    answer = ask(_("Which of them? Its number:"))
    if not (answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(names)):
        raise CommandError("account.no_such_number", most=len(names))
    return int(answer) - 1


def _app_secret(context: Context) -> str:
    """Return the app's secret: from the settings, else typed unseen on a terminal, else the first line of input."""
    hint = _("It stands with the app id, where you made the app.")
    return _typed_unseen(context, APP_SECRET, _("The app's secret"), hint)


def _whose(args: argparse.Namespace, context: Context) -> Actor:
    """Return who connects the account. Before anybody logs in, it makes sure that there is a store to enter it into.

    Raises StoreError, and CommandError for a member who is not known.
    """
    reader = context.reader()
    try:
        return whose(reader, args.as_name)
    finally:
        reader.close()


def _app_password(context: Context) -> str:
    """Return the app password, as `_app_secret` does."""
    hint = _("Make an app password in Bluesky: Settings, Privacy and security, App passwords.")
    return _typed_unseen(context, APP_PASSWORD, _("App password"), hint)


def _typed_unseen(context: Context, variable: str, what: str, hint: str) -> str:
    given = variables(context.environ, context.cwd).get(variable)
    if given:
        return given
    if not sys.stdin.isatty():
        return ask(f"{what}:")
    say(hint)
    return getpass(_("{what} (not shown):").format(what=what) + " ").strip()


def _entered(login: Login, short: str | None, context: Context, by: Actor) -> int:
    store = context.store()
    try:
        entered = enter(store, context.worker_settings.secrets(), login, chosen_by_person(short), by)
        state = login_state(store.reader, entered.account_id)
    finally:
        store.close()
    handle = visible(login.profile.handle.lstrip("@"), one_line=True)
    if entered.renewed:
        say(_("The login of {name} (@{handle}) is renewed.").format(name=entered.short_name, handle=handle))
    else:
        say(_("{name} (@{handle}) is connected.").format(name=entered.short_name, handle=handle))
    for told in filter(None, (unnamed(by, entered.short_name), warning(state) if by.id else "")):
        say(told)
    return 0


def adding_doors(adding: Parser) -> None:
    """Add a door for each way of connecting."""
    doors = adding.add_subparsers(required=True, metavar="|".join(("mastodon", "bluesky", *WAYS)))
    mastodon = door(doors, "mastodon", _("a Mastodon server, or one that speaks like it"), MASTODON_EXAMPLE)
    mastodon.add_argument("server", help=_("the server's name, as in example.social"))
    mastodon.set_defaults(do=add_mastodon)
    bluesky = door(doors, "bluesky", _("Bluesky, with an app password"), BLUESKY_EXAMPLE)
    bluesky.add_argument("handle", help=_("the account's handle, as in acme.bsky.social"))
    bluesky.add_argument("--server", help=_("the address of its server, when it cannot be found from the handle"))
    bluesky.set_defaults(do=add_bluesky)
    for one in (mastodon, bluesky, *_by_code(doors)):
        one.add_argument("--short", help=_("the short name that stands in every row, at most 8 signs"))
        one.add_argument("--as", dest="as_name", metavar="NAME", help=_("the member whose login it is"))


def _by_code(doors: "Doors") -> list[Parser]:
    """Add the doors of what is connected with an app of the organisation's own."""
    what = {
        "facebook": _("a Facebook page"),
        "instagram": _("an Instagram account, through the Facebook page it belongs to"),
        "instagram-login": _("an Instagram account by itself; it can do less"),
        "linkedin": _("a LinkedIn page"),
        "threads": _("a Threads account"),
        "youtube": _("a YouTube channel"),
    }
    made = []
    for name in WAYS:
        one = door(doors, name, what[name], FACEBOOK_EXAMPLE.replace("facebook", name))
        one.add_argument("--app-id", required=True, help=_("the id of the app that you made at the platform"))
        one.add_argument("--redirect", help=_("the redirect address that the app names, when it is another"))
        one.add_argument("--rights", nargs="+", default=(), help=_("rights to ask for beyond the usual ones"))
        one.add_argument("--server", help=_("the address of a rehearsal server"))
        one.set_defaults(do=add_by_code, way=name)
        made.append(one)
    return made
