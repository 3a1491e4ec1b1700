"""`nightdesk template`: canned replies, brought in and out, looked at, and taken out of use."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from backend.cli.context import CommandError, Context, say
from backend.cli.names import account_id, shown
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.cli.template_picture import add_doors
from backend.i18n import _, pgettext
from backend.model.actor import SYSTEM
from backend.model.template import Template, TemplateState, TemplateVersion
from backend.store.read.accounts import accounts
from backend.store.read.templates import coded, templates
from backend.store.reader import Reader

EXAMPLE = """nightdesk template import replies.toml
nightdesk template export -o csv > replies.csv"""


def run(argv: Sequence[str], context: Context) -> int:
    """Bring templates in or out, show them, or retire one."""
    args = _parser().parse_args(argv)
    args.do(args, context)
    return 0


def bring(args: argparse.Namespace, context: Context) -> None:
    """Enter the templates of a file, all or none."""
    from backend.desk.templates import import_file

    store = context.store()
    try:
        done = import_file(store, context.cwd / args.file, approve=not args.draft)
    finally:
        store.close()
    counts = {"added": done.added, "changed": done.changed, "same": done.same}
    say(_("Templates: {added} new, {changed} changed, {same} as they were.").format(**counts))


def export(args: argparse.Namespace, context: Context) -> None:
    """Write templates to standard output."""
    from backend.desk.template_csv import write_csv
    from backend.desk.template_file import write_toml
    from backend.desk.template_review import text_of

    reader = context.reader()
    try:
        names = {one.id: one.short_name for one in accounts(reader)}
        where = account_id(reader, args.account) if args.account else None
        found = templates(reader, where, approved_only=not args.all)
    finally:
        reader.close()
    there = [one for one in found if one.account_id is None or one.account_id in names]
    texts = [text_of(one, names) for one in sorted(there, key=lambda one: (one.code, one.language))]
    sys.stdout.write(write_csv(texts) if args.output == "csv" else write_toml(texts))


def list_them(args: argparse.Namespace, context: Context) -> None:
    """Show the templates."""
    reader = context.reader()
    try:
        found = _every(reader) if args.all else templates(reader, None)
        names = {one.id: one.short_name for one in accounts(reader)}
    finally:
        reader.close()
    if not found:
        say(_("There are no templates yet. Run: nightdesk template import --help"))
        return
    head = (_("code"), _("language"), _("account"), _("state"), _("version"), _("used"), _("title"))
    for line in columns(head, [_line(one, names) for one in sorted(found, key=lambda one: (one.code, one.language))]):
        say(line)


def _every(reader: Reader) -> list[Template]:
    from backend.store.read.templates_review import cards

    return [card.template for card in cards(reader, retired=True)]


def _line(one: Template, names: dict[int, str]) -> tuple[str, ...]:
    where = names.get(one.account_id, "?") if one.account_id is not None else "–"
    return shown(one.code), shown(one.language), where, _state(one), _version(one), str(one.uses), shown(one.title)


def _state(one: Template) -> str:
    """Say a state in the reader's language: of the newest version, and whether an older one is in use."""
    words = {
        TemplateState.DRAFT: pgettext("template", "draft"),
        TemplateState.IN_REVIEW: pgettext("template", "in review"),
        TemplateState.APPROVED: pgettext("template", "approved"),
        TemplateState.RETIRED: pgettext("template", "retired"),
    }
    return words[one.state]


def _version(one: Template) -> str:
    in_use = one.approved is not None and one.approved != one.version
    return _("{newest} ({used} in use)").format(newest=one.version, used=one.approved) if in_use else str(one.version)


def show(args: argparse.Namespace, context: Context) -> None:
    """Show a template's words in every language, its versions and what was said about it."""
    reader = context.reader()
    try:
        found = _named(reader, args.code, args.language)
        for one in found:
            _show(reader, one)
    finally:
        reader.close()


def _show(reader: Reader, one: Template) -> None:
    from backend.store.read.templates_review import remarks, versions

    say(f"{shown(one.code)} · {shown(one.language)} · {_state(one)} · {shown(one.title)}")
    for body in one.bodies:
        say("\n".join(f"  {shown(line)}" for line in body.split("\n")))
    for version in versions(reader, one.id):
        say(_said_of(version))
    for remark in remarks(reader, one.id):
        about = _("comment {number}").format(number=remark.comment_id) + ": " if remark.comment_id else ""
        say(f"  {shown(remark.member)}, {remark.version}: {about}{shown(remark.text)}")


def _said_of(version: TemplateVersion) -> str:
    told = _("version {number} by {name}").format(number=version.number, name=shown(version.member) or "–")
    if version.verdict == "approved":
        told += _(", approved by {name}").format(name=shown(version.reviewer) or "–")
    elif version.verdict:
        told += _(", rejected by {name}: {said}").format(name=shown(version.reviewer), said=shown(version.said))
    return f"  {told}"


def retire(args: argparse.Namespace, context: Context) -> None:
    """Take a template out of use."""
    from backend.store.write.templates_review import retire as put_away

    store = context.store()
    try:
        found = _named(store.reader, args.code, args.language)
        if len(found) > 1:
            known = ", ".join(one.language for one in found)
            raise CommandError("template.languages", name=shown(args.code), known=known)
        put_away(store, SYSTEM, found[0].id)
    finally:
        store.close()
    say(_("Retired: {name}. Nobody can insert it; its versions are kept.").format(name=shown(found[0].code)))


def _named(reader: Reader, code: str, language: str | None) -> list[Template]:
    """Return the templates of a code, in one language or in all. Raises CommandError when there is none."""
    found = [one for one in coded(reader, code) if language in (None, one.language)]
    if not found:
        raise CommandError("template.unknown", name=shown(code[:40]))
    return found


def _parser() -> Parser:
    parser = Parser("nightdesk template", _("Canned replies."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="import|export|list|show|retire|attach|detach")
    bringing = door(doors, "import", _("enter the templates of a TOML or CSV file, all or none"), EXAMPLE, bring)
    bringing.add_argument("file", type=Path, help=_("the file"))
    bringing.add_argument("--draft", action="store_true", help=_("as drafts that somebody must approve"))
    out = door(doors, "export", _("write them to standard output, to be imported again"), EXAMPLE, export)
    out.add_argument("-o", "--output", choices=("toml", "csv"), default="toml", help=_("usually toml"))
    out.add_argument("--all", action="store_true", help=_("those that are not approved as well"))
    out.add_argument("--account", help=_("only those that an answer from this account may use"))
    listing = door(doors, "list", _("show those that are in use"), "nightdesk template list --all", list_them)
    listing.add_argument("--all", action="store_true", help=_("drafts, rejected and retired ones as well"))
    for name, what, do in (
        ("show", _("show its words, its versions and what was said about it"), show),
        ("retire", _("take it out of use; nothing is deleted"), retire),
    ):
        one = door(doors, name, what, f"nightdesk template {name} hours", do)
        one.add_argument("code", help=_("its code"))
        one.add_argument("--language", help=_("where there are several"))
    add_doors(doors)
    return parser
