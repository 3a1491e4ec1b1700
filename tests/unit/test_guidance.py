"""Which paragraphs matter for a comment: by what it is, by its words, or always; best first, and said why."""

from hypothesis import given
from hypothesis import strategies as st

from backend.model.category import CATEGORIES, Category
from backend.model.charter import Charter, Paragraph
from backend.model.reason import Reason
from backend.policy.guidance import found, mattering

ALWAYS = Paragraph("1", "Greet people.")
BILLS = Paragraph("2", "Never discuss a bill in public.", words=("faktura", "betala", "sms"))
ANGRY = Paragraph("3", "Let criticism stand.", categories=(Category.CRITICISM, Category.COMPLAINT))
BOTH = Paragraph("4", "Ask for the number.", categories=(Category.COMPLAINT,), words=("faktura",))
CHARTER = Charter(paragraphs=(ALWAYS, BILLS, ANGRY, BOTH))


def numbers(text: str, category: Category | None = None, suggested: Category | None = None) -> str:
    return " ".join(one.number for one, _why in mattering(CHARTER, text, category, suggested))


def whys(text: str, category: Category | None = None, suggested: Category | None = None) -> dict[str, Reason]:
    return {one.number: why for one, why in mattering(CHARTER, text, category, suggested)}


def test_what_fits_best_comes_first_and_what_always_holds_last() -> None:
    assert numbers("Hej!") == "1"
    assert numbers("Min FAKTURAN är fel", Category.COMPLAINT) == "4 3 2 1"
    assert numbers("Min faktura", None, Category.COMPLAINT) == "4 2 3 1"
    assert numbers("Skäms!", Category.CRITICISM) == "3 1"


def test_it_is_said_why() -> None:
    said = whys("Fakturan? Jag vill inte betala", None, Category.COMPLAINT)
    assert said["4"] == Reason("guidance.suggested_words", {"category": "complaint", "words": "faktura"})
    assert said["3"] == Reason("guidance.suggested", {"category": "complaint"})
    assert said["2"] == Reason("guidance.words", {"words": "faktura, betala"})
    assert said["1"] == Reason("guidance.always")
    assert whys("x", Category.COMPLAINT)["3"] == Reason("guidance.category", {"category": "complaint"})
    assert whys("faktura", Category.COMPLAINT)["4"].code == "guidance.category_words"


def test_a_word_that_was_given_goes_before_a_suggestion() -> None:
    assert numbers("Tack!", Category.PRAISE, Category.COMPLAINT) == "1"


def test_words_are_found_at_the_start_of_a_word_and_short_ones_for_themselves() -> None:
    assert found(("sms", "faktura", "bra jobbat", "åäö", ""), "SMSa om efakturan, bra  jobbat") == ("bra jobbat",)
    assert found(("sms", "ÅÄÖ"), "Ett SMS. A\u030aa\u0308o\u0308!") == ("sms", "ÅÄÖ")
    assert found(("(x", "a+b"), "så (x) och a+b") == ("(x", "a+b")


kinds = st.none() | st.sampled_from(CATEGORIES)
paragraphs = st.lists(
    st.builds(
        Paragraph,
        number=st.integers(1, 99).map(str),
        text=st.just("Do so."),
        categories=st.lists(st.sampled_from(CATEGORIES), max_size=3).map(tuple),
        words=st.lists(st.text(max_size=6), max_size=3).map(tuple),
    ),
    max_size=8,
    unique_by=lambda one: one.number,
).map(tuple)


@given(paragraphs, st.text(max_size=40), kinds, kinds)
def test_each_once_with_those_that_always_hold_last(
    known: tuple[Paragraph, ...], text: str, category: Category | None, suggested: Category | None
) -> None:
    said = mattering(Charter(paragraphs=known), text, category, suggested)
    shown = [one for one, _why in said]
    assert len({one.number for one in shown}) == len(shown)
    bare = [one for one in known if not one.categories and not one.words]
    assert shown[len(shown) - len(bare) :] == bare
    for one, why in said[: len(said) - len(bare)]:
        assert why.code != "guidance.always"
        assert {category, suggested} & set(one.categories) or found(one.words, text)
