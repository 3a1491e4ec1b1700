"""`nightdesk reply`: answer a comment, or all that a query finds, from the command line. Nothing passes it by."""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.cli.as_member import as_member
from backend.cli.context import CommandError, Context, say
from backend.cli.listing import point_at
from backend.cli.names import shown
from backend.cli.parser import WRONG_CALL, Parser
from backend.cli.table import columns
from backend.desk.answering import Answer, Said, answer
from backend.desk.asking import expanded
from backend.desk.listing import listing
from backend.desk.session import Desk
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.clock import SECOND, Micros
from backend.model.desk import Outcome, Result
from backend.policy.query import QueryError
from backend.policy.templates import blanks
from backend.store.read.templates import coded

EXAMPLE = """nightdesk reply 4711 --template hours
nightdesk reply --query 'is:open text:faktura' --template invoice --fill when='on Friday' --at 08:00
echo 'Thank you!' | nightdesk reply 4711 --text -"""

MOST = 500
"""Comments that are answered at once: more of the same words is no answer any more."""


def run(argv: Sequence[str], context: Context) -> int:
    """Answer comments; the status is 1 when one of them was not."""
    args = _parser().parse_args(argv)
    said = _said(args)
    try:
        with as_member(context, args.as_name) as desk:
            _check_fills(desk, said)
            done = answer(desk, _which(args, desk), said, dry=args.dry_run)
            zone = desk.me.time_zone
    except QueryError as error:
        point_at(args.query, error)
        return WRONG_CALL
    for line in columns((_("id"), _("answer"), _("text")), [_line(one, zone, dry=args.dry_run) for one in done]):
        say(line)
    return 0 if all(one.result.ok for one in done) else 1


def _said(args: argparse.Namespace) -> Said:
    if (args.template is None) == (args.text is None):
        raise CommandError("reply.one_of", status=WRONG_CALL)
    text = sys.stdin.read() if args.text == "-" else args.text or ""
    return Said(text, args.template or "", dict(map(_fill, args.fill)), args.at or "")


def _fill(written: str) -> tuple[str, str]:
    what, equals, value = written.partition("=")
    if not equals or not what.strip() or not value.strip():
        raise CommandError("reply.fill", status=WRONG_CALL, word=shown(written[:40]))
    return what.strip(), value.strip()


def _check_fills(desk: Desk, said: Said) -> None:
    """Refuse a filling for a blank that the template does not have: the blank that was meant would stay open."""
    known = {blank for one in coded(desk.reader, said.code) for body in one.bodies for blank in blanks(body)}
    unknown = next((what for what in said.fills if what not in known), None)
    if unknown is not None:
        raise CommandError("reply.no_blank", name=shown(said.code[:40]), blank=shown(unknown[:40]))


def _which(args: argparse.Namespace, desk: Desk) -> list[int]:
    if (args.comment is None) == (args.query is None):
        raise CommandError("reply.which", status=WRONG_CALL)
    if args.comment is not None:
        return [args.comment]
    found = [row.id for row in listing(desk, expanded(desk, args.query, strict=True), MOST)]
    if not found:
        raise CommandError("reply.nothing")
    return found


def _line(one: Answer, zone: str, *, dry: bool) -> tuple[str, ...]:
    return str(one.comment_id), _ended(one.result, zone, dry=dry), shown(one.text)


def _ended(result: Result, zone: str, *, dry: bool) -> str:
    if result.ok and dry:
        return _("would be queued")
    if result.ok and result.reason is None and result.due_at is not None:
        return _("leaves {time}").format(time=_stamp(result.due_at, zone))
    if result.outcome is Outcome.TAKEN:
        return _("{name} has it").format(name=shown(result.who) or _("somebody else"))
    return shown(word(result.reason, zone)) if result.reason is not None else result.outcome.value


def _stamp(at: Micros, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _parser() -> Parser:
    what = _("Answer a comment, or all that a query finds, as one act to take back.")
    parser = Parser("nightdesk reply", what, EXAMPLE)
    parser.add_argument("comment", nargs="?", type=int, help=_("the comment's number, as `nightdesk list` tells it"))
    parser.add_argument("--query", help=_("answer all that this finds, private ones left out"))
    parser.add_argument("--template", metavar="CODE", help=_("with this canned reply, filled in for each"))
    parser.add_argument(
        "--fill", action="append", default=[], metavar="WHAT=VALUE", help=_("fills a blank; may be given again")
    )
    parser.add_argument("--text", help=_("with these words; - reads them from standard input"))
    parser.add_argument("--at", metavar="TIME", help=_("not before then, by the account's clock: 14:30, +2h"))
    parser.add_argument("--dry-run", action="store_true", help=_("tell what would become of each, and queue nothing"))
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("as this member; usually the OS user's"))
    return parser
