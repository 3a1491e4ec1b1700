"""What the worker needs to know to start: the store, where logins lie, how to log, and how often to ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.config.desk import settings_of
from backend.config.envfile import variables
from backend.config.errors import ConfigError
from backend.config.mailbox import MailboxSettings, mailbox_settings
from backend.config.secrets import SecretStore
from backend.config.smtp import SmtpSettings, smtp_settings
from backend.config.variables import (
    BACKFILL_DAYS,
    HTTP_TIMEOUT,
    LOG_FILE,
    LOG_LEVEL,
    MAIL_POLL,
    POLL,
    PROBE,
    RATE_SHARE,
    READ_OLD,
    READ_STOP_DAYS,
    READ_WEEK,
    READ_YOUNG,
    SECRETS_DIR,
    STREAM,
    TOKEN_PREFIX,
)
from backend.model.pace import Pace

LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """The worker's settings. `url` and `tokens` are secret, hence no repr of them.

    `log_file` None means standard error. `poll_s` is the pause between two looks for what others wrote;
    `backfill_days` how far back a new account is read. `tokens`: logins given in the environment, by short name.
    `stream`: listen where a platform tells by itself what happens.
    `mailbox`: where notification mails of watched places and answers lie, None when there is none; `smtp`: how mails
    leave, None when they cannot.
    """

    url: str = field(repr=False)
    data_dir: Path
    secrets_dir: Path
    log_file: Path | None = None
    log_level: str = "info"
    pace: Pace = field(default_factory=Pace)
    http_timeout_s: float = 20.0
    poll_s: float = 20.0
    stream: bool = True
    backfill_days: int = 60
    mailbox: MailboxSettings | None = None
    smtp: SmtpSettings | None = None
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)

    def secrets(self) -> SecretStore:
        """Return the place where the accounts' logins lie."""
        return SecretStore(self.secrets_dir, self.tokens)


def worker_settings(environ: Mapping[str, str], cwd: Path) -> WorkerSettings:
    """Read the worker's settings. Raises ConfigError."""
    ours = variables(environ, cwd)
    desk = settings_of(ours, environ, cwd)
    secrets = ours.get(SECRETS_DIR)
    log = ours.get(LOG_FILE)
    level = (ours.get(LOG_LEVEL) or "info").lower()
    if level not in LEVELS:
        raise ConfigError("config.one_of", name=LOG_LEVEL, known=", ".join(LEVELS))
    return WorkerSettings(
        url=desk.url,
        data_dir=desk.data_dir,
        secrets_dir=cwd / Path(secrets).expanduser() if secrets else desk.data_dir / "secrets",
        log_file=cwd / Path(log).expanduser() if log else None,
        log_level=level,
        pace=_pace(ours),
        http_timeout_s=_number(ours, HTTP_TIMEOUT, 20.0, 1, 120),
        poll_s=_number(ours, POLL, 20.0, 0.2, 3600),
        stream=_switch(ours, STREAM),
        backfill_days=int(_number(ours, BACKFILL_DAYS, 60, 1, 3650)),
        mailbox=mailbox_settings(ours, _number(ours, MAIL_POLL, 60.0, 1, 1500)),
        smtp=smtp_settings(ours),
        tokens={n.removeprefix(TOKEN_PREFIX): value for n, value in ours.items() if n.startswith(TOKEN_PREFIX)},
    )


def _pace(ours: Mapping[str, str]) -> Pace:
    usual = Pace()
    return Pace(
        young_s=int(_number(ours, READ_YOUNG, usual.young_s, 1, 86_400)),
        week_s=int(_number(ours, READ_WEEK, usual.week_s, 1, 7 * 86_400)),
        old_s=int(_number(ours, READ_OLD, usual.old_s, 1, 60 * 86_400)),
        stop_after_days=int(_number(ours, READ_STOP_DAYS, usual.stop_after_days, 1, 3650)),
        probe_s=int(_number(ours, PROBE, usual.probe_s, 1, 86_400)),
        share=_number(ours, RATE_SHARE, usual.share, 0.05, 1.0),
    )


def _switch(ours: Mapping[str, str], name: str) -> bool:
    """Return whether something is on, as it is unless it is said to be 0. Raises ConfigError."""
    value = ours.get(name) or "1"
    if value not in ("0", "1"):
        raise ConfigError("config.one_of", name=name, known="0, 1")
    return value == "1"


def _number(ours: Mapping[str, str], name: str, usual: float, least: float, most: float) -> float:
    """Return a variable as a number between two bounds, `usual` when it is not set. Raises ConfigError."""
    text = ours.get(name)
    if not text:
        return usual
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise ConfigError("config.number", name=name, least=f"{least:g}", most=f"{most:g}")
    return value
