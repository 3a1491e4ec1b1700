"""The terminal's driver: Textual's own, but a byte that is no UTF-8 is replaced, and Alt with a digit stays a key."""

import codecs
from collections.abc import Callable

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.drivers import linux_driver


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")


def alt_digits_are_keys() -> None:
    """Let Escape and a digit arrive as `alt+1` to `alt+9`: Textual turns them into what a Mac types (¡ ™ £ …)."""
    assert isinstance(ANSI_SEQUENCES_KEYS, dict)
    for digit in "123456789":
        ANSI_SEQUENCES_KEYS.pop(f"\x1b{digit}", None)


class Terminal(linux_driver.LinuxDriver):
    """Reads keys with a forgiving decoder."""

    def run_input_thread(self) -> None:
        """Read keys until the desk ends."""
        vars(linux_driver)["getincrementaldecoder"] = _forgiving
        alt_digits_are_keys()
        super().run_input_thread()
