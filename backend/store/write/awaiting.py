"""Whether an answer waits for a yes before it leaves, and until when."""

from sqlalchemy import select

from backend.model.actor import APPROVERS, Actor, ActorKind
from backend.model.charter import Approval
from backend.model.clock import Micros
from backend.policy.approving import lapses_at, must_wait
from backend.store.engine import Writer
from backend.store.read.approvals import SENT
from backend.store.write.charters import charter_in
from backend.store.write.rows import rows, template
from backend.store.write.standing import may_in


def waits_until_in(w: Writer, actor: Actor, account_id: int) -> Micros | None:
    """Return when an answer of this member lapses if nobody approves it, None where it needs no approval."""
    approving = charter_in(w, account_id).approving
    if approving.approval is Approval.OFF or actor.kind is not ActorKind.MEMBER:
        return None
    approver = may_in(w, actor, account_id, APPROVERS)
    sent = 0 if approver else rows(w, SENT, (actor.id, account_id, approving.trusted_after))[0][0]
    return lapses_at(approving, w.now) if must_wait(approving, sent, approver=approver) else None


def approved_version_in(w: Writer, template_id: int | None) -> int:
    """Return which version of a template is in use, 0 for none."""
    found = w.conn.execute(select(template.c.approved).where(template.c.id == template_id)).scalar_one_or_none()
    return int(found or 0)
