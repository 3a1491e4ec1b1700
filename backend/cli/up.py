"""`nightdesk up`: worker and desk together, for somebody who works alone."""

import sys
from collections.abc import Sequence
from pathlib import Path

from backend.cli.context import CommandError, Context, say
from backend.cli.migrate import make_ready
from backend.cli.parser import Parser
from backend.cli.processes import Beside, Told
from backend.cli.webhooks import PORT
from backend.config.variables import LOG_FILE
from backend.config.webhooks import webhook_settings
from backend.i18n import _
from backend.store.address import is_postgres

EXAMPLE = "nightdesk up"


def run(argv: Sequence[str], context: Context) -> int:
    """Start a worker, and the doors for webhooks when they are set up; open the desk; stop them when it is left."""
    parser = Parser("nightdesk up", _("Worker and desk together; the worker ends with the desk."), EXAMPLE)
    parser.add_argument("--as", dest="as_name", metavar="NAME", help=_("open the desk as this member"))
    parser.add_argument(
        "--webhooks-port",
        metavar="PORT",
        default=str(PORT),
        help=_("where pushes are taken, when webhooks are set up (usually {port})").format(port=PORT),
    )
    args = parser.parse_args(argv)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError("up.no_terminal")
    settings = context.worker_settings
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_postgres(settings.url):  # a server's database belongs to somebody who runs `nightdesk migrate`
        say(make_ready(settings.url))
    environ = dict(context.environ)
    log = settings.log_file or settings.data_dir / "worker.log"
    environ.setdefault(LOG_FILE, str(log))
    try:
        with Beside(environ) as beside:
            # a request in hand is finished, which may take as long as a platform may take to answer
            beside.start("worker", log=log, patience_s=settings.http_timeout_s + 10)
            if webhook_settings(context.environ, context.cwd).wanted:
                _open_doors(beside, log, args.webhooks_port)
            return beside.foreground(*(("--as", args.as_name) if args.as_name else ()))
    except Told as told:
        return told.status


def _open_doors(beside: Beside, log: Path, port: str) -> None:
    """Take pushes as well, and say where, or where it is said why not: a push is a hint, so the desk opens anyway."""
    said = beside.start("webhooks", "--port", port, log=log, talks=True).stdout
    line = said.readline().decode().strip() if said else ""
    say(line or _("No pushes are taken; the reason stands in {file}.").format(file=log))
