"""All that waits for one member, in one list: what the desk shows first to a writer and what a digest counts."""

from collections.abc import Iterator

from backend.model.actor import APPROVERS, CONTENT_ROLES, Member, Role
from backend.model.clock import DAY, Micros
from backend.model.foryou import ForYou, Waits
from backend.model.template import TemplateCard
from backend.store.read import approvals, seconds, templates_review
from backend.store.read.cases import cases_with, late_cases
from backend.store.read.masks import covered
from backend.store.read.promises import OPEN, promises_where, promises_with
from backend.store.reader import Reader

NEAR = 2 * DAY
"""How long before its deadline a case stands in the list of who owns it (µs)."""

TITLE = 120
"""Characters of a line."""


def for_you(reader: Reader, me: Member, now: Micros) -> tuple[ForYou, ...]:
    """Return what waits for a member, kind by kind and the oldest first in each."""
    parts = (_answers, _seconds, _referrals, _mentions, _sent_back, _rejected, _templates, _reviews)
    found = [one for part in parts for one in part(reader, me, now)]
    found += [*_promises(reader, me), *_cases(reader, me, now)]
    order = list(Waits)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.since, one.ref)))


def _answers(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for one in approvals.awaiting(reader, me.id):
        if me.may(one.account_id, *APPROVERS):
            text = f"{one.text}\n\n{one.author}: {one.comment}"
            yield ForYou(Waits.ANSWER, one.outbox_id, _line(one.text), one.member, one.written_at, one.expires_at,
                         one.comment_id, one.account_id, text, one.act)  # fmt: skip


def _seconds(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for one in seconds.waiting(reader, me.id):
        if me.may(one.account_id, *CONTENT_ROLES):
            yield ForYou(Waits.SECOND, one.id, _line(one.comment), one.asker, one.asked_at, None, one.comment_id,
                         one.account_id, f"{one.author}: {one.comment}", one.verb.value)  # fmt: skip


_REFERRALS = """
SELECT c.id, c.account_id, r.question, m.name, r.asked_at, r.due_at, t.text, t.spots
FROM referral AS r JOIN comment AS c ON c.id = r.comment_id JOIN member AS m ON m.id = r.from_id
LEFT JOIN comment_revision AS t ON t.comment_id = c.id AND t.number = c.revision
WHERE r.to_id = ? AND r.answered_at IS NULL ORDER BY r.id
"""


def _referrals(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for key, account_id, question, who, at, due_at, text, spots in reader.rows(_REFERRALS, (me.id,)):
        if not me.may(account_id, *CONTENT_ROLES):  # asked before they lost the account, or by mistake
            continue
        words = f"{question}\n\n{covered(text or '', spots)}"
        yield ForYou(Waits.REFERRAL, key, _line(question), who, Micros(at), due_at, key, account_id, words)


_MENTIONS = """
SELECT n.comment_id, c.account_id, n.text, m.name, n.made_at
FROM mention AS x JOIN note AS n ON n.id = x.note_id JOIN member AS m ON m.id = n.member_id
JOIN comment AS c ON c.id = n.comment_id
WHERE x.member_id = ? AND x.seen_at IS NULL ORDER BY n.id
"""


def _mentions(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for key, account_id, text, who, at in reader.rows(_MENTIONS, (me.id,)):
        if not me.may(account_id, *CONTENT_ROLES):
            continue
        yield ForYou(Waits.MENTION, key, _line(text), who, Micros(at), None, key, account_id, text)


def _sent_back(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for one in approvals.rejected(reader, me.id):
        yield ForYou(Waits.SENT_BACK, one.outbox_id, _line(one.said), one.by, one.at, None, one.comment_id,
                     one.account_id, f"{one.said}\n\n{one.text}")  # fmt: skip


def _rejected(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for card in templates_review.rejected_of(reader, me.id):
        newest = card.newest
        at = newest.reviewed_at or newest.made_at
        yield _of_template(Waits.REJECTED, card, newest.reviewer, at, None, f"{newest.said}\n\n{newest.body}")


def _templates(reader: Reader, me: Member, _now: Micros) -> Iterator[ForYou]:
    for card in templates_review.in_review(reader):
        account_id = card.template.account_id
        alone = templates_review.approvers(reader, account_id) == {me.id}
        if me.id in templates_review.approvers(reader, account_id) and (alone or card.writer_id != me.id):
            newest = card.newest
            yield _of_template(Waits.TEMPLATE, card, newest.member, newest.made_at, None, newest.body)


def _reviews(reader: Reader, me: Member, now: Micros) -> Iterator[ForYou]:
    orphans = templates_review.due_without_owner(reader, now)
    mine = [one for one in orphans if me.id in templates_review.approvers(reader, one.template.account_id)]
    for card in (*templates_review.due_for_review(reader, me.id, now), *mine):
        at = card.review_at or now
        yield _of_template(Waits.REVIEW, card, "", at, at, card.newest.body)


def _of_template(kind: Waits, card: TemplateCard, who: str, since: Micros, until: Micros | None, text: str) -> ForYou:
    one = card.template
    title = f"{one.code} · {one.language} · {card.newest.title}"
    return ForYou(kind, one.id, _line(title), who, since, until, None, one.account_id, text, "", card.newest.number)


_OVERDUE = f"{OPEN} AND p.owner_id <> ? AND p.overdue_at IS NOT NULL"
_RAISED = f"{_OVERDUE} AND p.raised_at IS NOT NULL"


def _promises(reader: Reader, me: Member) -> Iterator[ForYou]:
    """Give my promises; overdue ones of others to a lead, and those nobody saw to for another day to everybody."""
    mine = promises_with(reader, me.id)
    late = (one for one in promises_where(reader, _OVERDUE, (me.id,)) if me.may(one.account_id, Role.LEAD))
    raised = (one for one in promises_where(reader, _RAISED, (me.id,)) if me.may(one.account_id, *CONTENT_ROLES))
    for one in {each.id: each for each in (*mine, *late, *raised)}.values():
        who = "" if one.owner_id == me.id else one.owner
        yield ForYou(Waits.PROMISE, one.id, _line(one.text), who, one.said_at, one.due_at, one.comment_id,
                     one.account_id, one.text)  # fmt: skip


def _cases(reader: Reader, me: Member, now: Micros) -> Iterator[ForYou]:
    """Give my cases whose deadline is near; late ones of others to a lead."""
    late = (one for one in late_cases(reader, now) if me.may(one.account_id, Role.LEAD))
    for one in {each.id: each for each in (*cases_with(reader, me.id), *late)}.values():
        if one.next_at is not None and one.next_at - now <= NEAR:
            who = "" if one.owner_id == me.id else one.owner
            yield ForYou(Waits.CASE, one.id, ", ".join(one.people), who, one.opened_at, one.next_at, None,
                         one.account_id, "", one.category.value)  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())[:TITLE]
