"""Answering one comment or many at once, by a template or in the same words: one deed, and a result for each."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from backend.desk.palette import charter_for, values_for
from backend.desk.reply import send
from backend.desk.session import Desk, DeskError
from backend.desk.subject import About, about
from backend.model.clock import Micros
from backend.model.desk import Outcome, Result
from backend.model.reason import Reason
from backend.model.template import Purpose, Template
from backend.model.triage import Decision, Verb
from backend.model.value import dataclass
from backend.policy.template_scope import charter_words, is_meant, spoken
from backend.policy.templates import fill
from backend.policy.when import when
from backend.store.read.charters import charter_of
from backend.store.read.templates import templates
from backend.text.outgoing import outgoing


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said: the words, else the `code` of a template with its blanks' fillings; `at` as it was typed."""

    text: str = ""
    code: str = ""
    fills: Mapping[str, str] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one comment: the whole text of its answer, and how queueing it ended."""

    comment_id: int
    text: str
    result: Result


def answer(desk: Desk, comment_ids: Sequence[int], said: Said, *, dry: bool = False) -> tuple[Answer, ...]:
    """Answer comments as they stand, in one deed; `dry` only tells what would become of each.

    Every answer passes the gate. Raises DeskError, StoreError.
    """
    desk.must_read()
    deed_id = 0
    if len(comment_ids) > 1 and not dry:
        from backend.store.write.deeds import open_deed

        deed_id = open_deed(desk.store, desk.actor, Decision(Verb.REPLY), len(comment_ids))
    done = tuple(_one(desk, key, said, deed_id, dry=dry) for key in comment_ids)
    if deed_id:
        from backend.store.write.deeds import end_deed

        end_deed(desk.store, deed_id)
    return done


def _one(desk: Desk, comment_id: int, said: Said, deed_id: int, *, dry: bool) -> Answer:
    try:
        it = about(desk, comment_id)
    except DeskError as error:
        return Answer(comment_id, "", Result(Outcome.GONE, error.reason))
    at, late = _at(desk, it, said.at)
    template = _template(desk, it, said.code) if said.code else None
    if late or (said.code and template is None):
        reason = Reason("reply.when") if late else Reason("reply.no_template", {"name": said.code})
        return Answer(comment_id, "", Result(Outcome.REFUSED, reason))
    text = said.text if template is None else _filled(desk, it, template, said.fills)
    whole = outgoing(text, it.mention)
    if dry:
        from backend.store.write.enqueue import would_queue

        result = would_queue(desk.store, desk.actor, comment_id, whole, it.comment.revision)
    else:
        key = template.id if template is not None else None
        result = send(desk, comment_id, text, it.comment.revision, key, at=at, deed_id=deed_id)
    return Answer(comment_id, whole, result)


def _at(desk: Desk, it: About, typed: str) -> tuple[Micros | None, bool]:
    """Return when it leaves by the account's wall clock, and whether what was typed cannot be."""
    if not typed:
        return None, False
    version = charter_of(desk.reader, it.account.id)
    zone = version.charter.hours.zone if version is not None else desk.me.time_zone
    at = when(typed, desk.clock.now(), zone)
    return at, at is None


def _template(desk: Desk, it: About, code: str) -> Template | None:
    """Return the template in use of a code that is meant for a comment, in the language that suits it best."""
    named = [one for one in templates(desk.reader, it.account.id) if one.code.casefold() == code.casefold()]
    meant = [one for one in named if is_meant(one, it.account.id, it.account.platform, Purpose.REPLY)]
    languages = charter_for(desk, it).languages
    return next((one for one, _foreign in spoken(meant, it.comment.target.language, languages)), None)


def _filled(desk: Desk, it: About, template: Template, fills: Mapping[str, str]) -> str:
    words = values_for(desk, it) | charter_words(charter_for(desk, it), template.language)
    text = fill(template.body, words).text.rstrip()
    for what, filling in fills.items():
        text = text.replace(f"{{?{what}}}", filling)
    return text
