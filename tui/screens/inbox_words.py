"""Words that several parts of the inbox say: whose comment it is, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import N_, _
from backend.i18n.reasons import word
from backend.model.reason import Reason
from backend.model.triage import Verb
from tui.text import safe_line, short
from tui.when import stamp

if TYPE_CHECKING:
    from backend.model.clock import Micros
    from backend.model.comment import QueueRow
    from backend.model.triage import Decision

_DONE = {
    Verb.REPLY: N_("{author}: answer"),
    Verb.PRIVATE_REPLY: N_("{author}: private answer"),
    Verb.EDIT_OWN: N_("{author}: other words"),
    Verb.DELETE_OWN: N_("{author}: deletion of our answer"),
    Verb.DONE: N_("{author}: let stand"),
    Verb.REOPEN: N_("{author}: open again"),
    Verb.SNOOZE: N_("{author}: snoozed"),
    Verb.WAKE: N_("{author}: awake"),
    Verb.ASSIGN: N_("{author}: assigned"),
    Verb.REFER: N_("{author}: referred"),
    Verb.NOTE: N_("{author}: note"),
    Verb.CLAIM: N_("{author}: yours"),
    Verb.RELEASE: N_("{author}: let go"),
    Verb.TAKE_OVER: N_("{author}: taken over"),
    Verb.HIDE: N_("{author}: hidden"),
    Verb.UNHIDE: N_("{author}: shown again"),
    Verb.DELETE: N_("{author}: deleted"),
    Verb.LIKE: N_("{author}: liked"),
    Verb.UNLIKE: N_("{author}: no longer liked"),
    Verb.MUTE: N_("{author}: muted"),
    Verb.UNMUTE: N_("{author}: no longer muted"),
    Verb.BLOCK: N_("{author}: blocked"),
    Verb.UNBLOCK: N_("{author}: no longer blocked"),
    Verb.LOCK: N_("{author}: thread locked"),
    Verb.UNLOCK: N_("{author}: thread open for replies again"),
    Verb.REPORT: N_("{author}: reported"),
    Verb.CATEGORISE: N_("{author}: what it is about"),
}


def verb_done(verb: Verb) -> str:
    """Return what was done, in the reader's language; `{author}` is still to be filled."""
    return _(_DONE[verb])


def done_words(decision: Decision, whom: str, now: Micros, zone: str) -> str:
    """Return what was done to whom, with the end of what ends by itself in the member's zone."""
    if decision.verb is Verb.CATEGORISE:
        return f"{whom}: " + word(Reason(f"category.{decision.category or 'none'}"))
    said = verb_done(decision.verb).format(author=whom)
    if decision.until is None or decision.on_reply or decision.verb not in (Verb.SNOOZE, Verb.BLOCK):
        return said
    return _("{act} until {time}").format(act=said, time=stamp(decision.until, now, zone))


def name(row: QueueRow) -> str:
    """Return the author's name for a message."""
    return short(_("[name expired]") if row.nameless else safe_line(row.author or row.handle), 30)
