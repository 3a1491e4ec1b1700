"""The sentences of single platforms' own codes: one table for each family (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

META: Mapping[str, str] = {
    "meta.role_lost": N_("Whoever logged in has lost their role on the page. Give it back; a new login is no help."),
    "meta.permission": N_("The login lacks a right, or it has lapsed ({number}). Run: nightdesk account add, again"),
    "meta.blocked": N_("Meta has blocked this for now as too fast or abusive ({number}). Stop, and look in the app."),
    "meta.not_the_page": N_("The login is a person's, not the page's ({number}). Run: nightdesk account add, again"),
    "meta.removed": N_("Meta has removed this function ({number})."),
    "meta.refused": N_("Meta refused it ({number})."),
}

LINKEDIN: Mapping[str, str] = {}

YOUTUBE: Mapping[str, str] = {}
