"""`nightdesk migrate`: makes or upgrades the store."""

from collections.abc import Sequence

from backend.cli.context import Context, say
from backend.cli.parser import Parser
from backend.i18n import _

EXAMPLE = "nightdesk migrate"


def run(argv: Sequence[str], context: Context) -> int:
    """Make the store, or bring it to this program's version, with a backup before."""
    what = _("Make the store, or bring it to this program's version; an SQLite store is copied before.")
    Parser("nightdesk migrate", what, EXAMPLE).parse_args(argv)
    say(make_ready(context.desk_settings.url))
    return 0


def make_ready(url: str) -> str:
    """Make or upgrade the store at `url` and return what was done, in a sentence. Raises StoreError."""
    from backend.store.migrate import migrate

    done = migrate(url)
    if not done.changed:
        return _("The store is up to date ({now}).").format(now=done.now)
    if done.before is None:
        return _("The store has been made ({now}).").format(now=done.now)
    made = _("The store has been upgraded from {before} to {now}.").format(before=done.before, now=done.now)
    return made if done.backup is None else made + " " + _("The old one is kept as {file}.").format(file=done.backup)
