"""Entering an account: the login into the worker's own folder, the rest into the store. A second time renews it."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from getpass import getpass
from typing import TYPE_CHECKING

from backend.cli.context import CommandError, Context, say
from backend.config.secrets import SecretError, SecretStore
from backend.i18n import _
from backend.model.account import Account, Health, HealthState
from backend.model.actor import SYSTEM, Actor
from backend.platforms import open_connector
from backend.platforms.base import Profile
from backend.platforms.ending import ends_at
from backend.store.read.accounts import accounts

if TYPE_CHECKING:
    from backend.store.engine import Store

LONGEST = 8


@dataclass(frozen=True)
class Login:
    """A login that works: what to keep, and who it is."""

    platform: str
    secret: Mapping[str, str] = field(repr=False)
    profile: Profile


@dataclass(frozen=True)
class Entered:
    """An account that is in the store. `renewed` when it was there before."""

    account_id: int
    short_name: str
    renewed: bool


def try_login(platform: str, base_url: str, secret: Mapping[str, str]) -> Login:
    """Ask the platform who a login is. Raises PlatformError."""
    kept = dict(secret)
    connector = open_connector(platform, base_url, kept, kept.update)
    try:
        profile = connector.check()
    finally:
        connector.close()
    return Login(platform, kept, profile)


def enter(
    store: "Store",
    secrets: SecretStore,
    login: Login,
    choose: Callable[[str, list[str]], str],
    by: Actor = SYSTEM,
) -> Entered:
    """Keep a login and enter its account, or renew the login of one that is there; note that it hangs on `by`.

    `choose` is given a proposal and the short names that are taken, and returns the new account's short name.
    Raises Conflict, SecretError or StoreError; nothing is entered then.
    """
    from backend.store.write.logins import record_login

    entered = _entered(store, secrets, login, choose)
    record_login(store, by, entered.account_id, ends_at(login.platform, login.secret))
    return entered


def _entered(store: "Store", secrets: SecretStore, login: Login, choose: Callable[[str, list[str]], str]) -> Entered:
    known = accounts(store.reader)
    for one in known:
        if _is_same(one, login):
            return _renew(store, secrets, one, login)
    taken = [one.short_name.casefold() for one in known]
    return _add(store, secrets, login, choose(_proposal(login.profile.handle, taken), taken))


def ask(question: str) -> str:
    """Ask on the terminal and return the line, without its blanks. Raises CommandError when there is none."""
    print(question, end=" ", flush=True)
    line = sys.stdin.readline()
    if not line:
        say("")
        raise CommandError("account.no_answer")
    return line.strip()


def ask_unseen(what: str) -> str:
    """Ask for what nobody may see: not shown on a terminal, else a line of standard input. Raises CommandError."""
    return getpass(f"{what}: ").strip() if sys.stdin.isatty() else ask(f"{what}:")


def chosen_by_person(wanted: str | None) -> Callable[[str, list[str]], str]:
    """Return how the short name is found: as given, else asked for on a terminal, else the proposal."""

    def choose(proposal: str, taken: list[str]) -> str:
        if wanted:
            return wanted
        if not sys.stdin.isatty():
            return proposal
        while True:
            name = ask(_("Short name, at most 8 signs, shown in every row [{proposal}]:").format(proposal=proposal))
            if not name or (len(name) <= LONGEST and name.casefold() not in taken):
                return name or proposal
            say(_("That name is too long or taken."))

    return choose


def check_short(context: Context, short: str | None) -> None:
    """Refuse a short name that can be seen to be unfit before anybody logs in. Raises CommandError."""
    if short is not None and not re.fullmatch(r"\w[\w-]{0,7}", short):
        raise CommandError("account.short_name", status=2, name="".join(s for s in short[:20] if s.isprintable()))
    context.worker_settings.secrets().check_writable()


def _is_same(one: Account, login: Login) -> bool:
    profile = login.profile
    return (one.platform, one.base_url, one.remote_id) == (login.platform, profile.base_url, profile.remote_id)


def _renew(store: "Store", secrets: SecretStore, one: Account, login: Login) -> Entered:
    from backend.store.write.accounts import set_capabilities, set_health

    secrets.save(one.id, login.secret)
    set_capabilities(store, one.id, login.profile.capabilities)
    health = one.health
    if health.state is HealthState.NEEDS_LOGIN:
        fresh = Health(HealthState.NEW, store.clock.now(), None, health.last_complete_at, health.rate_share)
        set_health(store, one.id, fresh)
    return Entered(one.id, one.short_name, renewed=True)


def _add(store: "Store", secrets: SecretStore, login: Login, short: str) -> Entered:
    from backend.store.write.accounts import add_account, remove_account

    profile = login.profile
    key = add_account(
        store,
        SYSTEM,
        login.platform,
        short,
        remote_id=profile.remote_id,
        handle=profile.handle,
        name=profile.name,
        base_url=profile.base_url,
        capabilities=profile.capabilities,
    )
    try:
        secrets.save(key, login.secret)
    except SecretError:
        remove_account(store, SYSTEM, key)
        raise
    return Entered(key, short, renewed=False)


def _proposal(handle: str, taken: list[str]) -> str:
    """Return a short name made from a handle that nobody has yet."""
    stem = re.sub(r"[^a-z0-9]", "", re.split(r"[@.]", handle.lstrip("@"))[0].lower())[:LONGEST] or "account"
    names = [stem, *(f"{stem[: LONGEST - 1]}{number}" for number in range(2, 10))]
    return next((name for name in names if name not in taken), stem)
