"""What members are called, where the app was granted the look-up of people; as a rule it was not.

Source: learn.microsoft.com/linkedin, shared/integrations/people/profile-api. A member's profile may be kept for a day.
"""

from collections.abc import Iterable
from threading import Lock

from backend.model.clock import EPOCH, HOUR, Micros, plus
from backend.platforms.base import NotPermitted, Refused, Throttled, TryAgain
from backend.platforms.fields import Fields, line
from backend.platforms.linkedin_api import Api

KEPT_FOR = 12 * HOUR
MOST = 2000
PERSON = "urn:li:person:"


class People:
    """Asks for names, and once that failed asks no more for half a day: nothing waits for a name. Safe in threads."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._lock = Lock()
        self._names: dict[str, tuple[str, Micros]] = {}
        self._refused_until = EPOCH

    def names(self, actors: Iterable[str]) -> dict[str, str]:
        """Return what these people are called, as far as we may know; one without a name is left out."""
        wanted = [one for one in dict.fromkeys(actors) if one.startswith(PERSON)]
        now = self._api.clock.now()
        with self._lock:
            known = {one: name for one in wanted for name, until in (self._names.get(one, ("", EPOCH)),) if until > now}
            closed = self._refused_until > now
        unknown = [one for one in wanted if one not in known]
        if unknown and not closed:
            known |= self._ask(unknown, now)
        return {one: name for one, name in known.items() if name}

    def _ask(self, people: list[str], now: Micros) -> dict[str, str]:
        until = plus(now, KEPT_FOR)
        try:
            told = self._api.people([one.removeprefix(PERSON) for one in people])
        except (NotPermitted, Refused, Throttled, TryAgain):
            self._refused_until = until
            return {}
        found = {one: _called(told.get(one.removeprefix(PERSON), {})) for one in people}
        with self._lock:
            if len(self._names) >= MOST:
                self._names.clear()
            self._names |= {one: (name, until) for one, name in found.items()}
        return found


def _called(person: Fields) -> str:
    return f"{line(person, 'localizedFirstName')} {line(person, 'localizedLastName')}".strip()
