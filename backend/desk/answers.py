"""Earlier answers: what we said to similar comments, made to fit the one that is answered now."""

from collections.abc import Iterator

from backend.desk.palette import charter_for, values_for, wording
from backend.desk.session import Desk
from backend.desk.signing import Terms, terms
from backend.desk.subject import About, about, limits_for
from backend.model.account import Act, Limits
from backend.model.actor import CONTENT_ROLES
from backend.model.charter import Charter
from backend.model.palette import Earlier
from backend.model.reason import Reason
from backend.model.value import dataclass
from backend.policy.stems import language_of, stems
from backend.policy.template_back import unfilled
from backend.store.read import earlier as reading
from backend.text.outgoing import address

LOOKED_AT = 1500
"""Similar comments whose answers are looked for."""


def earlier(
    desk: Desk, comment_id: int, wanted: str = "", limit: int = 9, *, act: str = Act.REPLY
) -> tuple[Earlier, ...]:
    """Return our answers to similar comments, the most similar first and each text once, at most `limit`.

    `wanted` narrows: each of its words must begin a word of the answer or of what it answered. Where the charter lets
    only approved templates leave, they say so (`refused`). Measured by what the platform takes of the `act`. Raises
    DeskError, StoreError.
    """
    it = about(desk, comment_id)
    charter = charter_for(desk, it)
    fit = _Fit(it, charter, terms(desk, it), values_for(desk, it), limits_for(desk, it, act))
    text = it.comment.text
    asked = stems(text, language_of(text, it.comment.target.language))
    found: dict[str, Earlier] = {}
    for one in _answers(desk, asked, comment_id, wanted):
        made = _fitted(fit, one)
        found.setdefault(" ".join(made.wording.text.split()), made)
        if len(found) == limit:
            break
    return tuple(found.values())


def _answers(desk: Desk, asked: list[str], comment_id: int, wanted: str) -> Iterator[reading.Answer]:
    held = {where for where, role in desk.me.roles if role in CONTENT_ROLES}
    alike = reading.similar(desk.reader, asked, comment_id)
    for one in reading.answers(desk.reader, alike, LOOKED_AT):
        if (None in held or one.account_id in held) and _has(one, wanted):
            yield one


def _has(one: reading.Answer, wanted: str) -> bool:
    have = f" {one.text} {one.asked} {one.member}".lower().replace("\n", " ")
    return all(f" {part}" in have for part in wanted.lower().split())


@dataclass(frozen=True, slots=True)
class _Fit:
    """What every earlier answer is made to fit: the comment, and what is said of an answer to it."""

    it: About
    charter: Charter
    mine: Terms
    values: dict[str, str]
    limits: Limits


def _fitted(fit: _Fit, one: reading.Answer) -> Earlier:
    """Return an answer with the mention, the name and the signature that this comment's answer has."""
    it, mine = fit.it, fit.mine
    mention = it.account.capabilities.mention.replace("{handle}", one.handle) if one.handle else ""
    called = address(one.name, one.handle)
    signatures = (one.signature, mine.signature, fit.charter.signature.team)
    body = unfilled(one.text, mention, signatures, (one.name, called, *called.split()[:1]))
    return Earlier(
        one.comment_id,
        wording(it, body, fit.values, fit.limits),
        one.text,
        one.asked,
        one.member,
        one.account,
        one.platform,
        one.sent_at,
        one.edited,
        one.deleted,
        one.url,
        Reason("earlier.only_templates") if mine.only_templates else None,
    )
