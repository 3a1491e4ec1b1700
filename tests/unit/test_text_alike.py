"""Copies of one message meet under one key; different words do not. What words tell at a glance."""

import pytest

from backend.model.comment import Media, MediaKind
from backend.model.traits import Trait
from backend.text.alike import alike
from backend.text.traits import traits

SPAM = "Se vad de döljer: https://xn--skndal-hra.se/dok"


@pytest.mark.parametrize(
    "copy",
    [
        "SE VAD DE DÖLJER!!! https://xn--skndal-hra.se/annat",
        "@acme@example.social Se vad de döljer: xn--skndal-hra.se/dok 🔥🔥",
        "se  vaad de dööljer\nhttp://www.xn--skndal-hra.se/dok?u=17",
    ],
)
def test_copies_meet(copy: str) -> None:
    assert alike(copy) == alike(SPAM) is not None


@pytest.mark.parametrize("other", ["Se vad vi döljer: https://xn--skndal-hra.se/dok", "Tack för svaret i går, Lisa!"])
def test_other_words_do_not(other: str) -> None:
    assert alike(other) not in (None, alike(SPAM))


@pytest.mark.parametrize(
    "short", ["", "Tack!", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍", "1234567890123456", "jaaaaaaaaaaaaaaaaaaa!"]
)
def test_short_words_are_no_copies(short: str) -> None:
    assert alike(short) is None


def test_the_key_is_stored_and_must_not_change() -> None:
    assert alike(SPAM) == -2973045409882876208


def test_traits() -> None:
    image, clip = Media(MediaKind.IMAGE), Media(MediaKind.VIDEO, duration_s=14)
    assert traits("", [image]) == Trait.TEXTLESS | Trait.IMAGE
    assert traits("Har ni öppet? Se https://x.se", [clip]) == Trait.VIDEO | Trait.LINK | Trait.QUESTION
    assert traits("https://x.se/?q=1", [], spoiler="varning") == Trait.LINK | Trait.SPOILER
    assert traits("Tack!", []) == Trait(0)
