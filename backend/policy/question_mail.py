"""The mails of a question, in the contact's language and with times on the account's wall clock.

The line at the top is where an answer is cut off from what its mail program quotes below it: see
`backend.text.mail_answer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from backend.i18n import N_, words_in
from backend.model.clock import SECOND, Micros
from backend.text.mail_answer import marked
from backend.text.visible import visible

DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip

ABOVE = N_("Please write your answer above this line.")

GONE = "> […]"
"""What stands where quoted words had to go."""


class Kind(StrEnum):
    """Which mail of a question it is."""

    QUESTION = "question"
    REMINDER = "reminder"
    FALLBACK = "fallback"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Asking:
    """All that a question's mail says. `instead_of`: who was asked before, for the fallback.

    `quotes` are the comments' words with their authors' names, which are empty where they are left out.
    """

    to: str
    language: str
    member: str
    account: str
    question: str
    quotes: Sequence[tuple[str, str]]
    deadline: Micros
    zone: str
    token: str
    instead_of: str = ""


def subject(kind: Kind, one: Asking) -> str:
    """Return a mail's subject: no word of the question or of a comment, since subjects are shown everywhere."""
    said = {
        Kind.QUESTION: N_("A question from {member} at {account}"),
        Kind.REMINDER: N_("Reminder: a question from {member} at {account}"),
        Kind.FALLBACK: N_("A question from {member} at {account}"),
        Kind.WITHDRAWN: N_("No longer needed: a question from {member} at {account}"),
    }[kind]
    return f"{_say(one, said)} [{marked(one.token)}]"


def body(kind: Kind, one: Asking) -> str:
    """Return a mail's text."""
    foot = f"-- \nNightdesk · {marked(one.token)}"
    parts = [_say(one, N_("Hello {name},")), _say(one, _OPENING[kind]), one.question]
    if kind is Kind.WITHDRAWN:
        return "\n\n".join((*parts, foot))
    return "\n\n".join((line(one), *parts, *_quoted(one), *(_say(one, said) for said in _CLOSING), foot))


def line(one: Asking) -> str:
    """Return the line above which an answer is to be written."""
    return f"##- {_say(one, ABOVE)} -##"


def quoted(text: str) -> str:
    """Return a comment's words as they stand in a mail: so they are found there again when they have to go."""
    return "\n".join(f"> {one}" for one in visible(text).splitlines()) or GONE


def named(text: str, author: str) -> str:
    """Return quoted words with their author's name."""
    return f"{visible(author, one_line=True)}:\n{text}"


def when(at: Micros, zone: str, language: str) -> str:
    """Return a moment (UTC µs) on a zone's wall clock, with its weekday, and with how far that is from UTC."""
    moment = datetime.fromtimestamp(at // SECOND, ZoneInfo(zone))
    say, offset = words_in(language), moment.strftime("%z")
    return say(N_("{day} {date} at {time} ({zone}, UTC{offset})")).format(
        day=say(DAYS[moment.weekday()]),
        date=f"{moment:%Y-%m-%d}",
        time=f"{moment:%H:%M}",
        zone=zone,
        offset=f"{offset[:3]}:{offset[3:5]}",
    )


_OPENING = {
    Kind.QUESTION: N_("we look after what people write to {account}, and need your word. {member} asks:"),
    Kind.REMINDER: N_("this question is not answered yet, and half of its time has passed. {member} asks:"),
    Kind.FALLBACK: N_("{before} was asked this and has not answered, so it comes to you now. {member} asks:"),
    Kind.WITHDRAWN: N_("{member} has taken the question below back. You need not answer it."),
}
_CLOSING = (
    N_("Please answer by {when}."),
    N_(
        "Just reply to this mail and write above the line at the top. Your words go to the team alone and are never"
        " published by themselves. Attachments are not read; write what matters."
    ),
)


def _quoted(one: Asking) -> list[str]:
    """Return what the question is about; the comments' authors are named only where the member wanted it so."""
    found = [named(text, name) if name else text for text, name in one.quotes]
    return [_say(one, N_("What was written to us:")), *found] if found else []


def _say(one: Asking, sentence: str) -> str:
    """Return one of our sentences in the contact's language, with its names and times."""
    return words_in(one.language)(sentence).format(
        name=one.to,
        member=one.member,
        account=one.account,
        before=one.instead_of,
        when=when(one.deadline, one.zone, one.language),
    )
