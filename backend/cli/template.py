"""`nightdesk template`: brings canned replies in."""

from collections.abc import Sequence
from pathlib import Path

from backend.cli.context import Context, say
from backend.cli.parser import Parser, door
from backend.i18n import _

EXAMPLE = "nightdesk template import replies.toml"


def run(argv: Sequence[str], context: Context) -> int:
    """Enter the templates of a TOML file, all or none."""
    args = _parser().parse_args(argv)
    from backend.desk.templates import import_file

    store = context.store()
    try:
        done = import_file(store, context.cwd / args.file, approve=not args.draft)
    finally:
        store.close()
    counts = {"added": done.added, "changed": done.changed, "same": done.same}
    say(_("Templates: {added} new, {changed} changed, {same} as they were.").format(**counts))
    return 0


def _parser() -> Parser:
    parser = Parser("nightdesk template", _("Canned replies."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="import")
    bringing = door(doors, "import", _("enter the templates of a TOML file, all or none"), EXAMPLE)
    bringing.add_argument("file", type=Path, help=_("the file"))
    bringing.add_argument("--draft", action="store_true", help=_("as drafts that somebody must approve"))
    return parser
