"""Bluesky's real servers, installed once into a cache folder and run on loopback for a test."""

from tests.platforms.bluesky_rig.rig import Login, Rig, start

__all__ = ["Login", "Rig", "start"]
