"""`nightdesk brief`: notes that the whole team works by until they end."""

import argparse
import sys
from collections.abc import Sequence

from backend.cli.as_member import as_member
from backend.cli.context import CommandError, Context, say
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.desk import briefs
from backend.desk.session import Desk
from backend.i18n import _
from backend.model.brief import Brief, BriefText
from backend.policy.moments import FORMS, write_moment
from backend.store.read.accounts import accounts

EXAMPLE = """nightdesk brief add 'Power cut in the north' --until 18:00 --use strom --text 'Press to the press office.'
nightdesk brief list"""


def run(argv: Sequence[str], context: Context) -> int:
    """Write a brief, end one, or show them."""
    args = _parser().parse_args(argv)
    with as_member(context, args.as_name) as desk:
        args.do(args, desk)
    return 0


def add(args: argparse.Namespace, desk: Desk) -> None:
    """Write a brief."""
    until = briefs.until_of(desk, args.until)
    if until is None:
        raise CommandError("brief.until", status=2, forms=FORMS)
    text = sys.stdin.read() if args.text == "-" else args.text
    written = BriefText(args.title, text, until, args.account or "", tuple(args.use), tuple(args.avoid))
    key = briefs.save(desk, 0, written, 0)
    say(_("Brief {id} holds until {time}.").format(id=key, time=write_moment(until, desk.me.time_zone)))


def end(args: argparse.Namespace, desk: Desk) -> None:
    """End a brief before its time."""
    briefs.end(desk, args.brief)
    say(_("Brief {id} has ended.").format(id=args.brief))


def list_briefs(args: argparse.Namespace, desk: Desk) -> None:
    """Show what holds, or everything."""
    names = {one.id: one.short_name for one in accounts(desk.reader)}
    found = briefs.every(desk) if args.all else briefs.now(desk)
    head = ("id", _("account"), _("until"), _("by"), _("title"))
    rows = [_row(one, names, desk) for one in found]
    for line in columns(head, rows) if rows else (_("No brief holds now."),):
        say(line)


def _row(one: Brief, names: dict[int, str], desk: Desk) -> tuple[str, ...]:
    account = _("all") if one.account_id is None else names.get(one.account_id, "?")
    until = write_moment(one.ended_at or one.until, desk.me.time_zone)
    title = one.title if one.holds(desk.clock.now()) else _("{title} (over)").format(title=one.title)
    return str(one.id), account, until, one.member, title


def _parser() -> Parser:
    parser = Parser("nightdesk brief", _("Notes that the whole team works by until they end."), EXAMPLE)
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("act as this member; usually the OS user's"))
    doors = parser.add_subparsers(required=True, metavar="add|end|list")

    adding = door(doors, "add", _("write a brief: it stands on top of every desk until it is read"), EXAMPLE, add)
    adding.add_argument("title", help=_("what it is about, in a few words"))
    adding.add_argument("--until", required=True, help=_("until when it holds: {forms}").format(forms=FORMS))
    adding.add_argument("--account", metavar="NAME", help=_("the account it is about; usually all"))
    adding.add_argument("--use", action="append", default=[], metavar="CODE", help=_("a template to use"))
    adding.add_argument("--avoid", action="append", default=[], metavar="CODE", help=_("a template not to use"))
    adding.add_argument("--text", default="", help=_("what it says; - reads it from standard input"))
    ending = door(doors, "end", _("end a brief before its time"), "nightdesk brief end 3", end)
    ending.add_argument("brief", type=int, help=_("its number, as nightdesk brief list shows it"))
    listing = door(doors, "list", _("show the briefs that hold now"), "nightdesk brief list --all", list_briefs)
    listing.add_argument("--all", action="store_true", help=_("those that are over too"))
    return parser
