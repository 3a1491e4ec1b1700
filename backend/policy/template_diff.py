"""What differs between two versions of a template. Pure."""

from difflib import SequenceMatcher

from backend.model.attachment import Attachment
from backend.model.template import TemplateVersion


def difference(old: TemplateVersion, new: TemplateVersion) -> tuple[str, ...]:
    """Return all lines of two versions in one list, each behind a sign: `-` only the old has it, `+` only the new."""
    before, now = _lines(old), _lines(new)
    found: list[str] = []
    for what, start, end, begin, until in SequenceMatcher(None, before, now).get_opcodes():
        if what == "equal":
            found += [f" {line}" for line in before[start:end]]
        else:
            found += [f"-{line}" for line in before[start:end]]
            found += [f"+{line}" for line in now[begin:until]]
    return tuple(found)


def _lines(version: TemplateVersion) -> list[str]:
    """Take a version apart: the title, the wordings with an empty line above each, and its pictures."""
    lines = [version.title]
    for body in (version.body, *version.variants):
        lines += ["", *body.split("\n")]
    return [*lines, *(_picture(one) for one in version.attachments)]


def _picture(one: Attachment) -> str:
    """Return a picture as a line; the start of its digest tells another one of the same name and words."""
    return f"[{one.name}] {one.alt} #{one.digest[:8]}"
