"""What somebody has us delete is gone, on both databases: their words and name, not ours, and it does not come back."""

import pytest

from backend.model.actor import SYSTEM
from backend.model.clock import DAY, plus
from backend.model.desk import Outcome
from backend.model.erasure import Erasure
from backend.model.inflow import Page
from backend.model.triage import Why
from backend.store.engine import Store
from backend.store.write.accounts import add_account
from backend.store.write.erasing import erase_person, erasure
from backend.store.write.inflow import save_page
from backend.store.write.retention import hold
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import ABLE, KALLE, LISA, US, says, wrote

META = ("facebook", "instagram", "threads")
QUESTION = says("c1", "Hur gammal är elfakturan?", by=LISA, spoiler="apa")
MORE = [says(f"m{number}", f"Fråga {number}", by=LISA) for number in range(3)]
OTHERS = (says("a1", "Nio år!", by=US, to="c1"), says("c2", "Tack!", by=KALLE))


def join(store: Store, platform: str, name: str = "acme") -> int:
    us = {"remote_id": f"us-{name}", "handle": US.handle, "name": US.name, "base_url": "https://example.com"}
    account = add_account(store, SYSTEM, platform, name, capabilities=ABLE, **us)
    read(store, account)
    return account


def read(store: Store, account: int) -> None:
    save_page(store, account, Page(posts=(wrote(),), comments=(QUESTION, *MORE, *OTHERS)), stream=None)


def said(store: Store, account: int) -> dict[str, tuple[str, str]]:
    """What is stored of every comment, and its writer's name."""
    sql = """SELECT c.remote_id, CASE WHEN r.raw || c.spoiler = '' THEN '' ELSE r.text END, a.name
        FROM comment AS c JOIN author AS a ON a.id = c.author_id
        JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision WHERE c.account_id = ?"""
    return {remote_id: (words, name) for remote_id, words, name in store.reader.rows(sql, (account,))}


def test_their_words_and_name_go_wherever_they_are_known_by_that_id_and_nobody_elses(store: Store) -> None:
    page, other, elsewhere = join(store, "facebook"), join(store, "instagram", "ig"), join(store, "linkedin", "li")
    before = said(store, page)
    done = erase_person(store, META, LISA.remote_id, "code")
    assert (done.comments, done.kept) == (8, 0)
    for account in (page, other):
        now = said(store, account)
        assert {now[name] for name in ("c1", "m0", "m1", "m2")} == {("", "")}
        assert (now["a1"], now["c2"]) == (before["a1"], before["c2"])
    assert said(store, elsewhere) == before
    assert (erasure(store.reader, "code"), erasure(store.reader, "another")) == (done, None)


def test_no_page_brings_it_back_and_what_they_write_later_is_read_as_anybodys(store: Store) -> None:
    account = join(store, "facebook")
    erase_person(store, META, LISA.remote_id, "code")
    events = store.reader.value("SELECT count(*) FROM event")
    read(store, account)
    assert said(store, account)["c1"] == ("", "")
    assert store.reader.value("SELECT count(*) FROM event") == events
    assert store.reader.value("SELECT max(revision) FROM comment") == 1
    save_page(store, account, Page(posts=(wrote(),), comments=(says("later", "Hej igen", by=LISA),)), stream=None)
    assert said(store, account)["later"] == ("Hej igen", LISA.name)
    assert said(store, account)["c1"][0] == ""


def test_evidence_stays_until_its_end_and_is_counted(store: Store, clock: StandingClock) -> None:
    account = join(store, "facebook")
    key, until = scene.key(store, "m1", account), plus(clock.at, DAY)
    assert hold(store, scene.member(store, "Anna"), key, Why.THREAT, until).outcome is Outcome.DONE
    done = erase_person(store, META, LISA.remote_id, "code")
    assert (done.comments, done.kept) == (3, 1)
    assert said(store, account)["m1"] == ("Fråga 1", LISA.name)
    clock.move(2 * DAY)
    assert erase_person(store, META, LISA.remote_id, "code") == Erasure(clock.at, 4, 0)


@pytest.mark.parametrize("remote_id", ["nobody", ""])
def test_somebody_we_know_nothing_of_is_noted_all_the_same(store: Store, remote_id: str) -> None:
    join(store, "facebook")
    assert erase_person(store, META, remote_id, "code") == Erasure(store.clock.now(), 0, 0)


def test_more_than_a_batch_goes_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.write.erasing.AT_ONCE", 2)
    account = join(store, "facebook")
    assert erase_person(store, META, LISA.remote_id, "code").comments == 4
    assert {words for words, _name in said(store, account).values()} == {"", "Nio år!", "Tack!"}
