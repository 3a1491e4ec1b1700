"""Arithmetic of colours: how many the terminal has, contrast, and what stands for a colour it has not. Pure."""

from collections.abc import Mapping
from functools import lru_cache

NONE, SIXTEEN, PALETTE, TRUE = 0, 16, 256, 1 << 24
"""How many colours there are to draw with."""

WORDS, HINTS = 4.5, 3.0
"""Least contrast of words and of hints on their background (WCAG 2.2, success criteria 1.4.3 and 1.4.11)."""

GREY = 0.15
"""Saturation below which a colour counts as grey."""

GREYISH = 40
"""A colour whose parts differ by less is shown as a grey: to the eye that is nearer than a colour of the cube."""

_LEVELS = (0, 95, 135, 175, 215, 255)  # xterm's 6 x 6 x 6 cube; above it lie 24 greys from 8 in steps of 10


def depth_of(environ: Mapping[str, str]) -> int:
    """Tell how many colours the terminal has, as Textual's console reads it; none for a NO_COLOR that is not empty.

    Source of the latter: https://no-color.org.
    """
    if environ.get("NO_COLOR"):
        return NONE
    if environ.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return TRUE
    last = environ.get("TERM", "").strip().lower().rpartition("-")[2]
    return PALETTE if last in ("256color", "kitty") else SIXTEEN


def parts(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of `#rrggbb`, 0 to 255 each."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def written(red: float, green: float, blue: float) -> str:
    """Return the colour of these parts as `#rrggbb`."""
    return f"#{round(red):02x}{round(green):02x}{round(blue):02x}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _unit(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _unit(colour: str) -> list[float]:
    return [part / 255 for part in parts(colour)]


@lru_cache(maxsize=256)
def legible(colour: str, backs: tuple[str, ...], words: str) -> str:
    """Return the colour itself, or mixed with that of words until it can be read on every one of these backgrounds."""
    own, toward = parts(colour), parts(words)
    for step in range(11):
        mixed = written(*(a + (b - a) * step / 10 for a, b in zip(own, toward, strict=True)))
        if all(contrast(mixed, back) >= WORDS for back in backs):
            return mixed
    return words


@lru_cache(maxsize=256)
def of_palette(colour: str, backs: tuple[str, ...] = (), least: float = WORDS) -> str:
    """Return what to draw with for the nearest colour of a 256-colour terminal with this contrast on every background.

    Rich's own choice makes one black of all dark blues: what is selected would look like what is not.
    """
    wanted, known = parts(colour), palette()
    greyish = max(wanted) - min(wanted) < GREYISH
    grounds = [known.get(back, back) for back in backs]
    near = sorted(known, key=lambda one: sum((a - b) ** 2 for a, b in zip(parts(known[one]), wanted, strict=True)))
    return next(
        one
        for one in near
        if not (greyish and len({*parts(one)}) > 1) and all(contrast(known[one], ground) >= least for ground in grounds)
    )


@lru_cache(maxsize=1)
def palette() -> dict[str, str]:
    """Return what a 256-colour terminal draws, by what has to be asked for: Rich sends one of 24 greys by lightness."""
    greys = {written(*[10.2 * (step + 1)] * 3): written(*[8 + 10 * step] * 3) for step in range(24)}
    cube = [written(red, green, blue) for red in _LEVELS for green in _LEVELS for blue in _LEVELS]
    return greys | {one: one for one in cube if len({*parts(one)}) > 1 or one in ("#000000", "#ffffff")}


@lru_cache(maxsize=256)
def tone(colour: str) -> str:
    """Return the token whose colour comes nearest in hue: for terminals that have sixteen colours of their own."""
    from colorsys import rgb_to_hls

    hue, _light, saturation = rgb_to_hls(*_unit(colour))
    if saturation < GREY:
        return "text"
    degrees = hue * 360
    for limit, token in ((15, "danger"), (75, "lamp"), (165, "good"), (245, "info"), (335, "team")):
        if degrees < limit:
            return token
    return "danger"
