"""Templates on paper: where they are meant for, the way back from an answer, and files that read back equal."""

import csv
import io
import time
from dataclasses import replace
from pathlib import Path
from string import printable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.desk.session import DeskError
from backend.desk.template_csv import read_rows, write_csv
from backend.desk.template_entry import entry
from backend.desk.template_file import read_templates, write_toml
from backend.desk.template_page import edit_text, read_text
from backend.i18n.reasons import word
from backend.model.account import BADGES
from backend.model.attachment import Attachment
from backend.model.charter import Charter
from backend.model.clock import Micros
from backend.model.template import Purpose, Template, TemplateState, TemplateText, TemplateVersion
from backend.policy.template_back import proposed, unfilled
from backend.policy.template_diff import difference
from backend.policy.template_scope import charter_words, is_meant, spoken
from backend.policy.templates import check_body, fill


def made(code: str, language: str = "sv", **more: Any) -> Template:
    return Template(1, code, language, "T", "B", TemplateState.APPROVED, 1, **more)


def test_a_template_is_meant_for_what_it_names() -> None:
    assert is_meant(made("a"), 1, "bluesky", Purpose.HIDE)
    picky = made("a", account_id=1, platforms=("bluesky",), purposes=("hide", "refer"))
    assert is_meant(picky, 1, "bluesky", Purpose.REFER)
    assert not is_meant(picky, 2, "bluesky", Purpose.HIDE)
    assert not is_meant(picky, 1, "mastodon", Purpose.HIDE)
    assert not is_meant(picky, 1, "bluesky")


def test_one_code_is_one_reply_in_the_language_that_suits_best() -> None:
    there = [made("a", "fi"), made("a", "en"), made("b", "fi"), made("a", "sv"), made("c", "en")]

    def chosen(language: str | None, *order: str) -> list[tuple[str, str, bool]]:
        return [(one.code, one.language, foreign) for one, foreign in spoken(there, language, order)]

    assert chosen("sv-SE", "en") == [("b", "fi", True), ("a", "sv", False), ("c", "en", False)]
    assert chosen(None, "en", "fi") == [("a", "en", False), ("b", "fi", False), ("c", "en", False)]
    assert chosen("de", "no") == [("a", "fi", True), ("b", "fi", True), ("c", "en", True)]


def test_the_charters_words_fall_back_to_its_first_language() -> None:
    charter = Charter(
        languages=("sv", "en"), words={"sv": {"hours": "8-16", "contact": "x@y.se"}, "en": {"hours": "8 to 4"}}
    )
    assert charter_words(charter, "en") == {"hours": "8 to 4", "contact": "x@y.se"}
    assert charter_words(charter, "fi") == {"hours": "8-16", "contact": "x@y.se"}
    assert charter_words(Charter(), "sv") == {}


def test_an_answer_goes_back_to_what_it_was_made_from() -> None:
    text = "@kalle@x.social Hej Kalle Anka! Skriv {namn} till oss, Kalle. Kalles väg är öppen.\n/Anna"
    body = unfilled(text, "@kalle@x.social", ["", "/Anna"], ["Kalle Anka", "Kalle", ""])
    assert body == "Hej {author}! Skriv {{namn} till oss, {author}. Kalles väg är öppen.\n{signature}"
    values = {"author": "Kalle Anka", "signature": "/Anna"}
    assert fill(body, values).text == text.removeprefix("@kalle@x.social ").replace("oss, Kalle.", "oss, Kalle Anka.")
    made_of = proposed(body, "sv")
    assert (made_of.code, made_of.language) == ("skriv-namn", "sv")
    assert made_of.title.startswith("Hej …! Skriv {namn} till oss")
    assert unfilled("/Anna", "", ["/Anna"], []) == "/Anna"


@given(st.text(max_size=80), st.text(max_size=8), st.text(max_size=8))
@settings(max_examples=100, deadline=None)
def test_what_was_written_never_acts_in_the_template(text: str, signature: str, name: str) -> None:
    body = unfilled(text, "", [signature], [name])
    assert check_body(body) is None
    assert fill(body, {"author": name.strip(), "signature": signature.strip()}).text.split() == text.split()


def test_versions_are_compared_line_by_line() -> None:
    old = TemplateVersion(1, "T", "one\ntwo", ("three",), "Anna", Micros(0))
    new = TemplateVersion(2, "T", "one\n2", ("three", "four"), "Anna", Micros(0))
    assert difference(old, new) == (" T", " ", " one", "-two", "+2", " ", " three", "+", "+four")


def test_another_picture_is_a_difference() -> None:
    one = Attachment(1, "map.png", "image/png", "Karta", 9, "a" * 64)
    old, new = (
        TemplateVersion(number, "T", "B", (), "Anna", Micros(0), attachments=(each,))
        for number, each in ((1, one), (2, replace(one, id=2, digest="b" * 64)))
    )
    assert difference(old, new) == (" T", " ", " B", "-[map.png] Karta #aaaaaaaa", "+[map.png] Karta #bbbbbbbb")


def test_long_versions_are_compared_at_once() -> None:
    said = [("Hej och tack för din fråga nummer", "om strömmen"), ("Hej och tack för ditt svar nummer", "om ström")]
    old, new = (
        TemplateVersion(1, "T", "\n".join(f"{begin} {n} {end}" for n in range(500)), (), "Anna", Micros(0))
        for begin, end in said
    )
    began = time.perf_counter()
    assert len(difference(old, new)) == 2 + 2 * 500
    assert time.perf_counter() - began < 2


lines = st.text(printable.replace("\r", "").replace("\x0b", "").replace("\x0c", "") + "åäö🌻;", max_size=30)
texts = lines.map(lambda text: text.replace("{", "{{").strip()).filter(bool)
tags = lines.map(lambda text: " ".join(text.split())).filter(bool)
words = st.from_regex(r"[\w-]{1,12}", fullmatch=True)
whole = st.builds(
    TemplateText,
    words,
    words,
    tags,
    texts,
    st.lists(tags, max_size=3).map(tuple),
    st.none() | words,
    st.lists(texts, max_size=2).map(tuple),
    st.lists(st.sampled_from(list(BADGES)), max_size=2).map(tuple),
    st.lists(st.sampled_from([str(one) for one in Purpose]), max_size=2).map(tuple),
    st.just("") | tags,
)


@given(st.lists(whole, max_size=3, unique_by=lambda one: (one.code, one.language)))
@settings(max_examples=60, deadline=None)
def test_what_is_written_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, many: list[TemplateText]) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "all.csv").write_bytes(write_csv(many).encode())
    assert read_templates(folder / "all.csv") == many
    for one in many:
        assert read_text(edit_text(one)) == one
    if many:
        (folder / "all.toml").write_text(write_toml(many), encoding="utf-8")
        assert read_templates(folder / "all.toml") == many


@pytest.mark.parametrize("cell", ["=1+1", "+46 70", "-x", "@SUM(A1)", "'=1", "'quoted", "\t=x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    written = write_csv([TemplateText("a", "sv", "T", "Hej", paragraph=cell)])
    (_head, row) = csv.reader(io.StringIO(written, newline=""))
    assert not any(one.startswith(("=", "+", "-", "@", "\t", "\r")) for one in row)
    ((place, table),) = read_rows("x.csv", written)
    assert (place.line, table["paragraph"]) == (2, cell)


def test_a_spreadsheets_own_csv_is_read() -> None:
    source = 'Code;language;TITLE;body;variant1;tags\r\na;sv;"T; t";"En\r\ntvå";;"x, ""y, z"""\r\n;;;;;\r\n'
    ((place, table),) = read_rows("x.csv", source)
    assert entry(place, table) == TemplateText("a", "sv", "T; t", "En\r\ntvå", ("x", "y, z"))


HEAD = "code,language,title,body,purposes\n"


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("", "template.no_column", 1),
        ("code,title,body\n", "template.no_column", 1),
        ("code,what\n", "template.column", 1),
        ("code,code\n", "template.column_twice", 1),
        (HEAD + 'a,sv,"T', "template.no_csv", 2),
        (HEAD + "a,sv,T,B,reply,more\n", "template.cells", 2),
        (HEAD + '\na,sv,"T\nt",B\nb,sv,T\n', "template.missing_key_row", 4),
        (HEAD + "a,sv,T,B,dance\n", "template.wrong_kind_row", 2),
        (HEAD + "a,sv,T,{x}\n", "template.bad_body_row", 2),
        (HEAD + "a,sv,T,B\na,sv,T,B\n", "template.twice_row", 3),
    ],
)
def test_a_mistake_in_a_csv_names_the_row_and_what_to_do(tmp_path: Path, source: str, code: str, line: int) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(DeskError) as caught:
        read_templates(path)
    reason = caught.value.reason
    assert (reason.code, reason.params["file"], reason.params["line"]) == (code, "mine.csv", line)
    sentence = word(reason)
    assert f" {line} of mine.csv" in sentence


def test_a_mistake_on_the_page_names_its_line() -> None:
    page = edit_text(TemplateText("a", "sv", "T", "En\ntvå", variants=("x\ny",)))
    for wrong, code, line in (
        (page.replace('"T"', "3"), "template.wrong_kind", 3),
        (page.replace("två", "{?}"), "template.bad_body", 4),
        (page + "colour = 1\n", "template.unknown_key", len(page.splitlines()) + 1),
        (page + "= 1\n", "template.toml", len(page.splitlines()) + 1),
        (page + "x = [\n" + "[" * 5000, "template.toml", len(page.splitlines()) + 2),
        (page + f"x = {'9' * 5000}\n", "template.toml", len(page.splitlines()) + 1),
    ):
        with pytest.raises(DeskError) as caught:
            read_text(wrong)
        assert (caught.value.reason.code, caught.value.reason.params["line"]) == (code, line)


def test_what_is_wanted_is_said_in_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.desk.template_entry._", str.upper)
    for wrong in ("code = 1", 'code = "a b"', 'code = "a"\nlanguage = "sv"\ntitle = "T"\nbody = "B"\ntags = "a"'):
        with pytest.raises(DeskError) as caught:
            read_text(wrong)
        assert str(caught.value.reason.params["wanted"]).isupper()
