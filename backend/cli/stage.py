"""`nightdesk stage`: the rehearsal server alone."""

import json
import secrets
import signal
from collections.abc import Callable, Sequence

from backend.cli.context import CommandError, Context, say
from backend.cli.leash import leash
from backend.cli.parser import Parser
from backend.config.envfile import variables
from backend.config.variables import STAGE_PASSWORD, STAGE_TOKEN
from backend.i18n import _

EXAMPLE = "nightdesk stage --port 4080"


def run(argv: Sequence[str], context: Context) -> int:
    """Serve both platforms' wires on this machine until told to stop."""
    args = _parser().parse_args(argv)
    from backend.stage.presence import Setting
    from backend.stage.server import address, bind, serve

    ours = variables(context.environ, context.cwd)
    try:
        taken = bind(args.port)
    except OSError as error:
        raise CommandError("stage.port_taken", port=args.port) from error
    setting = Setting(
        token=ours.get(STAGE_TOKEN) or secrets.token_urlsafe(24),
        password=ours.get(STAGE_PASSWORD) or "-".join(secrets.token_hex(2) for _part in range(4)),
        speed=args.speed,
        access_s=args.access_s,
        requests=args.requests,
    )
    # the server ends by itself on these and then raises them once more: by then there is nothing left to do
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_signal: None)
    try:
        serve(
            setting,
            context.clock,
            taken,
            _ready(address(taken), setting.token, setting.password, args.json),
            leash(args.leash),
        )
    finally:
        taken.close()
    return 0


def _parser() -> Parser:
    parser = Parser("nightdesk stage", _("Serve the rehearsal on this machine; nobody there is real."), EXAMPLE)
    parser.add_argument("--port", type=int, default=4080, help=_("the port; 0 takes any free one (usually 4080)"))
    parser.add_argument("--speed", type=float, default=1.0, help=_("how fast comments arrive; 0: none by themselves"))
    parser.add_argument("--json", action="store_true", help=_("say address and logins as one line of JSON"))
    parser.add_argument(
        "--requests", type=int, help=_("requests allowed in 5 minutes; usually what the platforms allow")
    )
    parser.add_argument("--access-s", type=int, default=7200, help=_("seconds a Bluesky login lives (usually 7200)"))
    parser.add_argument("--leash", action="store_true", help=_("end when standard input ends"))
    return parser


def _ready(url: str, token: str, password: str, as_json: bool) -> Callable[[], None]:
    def ready() -> None:
        if as_json:
            say(json.dumps({"url": url, "token": token, "password": password, "handle": "norrby-energi.test"}))
            return
        say(_("The stage is open at {url}; end it with Ctrl-C.").format(url=url))
        say(_("Connect its accounts to a store of your own, in another terminal:"))
        say(f"  nightdesk account add mastodon {url} --short masto")
        say(f"  nightdesk account add bluesky norrby-energi.test --server {url} --short sky")
        say(
            _("The app password there is {password}; the control token is {token}.").format(
                password=password, token=token
            )
        )

    return ready
