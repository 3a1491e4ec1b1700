"""What the health screen knows of an account beside the account itself: its login, its outbox, its open wishes."""

from shlex import quote
from urllib.parse import urlsplit

from backend.model.account import Account
from backend.model.clock import DAY, Micros
from backend.model.desk import WorkerStatus
from backend.model.reason import Reason
from backend.model.value import dataclass

WITHOUT_LOGIN = frozenset({"watched_place"})
"""Platforms that nobody logs in to."""

SOON = 21 * DAY
"""So long before its end a login is spoken of."""


@dataclass(frozen=True, slots=True)
class LoginState:
    """On whose login an account hangs, and who can renew it.

    `by` is the member who connected or last renewed it at `at`, empty where nobody said who it was. `ends_at` (UTC µs)
    is when the login ends by itself, None where it does not, or where that is not known. `renewers` are the names of
    the active members who can log in as the account again. `needed`: a place that is watched by hand has no login.
    """

    by: str = ""
    at: Micros | None = None
    ends_at: Micros | None = None
    renewers: tuple[str, ...] = ()
    needed: bool = True

    @property
    def others(self) -> tuple[str, ...]:
        """Who can renew it beside the one on whose login it hangs."""
        return tuple(name for name in self.renewers if name != self.by)

    @property
    def warning(self) -> Reason | None:
        """What is wrong with how few can renew it, None when two or more can."""
        if not self.needed or len(self.renewers) > 1:
            return None
        return Reason("login.one_name", {"name": self.renewers[0]}) if self.renewers else Reason("login.no_name")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How an account's outbox stands: actions that wait for approval, wait to be sent, are being sent.

    `unknown`: nobody can tell yet whether they got there. `failed`: comments that are not done and whose last act did
    not get out. `copied`: answers for a member to post in the browser. `oldest_at` (UTC µs): since when the oldest of
    those that could leave now waits, None when none does.
    """

    approval: int = 0
    pending: int = 0
    sending: int = 0
    unknown: int = 0
    failed: int = 0
    copied: int = 0
    oldest_at: Micros | None = None


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """One account on the health screen. `asked`: somebody wants it read now, and it has not been yet."""

    account: Account
    login: LoginState
    outgoing: Outgoing
    asked: bool = False

    @property
    def mending(self) -> Reason:
        """Who can give it a new login, and the command to run."""
        return mending(self.account, self.login)


@dataclass(frozen=True, slots=True)
class HealthBoard:
    """The health screen, read in one snapshot: accounts (worst first) and the worker."""

    accounts: tuple[AccountHealth, ...]
    worker: WorkerStatus


def mending(account: Account, login: LoginState) -> Reason:
    """Return who can give an account a new login and with which command."""
    command = renewal(account, login.renewers[0] if login.renewers else "")
    if not login.renewers:
        return Reason("login.mend_nobody", {"command": command})
    return Reason("login.mend", {"names": ", ".join(login.renewers), "command": command})


def renewal(account: Account, name: str = "") -> str:
    """Return the command that renews an account's login, by the member of that name where one is given.

    Handles are outside text: what a shell would obey is quoted.
    """
    words = ["nightdesk", "account", "add", *_way(account), *(["--as", name] if name else [])]
    return " ".join(map(quote, words))


def _way(account: Account) -> list[str]:
    address = urlsplit(account.base_url)
    server = address.netloc if address.scheme == "https" else account.base_url
    if account.platform == "mastodon":
        return ["mastodon", server]
    if account.platform == "bluesky":
        return ["bluesky", account.handle.lstrip("@")]
    by_itself = account.platform == "instagram" and address.netloc == "graph.instagram.com"
    return ["instagram-login" if by_itself else account.platform, "--app-id", "ID"]
