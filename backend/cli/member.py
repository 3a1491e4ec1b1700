"""`nightdesk member`: the people who work here."""

import argparse
from collections.abc import Sequence

from backend.cli.context import Context, say
from backend.cli.names import account_id, member_id, shown
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.i18n import LANGUAGES, _
from backend.model.actor import SYSTEM, Member, Role
from backend.store.read.people import members

EXAMPLE = "nightdesk member add Anna --signature '/ Anna' --login anna --role moderator"
SETTING = "nightdesk member set Anna --alias 'Annie' --consent yes"
FIRST = (Role.LEAD, Role.ADMIN)


def run(argv: Sequence[str], context: Context) -> int:
    """Add or list members."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def add(args: argparse.Namespace, context: Context) -> int:
    """Enter a member; the first one leads, whatever was asked for."""
    from backend.store.write.people import add_member

    store = context.store()
    try:
        first = not members(store.reader)
        where = account_id(store.reader, args.account) if args.account else None
        asked = [Role(name) for name in args.role or ["moderator"]]
        roles = [(None, role) for role in FIRST] if first else [(where, role) for role in asked]
        language = args.language or context.desk_settings.language
        language = language if language in LANGUAGES else "en"
        zone = args.time_zone or context.zone
        add_member(store, SYSTEM, args.name, args.signature, language, zone, args.login, roles)
    finally:
        store.close()
    say(
        _("{name} is a member now ({roles}).").format(
            name=shown(args.name), roles=", ".join(r.value for _w, r in roles)
        )
    )
    return 0


def change(args: argparse.Namespace, context: Context) -> int:
    """Change how a member signs, and where their digest goes."""
    from backend.store.write.people import set_member

    store = context.store()
    consent = None if args.consent is None else args.consent == "yes"
    try:
        set_member(store, SYSTEM, member_id(store.reader, args.name), alias=args.alias, consent=consent, mail=args.mail)
    finally:
        store.close()
    say(_("{name} is changed.").format(name=shown(args.name)))
    return 0


def list_members(_args: argparse.Namespace, context: Context) -> int:
    """Show the members and what they may do."""
    reader = context.reader()
    try:
        found = members(reader)
    finally:
        reader.close()
    if not found:
        say(_("There are no members yet. Run: nightdesk member add --help"))
        return 0
    rows = [(shown(one.name), one.login or "–", one.language, one.time_zone, _roles(one)) for one in found]
    for line in columns((_("name"), _("login"), _("language"), _("time zone"), _("roles")), rows):
        say(line)
    return 0


def _roles(member: Member) -> str:
    named = sorted((role.value, where) for where, role in member.roles)
    return ", ".join(role if where is None else f"{role}@{where}" for role, where in named) or "–"


def _parser() -> Parser:
    parser = Parser("nightdesk member", _("The people who work here."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="add|set|list")
    adding = door(doors, "add", _("enter a member; the first one becomes lead and admin"), EXAMPLE)
    adding.add_argument("name", help=_("the name that colleagues see"))
    adding.add_argument("--signature", default="", help=_("what stands under their answers, as in '/ Anna'"))
    adding.add_argument("--login", help=_("the OS user whose desk opens as this member without being asked"))
    adding.add_argument("--language", choices=sorted(LANGUAGES), help=_("their language"))
    adding.add_argument("--time-zone", help=_("their time zone, as in Europe/Stockholm"))
    adding.add_argument("--role", action="append", choices=[role.value for role in Role], help=_("may be given again"))
    adding.add_argument("--account", help=_("the account's short name that the roles are for; usually all accounts"))
    adding.set_defaults(do=add)
    changing = door(doors, "set", _("change how they sign, and where their digest goes"), SETTING, change)
    changing.add_argument("name", help=_("the name that colleagues see"))
    changing.add_argument("--alias", help=_("the name they answer under; empty for their own"))
    changing.add_argument("--consent", choices=("yes", "no"), help=_("whether they agreed to be named in public"))
    changing.add_argument("--mail", help=_("where what waits for them is mailed; empty for nowhere"))
    door(doors, "list", _("show the members"), "nightdesk member list", list_members)
    return parser
