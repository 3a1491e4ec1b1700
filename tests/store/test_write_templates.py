"""Templates on their way: versions, review by somebody else, conflicts that lose nothing, and what erasure leaves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.clock import DAY, plus
from backend.model.template import Imported, Template, TemplateState, TemplateText
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read import templates_review as reading
from backend.store.read.templates import coded, template, templates
from backend.store.write import templates_review as review
from backend.store.write import templates_rows
from backend.store.write.erasing import erase_person
from backend.store.write.templates import import_templates
from backend.store.write.templates_draft import save_draft
from backend.store.write.templates_talk import propose, remark
from tests.conftest import START, StandingClock
from tests.store import scene

HOURS = TemplateText("hours", "en", "Opening hours", "We are open {hours}.", ("open",), variants=("Open {hours}.",))


@pytest.fixture
def writer(store: Store) -> Actor:
    """Wilma writes."""
    return scene.member(store, "Wilma", [(None, Role.WRITER)])


@pytest.fixture
def lead(store: Store) -> Actor:
    """Lena leads."""
    return scene.member(store, "Lena", [(None, Role.LEAD)])


def approved(store: Store, writer: Actor, lead: Actor, text: TemplateText = HOURS) -> int:
    key, number = save_draft(store, writer, None, text, 0)
    review.submit(store, writer, key, number)
    review.approve(store, lead, key, number)
    return key


def now(store: Store, key: int) -> Template:
    found = template(store.reader, key)
    assert found is not None
    return found


def refused(what: Callable[..., object], *args: object) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(Conflict) as caught:
        what(*args)
    return caught.value.reason.code, caught.value.reason.params


def test_mended_words_wait_beside_those_in_use(store: Store, writer: Actor, lead: Actor) -> None:
    key = approved(store, writer, lead)
    assert (now(store, key).bodies, now(store, key).approved) == (("We are open {hours}.", "Open {hours}."), 1)
    newer = replace(HOURS, body="Open {hours}, always.", title="Hours")
    assert save_draft(store, writer, key, newer, 1) == (key, 2)
    it = now(store, key)
    assert (it.body, it.title, it.state, it.version, it.approved) == (
        "We are open {hours}.",
        "Opening hours",
        TemplateState.DRAFT,
        2,
        1,
    )
    card = reading.card(store.reader, key)
    assert card is not None
    assert (card.template.body, card.newest.member) == ("Open {hours}, always.", "Wilma")
    review.submit(store, writer, key, 2)
    review.approve(store, lead, key, 2)
    assert (now(store, key).body, now(store, key).approved) == ("Open {hours}, always.", 2)
    assert [one.verdict for one in reading.versions(store.reader, key)] == ["approved", "approved"]
    assert scene.events(store)[-2:] == ["template.sent", "template.approved"]


def test_two_who_save_at_once_lose_nothing(store: Store, writer: Actor, lead: Actor) -> None:
    key, _ = save_draft(store, writer, None, HOURS, 0)
    save_draft(store, lead, key, replace(HOURS, body="Lena's"), 1)
    mine = replace(HOURS, body="Wilma's")
    assert refused(save_draft, store, writer, key, mine, 1) == ("template.moved", {"number": 2, "who": "Lena"})
    assert save_draft(store, writer, key, mine, 2) == (key, 3)
    assert [one.body for one in reading.versions(store.reader, key)] == ["Wilma's", "Lena's", "We are open {hours}."]
    assert save_draft(store, writer, key, mine, 3) == (key, 3)
    assert refused(review.submit, store, writer, key, 2)[0] == "template.moved"


def test_of_two_in_the_same_moment_one_wins_and_the_other_is_told(
    store: Store, store_url: str, clock: StandingClock, writer: Actor, lead: Actor
) -> None:
    scene.member(store, "Eva", [(None, Role.APPROVER)])
    with closing(Store.open(store_url, clock)) as second, ThreadPoolExecutor(2) as pool:

        def told(one: Callable[[Store], object], other: Callable[[Store], object]) -> list[str]:
            doing = [pool.submit(one, store), pool.submit(other, second)]
            wrong = [done.exception(20) for done in doing]
            assert wrong.count(None) == 1, wrong
            return [error.reason.code for error in wrong if isinstance(error, Conflict)]

        for number in range(10):
            text = replace(HOURS, code=f"h{number}")
            enter = partial(save_draft, actor=writer, template_id=None, text=text, base=0)
            assert told(enter, enter) == ["template.code_taken"]
            (made,) = coded(store.reader, text.code)
            save = partial(save_draft, actor=writer, template_id=made.id, base=1)
            one, other = replace(text, body="A"), replace(text, body="B")
            assert told(partial(save, text=one), partial(save, text=other)) == ["template.moved"]
            review.submit(store, writer, made.id, 2)
            yes = partial(review.approve, actor=lead, template_id=made.id, number=2)
            no = partial(review.reject, actor=lead, template_id=made.id, number=2, said="no")
            assert told(yes, no) == ["template.reviewed"]


@pytest.mark.postgres
def test_the_same_code_entered_twice_at_once(
    postgres_store: str, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, known = Barrier(2), templates_rows.add_template

    def together(*args: Any) -> int:
        with suppress(BrokenBarrierError):  # whoever tries again is alone
            both.wait(0.5)
        return known(*args)

    for module in ("templates", "templates_draft"):
        monkeypatch.setattr(f"backend.store.write.{module}.add_template", together)
    stores = [Store.open(postgres_store, clock) for _each in range(2)]
    with closing(stores[0]) as one, closing(stores[1]), ThreadPoolExecutor(2) as pool:
        account, wilma = scene.account(one), scene.member(one, "Wilma")
        scene.save(one, account, scene.says("c1"))
        comment = scene.key(one, "c1")
        proposing = [pool.submit(propose, each, wilma, HOURS, comment) for each in stores]
        assert sorted(done.result(20)[1] for done in proposing) == ["hours", "hours-2"]
        both.reset()
        texts = [replace(HOURS, code="new", body=body) for body in ("A", "B")]
        pairs = zip(stores, texts, strict=True)
        importing = [pool.submit(import_approved, each, SYSTEM, [text]) for each, text in pairs]
        assert {done.result(20) for done in importing} == {Imported(added=1), Imported(changed=1)}


def test_an_edit_takes_out_of_review_what_was_in_it(store: Store, writer: Actor, lead: Actor) -> None:
    key, _ = save_draft(store, writer, None, HOURS, 0)
    review.submit(store, writer, key, 1)
    assert refused(review.submit, store, writer, key, 1)[0] == "template.in_review"
    save_draft(store, writer, key, replace(HOURS, body="Newer"), 1)
    assert reading.in_review(store.reader) == []
    assert refused(review.approve, store, lead, key, 1)[0] == "template.moved"
    assert refused(review.approve, store, lead, key, 2)[0] == "template.not_in_review"


def test_nobody_approves_their_own_words_but_a_lone_lead(store: Store, writer: Actor, lead: Actor) -> None:
    key = approved(store, lead, lead)
    code = "SELECT code FROM event WHERE what = 'template.approved' ORDER BY id DESC"
    assert store.reader.value(code) == "template.alone"
    eva = scene.member(store, "Eva", [(None, Role.APPROVER)])
    save_draft(store, lead, key, replace(HOURS, body="Newer"), 1)
    review.submit(store, lead, key, 2)
    assert refused(review.approve, store, lead, key, 2) == ("template.four_eyes", {"who": "Eva"})
    assert refused(review.approve, store, writer, key, 2)[0] == "template.no_approver"
    review.approve(store, eva, key, 2)
    assert store.reader.value(code) == "template.version"
    assert refused(review.reject, store, lead, key, 2, "no") == ("template.reviewed", {"who": "Eva"})
    assert refused(import_approved, store, lead, [replace(HOURS, body="x")])[0] == "template.four_eyes"


def import_approved(store: Store, actor: Actor, texts: list[TemplateText]) -> Imported:
    return import_templates(store, actor, texts, approve=True)


def test_an_approver_of_one_account_judges_its_templates_alone(store: Store, writer: Actor) -> None:
    here, there = scene.account(store), scene.account(store, "other", "them")
    local = scene.member(store, "Lo", [(here, Role.APPROVER)])
    mine, theirs = replace(HOURS, account="acme"), replace(HOURS, code="b", account="other")
    for text in (mine, theirs, replace(HOURS, code="c")):
        key, _ = save_draft(store, writer, None, text, 0)
        review.submit(store, writer, key, 1)
    assert reading.approvers(store.reader, here) == {local.id}
    assert reading.approvers(store.reader, there) == reading.approvers(store.reader, None) == set()
    review.approve(store, local, 1, 1)
    for key in (2, 3):
        assert refused(review.approve, store, local, key, 1)[0] == "template.no_approver"
    assert refused(save_draft, store, local, None, replace(theirs, code="d"), 0)[0] == "member.no_role"
    assert refused(save_draft, store, writer, 1, replace(mine, account=None), 1)[0] == "template.in_use"
    assert save_draft(store, writer, 1, replace(mine, tags=("new",), paragraph="4.2"), 1) == (1, 1)
    assert (now(store, 1).tags, now(store, 1).paragraph, now(store, 1).approved) == (("new",), "4.2", 1)


def test_a_rejection_needs_a_word_and_comes_back_to_the_writer(store: Store, writer: Actor, lead: Actor) -> None:
    key = approved(store, writer, lead)
    save_draft(store, writer, key, replace(HOURS, body="Closed!"), 1)
    review.submit(store, writer, key, 2)
    assert refused(review.reject, store, lead, key, 2, "  ")[0] == "template.no_word"
    review.reject(store, lead, key, 2, "Too curt")
    assert writer.id is not None
    (card,) = reading.rejected_of(store.reader, writer.id)
    assert (card.newest.said, card.newest.reviewer, card.newest.verdict) == ("Too curt", "Lena", "rejected")
    assert now(store, key).body == "We are open {hours}."
    assert refused(review.submit, store, writer, key, 2)[0] == "template.rejected"
    save_draft(store, writer, key, replace(HOURS, body="We are closed."), 2)
    assert reading.rejected_of(store.reader, writer.id) == []


def test_what_is_retired_cannot_be_inserted_and_comes_back_as_a_draft(store: Store, writer: Actor, lead: Actor) -> None:
    key = approved(store, writer, lead)
    assert refused(review.retire, store, writer, key)[0] == "template.no_approver"
    review.retire(store, lead, key)
    assert templates(store.reader, None, approved_only=False) == []
    assert refused(save_draft, store, writer, key, HOURS, 1)[0] == "template.retired"
    assert refused(review.submit, store, writer, key, 1)[0] == "template.retired"
    assert review.bring_back(store, writer, key) == 2
    assert (now(store, key).state, now(store, key).approved) == (TemplateState.DRAFT, None)
    review.retire(store, writer, key)  # hers, and no longer in use
    assert len(reading.versions(store.reader, key)) == 2


def test_what_is_due_is_on_its_owners_list(store: Store, clock: StandingClock, writer: Actor, lead: Actor) -> None:
    key = approved(store, writer, lead)
    assert writer.id is not None
    assert refused(review.set_review, store, writer, key, START)[0] == "template.past"
    review.set_review(store, writer, key, plus(START, DAY))
    clock.move(DAY)
    assert [one.template.id for one in reading.due_for_review(store.reader, writer.id, clock.now())] == [key]
    review.set_owner(store, writer, key, lead.id or 0)
    assert reading.due_for_review(store.reader, writer.id, clock.now()) == []
    assert refused(review.set_review, store, writer, key, None)[0] == "template.no_approver"
    admin = scene.member(store, "Adam", [(None, Role.ADMIN)])
    assert refused(review.set_owner, store, lead, key, admin.id)[0] == "member.no_role"


def test_the_discussion_outlives_all_but_an_erasure(store: Store, writer: Actor, lead: Actor) -> None:
    account = scene.account(store)
    scene.save(store, account, scene.says("c1"))
    comment = scene.key(store, "c1")
    key = approved(store, writer, lead)
    remark(store, writer, key, "Works better with a time")
    remark(store, lead, key, "She asked about Kalle's bill", comment)
    assert refused(remark, store, lead, key, " ")[0] == "template.no_word"
    assert refused(remark, store, lead, key, "x", 99)[0] == "comment.missing"
    assert [(one.member, one.version, one.comment_id) for one in reading.remarks(store.reader, key)] == [
        ("Wilma", 1, None),
        ("Lena", 1, comment),
    ]
    made, code = propose(store, writer, HOURS, comment)
    assert (code, now(store, made).state) == ("hours-2", TemplateState.DRAFT)
    erase_person(store, ["mastodon"], "kalle", "code")
    assert [one.text for one in reading.remarks(store.reader, key)] == ["Works better with a time", ""]
    assert "Works" not in str(store.reader.rows("SELECT params, code, after FROM event"))


def test_an_import_leaves_drafts_and_what_is_in_use_alone(store: Store, writer: Actor, lead: Actor) -> None:
    key = approved(store, writer, lead)
    save_draft(store, writer, key, replace(HOURS, body="A draft"), 1)
    assert import_approved(store, SYSTEM, [HOURS]) == Imported(same=1)
    assert now(store, key).version == 2
    newer = replace(HOURS, body="From a file", platforms=("bluesky",))
    assert import_approved(store, SYSTEM, [newer]) == Imported(changed=1)
    assert (now(store, key).body, now(store, key).platforms) == ("From a file", ("bluesky",))
    assert [one.body for one in reading.versions(store.reader, key)][1] == "A draft"
    assert import_approved(store, SYSTEM, [replace(newer, platforms=())]) == Imported(changed=1)
    assert (now(store, key).version, now(store, key).approved) == (3, 3)
    review.retire(store, SYSTEM, key)
    assert import_approved(store, SYSTEM, [newer]) == Imported(changed=1)
    assert (now(store, key).state, now(store, key).approved) == (TemplateState.APPROVED, 3)
    assert refused(save_draft, store, writer, None, HOURS, 0)[0] == "template.code_taken"
    assert refused(save_draft, store, writer, None, replace(HOURS, code="x", body="{no}"), 0)[0] == (
        "template.unknown_variable"
    )
