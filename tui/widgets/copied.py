"""What is said under an answer that was copied and not sent: where it is to be posted, and how to say that it is."""

from collections.abc import Iterator

from backend.i18n import _
from tui.bound import key_of
from tui.text import Clean, safe_line, wrap


def copied_words(url: str | None, cells: int) -> Iterator[tuple[str, str]]:
    """Yield lines of at most so many cells, each with its colour token: the link whole, then the keys."""
    if url:
        yield from ((line, "info") for line in wrap(safe_line(url), cells))
    said = _("Post it in the browser; then {settle} says so. {link} copies the link.")
    how = said.format(settle=key_of("settle"), link=key_of("link"))
    yield from ((line, "lamp") for line in wrap(Clean(how), cells))
