"""What waits for a member, in words: on the screen and in the digest (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

FOR_YOU: Mapping[str, str] = {
    "waits.answer": N_("answers that wait for your yes"),
    "waits.second": N_("acts that wait for a second member"),
    "waits.referral": N_("what you were asked"),
    "waits.mention": N_("where you were named"),
    "waits.sent_back": N_("your answers that came back"),
    "waits.rejected": N_("your templates that came back"),
    "waits.template": N_("templates that wait for your yes"),
    "waits.review": N_("your templates to read anew"),
    "waits.promise": N_("promises made in public"),
    "waits.case": N_("your cases with a deadline near"),
}
