"""Charters and pages in the store: versions, who may save, and two members who save at once."""

import threading
from dataclasses import replace

import pytest

from backend.model.actor import SYSTEM, Role
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Routine, Span, Target
from backend.model.page_draft import PageKind
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.charters import charter_of, charter_versions, charters
from backend.store.read.page_drafts import page_draft
from backend.store.write.charters import charter_in, save_charter
from backend.store.write.page_drafts import drop_page_draft, save_page_draft
from tests.store import scene

OURS = Charter(
    languages=("sv",),
    purpose="Åäö 😀",
    hours=Hours("Europe/Stockholm", ((Span(480, 990),), (), (), (), (), (), ()), ("2026-12-24",)),
    targets={None: Target(60), Category.THREAT: Target(15, always=True)},
    routines=(Routine(Category.COMPLAINT, 60, steps=("a", "b"), opens_case=True),),
    words={"sv": {"hours": "8–16"}},
)


def in_force(store: Store, account_id: int) -> Charter:
    """What a rule reads."""
    with store.write() as w:
        return charter_in(w, account_id)


def test_an_account_has_its_own_charter_or_the_house_s_whole(store: Store) -> None:
    acme, news = scene.account(store), scene.account(store, "news", "us2")
    anna = scene.member(store, "Anna", [(None, Role.LEAD)])
    assert in_force(store, acme) == Charter()
    assert charter_of(store.reader, acme) is None
    assert save_charter(store, anna, None, Charter(purpose="house"), 0, "we  begin\n") == 1
    assert save_charter(store, anna, acme, OURS, 0) == 1
    assert save_charter(store, anna, acme, Charter(purpose="2"), 1, "shorter") == 2
    assert (in_force(store, acme).purpose, in_force(store, news).purpose) == ("2", "house")
    held = charter_of(store.reader, news)
    assert held is not None
    assert (held.account_id, held.number, held.member, held.said) == (None, 1, "Anna", "we begin")
    assert [(one.account_id, one.number) for one in charters(store.reader)] == [(None, 1), (acme, 2)]
    known = charter_versions(store.reader, acme)
    assert [one.number for one in known] == [2, 1]
    assert known[1].charter == OURS
    assert charter_versions(store.reader, news) == []
    assert scene.events(store).count("charter.saved") == 3
    assert ("charter", acme) in scene.told(store)
    assert ("charter", 0) in scene.told(store)


def test_only_a_lead_saves_and_the_house_s_only_a_lead_everywhere(store: Store) -> None:
    acme, news = scene.account(store), scene.account(store, "news", "us2")
    lead = scene.member(store, "Anna", [(acme, Role.LEAD)])
    writer = scene.member(store, "Bo", [(None, Role.WRITER), (None, Role.ADMIN)])
    save_charter(store, lead, acme, OURS, 0)
    for actor, where in ((lead, None), (lead, news), (writer, acme), (writer, None)):
        with pytest.raises(Conflict) as refused:
            save_charter(store, actor, where, OURS, 0)
        assert refused.value.reason.code == "member.no_role"
    assert save_charter(store, SYSTEM, None, OURS, 0) == 1
    with pytest.raises(Conflict) as gone:
        save_charter(store, SYSTEM, 99, OURS, 0)
    assert gone.value.reason.code == "account.removed"
    with pytest.raises(Conflict) as nowhere:
        save_charter(store, SYSTEM, None, Charter(hours=Hours("Mars/Base")), 1)
    assert nowhere.value.reason.code == "member.time_zone"
    hardly = replace(OURS, targets={None: Target(4000)}, hours=Hours("UTC", ((Span(480, 490),),)))
    with pytest.raises(Conflict) as never:
        save_charter(store, SYSTEM, None, hardly, 1)
    assert (never.value.reason.code, never.value.reason.params) == ("charter.out_of_reach", {"name": "400d"})


@pytest.mark.parametrize("house", [True, False])
def test_of_two_who_save_at_once_one_is_told_of_the_other(store: Store, house: bool) -> None:
    acme = None if house else scene.account(store)
    people = [scene.member(store, name, [(None, Role.LEAD)]) for name in ("Anna", "Bo")]
    won: list[str] = []
    told: list[tuple[object, object]] = []
    ready = threading.Barrier(2)

    def save(number: int) -> None:
        ready.wait()
        try:
            save_charter(store, people[number], acme, OURS, 0)
            won.append(("Anna", "Bo")[number])
        except Conflict as moved:
            told.append((moved.reason.code, moved.reason.params["who"]))

    threads = [threading.Thread(target=save, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert told == [("charter.moved", won[0])]
    assert len(charter_versions(store.reader, acme)) == 1


def test_a_page_is_kept_for_its_writer_alone(store: Store) -> None:
    anna, bo = scene.member(store, "Anna"), scene.member(store, "Bo")
    assert anna.id is not None
    first = save_page_draft(store, anna, PageKind.CHARTER, 0, 3, "half a")
    kept = save_page_draft(store, anna, "charter", 0, 3, "half a page", first)
    brief = save_page_draft(store, anna, PageKind.BRIEF, 0, 0, "another")
    assert page_draft(store.reader, anna.id, "charter", 0) == kept
    assert page_draft(store.reader, bo.id or 0, PageKind.CHARTER, 0) is None
    assert not drop_page_draft(store, bo, kept)
    assert not drop_page_draft(store, anna, first)  # written since
    assert drop_page_draft(store, anna, brief)
    assert page_draft(store.reader, anna.id, "charter", 0) == kept
    assert page_draft(store.reader, anna.id, "brief", 0) is None
    with pytest.raises(Conflict):
        save_page_draft(store, SYSTEM, "charter", 0, 0, "x")
