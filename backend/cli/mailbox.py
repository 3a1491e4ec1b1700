"""`nightdesk mailbox`: looks into the mailbox of notification mails, and keeps its password."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from backend.cli.connect import ask_unseen
from backend.cli.context import CommandError, Context, say
from backend.cli.findings import Finding, bad, good, note
from backend.cli.mailbox_report import report
from backend.cli.parser import Parser, door
from backend.config.errors import ConfigError
from backend.config.mailbox import SLOT, MailboxSettings
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.reason import Reason

if TYPE_CHECKING:
    from backend.worker.mailbox_imap import Session

CHECK_EXAMPLE = "nightdesk mailbox check"
KEEP_EXAMPLE = "nightdesk mailbox password"
LAST = 30


def run(argv: Sequence[str], context: Context) -> int:
    """Look into the mailbox, or keep its password."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def check(args: argparse.Namespace, context: Context) -> int:
    """Log in and say of the last mails what becomes of each; status 1 when none could be believed.

    Nothing is kept and nothing is changed, in the store or in the mailbox.
    """
    settings = _settings(context)
    reader = context.reader()
    try:
        session = _opened(settings, context, settings.secret(context.worker_settings.secrets()))
        try:
            return report(session, settings, reader, context, args.last)
        finally:
            session.close()
    finally:
        reader.close()


def keep_password(_args: argparse.Namespace, context: Context) -> int:
    """Try a password that is typed unseen or comes in on standard input, and keep it when the server takes it."""
    settings = _settings(context)
    if settings.password:
        raise CommandError("mailbox.given")
    secrets = context.worker_settings.secrets()
    secrets.check_writable()
    password = ask_unseen(_("The mailbox's password"))
    _opened(settings, context, password).close()
    secrets.save(SLOT, {"password": password})
    say(_("{host} takes the password, and it is kept.").format(host=settings.host))
    return 0


def findings(context: Context) -> Iterator[Finding]:
    """Say for the doctor whether the mailbox can be read, where there is one."""
    from backend.worker.mailbox_imap import Trouble

    about = _("mailbox")
    try:
        settings = context.worker_settings.mailbox
    except ConfigError:
        return  # said by the settings already
    if settings is None:
        return
    try:
        yield from _looked(settings, context)
    except (CommandError, Trouble) as error:
        yield bad(about, word(error.reason))
    except (ConfigError, PermissionError) as error:
        if isinstance(error, ConfigError) and error.reason.code != "secrets.other_user":
            yield bad(about, word(error.reason))
        else:
            yield note(about, _("its password belongs to the worker's user; run the doctor as that user to check it."))


def _looked(settings: MailboxSettings, context: Context) -> Iterator[Finding]:
    about = _("mailbox")
    session = _opened(settings, context, settings.secret(context.worker_settings.secrets()))
    try:
        count = session.look().count
    finally:
        session.close()
    yield good(about, _("{count} mails in {folder}").format(count=count, folder=settings.folder))
    if not settings.trust:
        yield bad(about, word(Reason("mailbox.no_trust")))


def _settings(context: Context) -> MailboxSettings:
    settings = context.worker_settings.mailbox
    if settings is None:
        raise CommandError("mailbox.none")
    return settings


def _opened(settings: MailboxSettings, context: Context, password: str) -> "Session":
    """Log in, once. Raises CommandError without a password, Trouble when the mailbox cannot be opened."""
    from backend.worker.mailbox_imap import open_session

    if not password:
        raise CommandError("mailbox.no_password")
    return open_session(settings, password, context.worker_settings.http_timeout_s)


def _parser() -> Parser:
    parser = Parser(
        "nightdesk mailbox",
        _("Look into the mailbox of notification mails from watched places, and keep its password."),
        f"{CHECK_EXAMPLE}\n{KEEP_EXAMPLE}",
    )
    doors = parser.add_subparsers(required=True, metavar="check|password")
    checking = door(doors, "check", _("log in and say what becomes of the last mails, and why"), CHECK_EXAMPLE)
    checking.add_argument("--last", type=int, default=LAST, help=_("how many mails to look at (usually 30)"))
    checking.set_defaults(do=check)
    keeping = door(doors, "password", _("keep the mailbox's password, readable by this user alone"), KEEP_EXAMPLE)
    keeping.set_defaults(do=keep_password)
    return parser
