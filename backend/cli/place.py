"""`nightdesk place`: places without an API, which members watch by hand."""

import argparse
import re
from collections.abc import Sequence

from backend.cli.context import CommandError, Context, say
from backend.cli.listing import age
from backend.cli.names import shown
from backend.cli.parser import WRONG_CALL, Parser, door
from backend.cli.table import columns
from backend.desk import places as verbs
from backend.desk.session import Desk, DeskError, open_desk, os_login
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.account import Account
from backend.model.actor import SYSTEM
from backend.model.clock import Micros
from backend.model.place import PlaceCard, PlaceKind, by_hand
from backend.store.read.accounts import accounts, by_short_name
from backend.store.read.places import card
from backend.store.reader import Reader

EXAMPLE = """nightdesk place add group --link https://www.facebook.com/groups/acme --every 4h \\
    --step 'Read the newest posts' --step 'Look at member requests'
nightdesk place look group --as Anna --done 1 2 --note 'quiet'"""

_EVERY = re.compile(r"(\d{1,4})([mhd])\Z")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}


def run(argv: Sequence[str], context: Context) -> int:
    """Add, list or look at watched places."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def add(args: argparse.Namespace, context: Context) -> int:
    """Enter a place, or change one that is there: what is not said again stays as it is."""
    from backend.store.write.places import Plan, add_place, change_place

    every_s = None if args.every is None else _seconds(args.every)
    store = context.store()
    try:
        there = by_short_name(store.reader, args.name)
        known = card(store.reader, there.id) if there is not None else None
        link = args.link or (known.link if known else "")
        kind = PlaceKind(args.kind) if args.kind else _kind(link, known)
        pace = every_s if every_s is not None else known.look_every_s if known else 0
        plan = Plan(link, kind, pace, tuple(args.step) if args.step else None)
        if there is None:
            add_place(store, SYSTEM, args.name, plan, args.called or "")
        else:
            change_place(store, SYSTEM, there.id, plan)
    finally:
        store.close()
    said = _("{name} is a watched place now: nothing is read there by a program.")
    say(said.format(name=shown(args.name)))
    return 0


def _kind(link: str, known: PlaceCard | None) -> PlaceKind:
    """Return the kind that was said before, else the one that the link tells."""
    if known is not None and known.link:
        return known.kind
    sites = {"facebook.com/groups/": PlaceKind.FACEBOOK_GROUP, "linkedin.com/groups/": PlaceKind.LINKEDIN_GROUP}
    return next((kind for part, kind in sites.items() if part in link), PlaceKind.OTHER)


def _seconds(text: str) -> int:
    found = _EVERY.match(text)
    if found is None:
        raise CommandError("place.every", status=WRONG_CALL, word=shown(text[:20]))
    return int(found[1]) * _SECONDS[found[2]]


def list_places(_args: argparse.Namespace, context: Context) -> int:
    """Show the places, who looked last and when, and what is late."""
    reader = context.reader()
    try:
        found = [(one, card(reader, one.id, 1)) for one in _there(reader)]
    finally:
        reader.close()
    if not found:
        say(_("There is no watched place yet. Run: nightdesk place add --help"))
        return 0
    now = context.clock.now()
    head = (_("short"), _("looked"), _("by"), _("every"), _("state"), _("link"))
    for line in columns(head, [_line(one, seen, now, context.zone) for one, seen in found]):
        say(line)
    return 0


def _line(one: Account, seen: PlaceCard, now: Micros, zone: str) -> tuple[str, ...]:
    last = seen.last
    every = next((f"{seen.look_every_s // s}{u}" for u, s in _UNITS if not seen.look_every_s % s), "")
    state = word(one.health.reason, zone) if one.health.state != "ok" and one.health.reason is not None else "–"
    return (
        one.short_name,
        age(last.at, now) if last else "–",
        shown(last.member) if last else "–",
        every if seen.look_every_s else "–",
        state,
        shown(seen.link) or "–",
    )


_UNITS = tuple(reversed(_SECONDS.items()))


def look(args: argparse.Namespace, context: Context) -> int:
    """Stamp a place as looked at, by the member who says so."""
    desk, one = opened(context, args.name, args.as_name)
    try:
        steps = verbs.card(desk, one.id).steps
        wrong = [number for number in args.done if not 0 < number <= len(steps)]
        if wrong:
            raise CommandError("place.no_step", status=WRONG_CALL, number=wrong[0], steps=len(steps))
        done = verbs.look(desk, one.id, [steps[number - 1].id for number in args.done], args.note)
        if done.reason is not None:
            raise DeskError(done.reason.code, **done.reason.params)
        say(_("{name}: looked at by {member}.").format(name=one.short_name, member=shown(desk.me.name)))
    finally:
        desk.close()
    return 0


def opened(context: Context, name: str, as_name: str | None) -> tuple[Desk, Account]:
    """Open a desk for a member, and find the place. Raises CommandError, DeskError, StoreError."""
    desk = open_desk(context.desk_settings, context.clock, as_name)
    try:
        if desk.member is None:
            raise CommandError("place.no_member", login=shown(os_login()))
        found = by_short_name(desk.reader, name)
        if found is None or not by_hand(found.platform, found.health.state):
            known = ", ".join(one.short_name for one in _there(desk.reader)) or "–"
            raise CommandError("place.unknown", name=shown(name[:20]), known=known)
    except (CommandError, DeskError):
        desk.close()
        raise
    return desk, found


def _there(reader: Reader) -> list[Account]:
    """Return the watched places, and the accounts that are worked by hand until their login comes."""
    return [one for one in accounts(reader) if by_hand(one.platform, one.health.state)]


def _parser() -> Parser:
    what = _("Places without an API. Nothing is read there by a program: members look, and capture what they find.")
    parser = Parser("nightdesk place", what, EXAMPLE)
    doors = parser.add_subparsers(required=True, metavar="add|list|look")
    adding = door(doors, "add", _("enter a place, or change one"), EXAMPLE)
    adding.add_argument("name", help=_("its short name; an account's that waits for its login"))
    adding.add_argument("--link", help=_("where it is"))
    adding.add_argument("--kind", choices=[kind.value for kind in PlaceKind], help=_("usually told by the link"))
    adding.add_argument("--every", metavar="4h", help=_("how often somebody is to look (m, h, d); late after that"))
    adding.add_argument("--step", action="append", metavar="TEXT", help=_("a line of the checklist; give it again"))
    adding.add_argument("--called", metavar="TEXT", help=_("what it is called there"))
    adding.set_defaults(do=add)
    door(doors, "list", _("who looked last, and when"), "nightdesk place list", list_places)
    looking = door(doors, "look", _("say that you have looked"), "nightdesk place look group --as Anna --done 1 2")
    looking.add_argument("name", help=_("the place's short name"))
    looking.add_argument("--note", default="", help=_("what there is to say"))
    looking.add_argument("--done", nargs="*", type=int, default=[], metavar="N", help=_("steps of the checklist"))
    looking.add_argument("--as", dest="as_name", metavar="NAME", help=_("as this member; usually the OS user's"))
    looking.set_defaults(do=look)
    return parser
