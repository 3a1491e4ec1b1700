"""A mail's HTML as plain text. It is longer and wilder than a comment's, so it is read in time linear to its length.

The standard parser takes minutes for a quarter of a megabyte of opened tags; a mail may hold that.
"""

import re
from html import unescape

from backend.text.html import BLOCKS

_BLOCKS = BLOCKS | {"tr", "td", "th", "table", "center", "br"}
"""A table is how mails are laid out: its cells are blocks."""

_SKIPPED = ("script", "style", "title")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_HREF = re.compile(r"""(?<![\w-])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)

LONGEST_TAG = 5000
"""Characters of a tag in which its link is looked for."""


class _Words:
    """The text of a mail as it grows. The addresses of a block's links follow its words, each on a line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._links: list[str] = []

    def say(self, html: str) -> None:
        """Take words in. Line ends in HTML are white space."""
        self.parts.append(re.sub(r"\s+", " ", unescape(html)))

    def tag(self, name: str, written: str) -> None:
        """Take a tag in, as it is written."""
        found = _HREF.search(written[:LONGEST_TAG]) if name == "a" else None
        if found:
            self._links.append(unescape(found[1] or found[2] or found[3] or ""))
        if name in _BLOCKS:
            self.end_block()

    def end_block(self) -> None:
        """Begin a new line, after the addresses."""
        links, self._links = self._links, []
        self.parts.extend(("\n", *(f"{link}\n" for link in links)))


def mail_to_text(html: str) -> str:
    """Return the readable text of a mail's HTML, its lines trimmed, with the addresses of links on lines of their own.

    What an unclosed tag would swallow is left out.
    """
    words = _Words()
    _feed(words, html)
    words.end_block()
    lines = (line.strip() for line in "".join(words.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _feed(words: _Words, html: str) -> None:
    low = html.lower()
    at = 0
    while (start := html.find("<", at)) >= 0:
        if at < start:
            words.say(html[at:start])
        tag = _TAG.match(html, start)
        if tag is None and not html.startswith(("<!", "<?"), start):
            words.parts.append("<")
            at = start + 1
            continue
        close = "-->" if html.startswith("<!--", start) else ">"
        end = html.find(close, start)
        if end < 0:
            return
        at = end + len(close)
        if tag is not None:
            words.tag(tag[2].lower(), html[start:end])
            if not tag[1] and tag[2].lower() in _SKIPPED:
                at = low.find(f"</{tag[2].lower()}", at)
                if at < 0:
                    return
    words.say(html[at:])
