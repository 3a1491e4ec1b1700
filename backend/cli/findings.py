"""What the doctor found: one line each, with a sign, a word and what to do."""

from dataclasses import dataclass

from backend.i18n import _

OK, NOTE, BAD = "ok", "note", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `level`: ok, note or bad; `about` names the thing, `text` says how it is."""

    level: str
    about: str
    text: str

    @property
    def is_bad(self) -> bool:
        """Whether somebody must act."""
        return self.level == BAD

    def line(self) -> str:
        """Return the line to print."""
        word = {OK: _("ok"), NOTE: _("note"), BAD: _("WRONG")}[self.level]
        return f"{word:<6} {self.about}: {self.text}"


def good(about: str, text: str) -> Finding:
    """All is well."""
    return Finding(OK, about, text)


def note(about: str, text: str) -> Finding:
    """Worth knowing; nothing is wrong."""
    return Finding(NOTE, about, text)


def bad(about: str, text: str) -> Finding:
    """Wrong; the text says what to do."""
    return Finding(BAD, about, text)
