"""Our cheap values behave as the standard library's frozen dataclasses with slots do."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Tea:
    """A value as ours are."""

    kind: str
    cups: int = 1
    notes: dict[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """The same, made by the standard library."""

    kind: str
    cups: int = 1
    notes: dict[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Bare:
    """A value without fields."""


@dataclass(frozen=True, slots=True)
class One:
    """A value of one field."""

    text: str


def test_fields_are_given_in_order_or_by_name_with_defaults_of_their_own() -> None:
    assert (Tea("green").cups, Tea("green", 3).cups, Tea(cups=2, kind="black").kind) == (1, 3, "black")
    assert Tea("green").notes is not Tea("green").notes
    with pytest.raises(TypeError):
        Tea()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Tea("green", sugar=1)  # type: ignore[call-arg]


def test_a_value_cannot_be_changed() -> None:
    tea = Tea("green")
    with pytest.raises(FrozenInstanceError):
        tea.cups = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del tea.cups
    with pytest.raises((FrozenInstanceError, AttributeError)):
        tea.milk = True  # type: ignore[attr-defined]
    assert not hasattr(tea, "__dict__")


def test_values_are_equal_by_what_they_hold_and_only_among_their_kind() -> None:
    assert Tea("green", 2) == Tea("green", 2) != Tea("green", 3)
    assert One("a") == One("a")
    other: object = "a"
    assert One("a") != other
    assert hash(One("a")) == hash(One("a"))
    assert len({One("a"), One("a"), One("b"), Bare(), Bare()}) == 3
    with pytest.raises(TypeError):
        hash(Tea("green"))  # it holds a dictionary, as with the standard one


def test_it_is_shown_as_the_standard_one_without_its_secrets() -> None:
    assert repr(Tea("green", secret="x")) == repr(Model("green", secret="x")).replace("Model", "Tea")
    assert "x" not in repr(Tea("green", secret="x"))


def test_the_tools_of_dataclasses_work() -> None:
    assert [one.name for one in fields(Tea)] == [one.name for one in fields(Model)]
    assert replace(Tea("green", 2), kind="black") == Tea("black", 2)
    assert dataclasses.asdict(Tea("green")) == dataclasses.asdict(Model("green"))
    assert dataclasses.is_dataclass(Tea)
    match Tea("green", 4):
        case Tea(kind, cups):
            assert (kind, cups) == ("green", 4)


def test_it_can_be_copied_and_sent_to_another_process() -> None:
    tea = Tea("green", 2, {"a": "b"})
    assert copy.deepcopy(tea) == tea
    assert pickle.loads(pickle.dumps(tea)) == tea
