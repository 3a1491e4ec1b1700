"""The README tells what each platform can do, as the connectors say it of themselves."""

from backend.model.account import REVERSE, Act, Source
from tests.house.capabilities import ACTS, README, SOURCES, able, table, written
from tests.stage.play import Stage


def test_the_readme_has_the_table_of_now() -> None:
    with Stage("--speed", "0", "--requests", "5000") as stage:
        page = table(able(stage))
    readme = README.read_text()
    assert page in readme
    assert written(readme, page) == readme


def test_every_act_and_source_is_in_it() -> None:
    reverses = {Act.UNHIDE, Act.UNLIKE, Act.UNMUTE, Act.UNBLOCK, Act.UNLOCK}
    assert reverses <= REVERSE.keys()
    assert ACTS.keys() == set(Act) - reverses - {Act.PUBLISH}
    assert SOURCES.keys() == set(Source)
