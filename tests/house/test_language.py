"""The query language is told and stored whole: the README, the words, and what each of them maps to."""

from backend.policy.query_words import HAS, IS
from backend.store.read import filter_terms
from tests.house.language import README, table, written


def test_the_readme_has_the_words_of_now() -> None:
    readme = README.read_text()
    assert table() in readme
    assert written(readme) == readme


def test_every_word_maps_to_what_is_stored() -> None:
    assert list(filter_terms.IS) == list(IS)
    assert list(filter_terms.HAS) == list(HAS)
