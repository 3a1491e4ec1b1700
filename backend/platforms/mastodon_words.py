"""The words of what we write on Mastodon: how long they may be, whom they name, and what a status answers with."""

import re
from collections.abc import Iterable

from backend.model.account import Limits
from backend.model.outbox import Receipt
from backend.platforms.base import Refused
from backend.platforms.fields import Fields, child, children, link, maybe_identifier, text
from backend.text.clean import clean_line
from backend.text.counting import count


def check_length(words: str, spoiler: str, limits: Limits) -> None:
    """Raise Refused when there are no words, or too many; a content warning counts with them."""
    if not words:
        raise Refused("reply.empty")
    over = count(words, limits) + count(spoiler, limits) - limits.text
    if over > 0:
        raise Refused("reply.too_long", over=over)


def names_anybody(words: str, accounts: Iterable[Fields]) -> bool:
    """Tell whether a text names one of these: a direct status that names nobody reaches nobody."""
    names = [text(account, "username") or text(account, "acct").split("@")[0] for account in accounts]
    return any(f"@{name}".lower() in words.lower() for name in names if name)


def names_author(words: str, status: Fields, domain: str) -> bool:
    """Tell whether a text names a status's author so that this server (`domain`) finds them: with theirs, if another.

    Source: mastodon/mastodon, app/models/account.rb, MENTION_RE.
    """
    acct = text(child(status, "account"), "acct")
    spellings = [acct] if "@" in acct else [acct, f"{acct}@{domain}"]
    return any(
        re.search(rf"(?<![\w/=])@{re.escape(name)}(?![\w@]|[.-]\w)", words, re.IGNORECASE) for name in spellings if acct
    )


def named_in(status: Fields) -> tuple[Fields, ...]:
    """Return a status's author and those it names."""
    return (child(status, "account"), *children(status, "mentions"))


def receipt_of(status: Fields) -> Receipt | None:
    """Return what names a status of ours, None when the answer is none."""
    remote_id = maybe_identifier(status, "id")
    if remote_id is None:
        return None
    url = link(status, "url")
    return Receipt(remote_id, clean_line(text(status, "uri")) or url or "", url)
