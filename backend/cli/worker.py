"""`nightdesk worker`: brings comments in and answers out until it is told to stop."""

import signal
from collections.abc import Sequence
from threading import Event

from backend.cli.context import CommandError, Context
from backend.cli.leash import leash_to
from backend.cli.parser import Parser
from backend.i18n import _

EXAMPLE = "NIGHTDESK_LOG_FILE=worker.log nightdesk worker"


def run(argv: Sequence[str], context: Context) -> int:
    """Work until SIGTERM, SIGINT or SIGHUP; a request in hand is finished first."""
    parser = Parser(
        "nightdesk worker",
        _("Bring comments in and answers out. Any number may run: one at a time works on an account."),
        EXAMPLE,
    )
    parser.add_argument("--leash", action="store_true", help=_("end when standard input ends"))
    args = parser.parse_args(argv)
    settings = context.worker_settings
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_signal: stop.set())
    if args.leash:
        leash_to(stop)
    from backend.worker.daemon import run as work

    try:
        return work(settings, context.clock, stop)
    except OSError as error:
        raise CommandError("worker.no_log", file=str(settings.log_file)) from error
