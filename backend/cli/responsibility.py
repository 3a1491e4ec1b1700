"""`nightdesk responsibility`: who answers for what, so that a comment can be referred to an area."""

import argparse
from collections.abc import Sequence

from backend.cli.context import CommandError, Context, say
from backend.cli.names import account_id, member_id, shown
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.i18n import _
from backend.model.actor import SYSTEM
from backend.model.desk import Result
from backend.store.read.deeds import responsibilities

EXAMPLE = "nightdesk responsibility add Invoices --member Anna --fallback Erik"


def run(argv: Sequence[str], context: Context) -> int:
    """Add, list or remove responsibilities."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def add(args: argparse.Namespace, context: Context) -> int:
    """Say who answers for an area."""
    from backend.store.write.responsibilities import put_responsibility

    store = context.store()
    try:
        member = member_id(store.reader, args.member)
        fallback = member_id(store.reader, args.fallback) if args.fallback else None
        account = account_id(store.reader, args.account) if args.account else None
        _done(put_responsibility(store, SYSTEM, args.area, member, account_id=account, fallback_id=fallback))
    finally:
        store.close()
    say(_("{name} answers for {area} now.").format(name=shown(args.member), area=shown(args.area)))
    return 0


def remove(args: argparse.Namespace, context: Context) -> int:
    """Let nobody answer for an area."""
    from backend.store.write.responsibilities import drop_responsibility

    store = context.store()
    try:
        if not drop_responsibility(store, SYSTEM, args.area).ok:
            raise CommandError("responsibility.unknown", name=shown(args.area))
    finally:
        store.close()
    say(_("Nobody answers for {area} now.").format(area=shown(args.area)))
    return 0


def list_them(_args: argparse.Namespace, context: Context) -> int:
    """Show who answers for what."""
    reader = context.reader()
    try:
        found = responsibilities(reader)
    finally:
        reader.close()
    if not found:
        say(_("Nobody answers for anything yet. Run: nightdesk responsibility add --help"))
        return 0
    rows = [tuple(shown(cell) if cell else "–" for cell in row) for row in found]
    for line in columns((_("area"), _("account"), _("member"), _("fallback")), rows):
        say(line)
    return 0


def _done(result: Result) -> None:
    if not result.ok and result.reason is not None:
        raise CommandError(result.reason.code)


def _parser() -> Parser:
    parser = Parser("nightdesk responsibility", _("Who answers for what."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="add|list|remove")
    adding = door(doors, "add", _("say who answers for an area"), EXAMPLE)
    adding.add_argument("area", help=_("what it is about, as in Invoices"))
    adding.add_argument("--member", required=True, help=_("who answers for it"))
    adding.add_argument("--fallback", help=_("who does when they are gone"))
    adding.add_argument("--account", help=_("the account's short name; usually all accounts"))
    adding.set_defaults(do=add)
    removing = door(doors, "remove", _("let nobody answer for an area"), "nightdesk responsibility remove Invoices")
    removing.add_argument("area", help=_("what it is about, as in Invoices"))
    removing.set_defaults(do=remove)
    listing = door(doors, "list", _("show who answers for what"), "nightdesk responsibility list")
    listing.set_defaults(do=list_them)
    return parser
