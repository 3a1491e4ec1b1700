"""`nightdesk mail`: tries the mail server, keeps its password, and shows what left and what did not."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from backend.cli.connect import ask_unseen
from backend.cli.context import CommandError, Context, say
from backend.cli.findings import Finding, bad, good, note
from backend.cli.names import shown
from backend.cli.parser import Parser, door
from backend.cli.table import columns
from backend.config.errors import ConfigError
from backend.config.smtp import SLOT, SmtpSettings
from backend.i18n import N_, _, ngettext
from backend.i18n.reasons import word
from backend.model.clock import EPOCH, SECOND
from backend.model.mail import About, MailStanding, MailState, OutMail
from backend.model.reason import Reason

if TYPE_CHECKING:
    from backend.worker.mailer_smtp import Line

CHECK_EXAMPLE = "nightdesk mail check --to me@example.org"
KEEP_EXAMPLE = "nightdesk mail password"
LIST_EXAMPLE = "nightdesk mail list --failed"
AGAIN_EXAMPLE = "nightdesk mail again 12"
LAST = 30
LOOK = N_("Run: nightdesk mail list --failed")

STATES = {
    MailState.QUEUED: N_("waits"),
    MailState.SENDING: N_("being sent"),
    MailState.SENT: N_("sent"),
    MailState.FAILED: N_("given up"),
    MailState.UNKNOWN: N_("uncertain"),
}


def run(argv: Sequence[str], context: Context) -> int:
    """Try the mail server, keep its password, list mails, or send one again."""
    args = _parser().parse_args(argv)
    done: int = args.do(args, context)
    return done


def check(args: argparse.Namespace, context: Context) -> int:
    """Connect and log in; with `--to` send a mail there. Raises NoServer, Refused, LineLost with the reason."""
    settings = _settings(context)
    line = _opened(settings, context, settings.secret(context.worker_settings.secrets()))
    try:
        say(_let_in(settings))
        if args.to:
            _try_mail(line, settings, args.to, context)
    finally:
        line.close()
    return 0


def _try_mail(line: "Line", settings: SmtpSettings, to: str, context: Context) -> None:
    """Send a mail to whoever tries, outside the store: it is about nothing. Raises Refused with the reason."""
    from secrets import token_hex

    from backend.store.write.mails import checked_address
    from backend.worker.mailer_smtp import LineLost, written

    now = context.clock.now()
    body = _("This mail shows that Nightdesk can send mails. You need not answer it.")
    mail = OutMail(
        id=0,
        to=checked_address(to),
        subject=_("A mail to try the way"),
        body=f"{body}\n",
        message_id=f"nightdesk.{token_hex(16)}",
        in_reply_to="",
        about=About.ALERT,
        ref=0,
        state=MailState.SENDING,
        attempt=1,
        doubts=0,
        created_at=now,
    )
    try:
        line.address(mail)
        line.hand_over(written(mail, settings, now), context.worker_settings.http_timeout_s)
    except LineLost:
        raise CommandError("mail.unreachable", host=settings.host, port=settings.port) from None
    say(_("The server took a mail for {address}. Look whether it arrives.").format(address=shown(to)))


def keep_password(_args: argparse.Namespace, context: Context) -> int:
    """Try a password that is typed unseen or comes in on standard input, and keep it when the server takes it."""
    settings = _settings(context)
    if settings.password:
        raise CommandError("mail.given")
    if not settings.user:
        raise CommandError("mail.no_user")
    secrets = context.worker_settings.secrets()
    secrets.check_writable()
    password = ask_unseen(_("The mail server's password"))
    _opened(settings, context, password).close()
    secrets.save(SLOT, {"password": password})
    say(_("{host} takes the password, and it is kept.").format(host=settings.host))
    return 0


def list_them(args: argparse.Namespace, context: Context) -> int:
    """Show the newest mails: to whom, what about, how far they have come, and why not further."""
    from backend.store.read.mails import mails

    reader = context.reader()
    try:
        found = mails(reader, args.last, MailState.FAILED if args.failed else None)
    finally:
        reader.close()
    if not found:
        say(_("There are no such mails."))
        return 0
    head = ("", _("queued"), _("state"), _("to"), _("subject"))
    for line in columns(head, [_row(one, context.zone) for one in found]):
        say(line)
    for one in found:
        if one.reason is not None:
            say(f"{one.id}: {word(one.reason, context.zone)}")
    return 0


def again(args: argparse.Namespace, context: Context) -> int:
    """Send a mail that was given up once more."""
    from backend.store.write.mailing import send_again

    store = context.store()
    try:
        if not send_again(store, args.number):
            raise CommandError("mail.unknown", name=args.number)
    finally:
        store.close()
    say(_("It goes with the next mails."))
    return 0


def findings(context: Context) -> Iterator[Finding]:
    """Say for the doctor whether mails can leave, where they are to, and what did not."""
    try:
        settings = context.worker_settings.smtp
    except ConfigError:
        return  # said by the settings already
    if settings is not None:
        yield _server(settings, context)
    yield from _waiting(settings, context)


def _server(settings: SmtpSettings, context: Context) -> Finding:
    from backend.worker.mailer_smtp import NoServer

    about = _("mail")
    try:
        _opened(settings, context, settings.secret(context.worker_settings.secrets())).close()
    except (CommandError, NoServer) as error:
        return bad(about, word(error.reason))
    except (ConfigError, PermissionError) as error:
        if isinstance(error, ConfigError) and error.reason.code != "secrets.other_user":
            return bad(about, word(error.reason))
        return note(about, _("its password belongs to the worker's user; run the doctor as that user to check it."))
    return good(
        about, _("{host} lets us in; mails are from {sender}.").format(host=settings.host, sender=settings.sender)
    )


def _let_in(settings: SmtpSettings) -> str:
    return _("{host} lets us in; mails are from {sender}.").format(host=settings.host, sender=settings.sender)


def _waiting(settings: SmtpSettings | None, context: Context) -> Iterator[Finding]:
    """Tell of mails that do not leave. A store that cannot be read is told of elsewhere."""
    from backend.store.errors import StoreError
    from backend.store.read.mails import failed_lately, stuck

    about = _("mail")
    try:
        reader = context.reader()
    except StoreError:
        return
    try:
        failed, late = failed_lately(reader, context.clock.now()), stuck(reader, context.clock.now())
    finally:
        reader.close()
    if late:
        said = ngettext("{n} mail should have left an hour ago.", "{n} mails should have left an hour ago.", late)
        yield bad(about, said.format(n=late) if settings else word(Reason("mail.none")))
    if failed:
        said = ngettext("{n} mail could not be sent.", "{n} mails could not be sent.", failed)
        yield bad(about, f"{said.format(n=failed)} {_(LOOK)}")


def _settings(context: Context) -> SmtpSettings:
    settings = context.worker_settings.smtp
    if settings is None:
        raise CommandError("mail.none")
    return settings


def _opened(settings: SmtpSettings, context: Context, password: str) -> "Line":
    """Log in, once. Raises CommandError without a password, NoServer when the server cannot be used."""
    from backend.worker.mailer_smtp import open_line

    if settings.user and not password:
        raise CommandError("mail.no_password")
    return open_line(settings, password, context.worker_settings.http_timeout_s)


def _row(one: MailStanding, zone: str) -> tuple[str, ...]:
    return str(one.id), _time(one.created_at, zone), _(STATES[one.state]), shown(one.to), shown(one.subject)


def _time(at: int, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%m-%d %H:%M") if at != EPOCH else "–"


def _parser() -> Parser:
    what = _("Try the mail server, keep its password, and see what left and what did not.")
    parser = Parser("nightdesk mail", what, f"{CHECK_EXAMPLE}\n{KEEP_EXAMPLE}")
    doors = parser.add_subparsers(required=True, metavar="check|password|list|again")
    checking = door(doors, "check", _("log in, and send a mail to try the way"), CHECK_EXAMPLE, check)
    checking.add_argument("--to", metavar="ADDRESS", help=_("where to send a mail; usually none is sent"))
    about = _("keep the mail server's password, readable by this user alone")
    door(doors, "password", about, KEEP_EXAMPLE, keep_password)
    listing = door(doors, "list", _("show the last mails and how far they have come"), LIST_EXAMPLE, list_them)
    listing.add_argument("--failed", action="store_true", help=_("only those that were given up"))
    listing.add_argument("--last", type=int, default=LAST, help=_("how many to show (usually 30)"))
    repeating = door(doors, "again", _("send a mail that was given up once more"), AGAIN_EXAMPLE, again)
    repeating.add_argument("number", type=int, help=_("its number in the list"))
    return parser
