"""The way back: a template made of an answer that was sent. Pure."""

import re
from collections.abc import Iterable

from backend.model.template import TemplateText
from backend.policy.templates import Literal, parse_body

TITLE = 60
"""Letters of a title that is taken from the text."""

_WORD = re.compile(r"[^\W\d_]{4,}")


def unfilled(text: str, mention: str, signatures: Iterable[str], names: Iterable[str]) -> str:
    """Return the body that an answer might have been made from.

    The mention in front goes, because every answer gets its own; a signature at the end becomes `{signature}`; the
    names of who was answered, whole words, become `{author}`. A brace in the text stays one.
    """
    text = text.strip()
    if mention and text.casefold().startswith(mention.casefold()):
        text = text[len(mention) :].lstrip(" ,:\n")
    body, end = _unsigned(text, signatures)
    body = body.replace("{", "{{")
    for name in sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True):
        body = re.sub(rf"(?<!\w){re.escape(name.replace('{', '{{'))}(?!\w)", "{author}", body)
    return body + end


def _unsigned(text: str, signatures: Iterable[str]) -> tuple[str, str]:
    for signature in signatures:
        signed = signature.strip()
        before = text[: -len(signed)] if signed and text.endswith(signed) else ""
        if before.strip() and before[-1].isspace():
            return before, "{signature}"
    return text, ""


def proposed(body: str, language: str) -> TemplateText:
    """Return a body as a template with a code and a title from its own words, for a writer to better.

    Raises TemplateError for a body that cannot be read.
    """
    parts = parse_body(body)
    plain = " ".join("".join(part.text if isinstance(part, Literal) else "…" for part in parts).split())
    words = [word.lower() for word in _WORD.findall(plain)]
    code = "-".join(words[:2])[:40] or "svar"
    title = plain if len(plain) <= TITLE else plain[: TITLE - 1].rsplit(" ", 1)[0] + "…"
    return TemplateText(code, language, title or code, body)
