"""Where only approved templates may leave: what is one, what is none, and that no text takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.policy.only_templates import LONGEST_FILL, not_a_template
from backend.policy.templates import fill

BODIES = (
    "Tack för att du hör av dig, {author}! Vi återkommer {?när}.",
    "Vi har öppet {hours}.\n{signature}",
    "{{ Skriv till {contact} }",
    "{?ort}: strömmen är tillbaka {?klockslag}.",
)
VALUES = {"author": ["Kalle"], "hours": ["9–16", "9 to 16"], "contact": ["hej@acme.se"], "signature": ["/Anna", ""]}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Tack för att du hör av dig, Kalle! Vi återkommer på fredag.", None),
        ("Tack för att du hör av dig, Lisa! Vi återkommer nu.", "Tack för att du hör av dig, Lisa! Vi återkommer nu."),
        ("Vi har öppet 9 to 16.", None),
        ("Vi har öppet 9–16.\n/Anna", None),
        ("Vi har öppet 9–16.\n\nTack för att du hör av dig, Kalle! Vi återkommer i morgon.", None),
        ("Vi har öppet 9–16. Du är dum.", "Du är dum."),
        ("Du är dum. Vi har öppet 9–16.", "Du är dum. Vi har öppet 9–16."),
        ("{ Skriv till hej@acme.se }", None),
        ("Skövde: strömmen är tillbaka kl 10.30, t.ex. i centrum.", None),
        ("Skövde: strömmen är tillbaka på https://ond.example.", "Skövde: strömmen är tillbaka på https://ond.example."),
        ("Skövde: strömmen är tillbaka på ond.se nu.", "Skövde: strömmen är tillbaka på ond.se nu."),
        ("Skövde: strömmen är tillbaka på x.com.", "Skövde: strömmen är tillbaka på x.com."),
        ("Skövde: strömmen är tillbaka i t.ex. Norrby m.fl. byar, d.v.s. nu.", None),
        ("Skövde: strömmen är tillbaka på ond．se nu.", "Skövde: strömmen är tillbaka på ond．se nu."),
        ("Skövde: strömmen är tillbaka hos @bo@x nu.", "Skövde: strömmen är tillbaka hos @bo@x nu."),
        ("Skövde: strömmen är tillbaka \u202enu.", "Skövde: strömmen är tillbaka \u202enu."),
        ("Skövde: strömmen är tillbaka 8 @ 9, 👩\u200d🚒.", None),
        ("Skövde\nDu: strömmen är tillbaka nu.", "Skövde"),
        ("Ö: strömmen är tillbaka " + "x" * (LONGEST_FILL + 1) + ".", "Ö: strömmen är tillbaka " + "x" * 35 + "…"),
        ("", ""),
        ("Något annat", "Något annat"),
    ],
)  # fmt: skip
def test_which_part_is_no_template(text: str, part: str | None) -> None:
    assert not_a_template(text, BODIES, VALUES) == part


def test_a_shorter_fit_is_not_given_up_for_a_longer_one() -> None:
    assert not_a_template("A {b c", ("A", "A {{b", "{?x} c"), {}) is None
    assert not_a_template("Hej du. Hej. Slut", ("Hej {?x}.", "Hej.", "Slut"), {}) is None


SIGNS = st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="{}.:/@．。｡․：／＠")
WORDS = st.text(SIGNS, min_size=1, max_size=9)
FILLS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join).filter(lambda one: one.strip() == one)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from(BODIES), FILLS, FILLS), min_size=1, max_size=4),
    st.sampled_from(["\n", " ", "\n\n"]),
)
def test_whatever_is_filled_in_and_stacked_is_a_template(stack: list[tuple[str, str, str]], between: str) -> None:
    said = []
    for body, first, second in stack:
        text = fill(body, {name: values[0] for name, values in VALUES.items()}).text
        said.append(text.replace("{?när}", first).replace("{?ort}", first).replace("{?klockslag}", second))
    assert not_a_template(between.join(said), BODIES, VALUES) is None


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(BODIES), FILLS, WORDS)
def test_a_foreign_word_at_the_end_is_found(body: str, filling: str, foreign: str) -> None:
    text = fill(body, {name: values[0] for name, values in VALUES.items()}).text
    for blank in ("{?när}", "{?ort}", "{?klockslag}"):
        text = text.replace(blank, filling)
    assert not_a_template(f"{text}\n{foreign}", BODIES, VALUES) == foreign


def test_a_hostile_text_takes_as_long_as_it_is_and_no_longer() -> None:
    bodies = ("{?a}{?b}{?c}{?d}x", "{?a} {?b} {?c} {?d}!", "a{?a}a{?b}a{?c}a", "{?a}")

    def seconds(length: int) -> float:
        started = time.perf_counter()
        not_a_template("a" * length + "\n" + ("a " * length)[:length] + "?\n", bodies, {})
        return time.perf_counter() - started

    seconds(100)
    short, long = seconds(1000), seconds(8000)
    assert long < 8 * 6 * short + 0.2
