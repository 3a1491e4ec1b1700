"""`nightdesk webhooks`: takes what platforms push, as hints for the worker."""

import signal
from collections.abc import Sequence
from threading import Event

from backend.cli.context import CommandError, Context, say
from backend.cli.leash import leash_to
from backend.cli.parser import Parser
from backend.config.webhooks import webhook_settings
from backend.i18n import _

EXAMPLE = "nightdesk webhooks --port 4090\nnightdesk webhooks subscribe acme"
HOST = "127.0.0.1"
PORT = 4090


def run(argv: Sequence[str], context: Context) -> int:
    """Take pushes until SIGTERM, SIGINT or SIGHUP; or subscribe an account to them."""
    if argv[:1] == ["subscribe"]:
        from backend.cli.webhooks_subscribe import run as subscribe

        return subscribe(argv[1:], context)
    parser = Parser(
        "nightdesk webhooks",
        _("Take what Meta and LinkedIn push, and let the worker read at once. Stands behind a TLS proxy of yours."),
        EXAMPLE,
    )
    parser.add_argument("--host", default=HOST, help=_("the address to listen on (usually this machine alone)"))
    parser.add_argument("--port", type=int, default=PORT, help=_("the port; 0 takes any free one (usually 4090)"))
    parser.add_argument("--leash", action="store_true", help=_("end when standard input ends"))
    args = parser.parse_args(argv)
    settings = webhook_settings(context.environ, context.cwd)
    from backend.worker.webhooks import bind
    from backend.worker.webhooks import run as work

    try:
        taken = bind(args.host, args.port)
    except (OSError, OverflowError) as error:
        raise CommandError("webhooks.no_port", host=args.host, port=args.port) from error
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_signal: stop.set())
    if args.leash:
        leash_to(stop)
    port = taken.getsockname()[1]
    try:
        return work(settings, context.clock, taken, stop, lambda: _ready(args.host, port))
    except OSError as error:
        raise CommandError("worker.no_log", file=str(settings.worker.log_file)) from error
    finally:
        taken.close()


def _ready(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    say(_("Pushes are taken at {url}/webhooks/meta and …/linkedin.").format(url=f"http://{shown}:{port}"))
