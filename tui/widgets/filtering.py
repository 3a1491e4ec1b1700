"""The editing keys of a line that filters while it is typed. Pure."""


def edited(text: str, key: str, character: str | None) -> str | None:
    """Return the text after a key, None for a key that types and edits nothing."""
    if key in ("backspace", "ctrl+h"):
        return text[:-1]
    if key in ("ctrl+w", "ctrl+backspace"):
        return text.rstrip().rpartition(" ")[0]
    if key == "ctrl+u":
        return ""
    typed = character is not None and character.isprintable() and not key.startswith("alt+")
    return text + (character or "") if typed else None
