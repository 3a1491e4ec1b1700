"""`nightdesk capture`: comments that were found where no API reads, from standard input."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from backend.cli.context import CommandError, Context, say
from backend.cli.parser import Parser
from backend.cli.place import opened
from backend.desk import places as verbs
from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.clock import SECOND, Micros
from backend.model.place import Capture, Captured
from backend.model.reason import Reason
from backend.store.errors import Conflict

EXAMPLE = """nightdesk capture group --as Anna --author 'Kalle' --link 'https://www.facebook.com/groups/…' < comment.txt
nightdesk capture group --as Anna --from csv < comments.csv"""

MOST = 4_000_000
"""Characters that are read of standard input."""


def run(argv: Sequence[str], context: Context) -> int:
    """Keep one comment, or one of each line of a table. What was known already changes nothing."""
    args = _parser().parse_args(argv)
    desk, place = opened(context, args.name, args.as_name)
    new = known = 0
    try:
        for line, what in enumerate(_read(args, sys.stdin.read(MOST)), 1):
            try:
                kept = verbs.capture(desk, place.id, what)
            except Conflict as error:
                if args.format == "text":
                    raise
                raise CommandError("capture.line", line=line, problem=word(error.reason, context.zone)) from error
            new, known = new + kept.new, known + (not kept.new)
    finally:
        desk.close()
    said = ngettext("{n} comment was put in.", "{n} comments were put in.", new).format(n=new)
    say(said + (" " + _("{n} known already.").format(n=known) if known else ""))
    return 0


def _read(args: argparse.Namespace, text: str) -> Iterator[Capture]:
    if args.format == "text":
        yield Capture(args.link, args.author, text, None, Captured.PASTE, args.under)
        return
    rows = csv.DictReader(StringIO(text.lstrip("\ufeff"))) if args.format == "csv" else _json_lines(text)
    for line, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise CommandError("capture.line", line=line, problem=word(Reason("capture.no_text")))
        said = {name: str(row.get(name) or "") for name in ("link", "author", "under", "written_at")}
        yield Capture(
            said["link"] or args.link,
            said["author"] or args.author,
            row["text"],
            _moment(said["written_at"]),
            Captured.PASTE,
            said["under"] or args.under,
        )


def _json_lines(text: str) -> Iterator[Any]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            unreadable = word(Reason("capture.unreadable", {"format": "JSON"}))
            raise CommandError("capture.line", line=number, problem=unreadable) from error


def _moment(text: str) -> Micros | None:
    """Read an ISO 8601 time with its zone; one that is not, is not known."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else Micros(int(moment.timestamp() * SECOND))


def _parser() -> Parser:
    what = _("Keep comments that were found where no API reads, from standard input.")
    columns = _("csv and json lines have: text, and if known author, link, under, written_at (2027-01-20T14:02+01:00).")
    parser = Parser("nightdesk capture", f"{what}\n{columns}", EXAMPLE)
    parser.add_argument("name", help=_("the place's short name"))
    parser.add_argument("--author", default="", help=_("who wrote it, as the name stands there"))
    parser.add_argument("--link", default="", help=_("to the comment, else to its post"))
    parser.add_argument("--under", default="", help=_("the post it stands under, in a few words"))
    parser.add_argument(
        "--from", dest="format", choices=("text", "csv", "json"), default="text", help=_("usually text")
    )
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("as this member; usually the OS user's"))
    return parser
