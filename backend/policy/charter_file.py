"""A charter as a file: TOML for programs, Markdown with its settings in front for people. Each reads back the same."""

from difflib import unified_diff

from backend.model.charter import Charter
from backend.policy.charter_error import CharterError
from backend.policy.charter_markdown import FENCE, read_markdown, write_markdown
from backend.policy.charter_toml import read_toml
from backend.policy.charter_toml_out import write_toml
from backend.text.clean import MAX_BYTES, clean

__all__ = ["MARKDOWN", "TOML", "CharterError", "difference", "read_charter", "write_charter"]

MARKDOWN, TOML = "md", "toml"

_BOM = "\ufeff"


def read_charter(source: str, name: str = "") -> Charter:
    """Read a charter. `name` is the file's: its ending says which form it has; without one the text does.

    Raises CharterError with the line and what to do. In durations `d` is a day of watch hours as long as the longest
    weekday's, where no hours are set or `always` is said 24 hours (`backend.policy.hours.day_minutes`).
    """
    if len(source) > MAX_BYTES or len(source.encode(errors="replace")) > MAX_BYTES:
        raise CharterError(1, "charter.too_long", most=MAX_BYTES // 1024)
    source = clean(source.removeprefix(_BOM))
    return read_markdown(source) if _is_markdown(source, name.casefold()) else read_toml(source)


def _is_markdown(source: str, name: str) -> bool:
    if name.endswith(".toml"):
        return False
    return name.endswith((".md", ".markdown")) or source.startswith(FENCE) or source.lstrip().startswith("# ")


def write_charter(charter: Charter, language: str, form: str = MARKDOWN) -> str:
    """Write a charter, in Markdown with headings in `language`, or as TOML."""
    return write_toml(charter) if form == TOML else write_markdown(charter, language)


def difference(old: Charter, new: Charter, language: str = "en") -> list[str]:
    """Return what changed between two charters as lines of a unified difference of their Markdown; none when nothing.

    Lines begin with `+`, `-`, a space, or `@@` where lines between are left out.
    """
    before, now = (write_markdown(one, language).split("\n") for one in (old, new))
    return list(unified_diff(before, now, lineterm="", n=2))[2:]
