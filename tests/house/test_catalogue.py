"""Every message is translated, in every language, and what is shipped is what was translated."""

import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from backend.i18n import LANGUAGES, _, ngettext, set_language
from tests.house.catalogue import TEMPLATE, compiled, extracted, forms, languages, read

CATALOGUES = dict(languages())
FIXED = re.compile(r"--[a-z][a-z-]*|NIGHTDESK_\w+|\^[A-Z]|nightdesk (?!is )[a-z]+(?= |$)|is:[a-z]+|[↺✓✗○…·]")
"""What must stand in a translation as it stands in the source: options, settings, keys, commands and signs."""

Key = tuple[str | None, str]


def messages(catalog: Catalog) -> dict[Key, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return source forms and translated forms of each message, by context and first form."""
    found = {}
    for message in catalog:
        ids = forms(message.id)
        if ids[0]:
            found[(as_text(message.context), ids[0])] = (ids, forms(message.string))
    return found


def as_text(context: str | bytes | None) -> str | None:
    """Return a message's context as text: Babel leaves those of a compiled catalogue as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def fields(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def wanted() -> dict[Key, tuple[tuple[str, ...], tuple[str, ...]]]:
    return messages(extracted())


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    set_language("en")


def test_every_language_but_the_source_has_a_catalogue() -> None:
    assert set(CATALOGUES) == set(LANGUAGES) - {"en"}


def test_the_template_holds_what_the_sources_say(wanted: dict[Key, object]) -> None:
    assert len(wanted) > 500
    assert set(messages(read(TEMPLATE))) == set(wanted)


@pytest.mark.parametrize("code", CATALOGUES)
def test_no_message_is_missing_empty_doubtful_or_stale(code: str, wanted: dict[Key, object]) -> None:
    catalog = read(CATALOGUES[code], code)
    have = messages(catalog)
    assert set(wanted) - set(have) == set()
    assert set(have) - set(wanted) == set()
    assert [key for key, (_ids, said) in have.items() if not all(said)] == []
    assert [message.id for message in catalog if message.fuzzy] == []


@pytest.mark.parametrize("code", CATALOGUES)
def test_plurals_have_the_forms_of_the_language(
    code: str, wanted: dict[Key, tuple[tuple[str, ...], tuple[str, ...]]]
) -> None:
    catalog = read(CATALOGUES[code], code)
    for key, (ids, said) in messages(catalog).items():
        assert ids == wanted[key][0]
        assert len(said) == (catalog.num_plurals if len(ids) > 1 else 1)


@pytest.mark.parametrize("code", CATALOGUES)
def test_placeholders_are_those_of_the_source(code: str) -> None:
    for ids, said in messages(read(CATALOGUES[code], code)).values():
        for form in said:
            assert fields(form) == fields(ids[-1]), form


@pytest.mark.parametrize("code", CATALOGUES)
def test_commands_options_keys_and_signs_are_not_translated(code: str) -> None:
    for ids, said in messages(read(CATALOGUES[code], code)).values():
        for form in said:
            assert Counter(FIXED.findall(form)) == Counter(FIXED.findall(ids[-1])), form


@pytest.mark.parametrize("code", CATALOGUES)
def test_blanks_at_the_ends_are_those_of_the_source(code: str) -> None:
    for ids, said in messages(read(CATALOGUES[code], code)).values():
        for form in said:
            assert form[: len(form) - len(form.lstrip())] == ids[-1][: len(ids[-1]) - len(ids[-1].lstrip())]
            assert form.rstrip() == form or ids[-1].rstrip() != ids[-1]


@pytest.mark.parametrize("code", CATALOGUES)
def test_what_is_shipped_is_what_was_translated(code: str) -> None:
    path = CATALOGUES[code]
    assert compiled(read(path, code))
    with path.with_suffix(".mo").open("rb") as file:
        assert messages(read_mo(file)) == messages(read(path, code))


def test_the_program_speaks_it() -> None:
    set_language("sv")
    assert _("delete") == "radera"
    assert [ngettext("{n} comment", "{n} comments", n).format(n=n) for n in (1, 2)] == ["1 kommentar", "2 kommentarer"]
    set_language("xx")
    assert _("delete") == "delete"
