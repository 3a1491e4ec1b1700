"""Every reason the writing half and the people's door can give has a sentence."""

import re
from pathlib import Path

from backend.i18n.reasons import SENTENCES
from backend.model.outbox import OutboxState

ROOT = Path(__file__).parents[2]
CODE = re.compile(r'"((?:account|claim|comment|delete|member|outbox|reply|template|worker)\.[a-z_]+)"')


def test_every_code_has_a_sentence() -> None:
    used = {
        code
        for folder in ("backend/store/write", "backend/desk")
        for path in (ROOT / folder).glob("*.py")
        for code in CODE.findall(path.read_text())
    }
    columns = {code for code in used if code.split(".")[1] in ("id", "toml")}
    assert len(used) > 30
    assert used - columns - set(SENTENCES) == set()
    assert {f"outbox.{state}" for state in OutboxState} - set(SENTENCES) == set()
