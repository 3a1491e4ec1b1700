"""Hostile strings without end, the same for the same seed: what strangers may write as a text, a name or a label."""

import random
from collections.abc import Callable, Iterator

from tests.tui.hostile import ATTACKS

MEGA_EVERY = 2_000
"""One string of so many is a line of a million characters."""

MEGA = 1_000_000

Dice = random.Random

_WORDS = "hej tack när har ni öppet faktura order late again please help Ölands Åsa naïve £5 – ok?".split()
_FINALS = "@ABCDEFGHIJKLMPSTXZ`abcdefghlmnpqrstux"
_OSC = ("0;owned", "2;owned", "4;1;#ff0000", "7;file://h/", "8;;http://evil.example", "9;hello", "10;?", "11;#dddddd",
        "22;hand", "50;SetMark", "52;c;Y3VybCBldmls", "104", "133;A", "777;notify;a;b", "1337;File=:AAAA")  # fmt: skip
_ENDS = ("\x07", "\x1b\\", "\x9c", "")
_DCS = ("$q q", "+q544e", "1;1|17/41", "tmux;\x1b\x1b]52;c;eA==")
_MODES = ("?1049l", "?25l", "?2026h", "?1003h", "?2004l", "?1000h", "?5h", "?3h", "4h", "?7l", "?69h", "?2027h")
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ZERO = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u034f\u180e\u3164\u115f\u1160\uffa0\u17b4"
_MARKS = "\u0300\u0301\u0308\u0323\u0334\u0336\u0489\u20dd\u20e0\u0e49\u0e34\u05b8\u0651\u093f\u0bcd\u1ab0\ufe20"
_BASES = "aZé字ไक한ש👍א☺0."
_HOMOGLYPHS = {"a": "аɑ", "c": "сϲ", "e": "еҽ", "i": "іı", "o": "оο", "p": "рρ", "s": "ѕ", "x": "х", "y": "у",
               "A": "АΑ", "B": "ВΒ", "E": "ЕΕ", "K": "КΚ", "M": "М", "N": "Ν", "O": "ОΟ0", "T": "ТΤ"}  # fmt: skip
_NAMES = ("Nightdesk", "Anna", "Polisen Stockholm", "paypal", "Acme Support", "BankID", "Skatteverket", "Meta Team")
_TAGS = ("[b]", "[/]", "[/b]", "[red]", "[blink]", "[on red]", "[reverse]", "[link=http://x.se]", "[@click=app.quit]",
         "[#zzz]", "[not bold]", "[$error]", "[[", "\\[", "[auto]", "[u #ff0000 on blue]")  # fmt: skip
_EMOJI = ("👨‍👩‍👧‍👦", "🇸🇪", "❤️", "👍🏽", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🧑🏿‍🚒", "☺️", "🏳️‍🌈", "🫠", "🙂")
_SCRIPTS = ((0x0590, 0x06FF), (0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1100, 0x11FF), (0x2500, 0x27BF), (0x3040, 0x30FF),
            (0x4E00, 0x4EFF), (0xA000, 0xA4CF), (0xAC00, 0xACFF), (0xFE00, 0xFFFF), (0x1F000, 0x1FAFF),
            (0x20000, 0x200FF), (0xE0000, 0xE01EF))  # fmt: skip


def _escape(dice: Dice) -> str:
    number = ";".join(str(dice.randint(0, 300)) for _ in range(dice.randint(0, 4)))
    return dice.choice(
        (
            f"\x1b[{number}{dice.choice(_FINALS)}",
            f"\x1b[{dice.choice(_MODES)}",
            f"\x1b]{dice.choice(_OSC)}{dice.choice(_ENDS)}",
            f"\x1bP{dice.choice(_DCS)}\x1b\\",
            f"\x1b{dice.choice('cDEHMNOZ78=>#(_^X')}{dice.choice('08AB8')}",
            f"\x1b_Gi=1,a=T;{'A' * dice.randint(0, 8)}\x1b\\",
        )
    )


def _c1(dice: Dice) -> str:
    return chr(dice.randint(0x80, 0x9F)) + dice.choice(("31m", "2J", "0;owned\x9c", "52;c;eA==\x07", "?1049l", ""))


def _c0(dice: Dice) -> str:
    return "".join(chr(dice.choice((*range(0x20), 0x7F))) for _ in range(dice.randint(1, 8)))


def _bidi(dice: Dice) -> str:
    return f"{dice.choice(_BIDI)}{dice.choice(('gnp.exe', 'abc', 'مرحبا', 'שלום'))}{dice.choice(_BIDI)}"


def _zero(dice: Dice) -> str:
    return "".join(dice.choices(_ZERO, k=dice.choice((1, 3, 40, 400))))


def _marks(dice: Dice) -> str:
    return dice.choice(_BASES) + "".join(dice.choices(_MARKS, k=dice.choice((1, 5, 60, 400))))


def _surrogate(dice: Dice) -> str:
    return "".join(chr(dice.randint(0xD800, 0xDFFF)) for _ in range(dice.randint(1, 3)))


def _markup(dice: Dice) -> str:
    return f"{dice.choice(_TAGS)}{dice.choice(_WORDS)}{dice.choice(_TAGS)}"


def _homoglyph(dice: Dice) -> str:
    return "".join(dice.choice(_HOMOGLYPHS.get(char, char)) for char in dice.choice(_NAMES))


def _emoji(dice: Dice) -> str:
    return "".join(dice.choices(_EMOJI, k=dice.randint(1, 4)))


def _script(dice: Dice) -> str:
    first, last = dice.choice(_SCRIPTS)
    return "".join(chr(dice.randint(first, last)) for _ in range(dice.randint(1, 12)))


def _any(dice: Dice) -> str:
    return "".join(chr(dice.randint(0, 0x10FFFF)) for _ in range(dice.randint(1, 6)))


def _known(dice: Dice) -> str:
    return dice.choice(list(ATTACKS.values()))


KINDS: tuple[Callable[[Dice], str], ...] = (
    _escape, _escape, _c1, _c0, _bidi, _zero, _marks, _surrogate, _markup, _homoglyph, _emoji, _script, _any, _known,
)  # fmt: skip


def hostile(seed: int, count: int) -> Iterator[str]:
    """Yield so many strings: one to four attacks among honest words, the attack first where little is shown."""
    dice = random.Random(seed)
    for number in range(count):
        parts = [dice.choice(KINDS)(dice) for _ in range(dice.choice((1, 1, 2, 4)))]
        parts.insert(dice.randint(0, 1), dice.choice(_WORDS))
        said = dice.choice(("", " ")).join(parts)
        if number % MEGA_EVERY == MEGA_EVERY - 1:
            said = (said * (MEGA // len(said) + 1))[:MEGA]
        yield said


def honest(seed: int, count: int) -> Iterator[str]:
    """Yield harmless strings of the same lengths."""
    dice = random.Random(seed)
    for _ in range(count):
        yield " ".join(dice.choices(_WORDS[:12], k=dice.randint(1, 6)))
