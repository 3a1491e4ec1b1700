"""Stems of what people write: how a comment and a canned reply meet although neither inflects as the other does.

Swedish joins words (`elräkningen` is a bill): the parts at either end of a long stem are looked at as well. Snowball's
suffix rules read only the end of a word, so the end of a compound's stem is the stem of its last part.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from importlib import import_module
from typing import Protocol

SNOWBALL = {
    "sv": "swedish", "en": "english", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "da": "danish",
    "fi": "finnish", "de": "german", "nl": "dutch", "fr": "french", "es": "spanish", "pt": "portuguese",
    "it": "italian", "ro": "romanian", "hu": "hungarian", "ru": "russian", "tr": "turkish", "et": "estonian",
}  # fmt: skip
"""Snowball's algorithm for each language; words of another one are their own stems. https://snowballstem.org"""

COMMON = {
    "sv": frozenset(
        """alla allt andra annan annat att av bara blev bli blir de dem den denna det detta dig din dina dom där då
        efter ej eller en er era ert ett finns fram från får för ha hade han har hela helt henne hennes här
        hon honom hur i igen in ingen inget inte ja jag jo ju kan kanske kom kommer kunde man med mej mellan
        men mer mig min mina mitt mot mycket må ni nog nu nya något någon några när nån nåt och också om oss
        på sa samma sedan sen si sig sin sina sitt skall ska skulle som så tar till typ under upp ut utan
        vad var vara vart vem vi vid vilka vilken vilket vill väl är åt än över hej hejsan ok dej vårt våra
        vår er ens gör göra ha går gå kl a va o""".split()
    ),
    "en": frozenset(
        """a about after again all also am an and another any are as at be been but by can could did do does done for
        from get go going got had has have he her here him his how i if im in into is it its just like me
        more my no not now of on other one or our out over please pls really she should so some than that
        the their them then there these they thing this to too u up us very was we were what when where
        which who why will with without would you your youre anyone else hi hello hey dont cant didnt doesnt
        isnt wasnt havent hasnt even still""".split()
    ),
}
"""Words that say nothing of what a text is about, by language."""

LONGEST = 20_000
"""Characters of a text that are read: no platform's comment is longer, and nobody waits for one that is."""

LONG_WORD = 40
"""Letters of a word that is read: what is longer was not meant to be."""

PART = 5
"""Letters that a part of a compound has at least."""

JOINING = frozenset({"sv", "no", "nb", "nn", "da", "de", "nl", "fi"})
"""Languages that write joined words as one."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without links, addresses, handles and numbers."""
    plain = unicodedata.normalize("NFC", text[:LONGEST]).lower()
    said = " ".join(one for one in plain.split() if "://" not in one and "@" not in one and not one.startswith("www."))
    return [word.replace("\u2019", "'").replace("'", "") for word in _WORD.findall(said)]


def language_of(text: str, claimed: str | None = None) -> str | None:
    """Return a text's language by its commonest words, else what is claimed for it (`sv-SE` is `sv`), else None.

    Platforms give the writer's default or nothing at all, so two common words more of one language go before that.
    """
    found = {language: sum(word in common for word in words(text)) for language, common in COMMON.items()}
    best, other = sorted(found, key=lambda language: -found[language])[:2]
    claim = (claimed or "").split("-")[0].lower() or None
    if found[best] >= found[other] + (2 if claim and claim != best else 1):
        return best
    return claim


def telling(text: str, language: str | None) -> list[str]:
    """Return the words of a text that say what it is about, in order, each once."""
    common = COMMON.get(language or "", frozenset())
    return [word for word in dict.fromkeys(words(text)) if 1 < len(word) <= LONG_WORD and word not in common]


def stems(text: str, language: str | None) -> list[str]:
    """Return the stems of a text's telling words, in order, each once."""
    return list(dict.fromkeys(stem(word, language) for word in telling(text, language)))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str | None) -> str:
    """Return a word without its endings; the word itself in a language without an algorithm."""
    name = SNOWBALL.get(language or "")
    return _stemmer(name).stemWord(word) if name else word


@lru_cache(maxsize=8)
def _stemmer(name: str) -> _Stemmer:
    found: _Stemmer = import_module("snowballstemmer").stemmer(name)
    return found


def parts(word: str, language: str | None) -> set[str]:
    """Return what the beginning and the end of a word may be by themselves: letters, and what they are the stem of.

    The beginning of a word stands for its other forms as well, in every language.
    """
    whole = stem(word, language)
    found = {whole[:size] for size in range(PART, len(whole))}
    if language in JOINING:
        found |= {whole[-size:] for size in range(PART, len(whole) - 1)}
        found |= {part for size in range(PART, len(word) - 2) if len(part := stem(word[:size], language)) >= PART - 1}
    return found


def hashed(stem: str) -> int:
    """Return the 64 bits (signed, as databases keep them) by which a stem is counted: the word itself is not kept."""
    return int.from_bytes(blake2b(stem.encode(), digest_size=8).digest(), signed=True)
