"""The sentences of charters: what is wrong with a file, and what became of a save (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

TOML = (N_("it is nested too deeply"), N_("a number has too many digits"))
"""What is wrong with a file where the reader of TOML has no words for it: see `backend.config.toml`."""

CHARTERS: Mapping[str, str] = {
    "charter.newer": N_("The charter was saved by a newer program ({name} is not known here). Upgrade this program."),
    "charter.moved": N_("Version {number} was saved meanwhile, by {who}. Nothing was overwritten: look at both."),
    "charter.in_file": N_("{file}, line {line}: {problem}"),
    "charter.file_unreadable": N_("{file} cannot be read."),
    "charter.not_utf8": N_("{file} is not a text in UTF-8. Save it as UTF-8 and try again."),
    "charter.none": N_("There is no charter yet. Run: nightdesk charter start --help"),
    "charter.no_version": N_("There is no version {number}. Run: nightdesk charter versions"),
    "charter.is_there": N_("There is a charter already. Change it with export and import, or say --anew."),
    "charter.whose": N_("Say whose charter is meant: --account NAME or --house."),
    "charter.too_long": N_("A charter has at most {most} kB: make it shorter."),
    "charter.toml": N_("this is not TOML: {problem}."),
    "charter.fence": N_("the settings begin with +++ and never end: put a line of +++ below them."),
    "charter.unknown_key": N_("no charter knows {name} here. It may be: {known}"),
    "charter.unknown_word": N_("{name} is not known here. It may be: {known}"),
    "charter.wrong_kind": N_("{name} is written so: {wanted}"),
    "charter.empty": N_("something in {name} is empty: write it or take it out."),
    "charter.language": N_('{name} is not the code of a language: write it as "sv" or "en".'),
    "charter.zone": N_("{name} is not a time zone: write it as Europe/Stockholm."),
    "charter.date": N_("{name} is not a date: write it as 2026-12-24."),
    "charter.span": N_(
        "{name} is not a part of a day: write it as 08:00-16:30. What goes past midnight is two: 22:00-24:00 and,"
        " on the next day, 00:00-06:00."
    ),
    "charter.spans_meet": N_("the spans of {name} overlap, or are not in order."),
    "charter.duration": N_('{name} is not a duration: write it as "30m", "4h" or "2d"; a target also as "15m always".'),
    "charter.out_of_reach": N_(
        "{name} does not pass within a year of these watch hours: make it shorter, or the hours longer."
    ),
    "charter.form": N_("{name} holds no name: put in FIRSTNAME, NAME or INITIALS, or set signing to off."),
    "charter.number": N_("{name} is not a paragraph's number: begin the heading with one, as ### 4.2 Late answers."),
    "charter.number_twice": N_("there are two paragraphs {number}: give one of them another number."),
    "charter.routine_twice": N_("there are two routines for {name}: keep one."),
    "charter.parted_word": N_("a word may not hold a comma or braces: write two words instead."),
    "charter.heading": N_("{name} is no heading of a charter here. It may be: {known}"),
    "charter.heading_twice": N_("{name} stands there twice: put both parts under one heading."),
    "charter.loose_text": N_("this text belongs to no heading: put it under one, as ## Purpose."),
    "charter.no_item": N_("this is no item of a list: begin it with a dash and a space."),
}
