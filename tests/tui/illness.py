"""Accounts in every state of health, as the worker would have written them, for the screens that show them."""

from backend.model.account import Act, Capabilities, Health, HealthState, Limits, Reach, Undo
from backend.model.actor import SYSTEM
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.model.reason import Reason
from backend.platforms.base import sources
from backend.store.write.accounts import add_account, set_complete_since, set_health
from backend.store.write.logins import add_renewer, record_login, set_login_end
from tests.tui.shift import Shift

CAN = Capabilities(
    {Act.REPLY: Undo.FINAL, Act.DELETE_OWN: Undo.FINAL, Act.HIDE: Undo.REVERSIBLE, Act.LIKE: Undo.REVERSIBLE},
    Limits(500, "graphemes"),
    sources=sources((), comments=Reach.READ, mentions=Reach.READ, messages=Reach.COUNTED, ads=Reach.DENIED),
)

STATES: dict[str, tuple[str, HealthState, str, int, float]] = {
    "Jobb": ("bluesky", HealthState.BLIND, "platform.timeout", 3 * HOUR, 0.03),
    "Sverige": ("facebook", HealthState.NEEDS_LOGIN, "platform.login", 26 * HOUR, 0.0),
    "Insta": ("instagram", HealthState.THROTTLED, "throttled", 9 * MINUTE, 1.0),
    "Work": ("linkedin", HealthState.LATE, "account.behind", 2 * MINUTE, 0.82),
    "Tube": ("youtube", HealthState.OK, "", 20 * SECOND, 0.44),
}
"""By short name: platform, state, reason, how long ago it was read whole, share of the rate limit."""


def enter(shift: Shift, short: str, platform: str, handle: str = "") -> int:
    """Enter an account."""
    return add_account(
        shift.store, SYSTEM, platform, short, remote_id=short, handle=handle or short.lower(), name=short,
        base_url="https://example.org", capabilities=CAN,
    )  # fmt: skip


def falls(shift: Shift, key: int, state: HealthState, code: str = "platform.timeout", ago: int = HOUR) -> None:
    """The worker writes down how an account is doing; it was last read whole so long ago (µs)."""
    now = shift.clock.now()
    params = {"throttled": {"until": now + 25 * MINUTE}, "account.behind": {"since": now - 10 * MINUTE}}.get(code, {})
    reason = Reason(code, {name: int(value) for name, value in params.items()}) if code else None
    whole = Micros(now - ago)
    set_health(shift.store, key, Health(state, whole, reason, whole, 0.1, Micros(now + MINUTE)))


def ward(shift: Shift) -> dict[str, int]:
    """An account in every state, on Anna's and Erik's logins. Returns keys by short name."""
    now, keys = shift.clock.now(), {"Acme": shift.account}
    for short, (platform, state, code, ago, share) in STATES.items():
        keys[short] = enter(shift, short, platform)
        falls(shift, keys[short], state, code, ago)
        with shift.store.write() as w:
            w.conn.exec_driver_sql(f"UPDATE account_health SET rate_share = {share} WHERE account_id = {keys[short]}")
        set_complete_since(shift.store, keys[short], Micros(now - 60 * DAY))
        record_login(shift.store, shift.erik if short == "Jobb" else shift.anna, keys[short], None)
    for short in ("Sverige", "Work"):
        add_renewer(shift.store, SYSTEM, keys[short], shift.erik.id or 0)
    set_login_end(shift.store, keys["Work"], Micros(now + 12 * DAY))
    set_login_end(shift.store, keys["Insta"], Micros(now + 2 * DAY))
    return keys
