"""How the desk is drawn: the colours of the chosen theme, as Textual's theme and as styles for lines; the layout.

One `Ink` is shared by all that draws. Another theme is poured into it while the desk runs.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

import styles
from tui.colour import HINTS, NONE, PALETTE, SIXTEEN, TRUE, WORDS, legible, of_palette, tone

ROOM = Path(styles.__file__).parent
"""The folder of stylesheets and themes, wherever the package was installed."""

USUAL, OWN = "night", "terminal"
"""The theme of whoever has chosen none, and the one of the terminal's own colours."""

BACKS = ("background", "panel", "lift")
"""The tokens that words are written on."""

HINTING = ("faint",)
"""The tokens of hints, which may be quieter than words."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}").fullmatch


class Ink:
    """The theme's colours by token. Styles are made once and shared, so that unchanged lines compare fast.

    `depth` is how many colours there are. `quiet` tokens are drawn dim, where a terminal's own colours leave no other
    way. `linear` asks for the layout of screen readers: one column, sentences, nothing that only decorates.
    """

    def __init__(self, name: str, dark: bool, tokens: dict[str, str], badges: dict[str, str]) -> None:
        self.name, self.dark = name, dark
        self.tokens, self.badges = tokens, badges
        self.quiet: frozenset[str] = frozenset()
        self.depth = TRUE
        self.linear = False
        self._theme: Theme | None = None

    def pour(self, other: "Ink") -> None:
        """Take another theme's colours; the layout stays."""
        self.name, self.dark, self.depth = other.name, other.dark, other.depth
        self.tokens, self.badges, self.quiet = other.tokens, other.badges, other.quiet
        self._theme = None

    @property
    def native(self) -> bool:
        """Whether the colours are the terminal's own sixteen."""
        return self.tokens["text"].startswith("ansi_")

    def style(self, token: str, back: str = "background", bold: bool = False, under: bool = False) -> Style:
        """Return the style of a token (or of a colour written #rrggbb) on a background token."""
        return _style(self.colour(token), self.tokens[back], bold, under, token in self.quiet)

    def colour(self, token: str) -> str:
        """Return a token's colour. A colour itself is made legible here; anything else becomes the colour of words."""
        known = self.tokens.get(token)
        if known is not None:
            return known
        if not _HEX(token):
            return self.tokens["text"]
        if self.native:
            return self.tokens[tone(token)]
        backs = tuple(self.tokens[back] for back in BACKS)
        fit = legible(token, backs, self.tokens["text"])
        return of_palette(fit, backs) if self.depth == PALETTE else fit

    def badge(self, platform: str) -> str:
        """Return the colour of a platform's badge."""
        return self.badges.get(platform, self.tokens["text"])

    @property
    def theme(self) -> Theme:
        """The theme for the stylesheets: each token is a variable of its name, `text` is `$words`."""
        if self._theme is None:
            self._theme = self._made()
        return self._theme

    def _made(self) -> Theme:
        tokens = self.tokens
        base = BUILTIN_THEMES["ansi-dark" if self.dark else "ansi-light"].variables if self.native else {}
        ours = {"words" if name == "text" else name: colour for name, colour in tokens.items()}
        return Theme(
            name=self.name,
            primary=tokens["info"],
            secondary=tokens["team"],
            accent=tokens["lamp"],
            warning=tokens["lamp"],
            error=tokens["danger"],
            success=tokens["good"],
            foreground=tokens["text"],
            background=tokens["background"],
            surface=tokens["background"],
            panel=tokens["panel"],
            boost=tokens["panel"],
            dark=self.dark,
            ansi=self.native,
            variables={**base, **ours},
        )


@lru_cache(maxsize=1024)
def _style(colour: str, back: str, bold: bool, under: bool, quiet: bool) -> Style:
    named = colour.removeprefix("ansi_"), back.removeprefix("ansi_")
    return Style(color=named[0], bgcolor=named[1], bold=bold, underline=under, dim=quiet or None)


def themes() -> tuple[str, ...]:
    """Return the names of the themes there are: one file each in `styles/themes`."""
    return tuple(sorted(path.stem for path in (ROOM / "themes").glob("*.toml")))


def load(name: str = USUAL, depth: int = TRUE) -> Ink:
    """Read a theme by its name, as it looks with so many colours; with none it is the terminal's own, uncoloured.

    Raises FileNotFoundError for one that is not there.
    """
    said = _read(OWN if depth == NONE else name)
    tokens, badges = dict(said["tokens"]), dict(said["badges"])
    if depth == SIXTEEN and "sixteen" in said:
        tokens = dict(said["sixteen"])
        badges = {platform: tokens[tone(colour)] for platform, colour in badges.items()}
    ink = Ink(said["name"], said["dark"], tokens, badges)
    ink.depth, ink.quiet = depth, frozenset(said.get("quiet", ()))
    if depth == PALETTE and not ink.native:
        _to_palette(ink)
    return ink


def _to_palette(ink: Ink) -> None:
    grounds = {token: of_palette(ink.tokens[token]) for token in (*BACKS, "rule")}
    backs = tuple(grounds[back] for back in BACKS)
    ink.tokens = {
        name: grounds.get(name) or of_palette(colour, backs, HINTS if name in HINTING else WORDS)
        for name, colour in ink.tokens.items()
    }
    ink.badges = {platform: of_palette(colour, backs) for platform, colour in ink.badges.items()}


@lru_cache(maxsize=8)
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOM / "themes" / f"{name}.toml").read_text(encoding="utf-8"))
