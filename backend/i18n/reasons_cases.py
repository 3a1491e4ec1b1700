"""Why something of a case or a promise is as it is, or cannot be done; and what is open before a case is closed."""

from collections.abc import Mapping

from backend.i18n import N_

CASES: Mapping[str, str] = {
    "case.missing": N_("There is no such case (any more)."),
    "case.closed": N_("The case is closed."),
    "case.open": N_("The case is open."),
    "case.exists": N_("The comment is in an open case already."),
    "case.accounts": N_("A case holds comments of one account."),
    "case.itself": N_("A case cannot be joined to itself."),
    "case.no_comment": N_("The comment is not in the case (any more)."),
    "case.last_comment": N_("It is the last comment of the case: close the case instead."),
    "case.no_step": N_("There is no such step."),
    "case.step_done": N_("The step is done already."),
    "case.step_open": N_("The step is open."),
    "case.no_note": N_("There is no such note of yours."),
    "case.not_able": N_("That member may not act on this account."),
    "case.acknowledged": N_("The case is acknowledged."),
    "case.not_acknowledged": N_("It is not acknowledged: nobody has answered the person."),
    "case.withdrawn": N_("The case was taken back with the category that opened it."),
    "case.steps_open": N_("Steps still open: {n}."),
    "case.promises_open": N_("Promises still to be kept: {n}."),
    "case.questions_open": N_("Questions without an answer: {n}."),
    "promise.missing": N_("There is no such promise."),
    "promise.settled": N_("The promise is kept, or was none: somebody has said so."),
    "promise.open": N_("The promise is open."),
    "deadline.past": N_("That time has passed."),
    "deadline.no_time": N_("That names no time to come. Say: Friday, in two days, tomorrow 15:00, 2026-12-01"),
}
