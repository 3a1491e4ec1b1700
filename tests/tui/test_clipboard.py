"""Copying: the very bytes a terminal, tmux and screen get, and that nothing a stranger wrote is among them."""

import base64
import re

import pytest

from tests.tui.hostile import ATTACKS, BOMBS
from tui.clipboard import LARGEST, SCREEN_PIECE, Copied, bounded, sequence
from tui.gate import without_controls

XTERM = {"TERM": "xterm-256color"}


def test_a_terminal_is_asked_in_base64() -> None:
    assert sequence("https://example.org/å", XTERM) == "\x1b]52;c;aHR0cHM6Ly9leGFtcGxlLm9yZy/DpQ==\x07"


@pytest.mark.parametrize("environ", [{"TMUX": "/tmp/x,1,0", "TERM": "screen-256color"}, {"TERM": "tmux-256color"}])
def test_tmux_gets_it_bare_and_wrapped(environ: dict[str, str]) -> None:
    assert sequence("hej", environ) == "\x1b]52;c;aGVq\x07\x1bPtmux;\x1b\x1b]52;c;aGVq\x07\x1b\\"


def test_screen_gets_pieces_it_can_hold() -> None:
    sent = sequence("x" * 3000, {"STY": "1.pts", "TERM": "screen"})
    pieces = sent.removesuffix("\x1b\\").split("\x1b\\")
    assert all(piece.startswith("\x1bP") and len(piece) <= SCREEN_PIECE + 2 for piece in pieces)
    whole = "".join(piece.removeprefix("\x1bP") for piece in pieces)
    assert whole == sequence("x" * 3000, XTERM)


@pytest.mark.parametrize("text", [*ATTACKS.values(), *BOMBS.values()])
def test_no_character_of_the_text_passes_and_none_is_pasted_that_a_shell_obeys(text: str) -> None:
    clean = bounded(without_controls(text))
    sent = sequence(clean, XTERM)
    body = sent.removeprefix("\x1b]52;c;").removesuffix("\x07")
    assert body.isascii()
    assert re.fullmatch("[A-Za-z0-9+/]*={0,2}", body)
    pasted = base64.b64decode(body).decode()
    assert not any(char < " " and char != "\n" for char in pasted)
    assert "\x1b" not in pasted
    assert "\u202e" not in pasted


def test_what_is_too_long_is_cut_between_characters_and_said() -> None:
    text = "å" * LARGEST
    kept = bounded(text)
    assert len(sequence(kept, {})) <= LARGEST + len("\x1b]52;c;\x07")
    assert set(kept) == {"å"}
    assert len(kept) == 37_500
    assert bounded("å" * 37_500) == "å" * 37_500
    assert "first 37500 of 100000" in Copied(len(kept), len(text)).said
    assert Copied(1, 1).said == "1 character was handed to your terminal's clipboard."
