"""The terminal's driver: Textual's own, but a byte that is no UTF-8 is replaced instead of ending the desk."""

import codecs
from collections.abc import Callable

from textual.drivers import linux_driver


def _forgiving(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    decoder = codecs.getincrementaldecoder(encoding)
    return lambda: decoder(errors="replace")


class Terminal(linux_driver.LinuxDriver):
    """Reads keys with a forgiving decoder."""

    def run_input_thread(self) -> None:
        """Read keys until the desk ends."""
        vars(linux_driver)["getincrementaldecoder"] = _forgiving
        super().run_input_thread()
