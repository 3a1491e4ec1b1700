"""`nightdesk webhooks subscribe`: asks a platform to push what happens at one account to the app's address."""

from collections.abc import Sequence

from backend.cli.account import named
from backend.cli.context import CommandError, Context, say
from backend.cli.parser import Parser
from backend.config.errors import ConfigError
from backend.i18n import _
from backend.model.account import Account, Capabilities
from backend.platforms import open_connector
from backend.platforms.base import NotPermitted, Subscribes

EXAMPLE = "nightdesk webhooks subscribe acme"


def run(argv: Sequence[str], context: Context) -> int:
    """Subscribe an account, and note what is pushed for it from now on."""
    from backend.store.write.accounts import set_capabilities

    parser = Parser(
        "nightdesk webhooks subscribe",
        _("Ask Facebook or Instagram to push what happens at an account to the app's webhook address."),
        EXAMPLE,
    )
    parser.add_argument("short", metavar="NAME", help=_("the account's short name"))
    args = parser.parse_args(argv)
    store = context.store()
    try:
        one = named(store.reader, args.short)
        can = _subscribed(one, context)
        set_capabilities(store, one.id, can)
    finally:
        store.close()
    fields = ", ".join(sorted(can.pushes or ()))
    say(_("{name}: pushed to the app's address from now on: {fields}").format(name=one.short_name, fields=fields))
    return 0


def _subscribed(one: Account, context: Context) -> Capabilities:
    """Subscribe with the account's own login, once it is seen to be its own. Raises PlatformError and ConfigError."""
    secrets = context.worker_settings.secrets()
    secret = secrets.load(one.id, one.short_name)
    if not secret:
        raise ConfigError("secrets.missing")
    connector = open_connector(one.platform, one.base_url, secret, lambda renewed: secrets.save(one.id, renewed))
    try:
        if not isinstance(connector, Subscribes):
            raise CommandError("webhooks.no_subscribing", name=one.short_name)
        stranger = connector.check().stranger_to(one.remote_id)
        if stranger is not None:
            raise NotPermitted(stranger.code, **stranger.params)
        connector.subscribe()
        return connector.check().capabilities
    finally:
        connector.close()
