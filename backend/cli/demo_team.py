"""What a team has already done when the rehearsal's desk opens: a brief, a case, an answer that waits, a promise.

All of it goes through the verbs that a desk uses, so that what is shown is what they do. What needs a comment that is
not there yet is left out.
"""

import time
from collections.abc import Iterator
from contextlib import closing

from backend.cli.context import Context
from backend.desk import briefs, cases, reply
from backend.desk.listing import listing
from backend.desk.session import Desk, open_desk
from backend.desk.subject import about
from backend.model.actor import SYSTEM, Role
from backend.model.brief import BriefText
from backend.model.category import Category
from backend.model.clock import HOUR, plus
from backend.model.comment import QueueRow
from backend.store.write.people import add_member, set_member
from backend.text.outgoing import outgoing

COLLEAGUE = "Robin"
"""Somebody new: their answers wait for a yes."""

COMPLAINT = ("TREDJE", "Håller")
"""A word of the comment that a case is opened for, and one of another that agrees with it."""

ASKED_FOR_A_YES = "wheelchair"
"""A word of the comment that the colleague answers."""

WAITING = "Thank you for telling us. I have asked the team to measure the kerb and will get back tomorrow."

ASKED = "säkerhetslinor"
"""A word of the comment that is answered with a promise."""

PROMISED = "Bra fråga! Jag frågar arbetsledaren och återkommer i morgon."

SENT_S = 6.0
"""Seconds that the answer with the promise may take to leave before the desk opens all the same."""

BRIEF = {
    "en": (
        "The power cut in northern Norrby",
        "We have said: power for everybody before 22:00. Promise nothing earlier.\n"
        "Who needs power for care at home comes first: refer them at once.",
        "outage",
    ),
    "sv": (
        "Strömavbrottet i norra Norrby",
        "Vi har sagt: ström till alla före 22.00. Lova inget tidigare.\n"
        "Den som behöver el för vård hemma går först: hänvisa genast.",
        "driftstopp",
    ),
}


def join(desk: Desk, language: str, zone: str) -> None:
    """Let a colleague begin, who agreed to sign with their name."""
    robin = add_member(desk.store, SYSTEM, COLLEAGUE, f"/ {COLLEAGUE}", language, zone, None, [(None, Role.MODERATOR)])
    set_member(desk.store, SYSTEM, robin, consent=True)


def play(inside: Context, me: str) -> None:
    """Do what was done before the desk opens: the colleague's part, then that of the member `me` who will sit at it."""
    with closing(open_desk(inside.desk_settings, inside.clock, COLLEAGUE)) as robin:
        _write_brief(robin)
        _open_case(robin, me)
        for row in _found(robin, ASKED_FOR_A_YES):
            reply.send(robin, row.id, WAITING, row.revision)
    with closing(open_desk(inside.desk_settings, inside.clock, me)) as mine:
        for row in _found(mine, ASKED):
            _answer_now(mine, row, PROMISED)


def _found(desk: Desk, word: str) -> Iterator[QueueRow]:
    """Yield the comment with this word in it, if it is there."""
    return listing(desk, f"is:open {word}", 1)


def _write_brief(desk: Desk) -> None:
    title, text, code = BRIEF[desk.me.language]
    briefs.save(desk, 0, BriefText(title, text, plus(desk.clock.now(), 12 * HOUR), use=(code,)), 0)


def _open_case(desk: Desk, owner: str) -> None:
    """Open a case for what two people complain about, and give it to the member of this name."""
    from backend.store.read.people import members

    rows = [row for word in COMPLAINT for row in _found(desk, word)]
    opened = cases.open_case(desk, [row.id for row in rows], Category.COMPLAINT) if rows else None
    if opened is not None and opened.case_id:
        cases.give(desk, opened.case_id, next(one.id for one in members(desk.reader) if one.name == owner))


def _answer_now(desk: Desk, row: QueueRow, text: str) -> None:
    """Answer without the seconds to take it back, and wait for the worker, which notices the promise as it sends."""
    from backend.store.write.outbox import enqueue_reply

    whole = outgoing(text, about(desk, row.id).mention)
    done = enqueue_reply(desk.store, desk.actor, row.id, whole, row.revision, undo_s=0)
    deadline = time.monotonic() + SENT_S
    while done.ok and not cases.board(desk).promises and time.monotonic() < deadline:
        time.sleep(0.1)
