"""The sentences of mails that leave, of contacts, and of the questions they are asked."""

from collections.abc import Mapping

from backend.i18n import N_

MAILS: Mapping[str, str] = {
    "config.smtp_host": N_("NIGHTDESK_SMTP_HOST must be the name or the address of a mail server, and nothing more."),
    "config.smtp_open": N_(
        "NIGHTDESK_SMTP_SECURITY may be none for a server on this machine only: set tls or starttls."
    ),
    "config.smtp_address": N_("{name} must be a mail address, as in Nightdesk <desk@example.org>."),
    "mail.none": N_("No mail can leave: no mail server is set up. Set NIGHTDESK_SMTP_HOST; README, Mail, says how."),
    "mail.given": N_("NIGHTDESK_SMTP_PASSWORD is set, and counts for more than a kept one. Take it out first."),
    "mail.no_user": N_("NIGHTDESK_SMTP_USER is not set: without a user there is no password to keep."),
    "mail.no_password": N_(
        "There is no password for the mail server. Run as the worker's user: nightdesk mail password"
    ),
    "mail.unreachable": N_("The mail server {host} cannot be reached on port {port}. Mails wait."),
    "mail.certificate": N_("The certificate of {host} is not its own. No mail leaves; check NIGHTDESK_SMTP_HOST."),
    "mail.no_starttls": N_("The mail server {host} offers no STARTTLS. No mail leaves; check NIGHTDESK_SMTP_SECURITY."),
    "mail.no_login": N_("The mail server {host} lets nobody log in this way. Check NIGHTDESK_SMTP_SECURITY and _USER."),
    "mail.login_refused": N_(
        "{host} does not take the user or the password. Run where the worker runs: nightdesk mail password"
    ),
    "mail.sender_refused": N_(
        "The mail server does not let us send as that sender ({status}). See NIGHTDESK_SMTP_FROM."
    ),
    "mail.no_such_address": N_("There is no such address ({status}). Correct it: nightdesk contact set"),
    "mail.not_allowed": N_("The mail server refused the mail by its own rules ({status}). Ask whoever runs it why."),
    "mail.too_large": N_("The mail server finds the mail too large ({status})."),
    "mail.refused": N_("The mail server refused the mail ({status})."),
    "mail.not_now": N_("The mail server could not take the mail yet ({status}). It is tried again."),
    "mail.given_up": N_("The mail server did not take the mail for a day ({status})."),
    "mail.lost": N_("The line broke after the mail had left: nobody knows whether it was taken. It is sent once more."),
    "mail.doubtful": N_("The line broke twice after the mail had left. It may have arrived; ask before you repeat it."),
    "mail.slow": N_("This machine was too slow to send the mail in its time. It is tried again."),
    "mail.bounced": N_("It came back: the address cannot be reached. Correct it: nightdesk contact set"),
    "mail.over": N_("It did not leave: the question was over by then, passed on, or its case was closed."),
    "mail.broken": N_("The mail could not be put together ({kind})."),
    "mail.bad_address": N_("That is not one plain mail address, as in anna@example.org."),
    "mail.unknown": N_("There is no mail {name} that was given up and still has its words."),
}

QUESTIONS: Mapping[str, str] = {
    "contact.unknown": N_("There is no contact {name}. Run: nightdesk contact list"),
    "contact.known": N_("There is a contact {name} already. Change it with: nightdesk contact set"),
    "contact.no_name": N_("A contact needs a name."),
    "contact.own_fallback": N_("Nobody can fall back on themselves."),
    "contact.asked": N_("{name} is asked something that is not answered yet. Withdraw the question first."),
    "contact.language": N_("{language} is not a language that mails are written in. Known: {known}."),
    "question.empty": N_("There is no question."),
    "question.nobody": N_("That contact is no longer there. Choose another one."),
    "question.too_soon": N_("The deadline has passed already."),
    "question.too_late": N_("The deadline is too far away: 90 days at most."),
    "question.not_here": N_("Only comments of the case can be put under the question."),
    "question.over": N_("The question is answered or withdrawn already."),
    "question.no_answer": N_("There is no such answer to vouch for."),
}
