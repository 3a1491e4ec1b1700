"""`nightdesk account show`: what one account reads and can do, and what not, as the worker last saw it."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.cli.account_login import hanging
from backend.cli.table import cells
from backend.i18n import _
from backend.i18n.abilities import acts, messages, pushes, reads
from backend.model.account import Account
from backend.model.clock import EPOCH, SECOND, Micros
from backend.model.health import LoginState


def lines(one: Account, login: LoginState, health: str, zone: str) -> Iterator[str]:
    """Return what is known of an account, a line for each thing; `health` is worded already, times are in `zone`."""
    parts = [(_("health"), health), *hanging(login, zone), *_times(one, zone)]
    can = one.capabilities
    parts += [*messages(one.unread), *pushes(can), *reads(can), *acts(can)]
    room = max(cells(name) for name, _said in parts)
    for name, said in parts:
        yield f"  {name}{' ' * (room - cells(name))}  {said}"


def _times(one: Account, zone: str) -> Iterator[tuple[str, str]]:
    if one.health.last_complete_at is not None:
        yield _("last read whole"), _moment(one.health.last_complete_at, zone)
    if one.complete_since is not None:
        yield _("complete since"), _moment(one.complete_since, zone)
    if one.capabilities.observed_at > EPOCH:
        yield _("rate limit used"), f"{one.health.rate_share:.0%}"
        yield _("asked what it can"), _moment(one.capabilities.observed_at, zone)


def _moment(at: Micros, zone: str) -> str:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
