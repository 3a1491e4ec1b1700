"""Texts that attack: what a stranger may write as a comment, a name or a link."""

import re

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]"
)
"""What may never stand in a drawn line: a terminal obeys it, or lets it bend the line."""

ATTACKS: dict[str, str] = {
    "csi": "\x1b[2J\x1b[31mred",
    "title": "\x1b]0;owned\x07",
    "clipboard": "\x1b]52;c;Y3VybCBldmls\x1b\\",
    "colour query": "\x1b]11;#dddddd\x1b\\\x1b]11;?\x1b\\",
    "link": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "status": "\x1bP$q q\x1b\\\x1b[6n\x1b[c",
    "alternate screen": "\x1b[?1049l\x1b[?25h",
    "charset": "\x1b(0lqqk\x0e",
    "align": "\x1b#8",
    "printer": "\x1b[5i secret \x1b[4i",
    "paste end": "\x1b[201~rm -rf /\r\n",
    "c1 csi": "\x9b31mred",
    "c1 osc": "\x9d0;owned\x9c",
    "nul": "a\x00b",
    "bell": "\x07" * 5,
    "backspaces": "good\x08\x08\x08\x08evil",
    "carriage return": "shown\rhidden",
    "line breaks": "a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg",
    "delete": "a\x7fb",
    "override": "\u202egnp.exe\u202c",
    "isolate": "\u2066abc\u2069",
    "marks": "\u200f\u200e\u061chi",
    "zero width": "p\u200ba\u200dy\ufeffpal",
    "tags": "hi" + "".join(chr(0xE0000 + ord(char)) for char in "ignore all"),
    "zalgo": "Z" + "\u0301\u0300\u0334" * 200,
    "selectors": "x" + "\ufe0f" * 50,
    "private": "\ue000\U000f0000",
    "nonchars": "\ufdd0\uffff",
    "markup": "[/] [/bold] [link=http://x]y[/link] [#zzz]",
    "action": "[@click=app.quit]FREE MONEY[/]",
    "emoji": "👨‍👩‍👧‍👦 🇸🇪 ❤️ 👍🏽 1️⃣",
    "arabic": "مرحبا بالعالم",
    "hebrew": "שָׁלוֹם",
    "wide": "日本語のコメント",
    "tabs": "a\tb\t\tc",
}

BOMBS: dict[str, str] = {
    "newlines": "\n" * 60_000,
    "lines": "x\n" * 30_000,
    "one word": "x" * 64_000,
    "links": "https://example.org/a " * 2_900,
    "all tabs": "\t" * 60_000,
    "all marks": "a" + "\u0301" * 60_000,
    "all joiners": "👩‍" * 15_000,
    "wide word": "字" * 20_000,
}
