"""What somebody answered by mail: their own words, without what their mail program quotes and without a signature.

No mail says by itself which of its lines are new. Whoever reads here keeps the whole text beside what is cut out, so
that nothing is lost where this is mistaken. Every step is linear in the length of the text.

Marks: ours at the top of what we sent; the lines of attribution that mail programs write (RFC 3676, section 4.5 for
`>`; 4.3 for `-- `; the others from use, in English and Swedish).
"""

import re

MARK = "ND-"
_MARK = re.compile(r"\bND-([0-9a-f]{16})\b", re.I)

_LINE = "##-"

_QUOTE = re.compile(r"\s{0,3}[>|]")
_ATTRIBUTION = re.compile(
    r"(?=.*(?:\b20\d\d\b|\d[:.]\d\d))(?=.*\b(?:wrote|skrev|schrieb|a écrit|escribió|ha scritto|schreef)\b)"
    r".{8,400}:\s*\Z",
    re.I,
)
"""Who wrote and when, with a colon at the end."""

_BEGINS = re.compile(r"\s*(?:On|Den|\d)\b.{3,200}\Z", re.I)
_RULED = re.compile(
    r"\s*(?:-{2,}\s*(?:Original message|Ursprungligt meddelande|(?:Vidarebefordrat|Forwarded) me(?:ddelande|ssage))"
    r"\s*-{2,}|_{20,})\s*\Z",
    re.I,
)
_FIELD = re.compile(r"\s*\*?(?:From|Från|Sent|Skickat|Date|Datum|To|Till|Subject|Ämne|Cc|Kopia)\s?:\*?\s", re.I)
_DEVICE = re.compile(
    r"\s*(?:Sent from (?:my|Outlook|Mail|Yahoo|Proton)\b|Get Outlook for|(?:Skickat|Skickades) från"
    r"|Hämta Outlook för).{0,80}\Z",
    re.I,
)


def marked(token: str) -> str:
    """Return a question's token as it stands in a subject."""
    return f"{MARK}{token}"


def tokens(text: str) -> list[str]:
    """Return the tokens that stand in a subject, each once, in order."""
    return list(dict.fromkeys(found.lower() for found in _MARK.findall(text)))


def answer_of(text: str) -> str:
    """Return the words that are an answer's own.

    What stands above our line or above the first quotation. Where nothing does, the lines between quoted ones: somebody
    answers point by point. Empty when there are no own words at all.
    """
    lines = text.split("\n")
    end = _end(lines)
    return _plain(lines[:end]) or _plain(_between(lines[end:]))


def _end(lines: list[str]) -> int:
    """Return at which line what is quoted begins, with the lines that announce it."""
    mark = next((at for at, line in enumerate(lines) if _LINE in line), len(lines))
    for at, line in enumerate(lines[:mark]):
        if _QUOTE.match(line) or _RULED.match(line) or _is_head(lines, at) or _announces(lines, at):
            return at
    return mark


def _announces(lines: list[str], at: int) -> bool:
    """Tell whether a line says who wrote what follows; some programs break it in two."""
    if _ATTRIBUTION.match(lines[at]):
        return True
    following = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return bool(_BEGINS.match(lines[at]) and following and _ATTRIBUTION.match(f"{lines[at].rstrip()} {following}"))


def _is_head(lines: list[str], at: int) -> bool:
    """Tell whether a mail's head stands here: its sender, and another field right below."""
    found = [bool(_FIELD.match(line)) for line in lines[at : at + 3]]
    return found[0] and sum(found) > 1


def _between(lines: list[str]) -> list[str]:
    """Return the lines among quoted ones that nobody quoted, where a program has marked every quoted one."""
    marked_lines = [at for at, line in enumerate(lines) if _QUOTE.match(line)]
    if not marked_lines:
        return []
    return [line for at, line in enumerate(lines) if at > marked_lines[0] and not _QUOTE.match(line)]


def _plain(lines: list[str]) -> str:
    """Return lines without a signature, and without empty ones around them."""
    kept: list[str] = []
    for line in lines:
        if line.rstrip(" ") == "--" or _DEVICE.match(line):
            break
        kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
