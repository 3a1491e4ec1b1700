"""How a thread tells what waits for a second member, who judged it, and when a scheduled answer leaves. Pure."""

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.outbox import Delivery, OutboxState
from backend.model.reason import Reason
from tui import symbols as sign
from tui.bound import key_of
from tui.text import safe, safe_line, wrap
from tui.when import stamp
from tui.widgets.copied import copied_words
from tui.widgets.lines import Line, put
from tui.widgets.marks import act_words, later

if TYPE_CHECKING:
    from backend.model.approving import Second
    from tui.widgets.thread_lines import Look


def writer_words(delivery: Delivery) -> str:
    """Say who wrote an answer, behind its state; of one that waits it is said below, with who is to approve it."""
    if delivery.state is OutboxState.AWAITING_APPROVAL:
        return ""
    return _("by you") if delivery.mine else _("by {name}").format(name=safe_line(delivery.member, 40))


def under_answer(delivery: Delivery, look: "Look", url: str | None, cells: int) -> list[tuple[str, str]]:
    """Return the lines under an answer's text, each with its colour token: what is to be known, and what to do."""
    said = [*_scheduled(delivery, look), *_judged(delivery, look)]
    if delivery.state in (OutboxState.FAILED, OutboxState.STOPPED):
        said.append((_("The text is kept: {key} opens it.").format(key=key_of("reply")), "dim"))
    if delivery.state is OutboxState.UNKNOWN:
        said.append((_("Look on the platform; = settles it by hand."), "lamp"))
    lines = [(line, token) for words, token in said for line in wrap(safe(words)[0], cells)]
    return [*lines, *copied_words(url, cells)] if delivery.state is OutboxState.COPIED else lines


def _scheduled(delivery: Delivery, look: "Look") -> list[tuple[str, str]]:
    waits = delivery.state in (OutboxState.PENDING, OutboxState.AWAITING_APPROVAL)
    if not waits or not later(delivery, look.now):
        return []
    said = _("scheduled for {time}").format(time=stamp(delivery.due_at, look.now, look.zone))
    keys = _(" · {key} takes it back").format(key=key_of("withdraw")) if delivery.mine else ""
    return [(said + keys, "info")]


def _judged(delivery: Delivery, look: "Look") -> list[tuple[str, str]]:
    judged = delivery.judged
    if judged is None:
        return []
    if delivery.state is OutboxState.AWAITING_APPROVAL:
        return _waiting(delivery, look)
    by = safe_line(judged.by, 40)
    mine = delivery.state is OutboxState.PENDING and judged.by == look.me and look.focused
    back = _(" · {key} takes it back").format(key=key_of("withdraw")) if mine else ""
    if judged.said:
        return [(_("{name}: {said}").format(name=by, said=judged.said), "lamp")]
    if judged.written:
        return [(_("changed and approved by {name}").format(name=by) + back, "team")]
    return [(_("approved by {name}").format(name=by) + back, "team")] if by else []


def _waiting(delivery: Delivery, look: "Look") -> list[tuple[str, str]]:
    judged = delivery.judged
    assert judged is not None, "only what is judged is drawn so"
    names = ", ".join(safe_line(one, 30) for one in judged.approvers) or _("nobody who may, yet")
    until = stamp(judged.until, look.now, look.zone) if judged.until is not None else "–"
    waits = _("waits for approval by {names}, until {time}").format(names=names, time=until)
    writer = _("written by {name}").format(name=safe_line(delivery.member, 40))
    lines = [(waits if delivery.mine else f"{writer} · {waits}", "team")]
    if not look.focused:
        return lines
    if look.me in judged.approvers:
        keys = {"yes": key_of("say_yes"), "other": key_of("say_other"), "no": key_of("say_no")}
        lines.append((_("{yes} approves · {other} changes it first · {no} sends it back").format(**keys), "lamp"))
    elif delivery.mine:
        lines.append((_("{key} takes it back").format(key=key_of("withdraw")), "dim"))
    return lines


def second_lines(second: "Second", look: "Look", cells: int) -> list[Line]:
    """Return what a second member is asked about the comment at hand, or what they answered."""
    style = look.ink.style
    asker, why = safe_line(second.asker, 30), word(Reason(f"why.{second.why}"))
    act = {"act": act_words(second.verb.value), "why": why}
    if second.verdict:
        agreed = _("{name} agreed with {asker}: {act}, {why}")
        not_agreed = _("{name} did not agree with {asker}: {act}, {why}")
        told = (agreed if second.verdict == "yes" else not_agreed).format(
            name=safe_line(second.by, 30), asker=asker, **act
        )
        said = f"{told} · {second.said}" if second.said else told
        return [put((f"  {line}", style("dim"))) for line in wrap(safe(said)[0], cells)]
    asks = _("{asker} asks a second member: {act}, {why}").format(asker=asker, **act)
    keys = {"yes": key_of("say_yes"), "no": key_of("say_no")}
    how = _("{yes} agrees, and it is done · {no} does not").format(**keys)
    if second.asker == look.me:
        how = _("Somebody else must agree; {key} takes it back").format(key=key_of("undo"))
    lines = [put((f"  {line}", style("lamp", bold=True))) for line in wrap(safe(f"{sign.ASKS} {asks}")[0], cells)]
    return [*lines, *(put((f"    {line}", style("dim"))) for line in wrap(safe(how)[0], cells - 2))]
