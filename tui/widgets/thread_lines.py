"""How a thread is drawn: the post, each comment, our answers with how far they have come, and what is folded. Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import Account
from backend.model.clock import Micros
from backend.model.comment import CommentState, Fold, Media, RemoteState, ThreadItem, ThreadPost, ThreadView
from backend.model.outbox import Delivery, OutboxState
from tui import symbols as sign
from tui.bound import key_of
from tui.ink import Ink
from tui.text import Clean, fit, media_words, safe, safe_line, wrap
from tui.when import stamp
from tui.widgets.judging_lines import second_lines, under_answer, writer_words
from tui.widgets.lines import Line, cells_of, put, spread
from tui.widgets.marks import (
    act_words,
    answered_words,
    badge,
    captured_words,
    category,
    delivery_mark,
    expired_words,
    holder_words,
    remote_words,
    seen_by,
    who,
)

ANSWERS = ("reply", "private_reply")

DEEPEST = 4
"""Steps of indentation that are drawn; deeper answers stay at the last."""

READABLE = 78
"""Cells after which a line of text is broken even where there is room: longer ones are hard to read."""


class Look(NamedTuple):
    """All that a block's lines depend on besides what it shows."""

    ink: Ink
    cells: int
    account: Account | None
    me: str
    zone: str
    now: Micros
    focused: bool = False


def post_lines(post: ThreadPost, look: Look) -> list[Line]:
    """Return the post at the top, with a bar in the account's colour."""
    style = look.ink.style
    bar = Segment(sign.POST_BAR, style(look.account.colour if look.account else "dim"))
    if not post.known:
        return [[bar, Segment(" " + _("The post has not come yet."), style("faint"))]]
    when = Segment(f"  {stamp(post.written_at, look.now, look.zone)}", style("dim"))
    by = [] if post.own else [Segment(" " + who(post, 60), style("text", bold=True))]
    lines = [[bar, Segment(" ", style("dim")), *badge(look.ink, look.account, "background", 0), *by, when]]
    lines += [[bar, Segment(f" {line}", style("text"))] for line in _text(post.text, look.cells - 3)]
    lines += [[bar, Segment(f" {line}", style("faint"))] for line in _expired(post, look, look.cells - 3)]
    said: list[str] = [*([_("advertisement")] if post.ad else []), *media_words(post.media)]
    if post.comments:
        said.append(ngettext("{n} comment", "{n} comments", post.comments).format(n=post.comments))
    said += [remote for remote in (remote_words(post.remote_state),) if remote]
    tail = wrap(Clean("   ".join(said)), look.cells - 3) if said else ()
    return [*lines, *([bar, Segment(f" {line}", style("dim"))] for line in tail)]


def item_lines(item: ThreadItem, look: Look) -> list[Line]:
    """Return one comment with what became of our answer to it."""
    lead, room = _lead(item.depth, look), look.cells - _indent(item.depth) - 3
    token = "text" if look.focused else ("dim" if item.remote_state is RemoteState.DELETED else "soft")
    style = look.ink.style
    lines: list[Line] = []
    if item.missing_parent:
        lines.append([*lead, Segment(_("… what this answers has not come"), style("faint"))])
    lines.append(_item_head(item, lead, look))
    if item.there and not item.captured:
        lines += [[*lead, Segment(line, style("good"))] for line in wrap(answered_words(item.sent_by or ""), room)]
    lines += [[*lead, Segment(line, style(token))] for line in _text(item.text, room)]
    lines += [[*lead, Segment(line, style("dim"))] for line in _media(item.media, room)]
    lines += [[*lead, Segment(line, style("lamp" if look.focused else "faint"))] for line in _expired(item, look, room)]
    if item.labels:
        said = _("labels: {labels}").format(labels=", ".join(safe_line(label, 40) for label in item.labels))
        lines.append([*lead, Segment(fit(said, room).rstrip(), style("lamp"))])
    if look.focused:
        lines += [[*lead, *warning] for warning in _link_warnings(item.text, room, look)]
    if item.delivery is not None and (not item.own or item.delivery.judged is not None):
        lines += _answer_lines(item.delivery, item.depth + 1, look, item.url)
    return lines


def fold_line(fold: Fold, look: Look) -> Line:
    """Return the line that stands for what is left out."""
    folded = ngettext("… {n} between", "… {n} between", fold.count).format(n=fold.count)
    opened = ngettext("{n} open", "{n} open", fold.open).format(n=fold.open) if fold.open else _("none open")
    parts = [
        ("  " + folded + ", ", look.ink.style("faint")),
        (opened, look.ink.style("lamp" if fold.open else "faint")),
    ]
    return put(
        *parts, ("   " + _("{key} unfolds").format(key=key_of("unfold")) if look.focused else "", look.ink.style("dim"))
    )


def _indent(depth: int) -> int:
    return 2 * min(DEEPEST, max(0, depth - 1))


def _lead(depth: int, look: Look) -> Line:
    bar = Segment(sign.BAR if look.focused else " ", look.ink.style("lamp"))
    return [bar, Segment(" " * (1 + _indent(depth)), look.ink.style("dim"))]


def _item_head(item: ThreadItem, lead: Line, look: Look) -> Line:
    style = look.ink.style
    colour = look.account.colour if item.own and look.account else ("dim" if _gone(item) else "text")
    name = safe_line(look.account.short_name, 80) if item.own and look.account else who(item, 80)
    left = [*lead, Segment(name, style(colour, bold=True))]
    left.append(Segment(f"  {stamp(item.written_at, look.now, look.zone)}", style("dim")))
    if item.edited_at:
        edited = _("edited {time}").format(time=stamp(item.edited_at, look.now, look.zone))
        left.append(Segment(f"  {edited}", style("lamp" if look.focused else "dim")))
    if item.own:
        left += _own_words(item, look)
    captured = "" if item.own else captured_words(item.captured)
    likes = ngettext("{n} like", "{n} likes", item.likes).format(n=f"{item.likes:,}") if item.likes else ""
    said = [
        (likes, "dim"),
        (seen_by(item.visibility), "lamp"),
        (remote_words(item.remote_state), "danger"),
        _state(item, look),
        (captured, "dim"),
    ]
    left += [Segment(f"  {words}", style(token)) for words, token in said if words]
    left += [] if look.focused else category(item, look.cells - cells_of(left), look.ink)
    claim = _claim(item, look)
    if claim and cells_of(left) + cells_of(claim) >= look.cells:
        words, token = holder_words(item.claimed_by, look.me)
        claim = [Segment(f"{words} ", style(token))]
    return spread(left, claim, look.cells, style("text"))


def _gone(item: ThreadItem) -> bool:
    return item.remote_state is RemoteState.DELETED


def _own_words(item: ThreadItem, look: Look) -> Line:
    """Say how far our own answer has come; a deletion under way is told as well."""
    style = look.ink.style
    if item.delivery is not None and item.delivery.act == "delete_own":
        mark = delivery_mark(item.delivery, look.now, still=look.ink.linear)
        return put((f"  {_('deleting')}: {mark.words}", style(mark.token)))
    if item.there and not item.captured:
        return put((f"  {sign.DONE}", style("good")))
    by = _("by {name}").format(name=safe_line(item.sent_by, 40)) if item.sent_by else ""
    how = _("reported") if item.captured else _("sent")
    return put((f"  {sign.DONE} {how}", style("good")), (f" {by}" if by else "", style("dim")))


def _state(item: ThreadItem, look: Look) -> tuple[str, str]:
    if item.own or item.state is CommentState.ASIDE or (look.focused and item.state is CommentState.OPEN):
        return "", "dim"
    return {
        CommentState.OPEN: (_("○ open"), "info"),
        CommentState.WAITING: (_("… waiting"), "dim"),
        CommentState.DONE: (_("✓ done"), "good"),
    }[item.state]


def _claim(item: ThreadItem, look: Look) -> Line:
    if not item.claimed_by:
        return []
    if item.claimed_by == look.me:
        return [Segment(_("claimed by you") + " ", look.ink.style("lamp"))]
    said = _("claimed by {name}").format(name=safe_line(item.claimed_by, 30))
    return [Segment(f"{sign.WRITING} {said} ", look.ink.style("team"))]


def _answer_lines(delivery: Delivery, depth: int, look: Look, url: str | None) -> list[Line]:
    """Return an answer of ours that does not stand in the thread yet, with its state, its reason and its kept text."""
    if delivery.state in (OutboxState.SENT, OutboxState.CANCELLED, OutboxState.REPORTED):
        return []
    if delivery.act not in ANSWERS and delivery.judged is None:
        return _act_lines(delivery, depth, look)
    style, mark = look.ink.style, delivery_mark(delivery, look.now, still=look.ink.linear)
    lead = _lead(depth, look)
    room = look.cells - _indent(depth) - 3
    account = look.account
    name = Segment(
        safe_line(account.short_name if account else "", 20), style(account.colour if account else "text", bold=True)
    )
    by = writer_words(delivery)
    state = put((f"  {mark.sign} {mark.words}", style(mark.token)), (f" {by}", style("dim")))
    lines: list[Line] = [[*lead, Segment(f"{sign.CORNER} ", style("faint")), name, *state]]
    if delivery.reason is not None:
        from backend.i18n.reasons import word

        lines += [
            [*lead, Segment(f"  {line}", style("danger"))]
            for line in wrap(safe(word(delivery.reason, look.zone))[0], room - 2)
        ]
    lines += [[*lead, Segment(f"  {line}", style("soft"))] for line in _text(delivery.text, room - 2)]
    under = under_answer(delivery, look, url, room - 2)
    return lines + [[*lead, Segment(f"  {words}", style(token))] for words, token in under]


def _act_lines(delivery: Delivery, depth: int, look: Look) -> list[Line]:
    """Return an act of ours that has not reached the platform yet, or could not: what it is, how far, and why not."""
    style, mark = look.ink.style, delivery_mark(delivery, look.now)
    lead, room = _lead(depth, look), look.cells - _indent(depth) - 3
    by = _("by you") if delivery.mine else _("by {name}").format(name=safe_line(delivery.member, 40))
    said = put((f"{act_words(delivery.act)}: {mark.words}", style(mark.token)), (f" {by}", style("dim")))
    lines: list[Line] = [[*lead, Segment(f"{sign.CORNER} ", style("faint")), *said]]
    if delivery.reason is not None:
        from backend.i18n.reasons import word

        why = wrap(safe(word(delivery.reason, look.zone))[0], room - 2)
        lines += [[*lead, Segment(f"  {line}", style("danger"))] for line in why]
    return lines


def said_lines(view: ThreadView, look: Look) -> list[Line]:
    """Return what colleagues said about the comment at hand: the open question, and the notes."""
    style, room = look.ink.style, look.cells - 3
    lines: list[Line] = []
    if view.referral is not None:
        asks = _("{asker} asks {asked}").format(
            asker=safe_line(view.referral.asker, 30), asked=safe_line(view.referral.asked, 30)
        )
        due = view.referral.due_at
        until = _("until {time}").format(time=stamp(due, look.now, look.zone)) if due else ""
        lines.append(put((f"  {sign.ASKS} {asks} ", style("lamp", bold=True)), (until, style("lamp"))))
        lines += [put((f"    {line}", style("text"))) for line in _text(view.referral.question, room - 2)]
    if view.second is not None:
        lines += second_lines(view.second, look, room - 2)
    for note in view.notes:
        where = _("note on the author") if note.on_author else _("note")
        head = f"  {sign.WRITING} {safe_line(note.member, 30)}"
        when = f"  {stamp(note.made_at, look.now, look.zone)}  {where}"
        lines.append(put((head, style("team", bold=True)), (when, style("dim"))))
        lines += [put((f"    {line}", style("soft"))) for line in _text(note.text, room - 2)]
    return lines


def _text(text: str, cells: int) -> Sequence[str]:
    if not text:
        return ()
    said, cut = safe(text)
    lines = wrap(said, min(cells, READABLE))
    return (*lines[:200], _("… cut here ({n} characters in all)").format(n=len(text))) if cut else lines[:200]


def _expired(said: ThreadItem | ThreadPost, look: Look, cells: int) -> Sequence[str]:
    gone = expired_words(said, look.account)
    return wrap(Clean(f"[{gone}]"), min(cells, READABLE)) if gone else ()


def _media(media: Sequence[Media], cells: int) -> list[str]:
    return [line for said in media_words(media) for line in wrap(said, min(cells, READABLE))]


def _link_warnings(text: str, cells: int, look: Look) -> list[Line]:
    """Say what is odd about the links of a comment: the host's other form, a name before an @, a bare number."""
    from backend.text.links import shown_link

    style = look.ink.style
    lines = []
    for url in re.findall(r"https?://[^\s<>\"]+", text[:2000])[:5]:
        link = shown_link(url, cells)
        said: list[str] = [safe_line(link.other_host)] if link.other_host else []
        said += [_warning(code) for code in link.warnings]
        if said:
            lines.append(put((f"{sign.WARNING} " + fit(f" {sign.DOT} ".join(said), cells - 2).rstrip(), style("lamp"))))
    return lines


def _warning(code: str) -> str:
    return {
        "scheme": _("not a web link"),
        "user": _("a name stands before the host"),
        "address": _("a bare number for a host"),
        "port": _("an unusual port"),
        "mixed": _("letters of several scripts in the host"),
        "broken": _("a broken link"),
    }.get(code, code)
