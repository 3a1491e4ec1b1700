"""What waits for a second member, from asking to its end, on both databases."""

from backend.model.actor import SYSTEM, Role
from backend.model.charter import Approval, Approving, Charter
from backend.model.clock import DAY, HOUR, Micros
from backend.model.inflow import Page
from backend.model.triage import At, Decision, Verb, Why
from backend.store.engine import Store
from backend.store.read import approvals, seconds
from backend.store.read.answers import answers
from backend.store.read.signing import category_of
from backend.store.write.approving import approve, look_after_waiting, reject
from backend.store.write.charters import save_charter
from backend.store.write.deciding import decide
from backend.store.write.inflow import save_page
from backend.store.write.outbox import enqueue_reply
from backend.store.write.seconding import answer_second
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.scene import says, wrote


def test_from_asking_to_the_end(store: Store, clock: StandingClock) -> None:
    account, reader = scene.account(store), store.reader
    anna, bo = scene.member(store, "Anna"), scene.member(store, "Bo", [(account, Role.APPROVER)])
    save_charter(store, SYSTEM, None, Charter(approving=Approving(Approval.UNTRUSTED, expires_min=60)), 0)
    names = ("c1", "c2", "c3", "c4")
    save_page(store, account, Page((wrote(),), tuple(says(name) for name in names)), stream=None)
    c1, c2, c3, c4 = (scene.key(store, name) for name in names)
    one, two, three = (enqueue_reply(store, anna, key, "Tack!", 1).outbox_id or 0 for key in (c1, c2, c3))
    assert [waiting.outbox_id for waiting in approvals.awaiting(reader, bo.id or 0)] == [one, two, three]
    assert approve(store, bo, one, "Tack så mycket!").ok
    assert reject(store, bo, two, "Nej").ok
    clock.move(HOUR)
    assert look_after_waiting(store) == 1
    assert [back.said for back in approvals.rejected(reader, anna.id or 0)] == ["Nej"]
    judged = approvals.judged(reader, [one, two, three])
    assert (judged[one].written, judged[two].by, three in judged) == ("Tack!", "Bo", False)
    assert approvals.sent_answers(reader, anna.id or 0, account, 5) == 0
    assert [said[0] for said in answers(reader, c4, Micros(START - DAY))] == ["Tack så mycket!", "Tack så mycket!"]
    assert category_of(reader, c4) is None
    assert decide(store, anna, Decision(Verb.HIDE, Why.CRITICISM), [At(c4, 1)]).ok
    (asked,) = seconds.waiting(reader, bo.id or 0)
    clock.move(1)
    assert answer_second(store, bo, asked.id, True, "Ja").ok
    assert seconds.asked_about(reader, c4) == seconds.answered_since(reader, anna.id or 0, Micros(START))[0]
    assert scene.look(store, "outbox", store.reader.value("SELECT max(id) FROM outbox"), "approver_id") == bo.id
