"""`nightdesk template attach|detach`: pictures that go with an answer where the platform takes them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from backend.cli.context import CommandError, Context, say
from backend.cli.names import shown
from backend.cli.parser import door
from backend.i18n import _
from backend.model.actor import SYSTEM
from backend.model.attachment import LARGEST
from backend.model.template import Template
from backend.store.read.templates import coded

if TYPE_CHECKING:
    from backend.cli.parser import Doors
    from backend.store.engine import Store

Do = Callable[["Store", Template], int | None]
"""Changes one template and returns its new version, None where there is nothing to change."""

EXAMPLE = """nightdesk template attach badet map.png --alt 'Map: the bath lies north of the station'
ssh desk nightdesk template attach badet - --name map.png --alt 'Map: …' < map.png"""


def attach(args: argparse.Namespace, context: Context) -> None:
    """Put a picture to a template."""
    from backend.store.write.templates_pictures import attach as put

    name = args.name or args.file.name
    if name == "-":
        raise CommandError("attachment.no_name", status=2)
    data = _read(context, args.file)
    _change(args, context, lambda store, one: put(store, SYSTEM, one.id, name, args.alt, data))


def detach(args: argparse.Namespace, context: Context) -> None:
    """Take a picture off a template, in every language that has it."""
    from backend.store.errors import Conflict
    from backend.store.write.templates_pictures import detach as take

    missing: list[Conflict] = []

    def off(store: "Store", one: Template) -> int | None:
        try:
            return take(store, SYSTEM, one.id, args.name)
        except Conflict as error:
            if error.reason.code != "attachment.none_such":
                raise
            missing.append(error)
            return None

    if not _change(args, context, off):
        raise missing[0]


def _read(context: Context, file: Path) -> bytes:
    """Read a picture, a byte more than the largest at most: an endless stream ends here."""
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with (context.cwd / file).open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise CommandError("template.file_unreadable", file=file.name) from error


def _change(args: argparse.Namespace, context: Context, do: Do) -> bool:
    """Change the templates of a code, say their new versions, and return whether there are any."""
    store = context.store()
    try:
        found = [one for one in coded(store.reader, args.code) if args.language in (None, one.language)]
        if not found:
            raise CommandError("template.unknown", name=shown(args.code[:40]))
        numbers = [(one, number) for one in found if (number := do(store, one)) is not None]
    finally:
        store.close()
    for one, number in numbers:
        told = _("{name} ({language}): version {number} is a draft; it counts once somebody has approved it.")
        say(told.format(name=shown(one.code), language=shown(one.language), number=number))
    return bool(numbers)


def add_doors(doors: "Doors") -> None:
    """Add the two commands to those of `nightdesk template`."""
    attaching = door(doors, "attach", _("put a picture to it, in every language or in one"), EXAMPLE, attach)
    attaching.add_argument("code", help=_("its code"))
    attaching.add_argument("file", type=Path, help=_("the picture (PNG, JPEG or GIF); - reads standard input"))
    attaching.add_argument("--alt", required=True, help=_("what it shows, for who cannot see it"))
    attaching.add_argument("--name", help=_("what it is called; usually as the file is"))
    attaching.add_argument("--language", help=_("where there are several"))
    detaching = door(doors, "detach", _("take a picture off it"), "nightdesk template detach badet map.png", detach)
    detaching.add_argument("code", help=_("its code"))
    detaching.add_argument("name", help=_("what the picture is called"))
    detaching.add_argument("--language", help=_("where there are several"))
