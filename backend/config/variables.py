"""Every variable the program reads, from the environment or a `.env` file. `.env.example` says one line on each."""

PREFIX = "NIGHTDESK_"

ENV_FILE = "NIGHTDESK_ENV_FILE"
DATABASE_URL = "NIGHTDESK_DATABASE_URL"
DATA_DIR = "NIGHTDESK_DATA_DIR"
LANGUAGE = "NIGHTDESK_LANGUAGE"
KEYMAP = "NIGHTDESK_KEYMAP"
MOUSE = "NIGHTDESK_MOUSE"
THEME = "NIGHTDESK_THEME"
SYMBOLS = "NIGHTDESK_SYMBOLS"
LAYOUT = "NIGHTDESK_LAYOUT"
SECRETS_DIR = "NIGHTDESK_SECRETS_DIR"
LOG_FILE = "NIGHTDESK_LOG_FILE"
LOG_LEVEL = "NIGHTDESK_LOG_LEVEL"
HTTP_TIMEOUT = "NIGHTDESK_HTTP_TIMEOUT_S"
BACKFILL_DAYS = "NIGHTDESK_BACKFILL_DAYS"
READ_YOUNG = "NIGHTDESK_READ_YOUNG_S"
READ_WEEK = "NIGHTDESK_READ_WEEK_S"
READ_OLD = "NIGHTDESK_READ_OLD_S"
READ_STOP_DAYS = "NIGHTDESK_READ_STOP_DAYS"
PROBE = "NIGHTDESK_PROBE_S"
RATE_SHARE = "NIGHTDESK_RATE_SHARE"
POLL = "NIGHTDESK_POLL_S"
STREAM = "NIGHTDESK_STREAM"
IMAP_URL = "NIGHTDESK_IMAP_URL"
IMAP_PASSWORD = "NIGHTDESK_IMAP_PASSWORD"  # noqa: S105 - the variable's name, not its value
MAIL_TRUST = "NIGHTDESK_MAIL_TRUST"
MAIL_POLL = "NIGHTDESK_MAIL_POLL_S"
STAGE_TOKEN = "NIGHTDESK_STAGE_TOKEN"  # noqa: S105 - the variable's name, not its value
STAGE_PASSWORD = "NIGHTDESK_STAGE_PASSWORD"  # noqa: S105 - likewise
APP_PASSWORD = "NIGHTDESK_APP_PASSWORD"  # noqa: S105 - likewise
APP_SECRET = "NIGHTDESK_APP_SECRET"  # noqa: S105 - likewise
META_SECRET = "NIGHTDESK_META_APP_SECRET"  # noqa: S105 - likewise
META_VERIFY = "NIGHTDESK_META_VERIFY_TOKEN"
LINKEDIN_SECRET = "NIGHTDESK_LINKEDIN_CLIENT_SECRET"  # noqa: S105 - likewise
TOKEN_PREFIX = "NIGHTDESK_TOKEN_"  # noqa: S105 - likewise

KNOWN = (
    ENV_FILE,
    DATABASE_URL,
    DATA_DIR,
    LANGUAGE,
    KEYMAP,
    MOUSE,
    THEME,
    SYMBOLS,
    LAYOUT,
    SECRETS_DIR,
    LOG_FILE,
    LOG_LEVEL,
    HTTP_TIMEOUT,
    BACKFILL_DAYS,
    READ_YOUNG,
    READ_WEEK,
    READ_OLD,
    READ_STOP_DAYS,
    PROBE,
    RATE_SHARE,
    POLL,
    STREAM,
    IMAP_URL,
    IMAP_PASSWORD,
    MAIL_TRUST,
    MAIL_POLL,
    APP_PASSWORD,
    APP_SECRET,
    META_SECRET,
    META_VERIFY,
    LINKEDIN_SECRET,
    STAGE_TOKEN,
    STAGE_PASSWORD,
)
"""All of them but the tokens, whose names end in an account's short name."""

SECRET = (
    IMAP_PASSWORD,
    APP_PASSWORD,
    APP_SECRET,
    META_SECRET,
    META_VERIFY,
    LINKEDIN_SECRET,
    STAGE_TOKEN,
    STAGE_PASSWORD,
)
"""Those whose values only their owner may read."""

TERMINAL = (MOUSE, THEME, SYMBOLS, LAYOUT)
"""Those that tell of the person's terminal: they hold whatever store is opened."""


def is_secret(name: str, value: str) -> bool:
    """Tell whether a variable holds what only its owner may read: a token, a password, an address with a password."""
    if name.startswith(TOKEN_PREFIX) or name in SECRET:
        return True
    return name == DATABASE_URL and "@" in value and ":" in value.split("://", 1)[-1].rsplit("@", 1)[0]
