"""The least a Textual program can be: one Static. What the desk's start is measured against."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static("bare-frame")


if __name__ == "__main__":
    Bare().run()
