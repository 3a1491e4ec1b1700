"""A reason is a code and parameters, worded in the reader's language when it is drawn, never a stored sentence."""

from dataclasses import field

from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a code of `backend.i18n.reasons` and what to put into its sentence.

    Parameters are short values (numbers, times in UTC microseconds, hosts, platform codes), never outside text.
    """

    code: str
    params: dict[str, str | int] = field(default_factory=dict)
