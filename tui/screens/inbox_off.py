"""What can be said of each command before its key is pressed: why it does nothing, what it undoes, who would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.account import Act, Seen
from backend.model.comment import CommentState, RemoteState
from backend.model.outbox import LIVE, OutboxState
from backend.model.triage import Verb
from tui.commands import COMMANDS, Alters
from tui.screens.inbox_decide import VERBS

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.comment import QueueRow, ThreadItem
    from tui.screens.inbox import Inbox

NEED_COMMENT = (*(one.id for one in COMMANDS if one.alters), "replies", "guideline", "thread", "link")
"""Commands that do nothing where there is no comment."""

OF_ACT = {one.id: Act(one.act) for one in COMMANDS if one.act is not None}
"""The platform's act behind a command."""

ON_MARKS = {**OF_ACT, "delete": Act.DELETE}
"""The act behind a command that is meant for what is marked: there it is never our own answers that are deleted."""


def off(desk: Inbox) -> dict[str, str]:
    """Say which commands do nothing now, and why, by command id."""
    row = desk.row
    if row is None:
        return dict.fromkeys(NEED_COMMENT, _("no comment"))
    account = desk.accounts.get(row.account_id)
    return {**_of_comment(desk, row), **_of_act(row, account), **_of_platform(row, account), **_deleting(desk, row)}


def _of_platform(row: QueueRow, account: Account | None) -> dict[str, str]:
    """Say which commands the account's platform has no act for, at all or in this thread."""
    if row.captured:
        return {key: _("in the browser") for key in (*OF_ACT, "edit") if key != "reply"}
    if account is None:
        return {}
    can, nowhere = account.capabilities, _("not on {platform}").format(platform=account.platform)
    lacking = {key: nowhere for key, act in OF_ACT.items() if act not in can.acts}
    if not row.own_thread:
        here = _("only in our own threads")
        lacking |= {key: here for key, act in OF_ACT.items() if act in can.own_threads and key not in lacking}
    return lacking


def _deleting(desk: Inbox, row: QueueRow) -> dict[str, str]:
    """Say why nothing can be deleted: neither an answer of ours nor the comment itself."""
    account = desk.accounts.get(row.account_id)
    if row.captured:
        return {"delete": _("in the browser")}
    if own_answer(desk) is not None or account is None:
        return {}
    if row.remote_state is RemoteState.DELETED:
        return {"delete": _("deleted on the platform")}
    return {} if Act.DELETE in account.capabilities.acts else {"delete": _("no answer of ours")}


def _of_act(row: QueueRow, account: Account | None) -> dict[str, str]:
    """Say what the state of the comment on the platform speaks against."""
    found: dict[str, str] = {}
    if row.remote_state is RemoteState.DELETED:
        gone = dict.fromkeys(("reply", "private", *OF_ACT), _("deleted on the platform"))
        found |= {key: why for key, why in gone.items() if key != "delete"}
    if row.delivery is not None and row.delivery.state in LIVE and row.delivery.act in ("reply", "private_reply"):
        others = {
            OutboxState.COPIED: _("an answer was copied"),
            OutboxState.AWAITING_APPROVAL: _("an answer waits for approval"),
        }
        why = others.get(row.delivery.state, _("an answer is on its way"))
        found |= dict.fromkeys(("reply", "private", "done"), why)
    if account is not None and row.blocked and Act.UNBLOCK not in account.capabilities.acts:
        found["block"] = _("{platform} cannot unblock").format(platform=account.platform)
    if account is not None and Act.DELETE_OWN not in account.capabilities.acts:
        found["edit"] = _("not on {platform}").format(platform=account.platform)
    return found


def _of_comment(desk: Inbox, row: QueueRow) -> dict[str, str]:
    """Say what the comment's triage speaks against."""
    found: dict[str, str] = {}
    if row.state is CommentState.DONE:
        found |= dict.fromkeys(("done", *_SNOOZES, "assign"), _("done already"))
    elif row.snoozed_until is None:
        found["reopen"] = _("it is open")
    if row.delivery is None or row.delivery.state not in (OutboxState.UNKNOWN, OutboxState.COPIED):
        found["settle"] = _("nothing is unknown here")
    if own_answer(desk) is None:
        found["edit"] = _("no answer of ours")
    if row.blocked:
        found |= dict.fromkeys(_TIMED, _("blocked already"))
    if row.claimed_by is None or (desk.member is not None and row.claimed_by == desk.member.name):
        found["take_over"] = _("nobody else has it")
    return found


_TIMED = tuple(one.id for one in COMMANDS if one.id.startswith("block_"))

_SNOOZES = tuple(one.id for one in COMMANDS if one.id.startswith("snooze"))


def of_marks(desk: Inbox, many: int) -> dict[str, str]:
    """Say which commands do nothing on what is marked, and why; `many` is how many comments that is."""
    ones = {one.id: _("one at a time") for one in COMMANDS if one.alters is Alters.ONE}
    able = {key: desk.parts.marks.able(act) for key, act in ON_MARKS.items()}
    return ones | {key: _("not on these platforms") for key, count in able.items() if not count and many}


def own_answer(desk: Inbox) -> ThreadItem | None:
    """Return our latest answer to the comment under the cursor that still stands, None when there is none."""
    view, row = desk.thread.view, desk.row
    if view is None or row is None or view.comment_id != row.id:
        return None
    own = [item for item in desk.thread.comments if item.own and item.parent_id == row.id]
    there = [item for item in own if item.remote_state is not RemoteState.DELETED]
    return there[-1] if there else None


def seen(desk: Inbox) -> dict[str, str]:
    """Say who notices each act on the platform of the comment under the cursor, by command id."""
    row = desk.row
    account = desk.accounts.get(row.account_id) if row is not None else None
    if account is None:
        return {}
    words = {
        Seen.NOBODY: _("others see nothing"),
        Seen.STAFF: _("only the platform's staff sees it"),
        Seen.PERSON: _("the person can find out"),
        Seen.PUBLIC: _("public"),
    }
    can = account.capabilities
    told = {key: words[can.seen[act]] for key, act in OF_ACT.items() if act in can.seen and act in can.acts}
    return told | {key: _("deletes all comments") for key, act in OF_ACT.items() if act in can.asks_first}


def names(desk: Inbox) -> dict[str, str]:
    """Say what commands are called here that take back what stands, by command id."""
    row = desk.row
    if row is None:
        return {}
    back = {
        Verb.UNHIDE: _("let through") if row.remote_state is RemoteState.HELD else _("show"),
        Verb.UNLIKE: _("unlike"),
        Verb.UNMUTE: _("unmute"),
        Verb.UNBLOCK: _("unblock"),
        Verb.UNLOCK: _("unlock"),
    }
    return {key: back[verb] for key, verb_of in VERBS.items() if (verb := verb_of(row)) in back}
