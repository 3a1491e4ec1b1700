"""The sentences of briefs (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

BRIEFS: Mapping[str, str] = {
    "brief.moved": N_(
        "{who} has changed the brief meanwhile (version {number}). Nothing was overwritten: look at both."
    ),
    "brief.missing": N_("There is no such brief. Run: nightdesk brief list"),
    "brief.over": N_("The brief has ended. Write a new one."),
    "brief.past": N_("That moment has passed: say one that is to come."),
    "brief.until": N_("Until when the brief holds is written so: {forms}"),
    "brief.no_title": N_('A brief needs a title: title = "Power cut in the north".'),
    "brief.too_long": N_("A brief has at most {most} characters: people read it before they work."),
    "brief.no_such_account": N_("There is no account ‘{name}’. Run: nightdesk account list"),
    "brief.unknown_key": N_("no brief knows {name}. It may be: {known}"),
}
