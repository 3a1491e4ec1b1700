"""Why an answer does not leave as it is, how it is signed, and what waits for another member's yes."""

from collections.abc import Mapping

from backend.i18n import N_

LEAVING: Mapping[str, str] = {
    "charter.forbidden": N_("Our charter does not allow '{phrase}'. Say it in other words."),
    "charter.forbidden_by": N_("Our charter's paragraph {paragraph} does not allow '{phrase}'. Say it otherwise."),
    "charter.only_templates": N_("Only approved templates may leave here, and this is from none: '{part}'"),
    "sign.off": N_("answers are not signed here"),
    "sign.required": N_("answers are signed here"),
    "sign.optional": N_("signing is up to you"),
    "sign.not_named": N_("you have not agreed to be named; :consent yes does"),
    "sign.no_consent": N_("signed by the team: you have not agreed to be named"),
    "sign.hate": N_("signed by the team: it answers hate"),
    "sign.threat": N_("signed by the team: it answers a threat"),
    "sign.raid": N_("signed by the team: it is a raid"),
    "sign.other": N_("It is signed {other}, and must be signed {signature}. Take {other} out."),
    "sign.not_yours": N_("It is signed {other}. Take that out, or agree to be named: :consent yes"),
    "sign.unwanted": N_("Answers are not signed here. Take {other} out."),
    "sign.missing": N_("It must be signed {signature}."),
    "reply.when": N_("Say when, as in 14:30, 2027-01-31 08:00 or +2h, and not a time that is over."),
    "reply.no_template": N_("No template {name} is in use for this comment. See: nightdesk template list"),
    "reply.no_blank": N_("No template {name} has a blank {blank}. See: nightdesk template show {name}"),
    "reply.nothing": N_("Nothing matches: there is nothing to answer."),
    "reply.one_of": N_("Say what to answer with: --template CODE or --text TEXT, and not both."),
    "reply.which": N_("Name one comment by its number, or several with --query, and not both."),
    "reply.fill": N_("A filling is written WHAT=VALUE, not {word}."),
    "stopped.blank": N_("There is a blank in it that nobody has filled; the text is kept."),
    "stopped.template": N_("Only approved templates may leave here now, and this is none; the text is kept."),
    "stopped.phrase": N_("Our charter does not allow its words now; the text is kept."),
    "stopped.signature": N_("It is no longer signed as our charter wants it; the text is kept."),
}

WAITING: Mapping[str, str] = {
    "reply.waits": N_("It waits for somebody's yes, until {until} at the latest."),
    "approval.own": N_("Somebody else must approve what you wrote."),
    "approval.judged": N_("A colleague has judged it already."),
    "approval.no_word": N_("Say in a word why it goes back."),
    "approval.none": N_("No answer waits here for your yes."),
    "approval.lapsed": N_("Nobody approved it in time; the text is kept."),
    "approval.rejected": N_("It was sent back; the text is kept."),
    "approval.yes": N_("Approved."),
    "approval.changed": N_("Changed and approved."),
    "why.criticism": N_("criticism"),
    "second.asked": N_("Criticism is no abuse: it waits until a second member agrees."),
    "second.open": N_("A colleague has asked about it already."),
    "second.never_alone": N_("Criticism is no abuse: nothing is done about it without two members."),
    "second.anew": N_("With that reason a second member is asked: take it back and do it anew."),
    "second.agreed": N_("A second member has agreed to that reason: take it back and do it anew."),
    "second.back": N_("It was said to be criticism: nobody takes that back alone. Do it anew, and somebody is asked."),
    "second.final": N_("It has left and cannot be taken back to ask a second member: its reason stays as it is."),
    "second.none": N_("Nothing is asked of a second member here."),
    "second.own": N_("Somebody else must answer what you asked."),
    "second.answered": N_("A colleague has answered already."),
    "second.yes": N_("A second member agreed."),
    "second.no": N_("A second member said no: the comment is open again."),
    "second.over": N_("It was no longer as it was asked about."),
    "member.alias": N_(
        "‘{name}’ is no name to answer under: at most {words} words of letters and {most} characters, the last with a"
        " capital."
    ),
    "member.mail": N_("{name} is no mail address."),
    "member.not_yourself": N_("Only they themselves can change that."),
    "member.changed": N_("Changed."),
}
