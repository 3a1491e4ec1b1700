"""What of a mail is the answer: as mail programs write it, and what must not be cut."""

import time

import pytest

from backend.text.mail_answer import answer_of, marked, tokens

QUOTED = "##- Please write your answer above this line. -##\n\nHello Anna,"


def below(prefix: str = "> ") -> str:
    return "\n".join(f"{prefix}{line}".rstrip() for line in QUOTED.split("\n"))


@pytest.mark.parametrize(
    "tail",
    [
        f"On Fri, Nov 27, 2026 at 10:00 AM Desk <desk@example.org> wrote:\n\n{below()}",
        f"Den fre 27 nov. 2026 kl 10:00 skrev Nightdesk på jour <desk@example.org>:\n\n{below()}",
        f"Den fre 27 nov. 2026 kl 10:00 skrev Nightdesk på jour\n<desk@example.org>:\n\n{below()}",
        f"27 nov. 2026 kl. 10:00 skrev Desk <desk@example.org>:\n\n{below()}",
        f"On 2026-11-27 10:00, Desk wrote:\n{below()}",
        f"From: Desk <desk@example.org>\nSent: Friday, November 27, 2026 10:00\nSubject: A question\n\n{QUOTED}",
        f"________________________________\nFrån: Desk <desk@example.org>\nSkickat: den 27 november\n\n{QUOTED}",
        f"-----Ursprungligt meddelande-----\nFrån: Desk\nÄmne: x\n\n{QUOTED}",
        f"-- \nAnna Ek\nHR\n\nOn 2026-11-27 10:00, Desk wrote:\n{below()}",
        f"Skickat från min iPhone\n\n27 nov. 2026 kl. 10:00 skrev Desk <desk@example.org>:\n\n{below()}",
        QUOTED,
        below(),
        "",
    ],
)
def test_the_words_above_what_is_quoted(tail: str) -> None:
    assert answer_of(f"Ja, det stämmer.\n\nVi rättar det i morgon.\n\n{tail}") == (
        "Ja, det stämmer.\n\nVi rättar det i morgon."
    )


@pytest.mark.parametrize(
    "words",
    [
        "On Monday Anna wrote to the customer that it is settled.",
        "Den som skrev det har rätt.",
        "From: our side nothing is missing.",
        "Till dem säger vi: ja.\nKostnaden: 300 kr.",
        "Enligt § 4:\n- ett\n- två",
        "Sent him the money on Friday.",
        "Ja.",
    ],
)
def test_words_that_only_look_like_a_quotation_stay(words: str) -> None:
    assert answer_of(f"{words}\n\nOn 2026-11-27 10:00, Desk wrote:\n{below()}") == words


def test_an_answer_point_by_point_is_found_among_the_quoted_lines() -> None:
    text = f"On 2026-11-27 10:00, Desk wrote:\n{below()}\n> Is it true?\n\nYes.\n\n> When?\n\nOn Friday.\n\n-- \nAnna"
    assert answer_of(text) == "Yes.\n\nOn Friday."


def test_no_words_are_no_answer() -> None:
    assert answer_of(f"\n\n{QUOTED}") == ""
    assert answer_of("") == ""


def test_a_token_is_found_in_a_subject() -> None:
    token = "0123456789abcdef"
    assert tokens(f"SV: Fråga [{marked(token)}] RE: [nd-{token.upper()}]") == [token]
    assert tokens("ND-0123 ND-0123456789abcdef0") == []


@pytest.mark.parametrize(
    "piece", ["> ", "On 20", "On 2026 wrote", "From: ", "a\n", "- ", "x" * 3000 + " wrote 10:00\n"]
)
def test_wild_text_takes_no_time(piece: str) -> None:
    started = time.process_time()
    answer_of(piece * (250_000 // len(piece)))
    answer_of("\n".join([piece] * 2000))
    assert time.process_time() - started < 3
