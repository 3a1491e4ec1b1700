"""Accounts, members, templates, drafts, targets and roots as the desk and the worker read them."""

from backend.model.account import Act, Capabilities, HealthState, Limits, Undo
from backend.model.actor import Role
from backend.model.clock import SECOND, Micros
from backend.model.comment import CommentState, RemoteState, Visibility
from backend.model.outbox import Target
from backend.store.codec import dump_capabilities
from backend.store.read.accounts import account, accounts, by_short_name, worker_status
from backend.store.read.drafts import draft
from backend.store.read.people import by_login, by_name, member, members
from backend.store.read.roots import known_roots
from backend.store.read.target import subject, target
from backend.store.read.templates import template, templates
from backend.store.reader import Reader
from backend.store.tables.sync import WorkerRow
from tests.conftest import START
from tests.store.stock import Stock


class TestAccounts:
    def test_the_worst_comes_first(self, stock: Stock, reader: Reader) -> None:
        for name, state in (("b", "ok"), ("c", "needs_login"), ("d", "late"), ("A", "ok")):
            stock.health(stock.account(name), state)
        stock.account("gone", removed_at=START)
        assert [one.short_name for one in accounts(reader)] == ["c", "d", "acme", "A", "b"]
        assert accounts(reader)[2].health.state is HealthState.NEW

    def test_what_an_account_says(self, stock: Stock, reader: Reader) -> None:
        can = Capabilities(
            {Act.REPLY: Undo.FINAL}, Limits(300, "graphemes", 3000), mention="@{handle}", observed_at=START
        )
        key = stock.account("blå", "bluesky", capabilities=dump_capabilities(can), complete_since=START, colour="#fff")
        stock.health(key, "throttled", code="throttled", params='{"until":5}', rate_share=0.5, last_complete_at=START)
        found = account(reader, key)
        assert found is not None
        assert (found.platform, found.handle, found.name, found.colour) == ("bluesky", "@blå", "Blå", "#fff")
        assert (found.capabilities, found.complete_since) == (can, START)
        assert found.health.reason is not None
        assert (found.health.reason.params, found.health.rate_share) == ({"until": 5}, 0.5)
        assert account(reader, 99) is None

    def test_by_short_name(self, stock: Stock, reader: Reader) -> None:
        gone = stock.account("old", removed_at=START)
        found = by_short_name(reader, "ACME")
        assert found is not None and found.id == 1
        assert by_short_name(reader, "old") is None
        kept = account(reader, gone)
        assert kept is not None and kept.short_name == "old"

    def test_a_worker_lives_by_its_last_beat(self, stock: Stock, reader: Reader) -> None:
        assert worker_status(reader, START) == (type(worker_status(reader, START)))(alive=False, seen_at=None)
        stock.add(WorkerRow(started_at=START, beat_at=START))
        assert worker_status(reader, Micros(START + 29 * SECOND)).alive
        late = worker_status(reader, Micros(START + 30 * SECOND))
        assert (late.alive, late.seen_at) == (False, START)
        stock.add(WorkerRow(started_at=START, beat_at=START + SECOND, stopped_at=START + SECOND))
        ended = worker_status(reader, Micros(START + 30 * SECOND))
        assert (ended.alive, ended.seen_at) == (False, START + SECOND)


class TestPeople:
    def test_members_and_their_roles(self, stock: Stock, reader: Reader) -> None:
        stock.role(1, "lead")
        stock.role(1, "moderator", 1)
        bo = stock.member("Bo")
        stock.member("Gone", "gone", active=False)
        found = members(reader)
        assert [one.name for one in found] == ["Anna", "Bo"]
        assert found[0].roles == {(None, Role.LEAD), (1, Role.MODERATOR)}
        assert (found[0].login, found[1].login, found[1].roles) == ("anna", None, frozenset())
        assert member(reader, bo) == found[1]
        assert member(reader, 99) is None

    def test_by_login_and_name(self, stock: Stock, reader: Reader) -> None:
        gone = stock.member("Gone", "gone", active=False)
        anna = member(reader, 1)
        assert by_login(reader, "anna") == by_name(reader, "ANNA") == anna
        assert by_login(reader, "gone") is by_name(reader, "gone") is by_login(reader, "x") is None
        kept = member(reader, gone)
        assert kept is not None and kept.name == "Gone"
        stock.member("anna")
        assert by_name(reader, "Anna") is None


class TestTemplates:
    def test_approved_ones_of_the_account(self, stock: Stock, reader: Reader) -> None:
        other = stock.account("other")
        often = stock.template("often", uses=9)
        mine = stock.template("mine", account_id=1, tags='["a"]')
        theirs = stock.template("theirs", account_id=other)
        unfit = stock.template("draft", state="draft")
        stock.template("retired", state="retired")
        assert [one.id for one in templates(reader, 1)] == [often, mine]
        assert {one.id for one in templates(reader, None)} == {often, mine, theirs}
        assert {one.id for one in templates(reader, 1, approved_only=False)} == {often, mine, unfit}
        assert templates(reader, 1)[1].tags == ("a",)

    def test_the_newest_version_is_read(self, stock: Stock, reader: Reader) -> None:
        key = stock.template("hej", "Hej {author}!", version=3)
        found = template(reader, key)
        assert found is not None
        assert (found.body, found.version, found.language) == ("Hej {author}!", 3, "sv")
        assert template(reader, 99) is None


def test_a_draft_is_its_writers(stock: Stock, reader: Reader) -> None:
    key, used = stock.comment(), stock.template("hej")
    stock.draft(key, 1, "Hej", template_id=used, revision=2)
    assert draft(reader, key, 1) == ("Hej", used, 2)
    assert draft(reader, key, 2) is None


def test_a_subject_and_its_target(stock: Stock, reader: Reader) -> None:
    stock.change("post", 1, cid="rootcid")
    key = stock.comment(
        "Hallå?",
        remote_id="c1",
        cid="cid1",
        visibility="private",
        language="sv",
        spoiler="varning",
        remote_state="held",
    )
    found = subject(reader, key)
    assert found is not None
    assert (found.platform, found.author, found.handle, found.text) == (
        "mastodon", "Kalle", "kalle@mastodon.social", "Hallå?",
    )  # fmt: skip
    assert (found.state, found.remote_state, found.visibility, found.own) == (
        CommentState.OPEN, RemoteState.HELD, Visibility.PRIVATE, False,
    )  # fmt: skip
    person = reader.value("SELECT remote_id FROM author WHERE id = 1")
    aimed = Target("c1", "post", "cid1", "rootcid", "kalle@mastodon.social", person, "private", "sv", "varning")
    assert target(reader, key) == found.target == aimed
    own = target(reader, stock.own("svar", key))
    assert own is not None and (own.mention, own.mention_id) == ("", "")
    assert subject(reader, 99) is None
    assert target(reader, 99) is None


def test_known_roots(stock: Stock, reader: Reader) -> None:
    stock.comment(remote_id="c1", root_remote_id="post")
    stock.comment(remote_id="x", root_remote_id="post", account_id=stock.account("other"))
    asked = ["post", "c1", "x", "unknown", *(f"n{i}" for i in range(900))]
    assert known_roots(reader, 1, asked) == {"post": "post", "c1": "post"}
    assert known_roots(reader, 1, []) == {}
