"""What the charter says of an answer before it is written: how it is signed, and whether it waits for a yes."""

from backend.desk.session import Desk
from backend.desk.subject import About
from backend.model.actor import APPROVERS
from backend.model.charter import Charter
from backend.model.signing import Signed, Signer
from backend.model.value import dataclass
from backend.policy.approving import must_wait
from backend.policy.signing import signing
from backend.store.read import people
from backend.store.read.approvals import sent_answers
from backend.store.read.charters import charter_of
from backend.store.read.signing import category_of


@dataclass(frozen=True, slots=True)
class Terms:
    """The charter's terms for an answer. Without a charter it is signed with the member's own `signature`."""

    signature: str
    signs: Signed | None = None
    waits: bool = False
    only_templates: bool = False


def terms(desk: Desk, it: About, member_id: int | None = None) -> Terms:
    """Return the terms on which the member (another one: by key) answers a comment. Raises DeskError, StoreError."""
    me = people.member(desk.reader, desk.me.id if member_id is None else member_id) or desk.me
    version = charter_of(desk.reader, it.account.id)
    if version is None:
        return Terms(me.signature)
    charter, signer = version.charter, Signer(me.id, me.name, me.alias, me.sign_consent, me.signature)
    signs = signing(charter.signature, signer, category_of(desk.reader, it.comment.comment_id))
    approver = me.may(it.account.id, *APPROVERS)
    return Terms(signs.text, signs, _waits(desk, it, charter, approver=approver), charter.approving.only_templates)


def _waits(desk: Desk, it: About, charter: Charter, *, approver: bool) -> bool:
    trusted = charter.approving.trusted_after
    sent = 0 if approver else sent_answers(desk.reader, desk.me.id, it.account.id, trusted)
    return must_wait(charter.approving, sent, approver=approver)
