"""What an answer starts from and what leaves: the mention a platform needs, and the signature."""

import re
import unicodedata

_LINK = re.compile(r"://|\w\.\w")
_ENDS = r"(?![\w@.-]*\w)"
"""Where a mention ends."""

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def starting_text(mention: str, signature: str) -> tuple[str, int]:
    """Return what the composer opens with, and where to type (characters from the start): mention, room, signature."""
    start = f"{mention} " if mention else ""
    end = f"\n{signature}" if signature else ""
    return start + end, len(start)


def outgoing(text: str, mention: str) -> str:
    """Return the whole text as it shall stand: no trailing blanks, the needed mention in front if it is missing."""
    text = _TRAILING.sub("", text).strip()
    if not text or not mention or _mentions(text, mention):
        return text
    return f"{mention} {text}"


def named_whole(text: str, mention: str) -> str:
    """Return an answer of ours as it was written, where its platform shows the mention without the server.

    Sent again as it is shown, it would name nobody (or somebody of our own server).
    """
    shown = "@" + mention.lstrip("@").split("@")[0]
    if not mention or shown == mention or _mentions(text, mention):
        return text
    return re.sub(rf"(?<![\w@/.]){re.escape(shown)}{_ENDS}", lambda _match: mention, text, count=1, flags=re.IGNORECASE)


def _mentions(text: str, mention: str) -> bool:
    return re.search(re.escape(mention) + _ENDS, text, re.IGNORECASE) is not None


def address(name: str, handle: str) -> str:
    """Return how an answer may call somebody: their name without what would act in our text.

    A display name can hold a link, somebody else's @handle, braces or hidden signs; none of it is to be published in
    the organisation's name.
    """
    for called in (name, handle.lstrip("@").split("@")[0].split(".")[0]):
        shown = "".join(sign for sign in called if unicodedata.category(sign) not in ("Cf", "Cc", "Co", "Cn"))
        shown = re.sub(r"[@{}#]", "", shown).strip()
        if shown and not _LINK.search(shown):
            return shown
    return ""
