"""The wire: one module per platform behind one contract. A new platform is a module and a line here."""

from collections.abc import Mapping
from importlib import import_module

from backend.model.reason import Reason
from backend.platforms.base import Connector, Saver

REGISTRY: Mapping[str, str] = {
    "mastodon": "backend.platforms.mastodon",
    "bluesky": "backend.platforms.bluesky",
}
"""Platform name → module. Each has the two functions below, without the platform's name."""


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


def end_login(platform: str, base_url: str, secret: Mapping[str, str]) -> Reason | None:
    """Make a stored login worthless at its platform; one that has ended already is done.

    Returns what a person must still do there, None when nothing is left. Raises PlatformError when it could not be
    ended, KeyError for an unknown platform.
    """
    left: Reason | None = import_module(REGISTRY[platform]).end_login(base_url, secret)
    return left
