"""All about one template as its screen shows it: filled in, measured on each platform, its guideline, its pages."""

from dataclasses import replace

import pytest

from backend.desk.session import DeskError
from backend.desk.template_page import edit_text, read_text
from backend.desk.template_view import board, new_page, page, view
from backend.desk.templates import remark
from backend.model.account import Limits
from backend.model.actor import SYSTEM
from backend.model.charter import Charter, Paragraph, Signature, Signing
from backend.model.template import TemplateText
from backend.store.write.charters import save_charter
from backend.store.write.templates import import_templates
from backend.store.write.templates_draft import save_draft
from tests.desk.conftest import Room
from tests.store import scene

TEXT = TemplateText(
    "strom",
    "sv",
    "Strömavbrott",
    "Hej {author}, ring {contact}! {?när}\n{signature}",
    variants=("{author}!",),
    paragraph="4",
)


def test_it_is_filled_in_for_a_comment_and_measured_where_it_may_be_used(room: Room) -> None:
    short = replace(scene.ABLE, limits=Limits(30, "graphemes"))
    tight = scene.account(room.store, "kort", "them", short)
    charter = Charter(
        paragraphs=(Paragraph("4", "Say when."),), signature=Signature(Signing.OFF), words={"sv": {"contact": "0771"}}
    )
    save_charter(room.store, SYSTEM, None, charter, 0)
    key, _ = save_draft(room.store, room.bo, None, TEXT, 0)
    comment = room.comes("c1", "Ring 19121212-1212!", language="sv")
    remark(room.desk, key, "", comment)
    seen = view(room.desk, key, comment)
    assert seen.preview is not None
    assert [one.text for one in seen.preview.wordings] == ["Hej Kalle Anka, ring 0771! {?när}", "Kalle Anka!"]
    assert seen.preview.wordings[0].blanks == ("när",)
    assert seen.paragraph == charter.paragraphs[0]
    (length,) = seen.lengths  # both are on one platform: the one with less room tells
    assert (length.account_id, length.limit, length.fits) == (tight, 30, False)
    assert "19121212" not in seen.asked[comment]  # masked, as everywhere
    bound = import_templates(room.store, SYSTEM, [replace(TEXT, code="k", account="kort")], approve=True)
    assert bound.added == 1
    other = next(one.template.id for one in board(room.desk).cards if one.template.code == "k")
    preview = view(room.desk, other, comment).preview
    assert preview is not None
    assert not preview.meant
    assert view(room.desk, other, None).preview is None
    assert view(room.desk, other, 999).preview is None


def test_any_version_is_a_page_and_a_new_one_is_begun_with_what_must_be_said(room: Room) -> None:
    key, _ = save_draft(room.store, room.bo, None, TEXT, 0)
    save_draft(room.store, room.bo, key, replace(TEXT, title="Anders"), 1)
    for number, title in ((1, "Strömavbrott"), (2, "Anders"), (None, "Anders")):
        found = page(room.desk, key, number)
        assert found is not None
        assert read_text(found[1]) == replace(TEXT, title=title)
    assert page(room.desk, key, 3) is None
    assert 'language = "sv"' in new_page(room.desk)
    with pytest.raises(DeskError) as wrong:
        read_text(new_page(room.desk))
    assert wrong.value.reason.params["line"] == 1
    assert edit_text(TEXT).startswith('code = "strom"')
