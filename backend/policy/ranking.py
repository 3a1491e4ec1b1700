"""Which canned reply fits a comment best, and why: by words, by what it is about, and by what the team picked before.

All of it is counted here and can be said in a line; nothing leaves the machine. Languages come first: a reply in the
comment's own, then in those of the charter in its order, then any. Within a language the points below are added up.
Of a comment only the stems of its words are looked at; of a reply those of its code, title and tags count whole, those
of its body less, and a part of a joined word (`el|räkning`) less than a word.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from math import log, log1p
from operator import itemgetter
from sys import intern
from typing import NamedTuple

from backend.model.category import Category
from backend.model.reason import Reason
from backend.model.template import Template
from backend.model.value import dataclass
from backend.policy.stems import hashed, parts, stem, stems, telling

CALLED: Mapping[Category, tuple[str, ...]] = {
    Category.QUESTION: ("question", "fråga"),
    Category.COMPLAINT: ("complaint", "klagomål"),
    Category.CRITICISM: ("criticism", "kritik"),
    Category.PRAISE: ("praise", "beröm"),
    Category.HATE: ("hate", "hat"),
    Category.THREAT: ("threat", "hot"),
    Category.SPAM: ("spam", "skräppost"),
    Category.CRISIS: ("crisis", "kris"),
}
"""The tags by which a reply says what kind of comment it is for."""

PERSONAL = ("personal data", "personuppgift", "personuppgifter")
"""The tags of replies to comments that hold personal data."""

TITLE, BODY, PART = 1.0, 0.35, 0.6
"""What a word in common counts, times how rare it is: in code, title or tags; in the body; as a part of another."""

SET, SUGGESTED, OF_PERSONAL = 4.0, 1.6, 5.0
"""Points for a reply meant for the comment's category as a member set it, as its words suggest it; personal data."""

NAMED, WANTED = 10.0, 14.0
"""Points for a reply that the charter names for such comments, and for one that a brief wants used."""

LEARNED = 1.5
"""What a word counts that came with picks of a reply, times its share of the picks with that word and its rarity."""

HALF = 4
"""Picks with a word after which half of what they say is believed."""

BEFORE = 50
"""Picks for other comments that are taken to have gone before: else no word would be rare to a team that begins."""

USED = 0.12
"""What being used often counts: it decides between equals."""

SHOWN = 3
"""Words in common that are named."""

MOST = 80
"""Words of a comment that are looked at: the rest of a long text adds time and no knowledge."""

LOOKED_UP = 400
"""Stems and parts of a comment's words that are looked up among what was picked, whole stems first."""


Words = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]
"""What a reply says: its language, code, title, tags and wordings."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What replies are ranked for.

    `categories`: what a member or a rule says it is (`is_set`), else what its words suggest, the gravest first.
    `languages` are the charter's, `named` the codes or tags that it names for such comments, `wanted` and `unwanted`
    codes or tags of a brief. `typed` narrows: each of its words must begin a word of the reply.
    """

    text: str
    language: str | None = None
    languages: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    is_set: bool = False
    personal: bool = False
    named: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the team picked: how often in all, and how often (reply, hash of a stem) for comments with that stem."""

    picks: int = 0
    words: Mapping[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A reply in its place, and what put it there, the strongest first."""

    template: Template
    whys: tuple[Reason, ...] = ()


class _Scored(NamedTuple):
    """A reply with its points; of thousands a few are shown, so this is made as cheaply as can be."""

    order: tuple[bool, bool, int, float, str]  # unwanted, not named by what was typed, language, points, code
    template: Template
    shared: Mapping[str, float]  # the stems in common, and what each counts
    points: list[tuple[float, Reason]]


def rank(templates: Sequence[Template], at: Situation, learned: Learned | None = None, limit: int = 9) -> list[Ranked]:
    """Order replies for a comment and return the best `limit`. Those that a brief does not want come last."""
    ranking = _Ranking([one for one in templates if matches(one, at.typed)], at, learned or Learned())
    return [Ranked(one.template, ranking.whys(one)) for one in ranking.ordered()[:limit]]


def counted(text: str, language: str | None) -> list[int]:
    """Return the hashes under which a pick for a comment is counted: of the stems of its telling words."""
    return [hashed(stem) for stem in stems(text, language)[:MOST]]


def asked(text: str, language: str | None) -> list[int]:
    """Return the hashes to look up what was picked for comments like this one: of its stems, and parts of its words."""
    return [hashed(stem) for stem in list(_heard(text, language))[:LOOKED_UP]]


def matches(template: Template, typed: str) -> bool:
    """Tell whether each word typed begins a word of the code, title, tags or wordings."""
    wanted = typed.lower().split()
    if not wanted:
        return True
    have = _searched(template.code, template.title, template.tags, template.bodies)
    return all(f"\n{part}" in have for part in wanted)


class _Ranking:
    """One ranking: what is read off the comment once, and the points of each reply."""

    def __init__(self, templates: Sequence[Template], at: Situation, learned: Learned) -> None:
        self.at = at
        self.heard = _heard(at.text, at.language)
        self.shared = [self._shared(_own(*_words(one))) for one in templates]
        self.rare = _rarity(self.shared)
        self.told = _told(self.heard, learned)
        self.templates = templates
        self.typed = at.typed.strip().lower()
        self.places = {language: place for place, language in reversed([*enumerate((at.language, *at.languages))])}

    def ordered(self) -> list[_Scored]:
        """Return the replies, best first."""
        scored = [self._score(one, shared) for one, shared in zip(self.templates, self.shared, strict=True)]
        return sorted(scored, key=itemgetter(0))

    def _shared(self, own: Mapping[str, float]) -> Mapping[str, float]:
        heard = self.heard
        if heard.keys().isdisjoint(own.keys()):
            return _NOTHING
        return {form: own[form] * heard[form] for form in own.keys() & heard.keys()}

    def _score(self, template: Template, shared: Mapping[str, float]) -> _Scored:
        points = [*self._points(template, shared)]
        unnamed = not (self.typed and template.code.lower().startswith(self.typed))
        place = self.places.get(template.language, len(self.places))
        total = -sum([one[0] for one in points])
        unwanted = _named(template, self.at.unwanted)
        return _Scored((unwanted, unnamed, place, total, template.code), template, shared, points)

    def _points(self, template: Template, shared: Mapping[str, float]) -> Iterator[tuple[float, Reason]]:
        at = self.at
        if shared:
            yield sum([weight * self.rare[one] for one, weight in shared.items()]), _WORDS
        if template.id in self.told:
            points, times = self.told[template.id]
            yield LEARNED * points, Reason("template.picked", {"times": times})
        for category in at.categories:
            if _named(template, CALLED[category]):
                yield SET if at.is_set else SUGGESTED, _FOR[category]
                break
        if at.personal and _named(template, PERSONAL):
            yield OF_PERSONAL, Reason("template.personal")
        if _named(template, at.named):
            yield NAMED, Reason("template.charter")
        if _named(template, at.wanted):
            yield WANTED, Reason("template.brief")
        if template.uses:
            yield USED * log1p(template.uses), _OFTEN

    def whys(self, one: _Scored) -> tuple[Reason, ...]:
        """Say what put a reply in its place, the strongest first."""
        by_points = sorted(one.points, key=lambda entry: -entry[0])
        found = [self._words(one) if why is _WORDS else why for _, why in by_points]
        if one.order[0]:
            found.insert(0, Reason("template.brief_not"))
        return (*found, *self._language(one.template.language))

    def _language(self, language: str) -> tuple[Reason, ...]:
        if self.at.language is None:
            return ()
        if language == self.at.language:
            return (Reason("template.own_language"),)
        return (Reason("template.foreign", {"language": language}),)

    def _words(self, one: _Scored) -> Reason:
        """Name the words in common as the reply has them: a reason never quotes the comment."""
        best = sorted(one.shared, key=lambda form: -one.shared[form] * self.rare[form])
        has = one.template
        spelled = _spelled(*_words(has))
        named: dict[str, str] = {}
        for form in best:
            named.setdefault(stem(spelled[form], has.language), spelled[form])
        return Reason("template.same_words", {"words": ", ".join(list(named.values())[:SHOWN])})


_WORDS = Reason("template.same_words")
"""Stands for the words in common until they are named: that is done for the few replies that are shown."""

_NOTHING: Mapping[str, float] = {}
_OFTEN = Reason("template.often_used")
_FOR = {category: Reason(f"template.for_{category}") for category in Category}


def _rarity(every: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return how telling each stem is: what stands in few replies tells more."""
    holding = Counter(stem for shared in every for stem in shared)
    return {stem: log(1 + len(every) / holders) for stem, holders in holding.items()}


def _told(heard: Mapping[str, float], learned: Learned) -> dict[int, tuple[float, int]]:
    """Return for each reply how much a comment's words speak for it by the picks of the team, and by how many picks."""
    of_word: dict[int, list[tuple[int, int]]] = {}
    for (template_id, word), count in learned.words.items():
        of_word.setdefault(word, []).append((template_id, count))
    told: dict[int, tuple[float, int]] = {}
    for form, weight in list(heard.items())[:LOOKED_UP] if of_word else ():
        counts = of_word.get(hashed(form), [])
        total = sum(count for _, count in counts)
        for template_id, count in counts:
            points, most = told.get(template_id, (0.0, 0))
            rare = log(1 + (BEFORE + learned.picks) / total)
            told[template_id] = points + weight * rare * count / (total + HALF), max(most, count)
    return told


def _named(template: Template, names: Collection[str]) -> bool:
    """Tell whether a reply is named by its code or one of its tags."""
    return bool(names) and (template.code in names or any(tag in names for tag in template.tags))


def _heard(text: str, language: str | None) -> dict[str, float]:
    """Return a comment's stems with what each counts, and the parts and forms of its words with less."""
    some = telling(text, language)[:MOST]
    heard = dict.fromkeys((stem(word, language) for word in some), 1.0)
    for word in some:
        for part in (word, *parts(word, language)):
            heard.setdefault(part, PART)
    return heard


def _words(template: Template) -> Words:
    """Return what is read off a reply; it is kept by this, so that a new version is read anew."""
    return template.language, template.code, template.title, template.tags, template.bodies


@lru_cache(maxsize=8192)
def _own(language: str, code: str, title: str, tags: tuple[str, ...], bodies: tuple[str, ...]) -> dict[str, float]:
    """Return a reply's stems with what each counts."""
    body = dict.fromkeys(stems(" ".join(bodies), language), BODY)
    head = telling(" ".join((code, title, *tags)), language)
    joined = {intern(part): PART for word in head for part in parts(word, language)}
    whole = {form: TITLE for word in head for form in (word, stem(word, language))}
    return {**joined, **body, **whole}


@lru_cache(maxsize=8192)
def _searched(code: str, title: str, tags: tuple[str, ...], bodies: tuple[str, ...]) -> str:
    """Return all words of a reply, each after a line break."""
    return "\n" + "\n".join(" ".join((code, title, *tags, *bodies)).lower().split())


def _spelled(language: str, code: str, title: str, tags: tuple[str, ...], bodies: tuple[str, ...]) -> dict[str, str]:
    """Return how a reply spells each of its stems; a part of a word is named by the whole word."""
    spelled: dict[str, str] = {}
    for word in telling(" ".join((*tags, title, code, *bodies)), language):
        for name in (word, stem(word, language), *parts(word, language)):
            spelled.setdefault(name, word)
    return spelled
