"""What is known of a comment's author: history, strikes, notes, decisions, and why the comment stands where it does."""

from backend.model.author import AuthorBrief, PastComment, Tally
from backend.model.clock import DAY, MINUTE, Micros
from backend.policy.priority import Standing
from backend.store.read import author
from backend.store.reader import Reader
from tests.conftest import START
from tests.store.stock import Stock

NOW = Micros(START + 60 * MINUTE)


def test_an_unknown_comment_has_no_author(stock: Stock, reader: Reader) -> None:
    assert author.card(reader, 99) is None
    assert author.author_of(reader, 99) is None
    assert author.standing(reader, 99, NOW, 1) is None
    assert author.brief(reader, 99, NOW) == AuthorBrief()


def test_the_tally_tells_what_we_did_from_what_others_did(stock: Stock, reader: Reader) -> None:
    other = stock.author("Lisa")
    stock.comment(author_id=other)
    open_ = stock.comment()
    stock.comment(state="done")
    ours, theirs = (stock.comment(state="done", remote_state="hidden") for _ in range(2))
    gone, by_themselves = (stock.comment(state="done", remote_state="deleted") for _ in range(2))
    stock.outbox(ours, "sent", act="hide")
    stock.outbox(theirs, "failed", act="hide")
    stock.outbox(gone, "sent", act="delete")
    card = author.card(reader, open_)
    assert card is not None
    assert card.tally == Tally(total=6, open=1, done=5, hidden=1, deleted=1)
    assert (card.handle, card.name, card.first_seen_at, card.muted, card.blocked) == (
        "kalle@mastodon.social", "Kalle", START, False, False,
    )  # fmt: skip
    assert by_themselves in [one.id for one in card.past.comments]


def test_what_was_done_to_them_last_is_told(stock: Stock, reader: Reader) -> None:
    key = stock.comment()
    stock.change("author", 1, muted=True, blocked=True, block_until=NOW + DAY)
    card = author.card(reader, key)
    assert card is not None
    assert (card.muted, card.blocked, card.block_until) == (True, True, NOW + DAY)


def test_notes_on_the_person_and_on_any_of_their_comments(stock: Stock, reader: Reader) -> None:
    bo, other = stock.member("Bo"), stock.author("Lisa")
    earlier, key, foreign = stock.comment(), stock.comment(), stock.comment(author_id=other)
    stock.note("på kommentaren", bo, comment_id=earlier)
    stock.note("om någon annan", bo, author_id=other)
    stock.note("om någon annans", bo, comment_id=foreign)
    stock.note("på personen", 1, author_id=1)
    card = author.card(reader, key)
    assert card is not None
    assert [(note.member, note.text, note.comment_id) for note in card.notes] == [
        ("Anna", "på personen", None), ("Bo", "på kommentaren", earlier),
    ]  # fmt: skip
    assert author.brief(reader, key, NOW).noted_by == "Anna"


def test_strikes_count_until_they_expire(stock: Stock, reader: Reader) -> None:
    key = stock.comment()
    stock.strike(1, NOW + DAY, "threat", comment_id=key)
    stock.strike(1, NOW, "spam")
    stock.strike(stock.author("Lisa"), NOW + DAY)
    card = author.card(reader, key)
    assert card is not None
    assert [(one.why, one.expires_at, one.comment_id) for one in card.strikes] == [
        ("threat", NOW + DAY, key), ("spam", NOW, None),
    ]  # fmt: skip
    assert author.brief(reader, key, NOW).strikes == 1


def test_the_last_ten_decisions_name_who_and_why(stock: Stock, reader: Reader) -> None:
    bo, key, foreign = stock.member("Bo"), stock.comment(), stock.comment(author_id=stock.author("Lisa"))
    for n in range(12):
        stock.event("comment.let_stand", key, bo, at=START + n)
    hidden = stock.outbox(key, "sent", bo, act="hide", reason="hate")
    stock.event("hide.queued", key, bo, outbox_id=hidden)
    stock.event("hide.sent", key, outbox_id=hidden, at=START + 50)
    stock.event("claim.taken", key, bo)
    stock.event("comment.edited", key)
    stock.event("comment.let_stand", foreign, bo)
    card = author.card(reader, key)
    assert card is not None
    assert len(card.decisions) == 10
    first, second = card.decisions[:2]
    assert (first.what, first.who, first.why, first.at) == ("hide.sent", "Bo", "hate", START + 50)
    assert (second.what, second.who, second.why, second.at) == ("comment.let_stand", "Bo", "", START + 11)
    told = author.brief(reader, key, NOW)
    assert (told.hidden, told.hidden_since) == (1, START + 50)


def test_their_comments_page_by_page(stock: Stock, reader: Reader) -> None:
    keys = [stock.comment(f"nr {n}", sort_at=START + n // 3) for n in range(45)]
    found: list[PastComment] = []
    before, more = None, True
    while more:
        page = author.past(reader, 1, before)
        found += page.comments
        assert len(page.comments) in (20, 5)
        before, more = (found[-1].sort_at, found[-1].id), page.more
    assert [one.id for one in found] == keys[::-1]
    assert found[0].text == "nr 44"


def test_why_a_comment_stands_where_it_does(stock: Stock, reader: Reader) -> None:
    bo = stock.member("Bo")
    plain = stock.comment()
    assert author.standing(reader, plain, NOW, 1) == Standing(first_here=True)
    key = stock.comment(due_at=NOW, traits=256, follow_up=True, assigned_to=1)
    stock.outbox(key, "failed")
    stock.outbox(key, "cancelled")
    stock.strike(1, NOW + 1)
    stock.referral(key, bo, 1, due_at=NOW + DAY)
    stock.referral(plain, bo, 1, answered_at=START)
    mine = author.standing(reader, key, NOW, 1)
    assert mine == Standing(
        follow_up=True, traits=256, due_at=NOW, answer="failed", assigned_to_me=True, referred_by="Bo",
        referral_due=Micros(NOW + DAY), strikes=1,
    )  # fmt: skip
    theirs = author.standing(reader, key, NOW, bo)
    assert theirs is not None
    assert (theirs.assigned_to, theirs.assigned_to_me, theirs.referred_to) == ("Anna", False, "Anna")
    assert author.standing(reader, plain, NOW, 1) == Standing(strikes=1)
