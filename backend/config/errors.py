"""What can be wrong with the settings, said so that somebody can act on it."""

from backend.model.reason import Reason


class ConfigError(Exception):
    """A setting cannot be used. `reason` names the variable, file or line, never a value that may be secret."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.reason = Reason(code, dict(params))
