"""The README tells the keys there are."""

from tests.house.keys import README, table, written


def test_the_readme_has_the_table_of_now() -> None:
    readme = README.read_text()
    assert table() in readme
    assert written(readme) == readme
