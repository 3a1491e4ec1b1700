"""The sentences of watched places and of what is captured there (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

PLACES: Mapping[str, str] = {
    "place.never": N_("nobody has looked yet"),
    "place.looked": N_("{name} looked at it on {looked_at}"),
    "place.late": N_("{name} looked at it last, on {looked_at}: somebody is to look again"),
    "place.unknown": N_("There is no watched place {name}. Known ones: {known}"),
    "place.none": N_("There is no watched place yet. Run: nightdesk place add --help"),
    "place.every": N_("How often somebody looks is written 4h, 30m or 1d, not {word}."),
    "place.no_step": N_("There is no step {number}: the checklist has {steps}."),
    "place.no_member": N_("Say who looks: --as NAME. The OS user {login} is no member here."),
    "capture.empty": N_("There is no text to keep."),
    "capture.link": N_("The link must lead to a web page, as https://www.facebook.com/groups/…"),
    "capture.by_api": N_("{name} is read by its API: nothing is captured by hand there."),
    "capture.in_browser": N_("It was captured by hand: acts happen in the browser."),
    "capture.line": N_("Line {line}: {problem} The lines before it are kept."),
    "capture.no_text": N_("there is no text in it."),
    "capture.unreadable": N_("it cannot be read as {format}."),
    "captured.paste": N_("captured by hand"),
    "captured.mail": N_("read from a notification mail"),
    "outbox.copied": N_("It was copied and waits for somebody to say that it is posted."),
    "outbox.reported": N_("A member has reported that it is posted: take it down in the browser."),
    "why.copied": N_("our answer was copied, and nobody has said that it is posted"),
}
