"""What pushes are signed with: the secrets of the settings, and those that Meta's logins hold."""

import hashlib
import hmac
from collections.abc import Iterator

from backend.config.errors import ConfigError
from backend.config.webhooks import WebhookSettings
from backend.model.account import Account
from backend.store.read.accounts import accounts
from backend.store.reader import Reader
from backend.worker.redact import Redactor
from backend.worker.webhooks_log import log

META = ("facebook", "instagram", "threads")


class Keys:
    """The secrets as they are now. `learn` reads the logins' anew; checking may go on meanwhile in another thread."""

    def __init__(self, settings: WebhookSettings, redactor: Redactor) -> None:
        self._settings = settings
        self._redactor = redactor
        self.meta: tuple[bytes, ...] = ()
        self.linkedin = tuple(one.encode() for one in settings.linkedin)
        self._token = settings.verify_token.encode()
        self._unreadable: set[int] = set()
        redactor.learn_values((*settings.meta, *settings.linkedin, settings.verify_token))

    def learn(self, reader: Reader) -> None:
        """Read the secrets of Meta's apps that lie in the accounts' logins. Raises StoreError."""
        kept = tuple(self._kept(reader))
        self._redactor.learn_values(kept)
        self.meta = tuple(dict.fromkeys(one.encode() for one in (*self._settings.meta, *kept)))

    def _kept(self, reader: Reader) -> Iterator[str]:
        secrets = self._settings.worker.secrets()
        for account in accounts(reader):
            if account.platform not in META:
                continue
            try:
                found = secrets.load(account.id, account.short_name).get("app_secret")
            except ConfigError as error:
                self._complain(account, error)
                continue
            self._unreadable.discard(account.id)
            if found:
                yield found

    def _complain(self, account: Account, error: ConfigError) -> None:
        """Say once of a login that it cannot be read."""
        if account.id not in self._unreadable:
            self._unreadable.add(account.id)
            said = {"account": account.short_name, "reason": error.reason.code, "about": error.reason.params}
            log.warning("a login cannot be read", extra=said)

    def welcome(self, word: str) -> bool:
        """Tell whether somebody knows the word of Meta's handshake."""
        return bool(self._token) and hmac.compare_digest(word.encode(), self._token)


def signature(secret: bytes, *parts: bytes) -> str:
    """Return the HMAC-SHA256 of the parts as lower-case hex."""
    made = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        made.update(part)
    return made.hexdigest()


def is_signed(secrets: tuple[bytes, ...], given: str, *parts: bytes) -> bool:
    """Tell whether one of the secrets signed the parts. Every secret is tried in full, whichever fits."""
    fits = [hmac.compare_digest(signature(secret, *parts).encode(), given.encode()) for secret in secrets]
    return any(fits)
