"""The names of keys: Textual's, as the table has them; as people write them in a file; and as they are shown. Pure."""

from tui.symbols import key_name

_SHOWN = {
    "escape": "Esc", "enter": "Enter", "tab": "Tab", "space": "␣", "pagedown": "PgDn", "pageup": "PgUp", "down": "↓",
    "up": "↑", "left": "←", "right": "→", "home": "Home", "end": "End", "backspace": "Backspace", "delete": "Del",
    "insert": "Ins",
}  # fmt: skip

NAMED = frozenset({*_SHOWN, *(f"f{number}" for number in range(1, 13))})
"""Keys that have a name and no character."""

_ALSO = {
    **{shown.lower(): name for name, shown in _SHOWN.items()},
    "return": "enter", "spc": "space", "bs": "backspace", "pgup": "pageup", "pgdown": "pagedown",
}  # fmt: skip

_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "shift+space": "space"}
"""Keys a terminal cannot tell from others."""

SPAN = "…"
"""Stands in a row's key between the first and the last of many."""


def shown_key(key: str) -> str:
    """Return a key as people write it: `^D`, `Esc`, `gg`."""
    parts = key.split(" ")
    if len(parts) > 1:
        return "".join(map(shown_key, parts))
    if SPAN in key:
        return key.replace("alt+", "Alt+")
    mods, _plus, last = key.rpartition("+") if len(key) > 1 else ("", "", key)
    if mods == "ctrl" and len(last) == 1:
        return "^" + last.upper()
    name = key_name(_SHOWN.get(last, last.upper() if last in NAMED else last))
    return "+".join([*(mod.capitalize() for mod in mods.split("+") if mod), name])


def normal(written: str) -> str | None:
    """Return the name the program knows for a key (or two, with a blank between) as somebody wrote it, else None.

    `^D`, `Ctrl-D` and `ctrl+d` are one key, `Esc` is `escape`; a key the terminal sends as another is that other.
    """
    parts = [_one(part) for part in written.split()] if written != " " else ["space"]
    return " ".join(part for part in parts if part) if 1 <= len(parts) <= 2 and all(parts) else None


def _one(written: str) -> str | None:
    if len(written) == 1:
        return _ALSO.get(written, written) if written.isprintable() else None
    if written[0] == "^" and len(written) == 2:
        written = f"ctrl+{written[1]}"
    mod, last = _parted(written)
    if not mod:
        name = _ALSO.get(last.lower(), last.lower())
        return name if name in NAMED else None
    return _modified(mod, last)


def _parted(written: str) -> tuple[str, str]:
    """Return the modifier and the key of `Ctrl+D`, `C-d` or `alt-x`; no modifier for a plain name."""
    for mark in "+-":
        mod, found, last = written.partition(mark)
        mod = {"c": "ctrl", "m": "alt", "s": "shift", "meta": "alt"}.get(mod.lower(), mod.lower())
        if found and last and mod in ("ctrl", "alt", "shift"):
            return mod, last
    return "", written


def _modified(mod: str, last: str) -> str | None:
    name = _ALSO.get(last.lower(), last.lower())
    if name in NAMED:
        return _SAME.get(f"{mod}+{name}", f"{mod}+{name}")
    if len(last) != 1 or not last.isascii():
        return None
    if mod == "shift":
        return last.upper() if last.isalpha() else None
    if not (last.isalpha() if mod == "ctrl" else last.isalnum() and last == last.lower()):
        return None  # no terminal sends it, or none sends it alike
    whole = f"{mod}+{last.lower()}"
    return _SAME.get(whole, whole)


def meant(written: str) -> str:
    """Return the key name nearest to one that is none, or two letters as two keys, empty when nothing is near."""
    if len(written) == 2 and written.isalnum():
        return " ".join(written)
    from difflib import get_close_matches

    last = written.lower().rpartition("+")[2]
    near = get_close_matches(last, (*NAMED, *_ALSO), n=1, cutoff=0.7)
    return _ALSO.get(near[0], near[0]) if near else ""


def types(key: str) -> bool:
    """Tell whether a key, or the first of two, types a character where typing is text."""
    first = key.split(" ", maxsplit=1)[0]
    return len(first) == 1 or first == "space"


def each(key: str) -> tuple[str, ...]:
    """Return the keys a row's key stands for: nine for `alt+1…9`, none for `a…z` (typing itself), else the key."""
    before, span, last = key.partition(SPAN)
    if not span:
        return (key,)
    return tuple(f"{before[:-1]}{digit}" for digit in range(int(before[-1]), int(last) + 1)) if last.isdigit() else ()
