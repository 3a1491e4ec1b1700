"""The daily digest: what has waited for a member for more than a day, counted, in one mail of a morning."""

from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from backend.i18n import words_in
from backend.i18n.reasons_foryou import FOR_YOU
from backend.model.actor import Member
from backend.model.clock import SECOND, Micros
from backend.model.foryou import ForYou
from backend.policy.digest import is_due, told
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.foryou import for_you
from backend.store.write.digest import addressees, send_digest
from backend.worker.log import log


def send_digests(store: Store) -> int:
    """Queue the digests whose morning has come; return how many. Nobody is written to when nothing waits."""
    sent, now = 0, store.clock.now()
    for member, looked_at in addressees(store.reader):
        if not is_due(looked_at, now, member.time_zone):
            continue
        waiting = told(for_you(store.reader, member, now), now)
        subject, body = _words(member, waiting, now) if waiting else ("", "")
        try:
            done = send_digest(store, member, looked_at, subject, body)
        except Conflict as error:
            log.warning("no digest", extra={"member": member.id, "reason": error.reason.code})
            done, body = send_digest(store, member, looked_at, "", ""), ""
        sent += bool(body) and done
    return sent


def _words(member: Member, waiting: tuple[ForYou, ...], now: Micros) -> tuple[str, str]:
    """Return subject and body. Nothing of what strangers wrote is in it, nor who they are: mail is read anywhere."""
    _ = words_in(member.language)
    late = sum(one.until is not None and one.until <= now for one in waiting)
    subject = _("Nightdesk: {n} waiting for you").format(n=len(waiting))
    lines = [
        _("Hello {name},").format(name=member.name),
        "",
        _("this has been waiting for you for more than a day:"),
        "",
    ]
    for kind, group in groupby(waiting, key=lambda one: one.kind):
        listed = list(group)
        since = _("since {time}").format(time=_day(min(one.since for one in listed), member.time_zone))
        lines.append(f"- {_(FOR_YOU[f'waits.{kind.value}'])}: {len(listed)} ({since})")
    if late:
        lines += ["", _("Past its time: {n}").format(n=late)]
    lines += ["", _("Open the desk and press g f. The next one comes tomorrow, if something still waits then.")]
    return subject, "\n".join(lines) + "\n"


def _day(at: Micros, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%Y-%m-%d")
