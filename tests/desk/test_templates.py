"""Canned replies at hand, and from files that may be wrong."""

import re
from pathlib import Path

import pytest

from backend.desk.palette import palette
from backend.desk.session import DeskError, choose
from backend.desk.templates import import_file
from backend.i18n.reasons import word
from backend.model.inflow import InAuthor
from backend.model.reason import Reason
from backend.model.template import Imported
from backend.store.read.templates import templates
from backend.text.outgoing import address
from tests.desk.conftest import Room

GOOD = """
[[template]]
code = "billing"
language = "sv"
title = "Faktura"
tags = ["faktura"]
body = "Hej {author}! Fakturan kommer {?när}. {signature}"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_best_comes_first_filled_in(room: Room, tmp_path: Path) -> None:
    import_file(room.desk, written(tmp_path, GOOD))
    key = room.comes("c1", "Min faktura är fel", language="sv-SE")
    best, *rest = palette(room.desk, key)
    assert best.template.code == "billing"
    assert best.best.text == "Hej Kalle Anka! Fakturan kommer {?när}. /Anna"
    assert (best.best.blanks, best.best.fits) == (("när",), True)
    assert best.best.length == len("@kalle " + best.best.text)
    assert best.whys[0] == Reason("template.same_words", {"words": "faktura"})
    assert len(rest) == 8
    languages = [one.template.language for one in palette(room.desk, key, limit=50)]
    assert languages == sorted(languages, reverse=True)


def test_typing_narrows_the_palette(room: Room) -> None:
    key = room.comes("c1")
    assert all("tack" in str(one.template).lower() for one in palette(room.desk, key, "tack"))
    assert palette(room.desk, key, "zzzz") == ()
    assert len(palette(room.desk, key, limit=3)) == 3


def test_what_is_too_long_says_so(room: Room, tmp_path: Path) -> None:
    import_file(room.desk, written(tmp_path, GOOD.replace("Fakturan", "F" * 500)))
    (one,) = palette(room.desk, room.comes("c1"), "billing")
    assert not one.best.fits
    assert one.best.length > 500


@pytest.mark.parametrize(
    ("name", "handle", "called"),
    [
        ("Kalle Anka", "kalle@x.social", "Kalle Anka"),
        ("Åsa 🌻", "asa", "Åsa 🌻"),
        ("@boss kolla", "kalle@x.social", "boss kolla"),
        ("vinn på evil.example", "kalle@x.social", "kalle"),
        ("https://evil", "kalle.bsky.social", "kalle"),
        ("{?namn}", "kalle", "?namn"),
        ("\u202eallak\u200b", "kalle", "allak"),
        ("", "kalle@x.social", "kalle"),
        ("\u200b", "@kalle@x.social", "kalle"),
        ("#kampanj", "kalle", "kampanj"),
    ],
)
def test_a_display_name_never_acts_in_our_text(name: str, handle: str, called: str) -> None:
    assert address(name, handle) == called


def test_a_hostile_name_is_not_published(room: Room, tmp_path: Path) -> None:
    import_file(room.desk, written(tmp_path, GOOD))
    evil = InAuthor("evil", "eve@x.social", "gratis http://evil.example @press")
    (one,) = palette(room.desk, room.comes("c1", by=evil), "billing")
    assert one.best.text.startswith("Hej eve!")


def test_a_file_is_imported_once(room: Room, tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())
    assert import_file(room.desk, path) == Imported(added=1)
    assert import_file(room.desk, path) == Imported(same=1)
    assert import_file(room.store, path) == Imported(same=1)


def test_a_moderators_templates_wait_for_approval(room: Room, tmp_path: Path) -> None:
    assert room.bo.id is not None
    choose(room.desk, room.bo.id)
    assert import_file(room.desk, written(tmp_path, GOOD)) == Imported(added=1)
    assert "billing" not in [one.code for one in templates(room.store.reader, None)]


ONE = '[[template]]\ncode = "a"\nlanguage = "sv"\ntitle = "A"\nbody = "B"\n'


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[[template]]\ncode = "x\n', "template.toml", 2),
        ("[[template]]\ncode = ", "template.toml", 2),
        ("", "template.no_tables", None),
        ("template = 3\n", "template.no_tables", None),
        ("template = [1]\n", "template.wrong_kind", 1),
        ('title = "x"\n' + ONE, "template.unknown_table", 1),
        (ONE + '\n[other]\na = "x"\n', "template.unknown_table", 7),
        (ONE + "\n" + ONE, "template.twice", 8),
        (ONE + "\n" + ONE.replace('title = "A"\n', ""), "template.missing_key", 7),
        (ONE.replace('"A"', "3"), "template.wrong_kind", 4),
        (ONE.replace('"A"', '" "'), "template.missing_key", 4),
        (ONE.replace('"a"', '"a b"'), "template.wrong_kind", 2),
        (ONE.replace('"sv"', '"\\u0000"'), "template.wrong_kind", 3),
        (ONE + 'account = "a b"\n', "template.wrong_kind", 6),
        (ONE + "tags = [1]\n", "template.wrong_kind", 6),
        (ONE + 'platforms = ["myspace"]\n', "template.wrong_kind", 6),
        (ONE + 'variants = ["C {"]\n', "template.bad_body", 6),
        (ONE + 'tag = "x"\n', "template.unknown_key", 6),
        (ONE.replace('"B"', '"B {wrong}"'), "template.bad_body", 5),
        (ONE.replace('"B"', '"B {"'), "template.bad_body", 5),
        (b'[[template]]\ncode = "\xff"\n', "template.not_utf8", None),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    room: Room, tmp_path: Path, text: str | bytes, code: str, line: int | None
) -> None:
    before = len(templates(room.store.reader, None, approved_only=False))
    with pytest.raises(DeskError) as error:
        import_file(room.desk, written(tmp_path, text))
    reason = error.value.reason
    assert (reason.code, reason.params["file"], reason.params.get("line")) == (code, "mine.toml", line)
    sentence = word(reason)
    assert "mine.toml" in sentence
    assert not set(re.findall(r"\{(\w+)\}", sentence)) & set(reason.params)
    assert len(templates(room.store.reader, None, approved_only=False)) == before


def test_a_file_that_is_not_there(room: Room, tmp_path: Path) -> None:
    with pytest.raises(DeskError) as error:
        import_file(room.desk, tmp_path / "none.toml")
    assert error.value.reason.code == "template.file_unreadable"
