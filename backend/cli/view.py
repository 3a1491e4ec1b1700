"""`nightdesk view`: queries with a name, one's own and everybody's."""

import argparse
from collections.abc import Sequence

from backend.cli.as_member import as_member
from backend.cli.context import Context, say
from backend.cli.listing import point_at
from backend.cli.parser import WRONG_CALL, Parser, door
from backend.cli.table import columns
from backend.desk import views
from backend.desk.session import Desk
from backend.i18n import _
from backend.model.desk import CAP
from backend.model.view import Counted, View
from backend.policy.query import QueryError
from backend.text.visible import visible

EXAMPLE = """nightdesk view save invoices 'is:open faktura lang:sv' --shared
nightdesk list @invoices"""


def run(argv: Sequence[str], context: Context) -> int:
    """List, keep, rename or forget views. A mistake in a query is pointed at, with status 2."""
    args = _parser().parse_args(argv)
    try:
        with as_member(context, args.as_name) as desk:
            args.do(args, desk)
    except QueryError as error:
        point_at(_query(args), error)
        return WRONG_CALL
    return 0


def list_views(_args: argparse.Namespace, desk: Desk) -> None:
    """Show the views, what each asks and how many comments it finds."""
    head = (_("name"), _("whose"), _("comments"), _("query"))
    for line in columns(head, [_line(one) for one in views.counters(desk)]):
        say(line)


def save(args: argparse.Namespace, desk: Desk) -> None:
    """Keep a query."""
    view = views.save(desk, args.name, _query(args), shared=args.shared)
    say(_("Kept: {name}. List it with: nightdesk list @{name}").format(name=view.name))


def rename(args: argparse.Namespace, desk: Desk) -> None:
    """Give a view another name."""
    say(_("It is called {name} now.").format(name=views.rename(desk, args.name, args.new).name))


def delete(args: argparse.Namespace, desk: Desk) -> None:
    """Forget a view."""
    views.delete(desk, args.name)
    say(_("Forgotten: {name}.").format(name=visible(args.name, one_line=True)))


def _line(one: Counted) -> tuple[str, ...]:
    count = "?" if one.count is None else f"{CAP}+" if one.count > CAP else str(one.count)
    return one.view.name, _whose(one.view), count, visible(one.view.query, one_line=True)


def _whose(view: View) -> str:
    if view.standard:
        return "–"
    return _("shared, by {name}").format(name=visible(view.maker, one_line=True)) if view.shared else _("yours")


def _query(args: argparse.Namespace) -> str:
    return " ".join(args.query)


def _parser() -> Parser:
    parser = Parser("nightdesk view", _("Queries with a name, your own and everybody's."), EXAMPLE)
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("ask as this member; usually the OS user's"))
    doors = parser.add_subparsers(required=True, metavar="list|save|rename|delete")

    door(doors, "list", _("show the views and how many comments each finds"), "nightdesk view list", list_views)
    saving = door(doors, "save", _("keep a query under a name"), EXAMPLE, save)
    saving.add_argument("name", help=_("a word: letters, digits, - and _"))
    saving.add_argument("query", nargs="+", help=_("the query; see: nightdesk list --help"))
    saving.add_argument("--shared", action="store_true", help=_("for everybody"))
    renaming = door(doors, "rename", _("give a view another name"), "nightdesk view rename invoices bills", rename)
    renaming.add_argument("name", help=_("what it is called"))
    renaming.add_argument("new", help=_("what it shall be called"))
    door(doors, "delete", _("forget a view"), "nightdesk view delete invoices", delete).add_argument(
        "name", help=_("what it is called")
    )
    return parser
