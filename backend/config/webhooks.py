"""What the webhooks' door needs to know to start: the worker's settings, and what the platforms sign with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.config.envfile import variables
from backend.config.variables import LINKEDIN_SECRET, META_SECRET, META_VERIFY
from backend.config.worker import WorkerSettings, worker_settings


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """The door's settings; all but the worker's are secret, hence no repr of them.

    `meta`: the secrets of Meta's apps. `linkedin`: those of LinkedIn's. `verify_token`: the word that Meta's handshake
    must know, empty for none.
    """

    worker: WorkerSettings
    meta: tuple[str, ...] = field(default=(), repr=False)
    linkedin: tuple[str, ...] = field(default=(), repr=False)
    verify_token: str = field(default="", repr=False)

    @property
    def wanted(self) -> bool:
        """Whether anything is set that only the door needs."""
        return bool(self.meta or self.linkedin or self.verify_token)


def webhook_settings(environ: Mapping[str, str], cwd: Path) -> WebhookSettings:
    """Read the door's settings. Raises ConfigError."""
    ours = variables(environ, cwd)
    return WebhookSettings(
        worker=worker_settings(environ, cwd),
        meta=_several(ours.get(META_SECRET, "")),
        linkedin=_several(ours.get(LINKEDIN_SECRET, "")),
        verify_token=ours.get(META_VERIFY, ""),
    )


def _several(value: str) -> tuple[str, ...]:
    """Return secrets that are separated by commas: each app has its own, and an app under renewal has two."""
    return tuple(filter(None, (one.strip() for one in value.split(","))))
