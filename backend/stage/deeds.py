"""What we have done about what was said and who said it, one set for each wire. Shown by the wires as platforms do."""

from dataclasses import dataclass, field
from typing import Any

from backend.model.clock import Micros


@dataclass(frozen=True, slots=True)
class Report:
    """A report of ours: about whom (a person's key) and what (ids), filed under `filed`, in the words of `comment`.

    `forward`: to the moderators of the person's own server as well.
    """

    id: int
    who: str
    what: tuple[str, ...]
    filed: str
    comment: str
    at: Micros
    forward: bool = False


@dataclass(slots=True)
class Deeds:
    """Everything done on one wire. People by key, what was said by id.

    The values of `liked` and `blocked` name Bluesky's records (empty elsewhere); `gates` holds its threadgates by the
    id of the thread's root. `closed` are the posts whose comments are closed, `held` what the platform's filter or we
    keep back and under which word, `whispered` our private answers by what they answer. `done` logs our
    likes and hidings. `unread` private conversations wait; `shut_out`: our login was not made to see them.
    `pushed`: what is pushed to our app's address.
    """

    liked: dict[str, str] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    blocked: dict[str, str] = field(default_factory=dict)
    gates: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    held: dict[str, str] = field(default_factory=dict)
    whispered: dict[str, str] = field(default_factory=dict)
    done: list[tuple[str, str]] = field(default_factory=list)
    unread: int = 0
    shut_out: bool = False
    pushed: list[str] = field(default_factory=list)

    def note(self, act: str, said: str) -> None:
        """Write down that a like or a hiding of ours was carried out, also when it changed nothing."""
        self.done.append((act, said))

    def shuns(self, person: str) -> bool:
        """Tell whether we have muted or blocked somebody."""
        return person in self.muted or person in self.blocked

    def locks(self, root: str) -> bool:
        """Tell whether nobody may answer in a thread. Rules that let some answer let everybody here."""
        return root in self.closed or self.gates.get(root, {}).get("allow") == []

    def hides(self, root: str, uri: str) -> bool:
        """Tell whether a reply is hidden in its thread."""
        return uri in self.gates.get(root, {}).get("hiddenReplies", ())

    def put_away(self, said: str, word: str) -> None:
        """Hide something, or keep it back under a word."""
        if word:
            self.held[said] = word
        else:
            self.hidden.add(said)

    def bring_back(self, said: str, word: str | None) -> None:
        """Show something again; what was kept back is so no longer, or is under another word."""
        self.hidden.discard(said)
        if self.held.pop(said, None) is not None and word is not None:
            self.held[said] = word

    def report(self, **about: Any) -> Report:
        """File a report: the fields of Report but its number."""
        made = Report(id=len(self.reports) + 1, **about)
        self.reports.append(made)
        return made
