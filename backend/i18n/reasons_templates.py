"""The sentences of templates that are written, reviewed and brought in as CSV (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

TEMPLATES: Mapping[str, str] = {
    "template.missing": N_("There is no such template, or no such version of it."),
    "template.unknown": N_("There is no template {name}. See: nightdesk template list --all"),
    "template.languages": N_("There is a template {name} in several languages ({known}). Add: --language"),
    "template.moved": N_("{who} saved version {number} meanwhile. Compare it with yours, and save again."),
    "template.code_taken": N_("There is a template {name} in {language} already. Choose another code."),
    "template.retired": N_("The template is retired. Bring it back first."),
    "template.not_retired": N_("The template is not retired."),
    "template.in_review": N_("This version waits for an approver already."),
    "template.approved": N_("This version is approved already. Change something first."),
    "template.rejected": N_("This version was rejected. Mend it first, then send it again."),
    "template.not_in_review": N_("Nobody has sent this version for review."),
    "template.reviewed": N_("{who} has judged this version already."),
    "template.four_eyes": N_("Nobody approves their own words: ask {who}, or bring them in as drafts."),
    "template.no_approver": N_("Only an approver or a lead of its account may do that."),
    "template.in_use": N_("It is in use: an approver changes its code, language, account, platforms and purposes."),
    "template.no_word": N_("Write a word first: whoever reads it must know why."),
    "template.past": N_("Write 90d, 12w, 6m, 1y, or a day to come, like 2027-01-31."),
    "template.proposed": N_("A draft was made of it: template {template}."),
    "template.not_sent": N_("That is no answer of ours that was sent."),
    "template.version": N_("version {number} of template {template}"),
    "template.alone": N_("version {number} of template {template}, by its own writer: nobody else approves there"),
    "template.no_csv": N_("Line {line} of {file} is not CSV. Close its quotation marks, or save it as CSV again."),
    "template.column": N_("Row {line} of {file} has a column {name} that is not known. Known: {known}."),
    "template.column_twice": N_("Row {line} of {file} has two columns {name}. Take one away."),
    "template.no_column": N_("Row {line} of {file} has no column {name}. It names the columns: {known}."),
    "template.cells": N_("Row {line} of {file} has {cells} cells, and there are {columns} columns."),
    "template.missing_key_row": N_("Row {line} of {file}: the template lacks {name}."),
    "template.wrong_kind_row": N_("Row {line} of {file}: {name} must be {wanted}."),
    "template.bad_body_row": N_("Row {line} of {file}: {problem}"),
    "template.twice_row": N_("Row {line} of {file}: there is a template {name} in {language} above already."),
}
