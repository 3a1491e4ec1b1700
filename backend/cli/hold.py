"""`nightdesk hold`: comments kept as evidence past the span that a platform's rules leave for them."""

import argparse
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.cli.as_member import as_member
from backend.cli.context import CommandError, Context, say
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.desk import evidence
from backend.desk.session import Desk
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.clock import SECOND, Micros
from backend.model.desk import Result
from backend.model.reason import Reason
from backend.model.triage import Why

EXAMPLE = """nightdesk hold add 4711 --until 2027-01-31 --why threat
nightdesk list 'is:kept' -o json"""


def run(argv: Sequence[str], context: Context) -> int:
    """Keep a comment as evidence, let it go, or show what is kept."""
    args = _parser().parse_args(argv)
    with as_member(context, args.as_name) as desk:
        args.do(args, desk)
    return 0


def add(args: argparse.Namespace, desk: Desk) -> None:
    """Keep a comment as evidence."""
    until = evidence.until_of(desk, args.until)
    if until is None:
        raise CommandError("hold.when", status=2)
    _done(evidence.hold(desk, args.comment, Why(args.why), until))
    told = _("Comment {id} is held as evidence until {time}.")
    say(told.format(id=args.comment, time=_stamp(until, desk.me.time_zone)))


def end(args: argparse.Namespace, desk: Desk) -> None:
    """Let a comment go."""
    _done(evidence.end_hold(desk, args.comment))
    say(_("Comment {id} is no longer held as evidence.").format(id=args.comment))


def list_kept(_args: argparse.Namespace, desk: Desk) -> None:
    """Show what is kept, what ends first on top."""
    head = (_("comment"), _("until"), _("by"), _("why"))
    rows = [
        (str(key), _stamp(hold.until, desk.me.time_zone), hold.member, word(Reason(f"why.{hold.why}")))
        for key, hold in evidence.kept(desk)
    ]
    for line in columns(head, rows) if rows else (_("Nothing is held as evidence."),):
        say(line)


def _done(result: Result) -> None:
    if not result.ok:
        reason = result.reason or Reason("comment.missing")
        raise CommandError(reason.code, status=1, **reason.params)


def _stamp(at: Micros, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _parser() -> Parser:
    parser = Parser("nightdesk hold", _("Keep comments as evidence past the platform's span."), EXAMPLE)
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("act as this member; usually the OS user's"))
    doors = parser.add_subparsers(required=True, metavar="add|end|list")

    adding = door(doors, "add", _("keep a comment as evidence; a second time changes until when and why"), EXAMPLE, add)
    adding.add_argument("comment", type=int, help=_("its number, as nightdesk list shows it"))
    adding.add_argument("--until", default=evidence.USUAL, help=_("90d, 12w, 6m, 2y, or a day (usually 90d)"))
    adding.add_argument("--why", choices=[str(why) for why in Why], default=str(Why.OTHER), help=_("usually other"))
    ending = door(doors, "end", _("keep a comment no longer than the platform allows"), "nightdesk hold end 4711", end)
    ending.add_argument("comment", type=int, help=_("its number, as nightdesk list shows it"))
    door(doors, "list", _("show what is kept, until when, by whom and why"), "nightdesk hold list", list_kept)
    return parser
