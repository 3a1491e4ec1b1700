"""`nightdesk contact`: experts without a desk, who are asked by mail."""

import argparse
from collections.abc import Sequence

from backend.cli.context import CommandError, Context, say
from backend.cli.names import shown
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.i18n import LANGUAGES, _
from backend.model.actor import SYSTEM
from backend.model.question import Contact
from backend.store.read.questions import contact_named, contacts
from backend.store.reader import Reader

EXAMPLE = "nightdesk contact add Ylva --mail ylva@example.org --area HR --language sv --fallback Bo"
SET_EXAMPLE = "nightdesk contact set Ylva --mail ylva.ek@example.org"
REMOVE_EXAMPLE = "nightdesk contact remove Ylva"
NOBODY = "-"


def run(argv: Sequence[str], context: Context) -> int:
    """Add, list, change or remove contacts."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def add(args: argparse.Namespace, context: Context) -> int:
    """Enter a contact."""
    from backend.store.write.contacts import add_contact

    store = context.store()
    try:
        fallback = _named(store.reader, args.fallback).id if args.fallback else None
        add_contact(
            store,
            SYSTEM,
            args.name,
            args.mail,
            area=args.area or "",
            language=args.language or "en",
            fallback_id=fallback,
            languages=LANGUAGES,
        )
    finally:
        store.close()
    say(_("{name} can be asked now.").format(name=shown(args.name)))
    return 0


def change(args: argparse.Namespace, context: Context) -> int:
    """Change what is known of a contact; what is not named stays."""
    from backend.store.write.contacts import set_contact

    store = context.store()
    try:
        one = _named(store.reader, args.name)
        given = {"name": args.rename, "mail": args.mail, "area": args.area, "language": args.language}
        changes: dict[str, str | int | None] = {key: value for key, value in given.items() if value is not None}
        if args.fallback is not None:
            nobody = args.fallback in ("", NOBODY)
            changes["fallback_id"] = None if nobody else _named(store.reader, args.fallback).id
        set_contact(store, SYSTEM, one.id, languages=LANGUAGES, **changes)
    finally:
        store.close()
    say(_("{name} is changed.").format(name=shown(args.rename or one.name)))
    return 0


def remove(args: argparse.Namespace, context: Context) -> int:
    """Take a contact out, and forget the address."""
    from backend.store.write.contacts import remove_contact

    store = context.store()
    try:
        remove_contact(store, SYSTEM, _named(store.reader, args.name).id)
    finally:
        store.close()
    say(_("{name} is not asked any more.").format(name=shown(args.name)))
    return 0


def list_them(_args: argparse.Namespace, context: Context) -> int:
    """Show who can be asked."""
    reader = context.reader()
    try:
        found = contacts(reader)
    finally:
        reader.close()
    if not found:
        say(_("There are no contacts yet. Run: nightdesk contact add --help"))
        return 0
    rows = [tuple(shown(cell) or "–" for cell in _cells(one)) for one in found]
    for line in columns((_("name"), _("area"), _("language"), _("fallback"), _("mail")), rows):
        say(line)
    return 0


def _cells(one: Contact) -> tuple[str, ...]:
    return one.name, one.area, one.language, one.fallback, one.mail


def _named(reader: Reader, name: str) -> Contact:
    found = contact_named(reader, name)
    if found is None:
        raise CommandError("contact.unknown", name=shown(name[:80]))
    return found


def _parser() -> Parser:
    parser = Parser("nightdesk contact", _("Experts without a desk, who are asked by mail."), EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="add|list|set|remove")
    adding = door(doors, "add", _("enter somebody who can be asked"), EXAMPLE, add)
    adding.add_argument("name", help=_("who it is, as members see it"))
    adding.add_argument("--mail", required=True, help=_("the address"))
    changing = door(doors, "set", _("change what is known of them"), SET_EXAMPLE, change)
    changing.add_argument("name", help=_("who it is"))
    changing.add_argument("--rename", metavar="NAME", help=_("another name"))
    changing.add_argument("--mail", help=_("another address"))
    for one in (adding, changing):
        one.add_argument("--area", help=_("what they know about, as in HR"))
        one.add_argument(
            "--language", help=_("the language of their mails: {known}").format(known=", ".join(LANGUAGES))
        )
        one.add_argument("--fallback", metavar="NAME", help=_("the contact who is asked when they do not answer"))
    removing = door(
        doors, "remove", _("ask them no more, and forget the address"), "nightdesk contact remove Ylva", remove
    )
    removing.add_argument("name", help=_("who it is"))
    door(doors, "list", _("show who can be asked"), "nightdesk contact list", list_them)
    return parser
