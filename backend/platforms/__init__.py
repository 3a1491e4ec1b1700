"""The wire: one module per platform behind one contract. A new platform is a module and a line here."""

from collections.abc import Mapping
from importlib import import_module

from backend.platforms.base import Connector, Saver

REGISTRY: Mapping[str, str] = {
    "mastodon": "backend.platforms.mastodon",
    "bluesky": "backend.platforms.bluesky",
}
"""Platform name → module; each module has `open_connector(base_url, secret, save, timeout_s)`."""


def open_connector(
    platform: str, base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = 20.0
) -> Connector:
    """Return the platform's connector for one account; no request is made yet.

    `secret` is the stored login and `save` writes a renewed one back. `timeout_s` is how long each step of a request
    may take. Raises KeyError for an unknown platform.
    """
    module = import_module(REGISTRY[platform])
    connector: Connector = module.open_connector(base_url, secret, save, timeout_s)
    return connector
