"""When a login ends, where its platform says so: told weeks before, because only a person can give another."""

from collections.abc import Callable, Mapping

from backend.model.clock import SECOND, Micros


def ends_at(platform: str, secret: Mapping[str, str]) -> Micros | None:
    """Return when a stored login ends (UTC microseconds), None where it does not, or where that is not known.

    Instagram's and Threads' are renewed by the worker long before; LinkedIn's ends after 60 days whatever is done.
    """
    read = _ENDS.get(platform)
    return read(secret) if read else None


def _number(secret: Mapping[str, str], name: str, unit: int) -> Micros | None:
    told = secret.get(name, "")
    return Micros(int(told) * unit) if told.isascii() and told.isdigit() and len(told) < 17 else None


_ENDS: Mapping[str, Callable[[Mapping[str, str]], Micros | None]] = {
    "instagram": lambda secret: _number(secret, "until", 1),
    "linkedin": lambda secret: _number(secret, "expires", SECOND),
    "threads": lambda secret: _number(secret, "expires", SECOND),
}
