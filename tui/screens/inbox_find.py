"""Views with a name, and what a member prefers: chosen on the line of `:`, kept in the store, known on every desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from backend.i18n import _
from tui.prefs import known, valid
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.desk import Colleague
    from backend.model.reason import Reason
    from backend.model.view import Counted
    from tui.app import Nightdesk
    from tui.keymap import Press
    from tui.screens.inbox import Inbox

PREFERENCES = ("theme", "symbols", "layout", "bell", "title", "quiet")


class Choosing:
    """What is chosen by name. The names are read when the desk is ready, and again when one was added."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._views: Sequence[Counted] = ()
        self._members: Sequence[str] = ()

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {
            "view": self._view,
            "save_view": partial(self._save_view, shared=False),
            "share_view": partial(self._save_view, shared=True),
            "drop_view": self._drop_view,
            **dict.fromkeys(PREFERENCES, self._prefer),
        }

    def sources(self) -> dict[str, Callable[[str], list[str]]]:
        """Return what completes the names of each kind."""
        named: dict[str, Callable[[str], list[str]]] = {
            "views": self._view_names,
            "members": lambda typed: [one for one in self._members if one.casefold().startswith(typed.casefold())],
        }
        return named | {kind: partial(_choices, kind) for kind in PREFERENCES}

    def know(self) -> None:
        """Read the names there are, and the preferences the store has for this member."""

        def members(found: Sequence[Colleague]) -> None:
            self._members = [one.name for one in found if one.member_id is not None]

        self.desk.calls.read(lambda door: door.counters(), self._know_views)
        self.desk.calls.read(lambda door: door.colleagues(), members)
        self.desk.calls.read(lambda door: door.preferences(), self._preferred)

    def _know_views(self, views: Sequence[Counted]) -> None:
        self._views = views

    # -- views

    def _view_names(self, typed: str) -> list[str]:
        return [one.view.name for one in self._views if one.view.name.startswith(typed.lstrip("@"))]

    def _view(self, press: Press) -> None:
        if press.text:
            self.desk.parts.moves.search("@" + press.text.lstrip("@"))
            return

        def came(views: Sequence[Counted]) -> None:
            self._know_views(views)
            self.desk.parts.commanding.open("view ")
            self.desk.say(" · ".join(f"{safe_line(one.view.name)} {_count(one)}" for one in views), Tone.PLAIN)

        self.desk.calls.read(lambda door: door.counters(), came)

    def _save_view(self, press: Press, *, shared: bool) -> None:
        asked, name = self.desk.asked, press.text.strip()
        said = _("View {name} is shared with everybody.") if shared else _("View {name} is kept.")
        self.desk.calls.act(
            lambda door: door.save_view(name, asked, shared), lambda _view: self._changed(said, name), self._not_done
        )

    def _drop_view(self, press: Press) -> None:
        name = press.text.strip().lstrip("@")
        said = _("View {name} is gone.")
        self.desk.calls.act(
            lambda door: door.delete_view(name), lambda _none: self._changed(said, name), self._not_done
        )

    def _changed(self, said: str, name: str) -> None:
        self.desk.say("✓ " + said.format(name=safe_line(name)), Tone.GOOD)
        self.desk.calls.read(lambda door: door.counters(), self._know_views)

    def _not_done(self, reason: Reason) -> None:
        self.desk.fail(reason)
        self.desk.parts.commanding.again()

    # -- preferences

    @property
    def _app(self) -> Nightdesk:
        from tui.app import Nightdesk

        assert isinstance(self.desk.app, Nightdesk)
        return self.desk.app

    def _preferred(self, stored: dict[str, str]) -> None:
        """Apply what the store says; the copy beside it was only for the first frame."""
        fit = {name: value for name, value in stored.items() if name in PREFERENCES and valid(name, value)}
        prefs = replace(self._app.looks.prefs, **fit)
        if prefs != self._app.looks.prefs:
            self._app.apply(prefs)

    def _prefer(self, press: Press) -> None:
        name, value = press.command.id, press.text.strip()
        if not value or not valid(name, value):
            said = _("{name}: one of {known}").format(name=_(press.command.label), known=", ".join(known(name)))
            if not known(name):
                said = _("{name}: a time as in 22:00-06:00").format(name=_(press.command.label))
            self.desk.say(f"✗ {said}", Tone.BAD)
            self.desk.parts.commanding.again()
            return
        why = self._app.use_theme(value) if name == "theme" else ""
        if why:
            self.desk.say(f"✗ {why}", Tone.BAD)
            return
        if name != "theme":
            self._app.apply(replace(self._app.looks.prefs, **{name: value}))
        self.desk.say(f"✓ {_(press.command.label)}: {value}", Tone.GOOD)
        self.desk.calls.act(lambda door: door.put_setting(name, value), lambda _none: None)


def _choices(kind: str, typed: str) -> list[str]:
    return [one for one in known(kind) if one.startswith(typed)]


def _count(one: Counted) -> str:
    return "?" if one.count is None else f"{one.count:,}" if one.count <= 1000 else "1000+"
