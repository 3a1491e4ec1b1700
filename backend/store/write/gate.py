"""The gate that every answer passes: when it is queued, when it is approved, and again before it leaves.

What it knows of an answer is read here, inside the transaction that decides; what it says lies in `policy.leaving`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from backend.model.account import Act, platform_name
from backend.model.charter import Charter
from backend.model.desk import Result
from backend.model.reason import Reason
from backend.model.signing import Signer
from backend.policy.leaving import Leaving, as_it_leaves, unfit
from backend.policy.signing import form_of, signing
from backend.policy.warning import leaving as warning
from backend.store.codec import load_capabilities, load_words
from backend.store.engine import Writer
from backend.store.read.signing import ABOUT, signed_about
from backend.store.write.charters import SILENT, charter_in
from backend.store.write.rows import account, author, comment, member, rows
from backend.store.write.standing import refused
from backend.text.outgoing import address


def passed_in(w: Writer, row: Any, member_id: int | None, text: str, act: str = Act.REPLY) -> tuple[str, Result | None]:
    """Return an answer's text as it leaves, with the signature it must have, and why it must not (None: it may).

    `row` is the comment that is answered, or our own answer that is written anew; `member_id` whose words they are.
    """
    leaving = leaving_in(w, row, member_id, act)
    whole = as_it_leaves(text, leaving)
    no = unfit(whole, leaving)
    return (whole, None) if no is None else (text, refused(no.code, **no.params))


def kept_back_in(w: Writer, row: Any, member_id: int | None, text: str, act: str) -> Reason | None:
    """Return why a text that was queued must not leave now, None when it may: nothing is added to it any more."""
    return unfit(text, leaving_in(w, row, member_id, act))


def warning_in(w: Writer, row: Any) -> str:
    """Return the content warning that stands over an answer to a comment, empty for none."""
    charter = charter_in(w, row.account_id) if row.spoiler else SILENT
    return warning(row.spoiler, row.language, charter)


def leaving_in(w: Writer, row: Any, member_id: int | None, act: str = Act.REPLY) -> Leaving:
    """Read all that decides whether an answer to a comment may leave."""
    where = w.conn.execute(select(account).where(account.c.id == row.account_id)).one()
    able, charter = load_capabilities(where.capabilities), charter_in(w, row.account_id)
    who, signer = _answered(w, row), signer_in(w, member_id)
    mention = able.mention.replace("{handle}", who.handle) if who is not None and who.handle else ""
    over = row.spoiler if row.own else warning_in(w, row)
    said = Leaving(mention, able.limits_of(act), own=signer.own, warning=over)
    if charter is SILENT:
        return said
    signed = signing(charter.signature, signer, signed_about(rows(w, ABOUT, (row.id,))[0]))
    only = charter.approving.only_templates
    return replace(
        said,
        charter=charter,
        signed=signed,
        signatures=_signatures(w, charter),
        bodies=_bodies(w, row.account_id) if only else (),
        values=_values(where, who, signer, signed.text, charter) if only else {},
    )


def _answered(w: Writer, row: Any) -> Any:
    """Return whom an answer is for: the comment's author; of our own answer, whoever that answers, None for nobody."""
    key = row.author_id
    if row.own:
        parent = select(comment.c.author_id).where(comment.c.id == row.parent_id, ~comment.c.own)
        key = w.conn.execute(parent).scalar_one_or_none()
    return w.conn.execute(select(author).where(author.c.id == key)).one_or_none()


def signer_in(w: Writer, member_id: int | None) -> Signer:
    """Return a member as signatures know them; nobody for none."""
    found = w.conn.execute(select(member).where(member.c.id == member_id)).one_or_none()
    if found is None:
        return Signer(0, "")
    return Signer(found.id, found.name, found.alias, bool(found.sign_consent), found.signature)


def _signatures(w: Writer, charter: Charter) -> tuple[str, ...]:
    """Return every signature that could stand under an answer here: the team's and each member's."""
    known = {charter.signature.team}
    for found in w.conn.execute(select(member.c.name, member.c.alias, member.c.signature).where(member.c.active)):
        known |= {form_of(charter.signature.form, name) for name in (found.name, found.alias) if name}
        known.add(found.signature)
    return tuple(sorted(one for one in known if one.strip()))


_BODIES = """
SELECT v.body, v.variants
FROM template AS t JOIN template_version AS v ON v.template_id = t.id AND v.number = t.approved
WHERE t.retired_at IS NULL AND (t.account_id IS NULL OR t.account_id = ?)
"""


def _bodies(w: Writer, account_id: int) -> Sequence[str]:
    found = rows(w, _BODIES, (account_id,))
    return [body for row in found for body in (row.body, *load_words(row.variants))]


def _values(where: Any, who: Any, signer: Signer, signature: str, charter: Charter) -> Mapping[str, Sequence[str]]:
    """Return what each variable may have been filled with: words of the charter in whatever language."""
    words: dict[str, list[str]] = {}
    for spoken in charter.words.values():
        for name, value in spoken.items():
            words.setdefault(name, []).append(value)
    values = {
        "author": [address(who.name or who.handle, who.handle)] if who is not None else [],
        "handle": [who.handle] if who is not None else [],
        "account": [where.name],
        "platform": [platform_name(where.platform)],
        "member": [signer.called] if signer.consent else [],
        "signature": [signature, ""],
    }
    return words | {name: [one for one in said if one or name == "signature"] for name, said in values.items()}
