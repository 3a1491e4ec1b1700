"""What becomes of a question that somebody was asked by mail: a reminder, the fallback, late; and whose answer it is.

Half time is half of the time that really passes, so that the night on which clocks change makes nothing different.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from backend.model.clock import DAY, Micros

LONGEST = 90 * DAY
"""How far away a deadline may lie (µs): what nobody needs within a quarter is no question to a contact."""

SHARED = frozenset(
    "gmail.com|googlemail.com|outlook.com|outlook.se|hotmail.com|hotmail.se|live.com|live.se|msn.com|yahoo.com|yahoo.se"
    "|ymail.com|icloud.com|me.com|mac.com|aol.com|proton.me|protonmail.com|pm.me|gmx.com|gmx.net|gmx.de|web.de|mail.com"
    "|fastmail.com|zoho.com|yandex.com|mail.ru|telia.com|home.se|spray.se|bredband.net|comhem.se|bahnhof.se|swipnet.se"
    "|tele2.se|algonet.se|passagen.se".split("|")
)
"""Domains where anybody may have an address: there the very address that was asked must answer."""


class Step(StrEnum):
    """What is to be done about a question now."""

    REMIND = "remind"
    FALLBACK = "fallback"
    LATE = "late"
    LOST = "lost"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands. `turn_at` and `deadline` are of whoever is asked now (UTC µs).

    `waits`: their mail has not left yet. `unreachable`: it could not be delivered. `fallback`: there is another who has
    not been asked yet.
    """

    turn_at: Micros
    deadline: Micros
    reminded: bool = False
    unreachable: bool = False
    waits: bool = False
    fallback: bool = False
    late: bool = False
    lost: bool = False


def half_time(turn_at: Micros, deadline: Micros) -> Micros:
    """Return when somebody is reminded (UTC µs)."""
    return Micros(turn_at + (deadline - turn_at) // 2)


def next_step(one: Standing, now: Micros) -> Step | None:
    """Return what is to be done about a question, None for nothing yet. Each step is done once.

    Nobody is judged who has had no mail: when half of their time is over and it still waits, their time begins anew.
    """
    if one.waits:
        return Step.WAIT if now >= half_time(one.turn_at, one.deadline) else None
    if one.unreachable or now >= one.deadline:
        if one.fallback:
            return Step.FALLBACK
        done = one.lost if one.unreachable else one.late or one.lost
        return None if done else Step.LOST if one.unreachable else Step.LATE
    return Step.REMIND if now >= half_time(one.turn_at, one.deadline) and not one.reminded else None


def next_deadline(turn_at: Micros, deadline: Micros, now: Micros) -> Micros:
    """Return until when somebody has time whose turn begins now: as much as there was before (UTC µs)."""
    return Micros(now + (deadline - turn_at))


def is_proven(sender: str, signed: Iterable[str], asked: Iterable[str]) -> bool:
    """Tell whether an answer is surely from where the question went.

    Its sender's domain is one that was asked, and that domain (or one above it) has signed it, by the word of our own
    receiving server. A colleague of who was asked may answer, but not where anybody may have an address.
    """
    address, domain = sender.lower(), _domain(sender)
    if not domain or not any(domain == one or domain.endswith(f".{one}") for one in signed if "." in one):
        return False
    wanted = [one.lower() for one in asked]
    return address in wanted or (domain not in SHARED and domain in map(_domain, wanted))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
