"""The colours of the chosen theme, as Textual's theme for the stylesheets and as styles for drawn lines."""

import re
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path

from rich.style import Style
from textual.theme import Theme

import styles

ROOM = Path(styles.__file__).parent
"""The folder of stylesheets and themes, wherever the package was installed."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}").fullmatch


class Ink:
    """The theme's colours by token. Styles are made once and shared, so that unchanged lines compare fast."""

    def __init__(self, name: str, dark: bool, tokens: dict[str, str], badges: dict[str, str]) -> None:
        self.name, self.dark = name, dark
        self.tokens, self.badges = tokens, badges

    def style(self, token: str, back: str = "background", bold: bool = False, under: bool = False) -> Style:
        """Return the style of a token (or of a colour written #rrggbb) on a background token."""
        return _style(self.colour(token), self.tokens[back], bold, under)

    def colour(self, token: str) -> str:
        """Return a token's colour; a colour itself passes, anything else becomes the colour of words."""
        return self.tokens.get(token) or (token if _HEX(token) else self.tokens["text"])

    def badge(self, platform: str) -> str:
        """Return the colour of a platform's badge."""
        return self.badges.get(platform, self.tokens["text"])

    @cached_property
    def theme(self) -> Theme:
        """Return the theme for the stylesheets: each token is a variable of its name, `text` is `$words`."""
        tokens = self.tokens
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
            dark=self.dark,
            variables={"words" if name == "text" else name: colour for name, colour in tokens.items()},
        )


@lru_cache(maxsize=512)
def _style(colour: str, back: str, bold: bool, under: bool) -> Style:
    return Style(color=colour, bgcolor=back, bold=bold, underline=under)


@lru_cache(maxsize=8)
def load(name: str = "night") -> Ink:
    """Read a theme of `styles/themes` by its name. Raises FileNotFoundError for one that is not there."""
    said = tomllib.loads((ROOM / "themes" / f"{name}.toml").read_text(encoding="utf-8"))
    return Ink(said["name"], said["dark"], said["tokens"], said["badges"])
