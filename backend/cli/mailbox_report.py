"""What `nightdesk mailbox check` says: how many mails wait, what becomes of each, and why others are left alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from backend.cli.context import Context, say
from backend.cli.table import columns
from backend.config.mailbox import MailboxSettings
from backend.i18n import N_, _
from backend.model.clock import DAY, SECOND, Micros, plus
from backend.store.read.mailbox import MailedPlace, mailed_places
from backend.text.visible import visible

if TYPE_CHECKING:
    from backend.store.reader import Reader
    from backend.worker.mailbox_imap import Folder, Session
    from backend.worker.mailbox_mail import Head
    from backend.worker.mailbox_places import Verdict

ANSWER = "answer"

FATES = {
    "taken": (N_("comment"), N_("taken as a comment")),
    "lead": (N_("as a lead"), N_("taken as a lead: its subject and a link, since no more could be read")),
    "not_watched": (N_("not watched"), N_("left alone: about a group that is no watched place here")),
    "no_group": (N_("no group"), N_("left alone: about no group")),
    "unproven": (N_("not proven"), N_("left alone: from a platform by its own word alone, see NIGHTDESK_MAIL_TRUST")),
    ANSWER: (N_("answer"), N_("answers or bounces to what we sent: put into their cases where they belong to one")),
    "other": (N_("other"), N_("left alone: not from a platform; its headers were read and no more")),
}
"""What becomes of a mail (a `Fate`, or ANSWER), in a word and in more."""


@dataclass(frozen=True)
class Looked:
    """A mail that was looked at, and what becomes of it."""

    head: "Head"
    verdict: "Verdict"
    answers: bool = False

    @property
    def fate(self) -> str:
        """What becomes of it: a key of FATES."""
        return ANSWER if self.answers else self.verdict.fate.value


def report(session: "Session", settings: MailboxSettings, reader: "Reader", context: Context, last: int) -> int:
    """Print what becomes of the `last` mails. Returns the exit status: 1 when no mail can be believed at all.

    Raises Trouble when the connection fails meanwhile.
    """
    from backend.worker.mailbox_places import read_to

    places = mailed_places(reader)
    days = context.worker_settings.backfill_days
    folder = session.look()
    read = read_to(places, folder.validity)
    uids = session.since(plus(context.clock.now(), -days * DAY), folder).uids
    found = _look(session, settings, places, uids[-last:] if last > 0 else [])
    for line in _said(settings, folder, len(uids), sum(read is None or uid > read for uid in uids), days):
        say(line)
    _print_mails(found, {one.account_id: one.short_name for one in places}, read or 0, context.zone)
    if not places:
        say(_("There is no watched place that mails tell of: a group on Facebook or LinkedIn."))
    return _print_trust(settings, found)


def _said(settings: MailboxSettings, folder: "Folder", recent: int, waiting: int, days: int) -> Iterator[str]:
    yield _("{folder} of {user} at {host}: {count} mails, {recent} of them from the last {days} days.").format(
        folder=settings.folder, user=settings.user, host=settings.host, count=folder.count, recent=recent, days=days
    )
    yield _("Not read by the worker yet (*): {count}").format(count=waiting)


def _look(
    session: "Session", settings: MailboxSettings, places: Sequence[MailedPlace], uids: Sequence[int]
) -> list[Looked]:
    from backend.worker.mailbox_answers import comes_back
    from backend.worker.mailbox_mail import Mail, read_head, read_mail
    from backend.worker.mailbox_places import judge, judge_head

    looked = []
    for raw in session.heads(uids) if uids else ():
        head = read_head(raw)
        whole = judge_head(head, settings.trust) is None
        mail = read_mail(head, session.whole(head.uid)) if whole else Mail(head, ())
        looked.append(Looked(head, judge(mail, settings.trust, places), comes_back(head)))
    return looked


def _print_mails(found: Sequence[Looked], names: Mapping[int, str], read: int, zone: str) -> None:
    """Show the platforms' mails, with a star before those that the worker has not read, and count all.

    Other people's mails are counted and never shown.
    """
    shown = [one for one in found if one.fate not in (ANSWER, "other")]
    if shown:
        head = ("", _("date"), _("taken as"), _("place"), _("subject"))
        rows = [_row(one, names, read, zone) for one in shown]
        for line in ("", *columns(head, rows), ""):
            say(line)
    counts = Counter(one.fate for one in found)
    say(_("The last {count} mails:").format(count=len(found)))
    for fate, (_word, words) in FATES.items():
        if counts[fate]:
            say(f"  {counts[fate]:>4}  {_(words)}")


def _row(one: Looked, names: Mapping[int, str], read: int, zone: str) -> tuple[str, ...]:
    verdict = one.verdict
    place = ", ".join(names[key] for key, _what in verdict.captures) or verdict.group.removeprefix("https://www.")
    subject = visible(one.head.subject, one_line=True)
    return (
        "*" if one.head.uid > read else "",
        _time(one.head.written_at, zone),
        _(FATES[verdict.fate.value][0]),
        place or "–",
        subject,
    )


def _time(at: Micros, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%m-%d %H:%M")


def _print_trust(settings: MailboxSettings, found: Sequence[Looked]) -> int:
    """Say what must be set so that mails are believed, and return the exit status."""
    from backend.worker.mailbox_trust import servers

    on_top = Counter(names[0] for names in (servers(one.head.headers) for one in found) if names)
    seen = ", ".join(visible(name, one_line=True) for name, _count in on_top.most_common(3)) or "–"
    if not settings.trust:
        say(
            _("NIGHTDESK_MAIL_TRUST is not set, so no mail is believed. Results stand on top by: {names}").format(
                names=seen
            )
        )
        say(_("Set it to the name of your own mail server, if that is the one."))
        return 1
    if on_top and settings.trust.lower() not in on_top:
        say(_("No mail has results by {name} on top, but by: {names}").format(name=settings.trust, names=seen))
        return 1
    return 0
