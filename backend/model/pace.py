"""How often the platforms are asked: values of the worker's settings that policy decides with."""

from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """How often posts are re-read and open comments probed. All spans are seconds, but `stop_after_days`.

    A post younger than a day is re-read every `young_s`, younger than a week every `week_s`, then every `old_s` until
    it is `stop_after_days` old. `share` is how much of the platform's rate limit reading may take (0..1).
    """

    young_s: int = 300
    week_s: int = 3600
    old_s: int = 86_400
    stop_after_days: int = 60
    probe_s: int = 900
    share: float = 0.6
