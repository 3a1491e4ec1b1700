"""`nightdesk doctor`: checks everything that has to hold and says what to do about what does not."""

import importlib.util
import platform
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from backend.cli.account import health_words
from backend.cli.account_login import warning
from backend.cli.context import Context, say
from backend.cli.entry import version
from backend.cli.findings import Finding, bad, good, note
from backend.cli.machine import free_space, network_disk, terminal
from backend.cli.mail import findings as mail
from backend.cli.mailbox import findings as mailbox
from backend.cli.parser import Parser
from backend.config import variables as names
from backend.config.envfile import variables
from backend.config.errors import ConfigError
from backend.i18n import _
from backend.i18n.reasons import clock_day, clock_time, word
from backend.model.account import Account, HealthState
from backend.model.clock import plus
from backend.model.health import SOON
from backend.model.place import PLACE
from backend.platforms.ending import ends_at
from backend.store.address import is_postgres, sqlite_path
from backend.store.errors import StoreError
from backend.store.read.accounts import accounts_now, worker_status
from backend.store.read.condition import condition
from backend.store.read.health import logins
from backend.store.reader import Reader
from backend.text.visible import visible

EXAMPLE = "nightdesk doctor"

_FIXED = (3, 51, 3)
"""SQLite before this can, rarely, damage a store when a checkpoint and a write of two connections meet."""


def run(argv: Sequence[str], context: Context) -> int:
    """Print a line for each thing looked at; status 1 when something is wrong."""
    what = _("Check store, worker, accounts and terminal; each line that is not well says what to do.")
    Parser("nightdesk doctor", what, EXAMPLE).parse_args(argv)
    failed = False
    for finding in _all(context):
        say(finding.line())
        failed = failed or finding.is_bad
    return 1 if failed else 0


def _all(context: Context) -> Iterator[Finding]:
    yield from program()
    yield from settings(context)
    yield from terminal(context.environ)
    for check in context.checks:
        yield from check(context)
    try:
        url, folder = context.desk_settings.url, context.desk_settings.data_dir
    except ConfigError:
        return  # said by the settings already
    yield from free_space(folder)
    yield from store(url, context)
    yield from mailbox(context)
    yield from mail(context)


def program(find: Callable[[str], str | None] | None = None) -> Iterator[Finding]:
    """Say which program this is, and that all of it comes from one place."""
    yield good(_("program"), f"nightdesk {version()}, Python {platform.python_version()}")
    places = {name: (find or _place)(name) for name in ("tui", "backend", "styles")}
    if len(set(places.values())) != 1 or None in places.values():
        where = ", ".join(f"{name}: {place or '–'}" for name, place in places.items())
        yield bad(
            _("program"), _("its parts come from different places ({where}). Install it anew.").format(where=where)
        )


def settings(context: Context) -> Iterator[Finding]:
    """Read all settings and look for names that nobody reads."""
    try:
        ours = variables(context.environ, context.cwd)
        found = context.worker_settings
    except ConfigError as error:
        yield bad(_("settings"), word(error.reason))
        return
    yield good(_("settings"), _("data in {folder}").format(folder=found.data_dir))
    for name in sorted(ours):
        if name not in names.KNOWN and not name.startswith(names.TOKEN_PREFIX):
            near = get_close_matches(name, names.KNOWN, n=1)
            meant = _("Did you mean {name}?").format(name=near[0]) if near else _("Nobody reads it.")
            yield note(_("settings"), f"{visible(name, one_line=True)}: {meant}")


def store(url: str, context: Context) -> Iterator[Finding]:
    """Look at the store and at everything that is known from it."""
    try:
        reader = Reader.open(url)
    except StoreError as error:
        yield bad(_("store"), word(error.reason))
        return
    try:
        yield from _store(reader, url)
        yield _worker(reader, context)
        yield from _accounts(reader, context)
    except StoreError as error:
        yield bad(_("store"), word(error.reason))
    finally:
        reader.close()


def _store(reader: Reader, url: str) -> Iterator[Finding]:
    found = condition(reader)
    if found.fault:
        yield bad(_("store"), _("The store is damaged. Stop all desks and workers and restore the last backup."))
    else:
        shown = _("{engine} {version}, schema {schema}").format(
            engine=found.engine, version=found.version, schema=reader.version()
        )
        yield good(_("store"), shown)
    if is_postgres(url):
        return
    kind = network_disk(sqlite_path(url))
    if kind:
        yield bad(
            _("store"),
            _(
                "it lies on a network disk ({kind}), which damages it. Move it to a local one, or use PostgreSQL."
            ).format(kind=kind),
        )
    if tuple(int(part) for part in found.version.split(".")) < _FIXED and found.journal == "wal":
        advice = _(
            "this SQLite has a rare fault when many write at once, mended in 3.51.3; above 25 people use PostgreSQL."
        )
        yield note(_("store"), advice)
    if sqlite_path(url).stat().st_mode & 0o007:
        advice = _("anybody on this machine can read it. Run: chmod o-rwx {file}").format(file=sqlite_path(url))
        yield bad(_("store"), advice)


def _worker(reader: Reader, context: Context) -> Finding:
    status = worker_status(reader, context.clock.now())
    if status.alive:
        return good(_("worker"), _("alive"))
    if status.seen_at is None:
        return bad(_("worker"), _("there has never been one. Run: nightdesk worker, or nightdesk up"))
    seen = clock_time(status.seen_at, context.zone)
    return bad(_("worker"), _("none since {seen}. Run: nightdesk worker, or nightdesk up").format(seen=seen))


def _accounts(reader: Reader, context: Context) -> Iterator[Finding]:
    found = accounts_now(reader, context.clock.now())
    held = logins(reader, [one.id for one in found])
    for one in found:
        name = _("account {name}").format(name=one.short_name)
        well = one.health.state in (HealthState.OK, HealthState.NEW)
        looked = note if one.platform == PLACE else good  # nobody can tell that a place is well
        yield (looked if well else bad)(name, health_words(one, context.zone))
        trouble = _login_trouble(one, context)
        if trouble:
            yield trouble
        if warned := warning(held[one.id]):
            yield note(name, warned)
    if not found:
        yield note(_("accounts"), _("there are none yet. Run: nightdesk account add --help"))


def _login_trouble(one: Account, context: Context) -> Finding | None:
    """Look at the login's file, where it is ours to look at."""
    if one.platform == PLACE:
        return None
    name = _("account {name}").format(name=one.short_name)
    try:
        kept = context.worker_settings.secrets().load(one.id, one.short_name)
    except ConfigError as error:
        if error.reason.code == "secrets.other_user":
            return note(name, _("its login belongs to the worker's user; run the doctor as that user to check it."))
        return bad(name, word(error.reason))
    except PermissionError:
        return note(name, _("its login belongs to the worker's user; run the doctor as that user to check it."))
    if not kept:
        return bad(name, _("there is no login for it here. Run: nightdesk account add, for it, again"))
    ends = ends_at(one.platform, kept)
    if ends is None or ends > plus(context.clock.now(), SOON):
        return None
    said = _("its login ends on {day}. Run: nightdesk account add, for it, again").format(
        day=clock_day(ends, context.zone)
    )
    return note(name, said)


def _place(name: str) -> str | None:
    spec = importlib.util.find_spec(name)
    return str(Path(spec.origin).parents[1]) if spec and spec.origin else None
