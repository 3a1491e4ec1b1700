"""`nightdesk charter`: what an account is for and which rules hold there, as a file; versions; ready-made ones."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from backend.cli.context import CommandError, Context, say
from backend.cli.names import account_id, shown
from backend.cli.parser import WRONG_CALL, Parser, door
from backend.cli.table import columns
from backend.i18n import LANGUAGES, _
from backend.i18n.reasons import clock_day, clock_time, word
from backend.model.actor import SYSTEM
from backend.model.charter import HOUSE, Charter, CharterVersion
from backend.store.read.accounts import accounts
from backend.store.read.charters import charter_of, charter_versions, charters
from backend.store.reader import Reader

EXAMPLE = """nightdesk charter start public --language sv --house
nightdesk charter export --account acme > acme.md
nightdesk charter import acme.md --account acme --said 'we answer on Saturdays now'"""

_MARK = re.compile(r"^# nightdesk charter (\S+) version (\d+)$", re.MULTILINE)
"""A comment in an exported file: whose version it is, so that an import does not overwrite a colleague's."""


def run(argv: Sequence[str], context: Context) -> int:
    """Do what is asked with charters."""
    args = _parser().parse_args(argv)
    if "house" in args and args.house == bool(args.account):
        raise CommandError("charter.whose", status=WRONG_CALL)
    args.do(args, context)
    return 0


def list_them(_args: argparse.Namespace, context: Context) -> None:
    """Show the charter that holds for each account."""
    reader = context.reader()
    try:
        own = {one.account_id: one for one in charters(reader)}
        names = [(one.id, one.short_name) for one in accounts(reader)]
    finally:
        reader.close()
    if not own:
        say(_("There is no charter yet. Run: nightdesk charter start --help"))
        return
    places: list[tuple[int | None, str]] = [(None, HOUSE), *names]
    head = (_("account"), _("charter"), _("version"), _("when"), _("by"), _("why"))
    for line in columns(head, [_line(name, own.get(key) or own.get(None), context.zone) for key, name in places]):
        say(line)


def _line(name: str, held: CharterVersion | None, zone: str) -> tuple[str, ...]:
    if held is None:
        return (shown(name), _("none"), "–", "–", "–", "–")
    whose = _("the house's") if held.account_id is None else _("its own")
    return (shown(name), whose, *_facts(held, zone))


def _facts(version: CharterVersion, zone: str) -> tuple[str, str, str, str]:
    at = f"{clock_day(version.made_at, zone)} {clock_time(version.made_at, zone)}"
    return str(version.number), at, shown(version.member) or "–", shown(version.said) or "–"


def show(args: argparse.Namespace, context: Context) -> None:
    """Show a charter as a page."""
    name, held = _held(args, context)
    own = held.account_id is not None or name == HOUSE
    whose = _("{name}, version {number}") if own else _("{name} has the house's, version {number}")
    say(whose.format(name=shown(name), number=held.number))
    for line in _page(held.charter, context, "md").split("\n"):
        say(shown(line))


def export(args: argparse.Namespace, context: Context) -> None:
    """Write a charter to standard output."""
    name, held = _held(args, context)
    whose = HOUSE if held.account_id is None else name
    mark = f"# nightdesk charter {whose} version {held.number}\n"
    page = _page(held.charter, context, args.output)
    sys.stdout.write(page.replace("+++\n", f"+++\n{mark}", 1) if args.output == "md" else mark + page)


def _page(charter: Charter, context: Context, form: str) -> str:
    from backend.policy.charter_file import write_charter

    return write_charter(charter, context.desk_settings.language, form)


def bring(args: argparse.Namespace, context: Context) -> None:
    """Save a file as the next version of a charter."""
    page = _read(context.cwd / args.file)
    charter = _charter(page, args.file.name)
    with_base = None if args.over else _base(page, _name(args))
    _save(args, context, charter, args.said, with_base)


def start(args: argparse.Namespace, context: Context) -> None:
    """Save a ready-made charter as an account's first one."""
    from backend.desk.charters import STARTERS

    language = args.language or _language(context)
    name = f"{args.starter}.{language}.md"
    charter = _charter((STARTERS / name).read_text(encoding="utf-8"), name)
    _save(args, context, charter, f"{args.starter}.{language}", None if args.anew else 0)


def _language(context: Context) -> str:
    chosen = context.desk_settings.language
    return chosen if chosen in LANGUAGES else "en"


def _save(args: argparse.Namespace, context: Context, charter: Charter, said: str, base: int | None) -> None:
    """Save as the next version; `base` is the one it was written on, None for whichever there is."""
    from backend.store.write.charters import save_charter

    store = context.store()
    try:
        key = _key(store.reader, args)
        newest = next((one.number for one in charter_versions(store.reader, key)), 0)
        if base == 0 and newest:
            raise CommandError("charter.is_there")
        number = save_charter(store, SYSTEM, key, charter, newest if base is None else base, said)
    finally:
        store.close()
    say(_("{name} has version {number} now.").format(name=shown(_name(args)), number=number))


def _base(page: str, name: str) -> int | None:
    """Return the version that a file was exported as, None where it does not say, or is another account's."""
    mark = _MARK.search(page)
    return int(mark[2]) if mark and mark[1] == name else None


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError("charter.not_utf8", file=shown(path.name)) from error
    except OSError as error:
        raise CommandError("charter.file_unreadable", file=shown(path.name)) from error


def _charter(page: str, name: str) -> Charter:
    """Read a page. Raises CommandError with the file, the line and what to do."""
    from backend.policy.charter_file import CharterError, read_charter

    try:
        return read_charter(page, name)
    except CharterError as error:
        problem = word(error.reason)
        raise CommandError("charter.in_file", file=shown(name), line=error.line, problem=problem) from error


def versions(args: argparse.Namespace, context: Context) -> None:
    """Show the versions of a charter."""
    head = (_("version"), _("when"), _("by"), _("why"))
    for line in columns(head, [_facts(one, context.zone) for one in _own(args, context)]):
        say(line)


def diff(args: argparse.Namespace, context: Context) -> None:
    """Show what changed between two versions, else in the newest."""
    from backend.policy.charter_file import difference

    known = {one.number: one for one in _own(args, context)}
    newest = max(known)
    old, new = args.old or newest - 1, args.new or newest
    blank = CharterVersion(None, 0, Charter(), "", known[newest].made_at)
    for number in (old, new):
        if number not in known and number != 0:
            raise CommandError("charter.no_version", number=number)
    language = context.desk_settings.language
    for line in difference(known.get(old, blank).charter, known.get(new, blank).charter, language):
        say(shown(line))


def _own(args: argparse.Namespace, context: Context) -> list[CharterVersion]:
    """Return the versions of an account's own charter, the newest first. Raises CommandError when it has none."""
    reader = context.reader()
    try:
        found = charter_versions(reader, _key(reader, args))
    finally:
        reader.close()
    if not found:
        raise CommandError("charter.none")
    return found


def _held(args: argparse.Namespace, context: Context) -> tuple[str, CharterVersion]:
    """Return whose charter is asked for, and it: the version that is named, else the one that holds."""
    number = getattr(args, "version", None)
    if number is not None:
        named = next((one for one in _own(args, context) if one.number == number), None)
        if named is None:
            raise CommandError("charter.no_version", number=number)
        return _name(args), named
    reader = context.reader()
    try:
        held = charter_of(reader, _key(reader, args))
    finally:
        reader.close()
    if held is None:
        raise CommandError("charter.none")
    return _name(args), held


def _key(reader: Reader, args: argparse.Namespace) -> int | None:
    """Return the account that is meant, None for the house. Raises CommandError when there is no such account."""
    return None if args.house else account_id(reader, args.account)


def _name(args: argparse.Namespace) -> str:
    return HOUSE if args.house else str(args.account).casefold()


def _parser() -> Parser:
    what = _("What an account is for, its tone, rules, hours and answer targets; without its own it has the house's.")
    parser = Parser("nightdesk charter", what, EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="list|show|export|import|versions|diff|start")
    door(doors, "list", _("which charter holds where"), "nightdesk charter list", list_them)
    _whose(door(doors, "show", _("show one as a page"), "nightdesk charter show --house", show))
    out = _whose(door(doors, "export", _("write one to standard output, to be imported again"), EXAMPLE, export))
    out.add_argument("-o", "--output", choices=("md", "toml"), default="md", help=_("usually md"))
    out.add_argument("--version", type=int, metavar="N", help=_("an older one"))
    bringing = _whose(door(doors, "import", _("save a file (.md, .toml) as the next version"), EXAMPLE, bring))
    bringing.add_argument("file", type=Path, help=_("the file"))
    bringing.add_argument("--said", default="", metavar="WHY", help=_("why it changed, in a line"))
    bringing.add_argument("--over", action="store_true", help=_("also over a version that was saved meanwhile"))
    _whose(door(doors, "versions", _("who changed it, when and why"), "nightdesk charter versions --house", versions))
    compared = _whose(door(doors, "diff", _("what changed"), "nightdesk charter diff 2 3 --house", diff))
    compared.add_argument("old", type=int, nargs="?", help=_("a version, usually the one before the newest"))
    compared.add_argument("new", type=int, nargs="?", help=_("a version, usually the newest"))
    example = "nightdesk charter start public --language sv --house"
    starting = _whose(door(doors, "start", _("begin with a ready-made one"), example, start))
    starting.add_argument("starter", choices=("company", "public"), help=_("for a company, or a public authority"))
    starting.add_argument("--language", choices=sorted(LANGUAGES), help=_("usually yours"))
    starting.add_argument("--anew", action="store_true", help=_("also where there is a charter already"))
    return parser


def _whose(parser: Parser) -> Parser:
    parser.add_argument("--account", metavar="NAME", help=_("an account's own charter"))
    parser.add_argument("--house", action="store_true", help=_("the house's, which holds where there is no other"))
    return parser
