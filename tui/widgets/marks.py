"""Signs and words for what a row or a comment is in: the same in the queue and in the thread."""

from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _
from backend.i18n.reasons_categories import CATEGORIES
from backend.model.account import BADGES, NAMES, Account
from backend.model.category import BY_TEAM, Category, Setter
from backend.model.clock import HOUR, SECOND, Micros
from backend.model.comment import CommentState, Inflow, QueueRow, RemoteState, ThreadItem, ThreadPost, Visibility
from backend.model.outbox import LIVE, UNDO_WINDOW_S, Delivery, OutboxState
from tui import symbols as sign
from tui.ink import Ink
from tui.text import Clean, fit, preview, safe_line, short, width
from tui.when import age, seconds_left

SHORT_NAME = 8
"""Cells of an account's short name."""


class Mark(NamedTuple):
    """A sign of one cell, a few words, and the colour token of both."""

    sign: str
    words: str
    token: str


NOTHING = Mark(" ", "", "dim")


def badge(ink: Ink, account: Account | None, back: str, cells: int = SHORT_NAME) -> list[Segment]:
    """Return the platform's badge and the account's short name in its colour, filled to `cells` (0: as it is)."""
    if account is None:
        return [Segment(" " * (3 + cells), ink.style("dim", back))]
    letters = BADGES.get(account.platform, account.platform[:2].upper())
    short_name = safe_line(account.short_name, 20)
    return [
        Segment(f"{letters:2.2} ", ink.style(ink.badge(account.platform), back, bold=True)),
        Segment(fit(short_name, cells) if cells else short_name, ink.style(account.colour, back)),
    ]


def delivery_mark(delivery: Delivery, now: Micros, *, still: bool = False) -> Mark:
    """Tell how far our answer (or its deletion) has come; `still` without running seconds, for those who listen."""
    state = delivery.state
    if state is OutboxState.PENDING and later(delivery, now):
        return Mark(sign.UNDO, _("leaves in {age}").format(age=age(now, delivery.due_at)), "info")
    if state is OutboxState.PENDING and still:
        return Mark(sign.UNDO, _("our answer leaves in a moment"), "lamp")
    if state is OutboxState.PENDING:
        left = seconds_left(delivery.due_at, now)
        return Mark(
            sign.UNDO, _("{seconds} s ↺").format(seconds=left) if left else _("sending…"), "lamp" if left else "info"
        )
    return {
        OutboxState.AWAITING_APPROVAL: Mark(sign.WRITING, _("waits for approval"), "team"),
        OutboxState.SENDING: Mark(sign.LEAVING, _("sending…"), "info"),
        OutboxState.SENT: Mark(sign.DONE, _("deleted") if delivery.act == "delete_own" else _("sent"), "good"),
        OutboxState.FAILED: Mark(sign.BAD, _("failed"), "danger"),
        OutboxState.UNKNOWN: Mark(sign.ASKS, _("unknown"), "lamp"),
        OutboxState.STOPPED: Mark(sign.BAD, _("stopped"), "danger"),
        OutboxState.COPIED: Mark(sign.WRITING, _("copied, not sent"), "lamp"),
        OutboxState.REPORTED: Mark(sign.DONE, _("reported as posted"), "good"),
    }.get(state, NOTHING)


def counting(delivery: Delivery | None, now: Micros) -> bool:
    """Tell whether an undo window is running down."""
    if delivery is None or delivery.state is not OutboxState.PENDING:
        return False
    return delivery.due_at > now and not later(delivery, now)


def later(delivery: Delivery, now: Micros) -> bool:
    """Tell whether an answer leaves later than its undo window: it was scheduled."""
    return delivery.due_at - now > (UNDO_WINDOW_S + 1) * SECOND


def acted(row: QueueRow) -> bool:
    """Tell whether nothing is left to decide: done, or an answer is on its way."""
    return row.state is not CommentState.OPEN or (row.delivery is not None and row.delivery.state in LIVE)


def row_mark(row: QueueRow, now: Micros, *, still: bool = False) -> Mark:
    """Return the sign in front of a row, and the words at its end that go before its age; `still`: no seconds."""
    delivery = row.delivery
    if delivery is not None and _tells(row, delivery):
        return delivery_mark(delivery, now, still=still)
    if row.state is CommentState.DONE:
        return Mark(sign.DONE, _done_words(row), "good")
    if row.state is CommentState.WAITING:
        return Mark(sign.MORE, _("waiting"), "dim")
    return _open_mark(row, now)


def _done_words(row: QueueRow) -> str:
    if row.remote_state is RemoteState.HIDDEN:
        return _("hidden")
    return _("done") if row.answered_there is None else _("answered")


def _tells(row: QueueRow, delivery: Delivery) -> bool:
    """Tell whether the answer's state is the news: an old answer under a comment that was opened again is not."""
    if delivery.state is OutboxState.CANCELLED:
        return False
    return row.state is not CommentState.OPEN or delivery.state not in (OutboxState.SENT, OutboxState.REPORTED)


def _open_mark(row: QueueRow, now: Micros) -> Mark:
    if row.snoozed_until is not None and row.snoozed_until > now:
        return Mark(sign.ASLEEP, _("asleep {age}").format(age=age(now, row.snoozed_until)), "dim")
    if row.due_at is not None and row.due_at < now:
        return Mark(sign.LATE, _("late {age}").format(age=age(row.due_at, now)), "danger")
    if row.key.urgency > 0:
        return Mark(sign.FLAG, "", "danger")
    if row.drafted_by:
        return Mark(sign.WRITING, "", "team")
    due = row.due_at is not None and row.due_at - now < HOUR
    words = _("due {age}").format(age=age(now, row.due_at)) if due and row.due_at else ""
    if row.follow_up:
        return Mark(sign.FOLLOW_UP, words, "good")
    if "?" in row.text:
        return Mark(sign.ASKS, words, "info")
    return Mark(" ", words, "dim")


def holder_words(claimed_by: str | None, me: str) -> tuple[str, str]:
    """Return who has claimed it, and the colour token: yours is the lamp's."""
    if not claimed_by:
        return "", "dim"
    return (_("yours"), "lamp") if claimed_by == me else (f"{sign.WRITING} {short(safe_line(claimed_by), 12)}", "team")


def extra_words(row: QueueRow) -> str:
    """Say what the third line of the selected row says: how it came, who sees it, what there is of it already."""
    said = [_inflow(row.kind), *([captured_words(row.captured)] if row.captured else [])]
    if row.ad:
        said.append(_("under an ad"))
    if row.follow_up:
        said.append(_("follow-up to our answer"))
    said += kept_words(row)
    if row.handle and row.handle != row.author:
        said.append("@" + short(safe_line(row.handle).removeprefix("@"), 40))
    said += [word for word in (seen_by(row.visibility), remote_words(row.remote_state)) if word]
    if row.revision > 1:
        said.append(_("edited"))
    if row.drafted_by:
        said.append(_("draft by {name}").format(name=safe_line(row.drafted_by)))
    if row.assigned_to:
        said.append(_("assigned to {name}").format(name=safe_line(row.assigned_to, 30)))
    flags = ((row.liked, _("liked")), (row.muted, _("author muted")), (row.blocked, _("author blocked")),
             (row.locked, _("thread locked")))  # fmt: skip
    said += [word for flag, word in flags if flag]
    return f" {sign.DOT} ".join(said)


def _inflow(kind: Inflow) -> str:
    return {
        Inflow.COMMENT: _("comment"),
        Inflow.REPLY: _("reply to us"),
        Inflow.MENTION: _("mention"),
        Inflow.QUOTE: _("quote"),
        Inflow.TAG: _("tag"),
        Inflow.VISITOR_POST: _("visitor's post"),
        Inflow.CONTEXT: _("context"),
        Inflow.OWN: _("our answer"),
    }[kind]


def category_words(said: QueueRow | ThreadItem) -> tuple[str, str]:
    """Return what a comment is about, a suggestion with a question mark, and the colour token; empty where unknown.

    That a question suggests itself is told by its sign.
    """
    if said.category is None:
        return "", "dim"
    words = _(CATEGORIES[f"category.{said.category}"])
    if said.category_by is not Setter.SUGGESTION:
        return words, "danger" if said.category in BY_TEAM else "info"
    return ("", "dim") if said.category is Category.QUESTION else (f"{words}?", "dim")


def category(said: ThreadItem, cells: int, ink: Ink) -> list[Segment]:
    """Return what a comment is about where there is room for it whole."""
    words, token = category_words(said)
    return [Segment(f"  {words}", ink.style(token))] if words and width(words) + 2 <= cells else []


def captured_words(captured: str) -> str:
    """Say how a comment came that no API brought, empty for all others."""
    return {"paste": _("captured by hand"), "mail": _("from a notification mail")}.get(captured, "")


def seen_by(visibility: Visibility) -> str:
    """Say who sees it, when that is not everybody."""
    return {Visibility.PRIVATE: _("private"), Visibility.FOLLOWERS: _("followers only")}.get(visibility, "")


def remote_words(state: RemoteState) -> str:
    """Say what the platform shows of it, when that is not all."""
    return {
        RemoteState.HIDDEN: _("hidden on the platform"),
        RemoteState.HELD: _("held by the platform"),
        RemoteState.DELETED: _("deleted on the platform"),
    }.get(state, "")


def kept_words(row: QueueRow) -> list[str]:
    """Say that a colleague answered it in the platform's own app, and that it is kept as evidence."""
    there = [] if row.answered_there is None else [answered_words(row.answered_there)]
    return [*there, *([_("held as evidence")] if row.kept_until is not None else [])]


def answered_words(hand: str) -> Clean:
    """Say that a colleague answered in the platform's own app, and who it was where that is told."""
    if not hand:
        return Clean(_("answered on the platform"))
    return Clean(_("answered on the platform by {name}").format(name=safe_line(hand, 30)))


def who(said: QueueRow | ThreadItem | ThreadPost, cells: int | None = None) -> Clean:
    """Return who wrote it, or that their name had to go."""
    if said.nameless:
        return Clean(_("[name expired]"))
    name = said.author or ("" if isinstance(said, ThreadPost) else said.handle)
    return safe_line(name) if cells is None else safe_line(name, cells)


def expired_words(said: QueueRow | ThreadItem | ThreadPost, account: Account | None) -> str:
    """Say that a text had to go, and how it comes back; nothing where it is there."""
    if not said.expired:
        return ""
    platform = account.platform if account is not None else ""
    name = NAMES.get(platform, platform.capitalize()) or _("the platform")
    if said.remote_state is RemoteState.DELETED:
        return _("text removed: it was deleted on {platform}").format(platform=name)
    return _("text expired by {platform}'s rules; opening fetches it again").format(platform=name)


def row_preview(row: QueueRow, account: Account | None) -> Clean:
    """Return one line that tells what a row's comment says, or why it says nothing."""
    gone = expired_words(row, account)
    return Clean(f"[{gone}]") if gone else preview(row.text, row.media)


def act_words(act: str) -> str:
    """Return what an act of a platform is called."""
    return {
        "reply": _("answer"), "private_reply": _("private answer"), "edit_own": _("other words"),
        "delete_own": _("delete"), "hide": _("hide"), "unhide": _("show again"), "delete": _("delete"),
        "like": _("like"), "unlike": _("no longer like"), "mute": _("mute"), "unmute": _("no longer mute"),
        "block": _("block"), "unblock": _("no longer block"), "lock": _("lock the thread"),
        "unlock": _("open the thread"), "report": _("report"), "publish": _("publish"),
    }.get(act, act)  # fmt: skip
