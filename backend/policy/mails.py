"""How often a mail is tried, and how long is waited in between."""

from enum import StrEnum

from backend.model.clock import HOUR, MINUTE

MOST_DOUBTS = 2
"""How often a mail may leave without an answer before it is given up: once, and once more."""

MOST_TRIES = 30
"""Refusals for now, the first waits growing to an hour, that make about a day."""

LONGEST_WAIT = HOUR


def wait_after(tries: int) -> int:
    """Return how long a mail waits that was refused for now so often (from 1), in µs."""
    return min(MINUTE << min(tries - 1, 16), LONGEST_WAIT)


def is_over(tries: int) -> bool:
    """Tell whether a mail that was refused for now so often is given up."""
    return tries >= MOST_TRIES


class Refusal(StrEnum):
    """What a mail server refuses a mail for, as far as somebody can do something about it."""

    NO_SUCH_ADDRESS = "mail.no_such_address"
    NOT_ALLOWED = "mail.not_allowed"
    TOO_LARGE = "mail.too_large"
    OTHER = "mail.refused"


def refusal(code: int, enhanced: str) -> Refusal:
    """Read a lasting refusal: the reply's code (RFC 5321, section 4.2.3) and its enhanced one, empty for none.

    Enhanced codes by RFC 3463: X.1.1 to X.1.3 and X.1.10 a bad address, X.2.1 a disabled one, X.7.* security or policy.
    """
    subject, _, detail = enhanced.partition(".")[2].partition(".")
    if subject == "7":
        return Refusal.NOT_ALLOWED
    if (subject, detail) in (("3", "4"), ("2", "3")) or code == 552:
        return Refusal.TOO_LARGE
    if (subject, detail) in (("1", "1"), ("1", "2"), ("1", "3"), ("1", "10"), ("2", "1")):
        return Refusal.NO_SUCH_ADDRESS
    return Refusal.NO_SUCH_ADDRESS if not enhanced and code in (550, 551, 553) else Refusal.OTHER
