"""The sender of mails: takes those that are due, one after the other, and writes down how each attempt ended.

SMTP has no key under which a server would know a mail again, and no way to ask what became of one. When the line breaks
after the mail has left and before the answer, it may have been taken or not (RFC 5321, section 4.5.5 and RFC 1047). For
a public reply that question is settled by looking; here nobody can look, and the two mistakes are not alike: a mail
twice is a nuisance of one reader, whose mail system mostly folds two of the same Message-ID into one, while a question
that never arrives is a case that waits for nothing. So a mail of unknown end goes once more, the same under the same
Message-ID, and after a second unknown end it waits for a person.
"""

from backend.config.errors import ConfigError
from backend.config.smtp import SmtpSettings
from backend.model.clock import EPOCH, HOUR, MINUTE, Deadline, Micros, plus
from backend.model.mail import OutMail
from backend.model.reason import Reason
from backend.policy.mails import MOST_DOUBTS, is_over, wait_after
from backend.store.write.mailing import (
    doubt_mail,
    fail_mail,
    mails_due,
    note_leaving,
    put_back_mail,
    settle_sent_mail,
    show_waiting,
    take_mail,
)
from backend.worker.backoff import Backoff
from backend.worker.duty import Duty
from backend.worker.lease import Lease
from backend.worker.leased import LeasedWork
from backend.worker.log import log
from backend.worker.loop import Loop
from backend.worker.mailer_smtp import Line, LineLost, NoServer, Refused, open_line, unreachable, written

LEASE = "mailer"
BATCH = 20
"""Mails of one connection."""

FIRST_REFUSAL, LONGEST_REFUSAL = 15 * MINUTE, 12 * HOUR
"""How long a refused password is not tried again (µs): providers lock an account after a handful of tries an hour."""

SHOWN_AFTER = 2
"""Failures in a row before the mails that wait say so: one lost connection is no news."""


class Mailer:
    """Sends for one worker. `turn` does one piece of work and never raises for what a mail server may do."""

    def __init__(self, duty: Duty, settings: SmtpSettings, lease: Lease) -> None:
        self._duty = duty
        self._settings = settings
        self._lease = lease
        self._backoff = duty.backoff()
        self._refusals = Backoff(duty.random, FIRST_REFUSAL, LONGEST_REFUSAL)
        self._tried = ""
        self._away_until = EPOCH

    def turn(self) -> int:
        """Send what is due. Returns how long to wait for the next turn (µs)."""
        now = self._duty.clock.now()
        if not self._lease.held() or not mails_due(self._duty.store.reader, now):
            return self._duty.look
        try:
            if now < self._away_until and not self._other_password():
                return self._duty.look
            line = self._opened()
        except NoServer as trouble:
            self._failed(trouble)
        except ConfigError as error:
            self._failed(NoServer(error.reason))
        else:
            self._send_all(line)
        return self._duty.look

    def _other_password(self) -> bool:
        """Tell whether somebody has given another password since the last try: that one is tried at once."""
        try:
            return self._settings.secret(self._duty.settings.secrets()) != self._tried
        except ConfigError:
            return False

    def _opened(self) -> Line:
        self._tried = self._settings.secret(self._duty.settings.secrets())
        self._duty.redactor.learn_values([self._tried] if self._tried else [])
        if self._settings.user and not self._tried:
            raise NoServer(Reason("mail.no_password"), refused=True)
        line = open_line(self._settings, self._tried, self._duty.settings.http_timeout_s)
        self._refusals.reset()
        return line

    def _send_all(self, line: Line) -> None:
        """Send mails over a connection until none is due or it ends."""
        try:
            for _mail in range(BATCH):
                leaving = self._last_moment()
                mail = take_mail(self._duty.store, self._duty.tempo.mailing_s, MOST_DOUBTS)
                if mail is None or not self._attempt(line, mail, leaving):
                    return
        finally:
            line.close()

    def _last_moment(self) -> Deadline:
        """Return until when a mail may leave under a lease that is taken now: an answer's time before its end."""
        return Deadline(self._duty.clock, self._duty.tempo.mailing_s / 2)

    def _attempt(self, line: Line, mail: OutMail, leaving: Deadline) -> bool:
        """Make one attempt. Returns whether the connection can carry another mail."""
        store = self._duty.store
        try:
            raw = written(mail, self._settings, self._duty.clock.now())
        except ValueError as error:
            fail_mail(store, mail, Reason("mail.broken", {"kind": type(error).__name__}))
            return True
        left = False
        try:
            line.address(mail)
            if leaving.passed():
                put_back_mail(store, mail, self._duty.clock.now(), Reason("mail.slow"))
                return False
            left = note_leaving(store, mail)
            if left:
                line.hand_over(raw, self._duty.tempo.mailing_s / 2)
                self._sent(mail)
            line.forget()
        except Refused as refused:
            return self._refused(line, mail, refused)
        except LineLost:
            self._lost(mail, left=left)
            return False
        return True

    def _sent(self, mail: OutMail) -> None:
        self._backoff.reset()
        settle_sent_mail(self._duty.store, mail)
        log.info("mail sent", extra=_about(mail))

    def _refused(self, line: Line, mail: OutMail, refused: Refused) -> bool:
        """Write down that the server wants this mail not now, or never. That it answers is a sign that all is well."""
        self._backoff.reset()
        why = refused.reason
        log.warning("a mail was not taken", extra=_about(mail, reason=why.code, about=why.params))
        if refused.lasting:
            fail_mail(self._duty.store, mail, why)
        elif is_over(mail.tries + 1):
            fail_mail(self._duty.store, mail, Reason("mail.given_up", why.params))
        else:
            put_back_mail(self._duty.store, mail, self._after(wait_after(mail.tries + 1)), why, refused=True)
        try:
            line.forget()
        except LineLost:
            return False
        return True

    def _lost(self, mail: OutMail, *, left: bool) -> None:
        """Write down what a broken line means for the mail: nothing, or that nobody knows."""
        wait = self._backoff.next()
        self._away_until = self._after(wait)
        log.warning("the line to the mail server broke", extra=_about(mail, left=left))
        if left:
            doubt_mail(self._duty.store, mail, self._after(max(wait, wait_after(mail.doubts + 1))))
        else:
            put_back_mail(self._duty.store, mail, self._after(wait), unreachable(self._settings))

    def _failed(self, trouble: NoServer) -> None:
        """Stay away for a while: after a refused password much longer, so that nobody's account is locked."""
        pause = (self._refusals if trouble.refused else self._backoff).next()
        self._away_until = self._after(pause)
        log.warning("no mail can leave", extra={"reason": trouble.reason.code, "about": trouble.reason.params})
        if trouble.refused or self._backoff.failures >= SHOWN_AFTER:
            show_waiting(self._duty.store, trouble.reason)

    def _after(self, span: int) -> Micros:
        return plus(self._duty.clock.now(), span)


def mailer_work(duty: Duty, settings: SmtpSettings) -> LeasedWork:
    """Return the mailer in a thread of its own, under a lease of its own."""
    lease = Lease(duty.store, LEASE, duty.worker_id, duty.tempo.lease_s)
    return LeasedWork(lease, Loop("mailer", Mailer(duty, settings, lease).turn, duty.backoff()), lambda: None)


def _about(mail: OutMail, **more: object) -> dict[str, object]:
    return {"mail": mail.id, "about": mail.about.value, "attempt": mail.attempt, **more}
