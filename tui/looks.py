"""How this desk looks and sounds, put together from what the environment says and the member prefers; changed live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from textual.filter import LineFilter

from backend.config.errors import ConfigError
from backend.config.variables import LAYOUT, SYMBOLS, THEME
from backend.i18n import _, set_language
from tui.colour import NONE, depth_of
from tui.ink import USUAL, Ink, load, themes
from tui.prefs import LINEAR, Prefs, keep, known, place, read, valid
from tui.symbols import ASCII, UNICODE, charset_of, use

if TYPE_CHECKING:
    from backend.config.desk import DeskSettings
    from tui.app import Nightdesk
    from tui.exchange import Exchange


class Looks:
    """What is wished for. `fixed` is what the environment says: it wins over preferences as long as the desk runs."""

    def __init__(
        self,
        ink: Ink,
        *,
        prefs: Prefs | None = None,
        fixed: Prefs | None = None,
        charset: str = "utf-8",
        path: Path | None = None,
    ) -> None:
        self.ink = ink
        self.prefs, self.fixed = prefs or Prefs(), fixed or Prefs()
        self.charset, self.path = charset, path
        self.unread = False  # whether something was kept that could not be used
        self._kept = self.prefs
        self.ink.linear = self.wanted("layout") == LINEAR
        self._exchange = self._exchanged()

    def wanted(self, name: str) -> str:
        """Return what holds now for a preference, empty where nothing was chosen."""
        return str(getattr(self.fixed, name) or getattr(self.prefs, name))

    def filters(self) -> Iterator[LineFilter]:
        """Yield what every drawn line passes for this terminal's sake."""
        if self._exchange is not None:
            yield self._exchange

    def _exchanged(self) -> Exchange | None:
        ascii = (self.wanted("symbols") or (UNICODE if self.charset == "utf-8" else ASCII)) == ASCII
        use(ASCII if ascii else UNICODE)
        if not ascii and not self.ink.linear and self.charset == "utf-8":
            return None
        from tui.exchange import Exchange

        return Exchange(ascii=ascii, linear=self.ink.linear, charset=self.charset)

    # -- while the desk runs

    def use_theme(self, app: Nightdesk, name: str) -> str:
        """Draw in another theme from now on. Returns why not, empty when it was done."""
        if name not in themes():
            return _("There is no theme {name}. There are: {known}").format(name=name, known=", ".join(themes()))
        if self.ink.depth == NONE:
            return _("NO_COLOR is set: the terminal's own colours stay.")
        self.ink.pour(load(name, self.ink.depth))
        app.register_theme(self.ink.theme)
        app.theme = name
        redraw(app)
        return ""

    def apply(self, app: Nightdesk, prefs: Prefs) -> None:
        """Take these preferences, from wherever they come: what differs is applied at once and kept for next time."""
        fit = {one.name: value for one in fields(Prefs) if valid(one.name, value := getattr(prefs, one.name))}
        before, self.prefs = self.prefs, Prefs(**fit)
        if self.prefs.language and self.prefs.language != before.language:
            set_language(self.prefs.language)
        app.ringer.prefer(self.prefs)
        theme = self.wanted("theme") or USUAL
        if theme != self.ink.name and self.ink.depth != NONE:
            self.use_theme(app, theme)
        if self.prefs != before:
            self._arrange(app)
        self.keep()

    def _arrange(self, app: Nightdesk) -> None:
        linear = self.wanted("layout") == LINEAR
        if linear != self.ink.linear:
            self.ink.linear = linear
            app.follow_cursor(linear)
            app.inbox.panes_for(app.size.width)
        self._exchange = self._exchanged()
        redraw(app)

    def keep(self) -> None:
        """Write down what is preferred, when it is not what is kept; a folder that cannot be written keeps nobody."""
        if self.path is not None and self.prefs != self._kept and keep(self.path, self.prefs):
            self._kept = self.prefs


def redraw(app: Nightdesk) -> None:
    """Draw everything anew: colours, signs, words or layout have changed."""
    from tui.widgets.lines import Lines

    for screen in app.screen_stack:
        for node in screen.walk_children(with_self=True):
            if isinstance(node, Lines):
                node.anew()
            node.refresh(layout=True)


def looks_of(settings: DeskSettings, environ: Mapping[str, str], member: str) -> Looks:
    """Return how the desk is to look before anything is known but its environment. Raises ConfigError."""
    fixed = Prefs(theme=settings.theme, symbols=settings.symbols, layout=settings.layout)
    for name, variable in (("theme", THEME), ("symbols", SYMBOLS), ("layout", LAYOUT)):
        if not valid(name, getattr(fixed, name)):
            raise ConfigError("config.one_of", name=variable, known=", ".join(known(name)))
    path = place(member)
    prefs, whole = read(path)
    ink = load(fixed.theme or prefs.theme or USUAL, depth_of(environ))
    looks = Looks(ink, prefs=prefs, fixed=fixed, charset=charset_of(environ), path=path)
    looks.unread = not whole
    return looks
