"""Where no API is: the card of a watched place, captures by hand, and answers that are copied and posted elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.place import by_hand
from backend.model.reason import Reason
from tui.bound import key_of
from tui.screens.inbox_words import name
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.comment import QueueRow
    from backend.model.desk import Result
    from backend.model.place import Capture, Kept, PlaceCard
    from tui.app import Nightdesk
    from tui.keymap import Press
    from tui.screens.capture import CaptureScreen, Typed
    from tui.screens.inbox import Inbox
    from tui.screens.place import PlaceScreen


class Placing:
    """Opens the screens of places, and does what is chosen there. What is typed of a capture outlives its screen."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._card: PlaceScreen | None = None
        self._form: CaptureScreen | None = None
        self._typed: dict[int, Typed] = {}  # captures that were begun, by account

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {"place": self._place, "capture": self._capture}

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"posted": self.posted}

    def names(self, typed: str) -> list[str]:
        """Complete the name of a place."""
        known = (one.short_name for one in self._there())
        return [one for one in known if one.casefold().startswith(typed.casefold())]

    # -- which place

    def _there(self) -> list[Account]:
        return [one for one in self.desk.accounts.values() if by_hand(one.platform, one.health.state)]

    def _meant(self, press: Press) -> Account | None:
        """Return the place that was named, the one of the comment at hand, or the only one; else ask for a name."""
        there, row = self._there(), self.desk.row
        if press.text:
            return next((one for one in there if one.short_name == press.text.strip()), None)  # one of `names`
        here = [one for one in there if row is not None and one.id == row.account_id] or there
        if len(here) == 1:
            return here[0]
        if here:
            self.desk.parts.commanding.open(f"{press.command.id} ")
            self.desk.say(" · ".join(safe_line(one.short_name) for one in here))
        else:
            self.desk.say(f"✗ {word(Reason('place.none'))}", Tone.BAD)
        return None

    # -- the card

    def _place(self, press: Press) -> None:
        account = self._meant(press)
        if account is not None:
            self.desk.calls.read(lambda door: door.place(account.id), lambda card: self._show(account, card))

    def _show(self, account: Account, card: PlaceCard) -> None:
        from tui.screens.place import PlaceScreen

        desk = self.desk
        self._card = PlaceScreen(desk.ink, desk.clock, desk.zone, account, card)
        self._card.looked = lambda steps, note: self._look(account, steps, note)
        self._card.link = lambda: self._copy_link(card.link)
        self._card.capture = lambda: self._open_form(account)
        desk.app.push_screen(self._card)

    def _look(self, account: Account, steps: list[int], note: str) -> None:
        def came(result: Result) -> None:
            if result.ok:
                self._say_there("✓ " + _("Stamped: you have looked."), Tone.GOOD)
                self.desk.calls.read(lambda door: door.place(account.id), self._newer)
            else:
                self._say_there(f"✗ {self.desk.parts.deciding.no(result)}", Tone.BAD)

        self.desk.calls.act(lambda door: door.look_at_place(account.id, steps, note), came, self._failed)

    def _newer(self, card: PlaceCard) -> None:
        if self._card is not None:
            self._card.pane.show(card)

    def _failed(self, reason: Reason) -> None:
        self._say_there("✗ " + safe_line(word(reason, self.desk.zone)), Tone.BAD)

    def _say_there(self, message: str, tone: Tone) -> None:
        if self._card is not None:
            self._card.pane.say(message, tone)

    def _copy_link(self, link: str) -> None:
        self._say_there(self._copied_words(link), Tone.GOOD)

    def _copied_words(self, text: str) -> str:
        from tui.clipboard import copy

        return copy(cast("Nightdesk", self.desk.app), text).said

    # -- captures

    def _capture(self, press: Press) -> None:
        account = self._meant(press)
        if account is not None:
            self._open_form(account)

    def _open_form(self, account: Account) -> None:
        from tui.screens.capture import CaptureScreen

        self._form = CaptureScreen(self.desk.ink, account, self._typed.pop(account.id, None))
        self._form.keep = lambda what: self._keep(account, what)
        self._form.leave = lambda typed: self._left(account, typed)
        self.desk.app.push_screen(self._form)

    def _left(self, account: Account, typed: Typed) -> None:
        self._form = None
        if any(typed):
            self._typed[account.id] = typed

    def _keep(self, account: Account, what: Capture) -> None:
        def came(kept: Kept) -> None:
            if self._form is not None:
                said = _("Kept, and in the queue.") if kept.new else _("It was here already.")
                self._form.kept(f"✓ {said}")
            self.desk.parts.catching.again(kept.comment_id)

        def failed(reason: Reason) -> None:
            if self._form is not None:
                self._form.refused("✗ " + safe_line(word(reason, self.desk.zone)))

        self.desk.calls.act(lambda door: door.capture(account.id, what), came, failed)

    # -- answers that are posted by hand

    def copied(self, row: QueueRow, text: str, link: str | None) -> None:
        """The answer was kept as copied: hand it to the clipboard, and say that nothing was sent."""
        desk = self.desk
        words = self._copied_words(text)
        said = _("Not sent: post it in the browser, then {key} says so.").format(key=key_of("settle"))
        desk.say(f"{said} {words} {safe_line(link or '')}", Tone.LAMP)
        desk.parts.deciding.moved_on(row, stay=True)
        desk.parts.catching.again(row.id)

    def ask_posted(self) -> None:
        """Ask what became of the copied answer under the cursor."""
        words = ", ".join((_("posted"), _("copy"), _("drop")))
        self.desk.ask("posted", _("Is our answer posted there? Its link, or {words}:").format(words=words))

    def posted(self, typed: str) -> None:
        """Do what was typed about a copied answer: it is posted (its link says so too), copy it again, or drop it."""
        row, typed = self.desk.row, typed.strip()
        if row is None or row.delivery is None or not typed:
            self.desk.say(_("Nothing was settled."))
            return
        outbox_id, text = row.delivery.outbox_id, row.delivery.text
        if typed.casefold() == _("copy").casefold():
            self.desk.say(self._copied_words(text), Tone.GOOD)
        elif typed.casefold() == _("drop").casefold():
            said = _("{author}: dropped; the text is a draft again").format(author=name(row))
            self.desk.parts.owning.simply(row, lambda door: door.cancel(outbox_id), said)
        else:
            link = "" if typed.casefold() == _("posted").casefold() else typed
            said = _("{author}: reported as posted").format(author=name(row))
            self.desk.parts.owning.simply(row, lambda door: door.report_posted(outbox_id, link), said)
