"""Second members: what colleagues may not do alone, and what became of what I asked."""

from backend.desk.session import Desk
from backend.model.actor import CONTENT_ROLES
from backend.model.approving import Second
from backend.model.clock import Micros
from backend.model.desk import Result
from backend.store.read import seconds as reading


def waiting(desk: Desk) -> tuple[Second, ...]:
    """Return what waits for me as a second member: on accounts where I may act, and not asked by me."""
    me = desk.must_read()
    return tuple(one for one in reading.waiting(desk.reader, me.id) if me.may(one.account_id, *CONTENT_ROLES))


def answer(desk: Desk, opinion_id: int, yes: bool, said: str = "") -> Result:
    """Agree to an act, which is then done, or not: the comment is open again. `said` is a word to whoever asked."""
    from backend.store.write.seconding import answer_second

    return answer_second(desk.store, desk.actor, opinion_id, yes, said)


def answered(desk: Desk, since: Micros) -> tuple[Second, ...]:
    """Return which of my questions others have answered since (UTC µs), oldest first."""
    return tuple(reading.answered_since(desk.reader, desk.must_read().id, since))
