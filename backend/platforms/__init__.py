"""The wire: one module per platform behind one contract. A new platform is a module and a line here."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from backend.model.reason import Reason
from backend.platforms.base import Connector, Saver

if TYPE_CHECKING:
    from backend.platforms.codeflow import Way

REGISTRY: Mapping[str, str] = {
    "mastodon": "backend.platforms.mastodon",
    "bluesky": "backend.platforms.bluesky",
    "facebook": "backend.platforms.facebook",
    "instagram": "backend.platforms.instagram",
    "threads": "backend.platforms.threads",
    "linkedin": "backend.platforms.linkedin",
    "youtube": "backend.platforms.youtube",
}
"""Platform name → module. Each has the two functions below, without the platform's name."""

STREAMED = frozenset({"mastodon"})
"""Platforms that tell by themselves when something happens: their connectors are `base.Listens`."""

WAYS: Mapping[str, tuple[str, str]] = {
    "facebook": ("facebook", "backend.platforms.facebook_connect"),
    "instagram": ("instagram", "backend.platforms.instagram_connect"),
    "instagram-login": ("instagram", "backend.platforms.instagram_login_connect"),
    "linkedin": ("linkedin", "backend.platforms.linkedin_connect"),
    "threads": ("threads", "backend.platforms.threads_connect"),
    "youtube": ("youtube", "backend.platforms.youtube_connect"),
}
"""What is connected by a link and a pasted code: a way's name → the platform and its module, a `codeflow.Way`."""


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


def way(name: str) -> "tuple[str, Way]":
    """Return the platform that a way leads to, and the way itself. Raises KeyError for an unknown one."""
    platform, module = WAYS[name]
    return platform, cast("Way", import_module(module))
