"""The query language as SQL: every term means the same on both databases, and a user's text is never syntax."""

from itertools import product

import pytest

from backend.model.clock import HOUR, MINUTE, SECOND, Micros
from backend.policy.query import parse
from backend.policy.query_terms import By, Inside, Query, Words
from backend.policy.query_words import IS
from backend.store.read import queue
from backend.store.read.words import words_match
from backend.store.reader import Reader
from tests.conftest import START
from tests.store.stock import Stock

NOW = Micros(START + 24 * HOUR)

TYPED = (
    'foo"bar', "hello AND", "a:b", "-x", "*", "", " ", "^a", "(", "NEAR(a b)", "a OR b", "{a b}:c", "text:x", "'",
    "\\", "a'b", "a & b", "!a", "<->", "a\0b", "🎉", "%", "?", "\udcff", "%s", "a*b", '"', '""', "c++",
)  # fmt: skip


def found(reader: Reader, query: str | Query, member_id: int | None = 1) -> set[int]:
    asked = parse(query) if isinstance(query, str) else query
    return {row.id for row in queue.page(reader, asked, NOW, member_id).rows}


def hits(reader: Reader, text: str, *, prefix: bool = False) -> set[int]:
    return found(reader, Query((Words(text, prefix),)))


class TestStates:
    def test_each_word_is_its_state(self, stock: Stock, reader: Reader) -> None:
        open_, waiting, done = (stock.comment(state=state) for state in ("open", "waiting", "done"))
        snoozed = stock.comment(snoozed_until=NOW + 1)
        woken = stock.comment(snoozed_until=NOW)
        own = stock.own("svar")
        context = stock.comment(state="aside", kind="context")
        every = {open_, waiting, done, snoozed, woken}
        assert found(reader, "is:open") == {open_, woken}
        assert found(reader, "is:waiting") == {waiting}
        assert found(reader, "is:done") == {done}
        assert found(reader, "is:own") == {own}
        assert found(reader, "is:any") == every | {own, context}
        assert found(reader, "-is:done") == every - {done}
        assert found(reader, "-is:open") == every - {open_, woken}
        assert found(reader, "-is:own") == every
        assert found(reader, "-is:own is:any") == every | {context}
        assert found(reader, "is:open is:done") == set()
        assert found(reader, "-is:any") == set()

    def test_followup(self, stock: Stock, reader: Reader) -> None:
        plain, follow = stock.comment(), stock.comment(follow_up=True)
        done = stock.comment(follow_up=True, state="done")
        assert found(reader, "is:followup") == {follow, done}
        assert found(reader, "is:followup is:open") == {follow}
        assert found(reader, "is:open -is:followup") == {plain}

    def test_mine_ends_with_the_claim(self, stock: Stock, reader: Reader) -> None:
        bo = stock.member("Bo")
        mine, ended, his, free = (stock.comment() for _ in range(4))
        stock.claim(mine, 1, NOW + 1)
        stock.claim(ended, 1, NOW)
        stock.claim(his, bo, NOW + 1)
        assert found(reader, "is:mine") == {mine}
        assert found(reader, "is:mine", bo) == {his}
        assert found(reader, "is:mine", None) == set()
        assert found(reader, "-is:mine") == {ended, his, free}

    def test_late_is_open_and_past_its_time(self, stock: Stock, reader: Reader) -> None:
        late, due, none = stock.comment(due_at=NOW - 1), stock.comment(due_at=NOW), stock.comment()
        stock.comment(due_at=NOW - 1, state="done")
        assert found(reader, "is:late") == {late}
        assert found(reader, "is:open -is:late") == {due, none}

    def test_failed_is_what_a_person_must_look_at(self, stock: Stock, reader: Reader) -> None:
        failed, stopped, again, let, lost, looked, sent, own = (stock.comment() for _ in range(8))
        stock.outbox(failed, "failed")
        stock.outbox(stopped, "stopped")
        stock.outbox(again, "failed")
        stock.outbox(again, "sent")
        stock.outbox(let, "failed")
        stock.change("comment", let, state="done")
        for key, looks_at in ((lost, None), (looked, NOW + SECOND)):
            stock.change("comment", key, state="done")
            stock.outbox(key, "unknown", lease_until=looks_at)
        stock.outbox(sent, "sent")
        stock.outbox(failed, "cancelled")
        stock.change("comment", own, state="aside", own=True)
        stock.outbox(own, "failed", act="delete_own")
        stock.outbox(None, "failed")
        assert found(reader, "is:failed") == {failed, stopped, lost, own}
        assert found(reader, "-is:failed") == {again, let, looked, sent}

    @pytest.mark.parametrize("word", IS)
    def test_every_word_can_be_asked_and_turned_round(self, stock: Stock, reader: Reader, word: str) -> None:
        stock.comment()
        either = found(reader, f"is:{word}") | found(reader, f"-is:{word}")
        assert either == {1}


class TestWhere:
    def test_accounts_and_platforms(self, stock: Stock, reader: Reader) -> None:
        blue = stock.account("Sverige", "bluesky")
        gone = stock.account("gone", removed_at=START)
        here, there = stock.comment(), stock.comment(account_id=blue)
        stock.comment(account_id=gone)
        assert found(reader, "is:open") == {here, there}
        assert found(reader, "account:ACME") == {here}
        assert found(reader, "-account:acme") == {there}
        assert found(reader, "platform:bluesky") == {there}
        assert found(reader, "account:acme platform:bluesky") == set()
        assert found(reader, "account:nobody") == set()
        assert found(reader, "account:gone") == set()

    def test_age_goes_by_when_it_came(self, stock: Stock, reader: Reader) -> None:
        old = stock.comment(sort_at=NOW - 3 * HOUR, written_at=NOW)
        new = stock.comment(sort_at=NOW - MINUTE, written_at=0)
        assert found(reader, "age>2h") == {old}
        assert found(reader, "age<2h") == {new}
        assert found(reader, "-age>2h") == {new}

    def test_authors_by_handle_and_name(self, stock: Stock, reader: Reader) -> None:
        asa = stock.author("Åsa Öberg", "asa@x.example")
        stock.change("author", asa, name="Åsa Öberg-Ek")
        kalle, her = stock.comment(), stock.comment(author_id=asa)
        for asked in ("kalle", "KAL", "kalle@mastodon.social", "@kalle", "mastodon"):
            assert found(reader, f"author:{asked}") == {kalle}, asked
        for asked in ("åsa", '"åsa öberg"', "ek", "ASA", "asa@x.example"):
            assert found(reader, f"author:{asked}") == {her}, asked
        assert found(reader, "-author:kalle") == {her}
        assert found(reader, "author:oberg") == set()
        assert found(reader, "author:nobody") == set()
        assert found(reader, Query((By('"*'),))) == set()

    def test_a_new_name_is_found_and_the_old_one_is_not(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment()
        stock.change("author", 1, name="Musse")
        assert (found(reader, "author:musse"), found(reader, 'author:"kalle anka"')) == ({key}, set())


class TestWords:
    def test_letters_with_rings_and_dots_stay_apart(self, stock: Stock, reader: Reader) -> None:
        ring, dots, plain = stock.comment("Är du på båten?"), stock.comment("böten"), stock.comment("baten ar")
        assert hits(reader, "båten") == {ring}
        assert hits(reader, "böten") == {dots}
        assert hits(reader, "baten") == {plain}
        assert hits(reader, "ÄR") == {ring}
        assert hits(reader, "ba\u030aten") == {ring}

    def test_prefixes(self, stock: Stock, reader: Reader) -> None:
        long, short = stock.comment("kundtjänsten svarar"), stock.comment("kund")
        assert found(reader, "kundtj*") == {long}
        assert found(reader, "ku*") == {long, short}
        assert found(reader, "k*") == {long, short}
        assert hits(reader, "kundtj") == set()
        assert found(reader, '"kundtj"') == set()

    def test_compounds_are_found_by_a_word_inside(self, stock: Stock, reader: Reader) -> None:
        compounds = {stock.comment(text) for text in ("Min elfaktura är fel", "SAMLINGSFAKTURAN!", "e-faktura")}
        word, other = stock.comment("faktura"), stock.comment("fakt, ura")
        assert found(reader, "faktura") == found(reader, "*faktura*") == {*compounds, word}
        assert found(reader, '"faktura"') == {word, max(compounds)}
        assert found(reader, "-faktura") == {other}
        assert found(reader, "elfakt faktur") == {min(compounds)}
        assert found(reader, '"*aktura ä*"') == {min(compounds)}
        assert found(reader, 'text:elfaktura,"*fakt,*"') == {min(compounds), other}

    def test_letters_inside_words_stay_apart_and_their_case_does_not(self, stock: Stock, reader: Reader) -> None:
        ring, dots = stock.comment("RÄKSMÖRGÅSEN"), stock.comment("räksmörgasen")
        assert found(reader, "smörgås") == found(reader, "SMÖRGÅS") == {ring}
        assert found(reader, "smörgas") == {dots}
        assert found(reader, "räksm") == {ring, dots}

    def test_what_is_inside_follows_an_edit_and_a_purge(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment("elfaktura")
        stock.revise(key, "vattenräkning", 2)
        assert (found(reader, "faktura"), found(reader, "räkning")) == (set(), {key})
        (revision,) = reader.rows("SELECT id FROM comment_revision WHERE comment_id = ? AND number = 2", (key,))[0]
        stock.change("comment_revision", revision, text="")
        assert found(reader, "räkning") == set()

    @pytest.mark.parametrize("text", ["a?c", "a*c", "[abc]", "a.c", "a\\c", "a'c\"d", "(a|b", "^abc", "abc]", "🎉🎉🎉"])
    def test_signs_inside_are_no_patterns(self, stock: Stock, reader: Reader, text: str) -> None:
        here = stock.comment(f"x{text.upper()}x")
        stock.comment("xabcx")
        assert found(reader, Query((Inside(text),))) == {here}

    def test_phrases_and_several_words(self, stock: Stock, reader: Reader) -> None:
        here, there = stock.comment("tack för svaret"), stock.comment("svaret, tack")
        assert found(reader, '"tack för"') == {here}
        assert found(reader, "tack svaret") == {here, there}
        assert found(reader, 'text:"för sva*"') == {here}
        assert found(reader, "tack -för") == {there}
        assert found(reader, "tack inget") == set()

    def test_links_and_hyphens_are_words(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment("se https://example.com/priser/2026 om e-post, #rabatt och @acme_se")
        for word in ("priser", "example", "2026", "post", "e-post", "rabatt", "#rabatt", "acme", "example.com", "se"):
            assert hits(reader, word) == {key}, word

    def test_what_a_person_types_is_never_syntax(self, hostile: Reader) -> None:
        for text, prefix in product(TYPED, (False, True)):
            for term in (Words(text, prefix), Words(text, prefix, negated=True), By(text), Inside(text * 3)):
                assert found(hostile, Query((term,))) <= {1, 2}, term

    @pytest.fixture
    def hostile(self, stock: Stock, reader: Reader) -> Reader:
        stock.comment("helt vanlig text")
        stock.comment("hello and a b x foo bar")
        return reader

    def test_nothing_but_signs_finds_nothing(self, hostile: Reader) -> None:
        assert hits(hostile, "*") == hits(hostile, "🎉") == set()
        assert hits(hostile, 'foo"bar') == hits(hostile, "hello AND") == {2}

    def test_an_edit_replaces_what_is_found(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment("gurka")
        stock.revise(key, "tomat", 2)
        assert (hits(reader, "gurka"), hits(reader, "tomat")) == (set(), {key})
        stock.revise(key, "gurka", 3)
        assert (hits(reader, "gurka"), hits(reader, "tomat")) == ({key}, set())

    def test_a_purge_blanks_the_index(self, stock: Stock, reader: Reader) -> None:
        key = stock.comment("hemligt")
        stock.revise(key, "också hemligt", 2)
        revisions = reader.rows("SELECT id FROM comment_revision WHERE comment_id = ? ORDER BY number", (key,))
        for (revision,) in revisions:
            stock.change("comment_revision", revision, text="", raw="")
        assert hits(reader, "hemligt") == set()
        assert found(reader, "is:open") == {key}

    def test_a_search_looks_in_every_state(self, stock: Stock, reader: Reader) -> None:
        every = {stock.comment("faktura", state=state) for state in ("open", "waiting", "done")}
        own = stock.own("faktura")
        assert hits(reader, "faktura") == every
        assert found(reader, "faktura is:any") == every | {own}
        assert found(reader, "faktura is:own") == {own}
        assert len(found(reader, "faktura is:open")) == 1

    def test_common_and_rare_words_come_in_the_same_order(
        self, stock: Stock, reader: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for i in range(30):
            stock.comment("faktura" if i % 3 else "annat", urgency=i % 4, state=("open", "done")[i % 2])
        for query in ("faktura", "faktura is:open", "author:kalle faktura", "is:late", "is:mine"):
            gathered = [row.id for row in queue.page(reader, parse(query), NOW, 1).rows]
            with monkeypatch.context() as patch:
                patch.setattr("backend.store.read.walk.FEW", -1)
                walked = [row.id for row in queue.page(reader, parse(query), NOW, 1).rows]
            assert gathered == walked, query


def test_the_index_is_sound(stock: Stock) -> None:
    for text in ("ett", "två", "tre"):
        stock.revise(stock.comment(text), text + " igen", 2)
    if not stock.store.postgres:
        with stock.store.write() as writer:
            for name in ("comment_search", "comment_inside", "author_search"):
                writer.conn.exec_driver_sql(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("text", "prefix", "sqlite", "postgres"),
    [
        ("hej", False, '"hej"', "'hej'"),
        ("hej", True, '"hej" *', "'hej':*"),
        ("tack så", True, '"tack så" *', "'tack' <-> 'så':*"),
        ('a"b', False, '"a b"', "'a' <-> 'b'"),
        ("…", False, None, None),
    ],
)
def test_how_words_are_asked_for(text: str, prefix: bool, sqlite: str | None, postgres: str | None) -> None:
    assert words_match(text, prefix=prefix, postgres=False) == sqlite
    assert words_match(text, prefix=prefix, postgres=True) == postgres
