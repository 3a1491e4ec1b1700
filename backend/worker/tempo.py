"""The worker's own rhythm: heartbeats, leases, and how long it may take to stop."""

from dataclasses import dataclass

from backend.config.worker import WorkerSettings


@dataclass(frozen=True, slots=True)
class Tempo:
    """Spans in seconds.

    `beat_s` between heartbeats and lease renewals; `lease_s` after the last one another worker takes an account over;
    `sending_s` after which an attempt without an outcome counts as lost; `look_s` between two looks into the store for
    something to do; `accounts_s` between two looks for added or removed accounts; `overdue_s` between two looks for
    accounts that nobody reads as promised; `login_s` between two tries of a login that was refused; `retry_s` and
    `longest_s` the first and the longest wait after failures; `wake_s` and `trim_s` for waking snoozed comments and
    trimming the journal; `expire_s` for blanking what a platform no longer lets us keep; `stop_s` how long a stop waits
    for requests in hand. `silence_s` after which a stream that says nothing at all is broken (Mastodon's beats every
    15); `deaf_s` between two tries of a stream that we cannot have; `count_s` between two counts of unread private
    messages, times what the platform's daily limit bears. `mailing_s` after which a mail without an outcome counts as
    lost: a mail server may think long over a mail it was given (RFC 5321, section 4.5.3.2.6).
    """

    beat_s: float = 5.0
    lease_s: float = 15.0
    sending_s: float = 30.0
    look_s: float = 0.5
    accounts_s: float = 2.0
    overdue_s: float = 30.0
    login_s: float = 300.0
    retry_s: float = 1.0
    longest_s: float = 300.0
    wake_s: float = 20.0
    trim_s: float = 3600.0
    expire_s: float = 180.0
    stop_s: float = 22.0
    silence_s: float = 50.0
    deaf_s: float = 21_600.0
    count_s: float = 300.0
    mailing_s: float = 240.0


def tempo(settings: WorkerSettings) -> Tempo:
    """Return the rhythm that fits the settings: an attempt outlives its request, a stop waits for one."""
    return Tempo(sending_s=settings.http_timeout_s + 10, stop_s=settings.http_timeout_s + 2)
