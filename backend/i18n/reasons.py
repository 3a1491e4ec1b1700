"""Every code a Reason may carry, and its sentence. A failure says what happened and what to do about it.

To add a code, add a line to a table here; a test walks the codes in the sources and fails on one without a sentence.
Parameters are written `{name}`; `until`, `since` and `at` are UTC microseconds and are shown as a clock time.
"""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from backend.i18n import N_, _
from backend.i18n.reasons_briefs import BRIEFS
from backend.i18n.reasons_cases import CASES
from backend.i18n.reasons_categories import CATEGORIES
from backend.i18n.reasons_charters import CHARTERS
from backend.i18n.reasons_foryou import FOR_YOU
from backend.i18n.reasons_leaving import LEAVING, WAITING
from backend.i18n.reasons_mail import MAILS, QUESTIONS
from backend.i18n.reasons_pages import PAGES
from backend.i18n.reasons_places import PLACES
from backend.i18n.reasons_ranking import RANKING
from backend.i18n.reasons_templates import TEMPLATES
from backend.i18n.reasons_wire import ATTACHMENT, CONNECT, LINKEDIN, MAILBOX, META, YOUTUBE
from backend.model.clock import SECOND
from backend.model.reason import Reason

STORE: Mapping[str, str] = {
    "store.missing": N_("There is no store yet. Run: nightdesk migrate"),
    "store.old": N_("The store is older ({found}) than this program ({wanted}). Run: nightdesk migrate"),
    "store.newer": N_("The store is newer ({found}) than this program ({wanted}). Upgrade this program."),
    "store.full": N_("The disk is full: nothing was changed. Make room and try again."),
    "store.read_only": N_("The store cannot be written by this user. Check its owner and mode."),
    "store.busy": N_("The store is busy. Nothing was changed; try again."),
    "store.unreachable": N_("The store cannot be reached. Check NIGHTDESK_DATABASE_URL and that the server runs."),
    "store.not_a_store": N_("That file is not a store of Nightdesk. Check NIGHTDESK_DATABASE_URL."),
    "store.damaged": N_("The store is damaged. Stop all desks and workers and restore the last backup."),
    "store.io": N_("The disk gave an error. Nothing was changed; check the disk and its free space."),
    "store.letters": N_("The database must keep UTF-8 and know Å from å. Make it with: createdb -E UTF8 -l C.UTF-8"),
    "store.failed": N_("The store refused. Nothing was changed; run: nightdesk doctor"),
}

PLATFORM: Mapping[str, str] = {
    "throttled": N_("Too many requests: the platform asks us to wait until {until}."),
    "platform.redirect": N_("The server sent us elsewhere ({status}). Check the account's address."),
    "platform.unreadable": N_("The server's answer could not be read ({status})."),
    "platform.too_large": N_("The server's answer was too large."),
    "platform.timeout": N_("The server did not answer in time."),
    "platform.unreachable": N_("The server cannot be reached."),
    "platform.server_error": N_("The server has an error ({status})."),
    "platform.login": N_("The login is no longer accepted. Run: nightdesk account add, for this account, again"),
    "platform.not_permitted": N_("The login may not do this ({status})."),
    "platform.gone": N_("It is no longer there."),
    "platform.refused": N_("The platform refused it ({status})."),
    "platform.duplicate": N_("The platform has it already."),
    "platform.no_such_act": N_("This platform cannot do that."),
    "platform.message_stays": N_("A private message stays as it was sent here. Say more in the platform's own inbox."),
    "platform.bad_address": N_("That is not a server's address."),
    "platform.insecure": N_("The address must start with https."),
}

REPLY: Mapping[str, str] = {
    "reply.too_long": N_("{over} characters too many."),
    "reply.empty": N_("There is nothing to send."),
    "reply.blank": N_("Fill in the blank: {blank}"),
    "reply.elsewhere": N_("The same comment has been answered from another account of ours."),
    "comment.edited": N_("The comment was edited since it was shown."),
    "comment.deleted": N_("The comment was deleted on the platform."),
    "comment.answered": N_("The comment has been answered."),
    "comment.decided": N_("The comment has been decided."),
    "post.deleted": N_("The post was deleted on the platform."),
    "comment.missing": N_("There is no such comment."),
    "comment.not_own": N_("Only an answer of ours can be deleted here."),
    "comment.aside": N_("It is not in the queue: it is our own, or others' talk in somebody else's thread."),
    "comment.open": N_("The comment is open already."),
    "reply.on_its_way": N_("An answer to the comment is on its way already."),
    "reply.own": N_("It is our own answer."),
    "delete.on_its_way": N_("The answer is being deleted already."),
    "claim.held": N_("Another member has the comment."),
    "outbox.missing": N_("There is no such action."),
    "outbox.not_yours": N_("It is another member's: a lead can take it back."),
    "outbox.awaiting_approval": N_("It waits for approval."),
    "outbox.pending": N_("It waits to be sent."),
    "outbox.sending": N_("Too late: it is being sent."),
    "outbox.sent": N_("Too late: it is sent."),
    "outbox.failed": N_("It has failed; the text is kept."),
    "outbox.unknown": N_("Too late: it may have been sent. Settle it by hand, or wait."),
    "outbox.stopped": N_("It was stopped; the text is kept."),
    "outbox.cancelled": N_("It was taken back; the text is kept."),
    "outbox.lease_ran_out": N_("The worker vanished while sending: it is looked up first."),
}

TRIAGE: Mapping[str, str] = {
    "comment.own": N_("It is our own."),
    "comment.awake": N_("The comment is not asleep."),
    "comment.so_already": N_("It is so already."),
    "thread.so_already": N_("The thread is so already."),
    "platform.own_threads": N_("Here that works only in the threads of our own posts."),
    "act.on_its_way": N_("That, or its reverse, is on its way already."),
    "act.done_there": N_("It had been done on the platform; nothing was sent."),
    "act.why": N_("Say why: a digit after the key."),
    "snooze.when": N_("Say until when."),
    "note.empty": N_("There is nothing to keep."),
    "referral.nobody": N_("There is nobody to ask: name a colleague or an area."),
    "referral.no_question": N_("Say what you ask."),
    "referral.open": N_("Somebody is asked already."),
    "referral.none": N_("Nothing was asked about this comment."),
    "referral.answered": N_("It has been answered."),
    "responsibility.no_name": N_("Name the area."),
    "responsibility.unknown": N_("Nobody answers for {name}. Run: nightdesk responsibility list"),
    "hold.not_allowed": N_("The terms of {platform} leave no room for keeping a text longer."),
    "hold.expired": N_("Its text is gone here already: there is nothing to keep."),
    "hold.none": N_("Nobody keeps it as evidence."),
    "hold.when": N_("Say until when: 90d, 12w, 6m, 2y, or a day to come as 2027-01-31."),
    "undo.nothing": N_("There is nothing to take back."),
    "undo.already": N_("It was taken back already."),
    "undo.not_yours": N_("It is another member's: a lead can take it back."),
    "undo.changed": N_("Somebody has changed it since; it stays as it is."),
    "undo.done_there": N_("It was a colleague's on the platform before: it stays so there."),
    "undo.shown_there": N_("Somebody has shown it again on the platform; nothing is sent."),
    "undo.hidden_there": N_("Somebody has hidden it on the platform since; nothing is sent."),
    "undo.final": N_("The platform cannot take that back."),
    "redo.nothing": N_("There is nothing to do again."),
    "redo.never": N_("That is never repeated by a key: do it anew."),
    "outbox.first_failed": N_("What was to happen before it has failed; the text is kept."),
    "why.spam": N_("spam"),
    "why.hate": N_("hate"),
    "why.threat": N_("threat"),
    "why.insult": N_("insult"),
    "why.off_topic": N_("off topic"),
    "why.personal_data": N_("personal data"),
    "why.unlawful": N_("unlawful"),
    "why.misleading": N_("misleading"),
    "why.other": N_("other"),
}

PEOPLE: Mapping[str, str] = {
    "member.no_role": N_("Your roles do not allow this. A lead can give you others."),
    "member.nobody": N_("Say first who you are."),
    "member.unknown": N_("There is no member called {name}. Run: nightdesk member list"),
    "member.no_name": N_("A member needs a name."),
    "member.time_zone": N_("There is no time zone {name}. Write one like Europe/Stockholm."),
    "member.login_taken": N_("The login {name} belongs to another member."),
    "member.name_taken": N_("There is a member called {name} already."),
    "member.not_first": N_("There are members already. Ask a lead to run: nightdesk member add"),
    "account.removed": N_("The account was removed."),
    "account.short_name": N_("A short name has 1 to 8 letters or digits, not {name}."),
    "account.short_name_taken": N_("The short name {name} is taken by another account."),
    "account.exists": N_("This account is here already, as {name}."),
    "worker.lease_lost": N_("Another worker has taken over this account."),
}

QUERY: Mapping[str, str] = {
    "query.unknown_term": N_("I do not know {word}. Did you mean {meant}?"),
    "query.unknown_word": N_("I do not know {word}."),
    "query.empty_value": N_("{word} needs a value after the colon."),
    "query.bad_likes": N_("Likes are asked for as likes>5 or likes<3, not {word}."),
    "query.bad_age": N_("An age is written age>2h or age<30m (m, h, d, w), not {word}."),
    "query.open_quote": N_("A quotation mark is missing after {word}."),
    "query.bad_number": N_("{word} needs a number. They are told by: nightdesk list -o json"),
    "query.one_star": N_("A star in front wants one at the end as well: {meant} finds it inside words."),
    "query.too_short": N_("{word} is too short: three characters or more are looked for inside words."),
    "query.too_long": N_("{word} is too long to be looked for."),
    "query.no_rules": N_("{word} cannot be asked: there are no rules yet."),
    "query.no_account": N_("There is no account {word}. Known ones: {known}"),
    "query.no_account_meant": N_("There is no account {word}. Did you mean {meant}?"),
    "query.no_platform": N_("No account is on {word}. Known ones: {known}"),
    "query.no_platform_meant": N_("No account is on {word}. Did you mean {meant}?"),
    "query.no_member": N_("There is no member {word}. Known ones: {known}"),
    "query.no_member_meant": N_("There is no member {word}. Did you mean {meant}?"),
    "query.no_view": N_("There is no view {word}. Known ones: {known}"),
    "query.no_view_meant": N_("There is no view {word}. Did you mean {meant}?"),
    "view.name": N_("A view needs a name of 1 to 40 letters, digits, - or _, and not {name}."),
    "view.standard": N_("{name} is a view that is always there. Choose another name."),
    "view.missing": N_("There is no view {name} of yours. See: nightdesk view list"),
    "view.gone": N_("The view is gone. See: nightdesk view list"),
    "view.taken": N_("There is a view {name} already."),
    "view.shared": N_("The view {name} is shared: its maker or a lead can change it."),
}

TEMPLATE: Mapping[str, str] = {
    "template.open_brace": N_("A brace is opened and not closed at character {at_character}. Write {{{{ for a brace."),
    "template.unknown_variable": N_("There is no variable {name}. Known ones: {known}"),
    "template.no_such_account": N_("The template {template} names the account {name}, and there is none."),
    "template.file_unreadable": N_("{file} cannot be read. Check its name and owner."),
    "template.not_utf8": N_("{file} is not UTF-8 text. Save it as UTF-8."),
    "template.toml": N_("Line {line} of {file} is not TOML: {problem}. Mend it and run this again."),
    "template.no_tables": N_("{file} holds no [[template]]. Start each template with that line."),
    "template.unknown_table": N_("Line {line} of {file}: there is no {name} here. Known: [[template]]."),
    "template.unknown_key": N_("Line {line} of {file}: a template has no {name}. Known: {known}."),
    "template.missing_key": N_("Line {line} of {file}: the template lacks {name}."),
    "template.wrong_kind": N_("Line {line} of {file}: {name} must be {wanted}."),
    "template.bad_body": N_("Line {line} of {file}: {problem}"),
    "template.twice": N_("Line {line} of {file}: there is a template {name} in {language} above already."),
}

CONFIG: Mapping[str, str] = {
    "config.no_env_file": N_("The file {file} that NIGHTDESK_ENV_FILE names is not there."),
    "config.env_unreadable": N_("The file {file} cannot be read as text by this user."),
    "config.env_line": N_("Line {line} of {file} cannot be read. Write NAME=value, with quotes around spaces."),
    "config.open_file": N_("Others can read {file} (mode {mode}), and it holds a secret. Run: chmod 600 {file}"),
    "config.not_owner": N_("{file} holds a secret and belongs to {owner}, not to {user}. Run this as {owner}."),
    "config.database_url": N_("NIGHTDESK_DATABASE_URL must be sqlite:////PATH or postgresql://USER@HOST/DATABASE."),
    "config.one_of": N_("{name} must be one of: {known}."),
    "config.number": N_("{name} must be a number from {least} to {most}."),
    "config.mail_url": N_("NIGHTDESK_IMAP_URL must be imaps://USER@HOST/FOLDER, with signs like @ in USER as %40."),
    "config.mail_password": N_("NIGHTDESK_IMAP_URL holds a password. Take it out, and run: nightdesk mailbox password"),
    "config.mail_open": N_("NIGHTDESK_IMAP_URL must begin with imaps: nothing unencrypted may leave the machine."),
    "config.mail_trust": N_("NIGHTDESK_MAIL_TRUST must be the one name that your mail server puts into its results."),
    "secrets.other_user": N_("{file} belongs to {owner}, who runs the worker, not to {user}. Run this as {owner}."),
    "secrets.unreadable": N_("The login in {file} cannot be opened. Check its owner, and that it is a plain file."),
    "secrets.damaged": N_("The login in {file} is damaged. Run: nightdesk account add, for this account, again"),
    "secrets.not_kept": N_("The login cannot be kept in {file}. Check the owner of the folder and the free space."),
    "secrets.missing": N_(
        "There is no login for this account here. Run: nightdesk account add, for this account, again"
    ),
}

KEYMAP: Mapping[str, str] = {
    "keymap.missing": N_("The keymap file {file} is not there. Check NIGHTDESK_KEYMAP."),
    "keymap.unreadable": N_("The keymap file {file} cannot be read as text by this user."),
    "keymap.too_large": N_("The keymap file {file} is too large to be one ({most} kB at most)."),
    "keymap.toml": N_("Line {line} is not TOML: {problem}."),
    "keymap.table": N_("Line {line}: there is no {name} here. Known: {known}."),
    "keymap.preset": N_("Line {line}: there is no preset {name}. Known: {known}."),
    "keymap.stay": N_("Line {line}: stay is true or false."),
    "keymap.keys": N_('Line {line}: the keys of {command} are written like ["x", "g x"].'),
    "keymap.command": N_("Line {line}: there is no command {name}."),
    "keymap.command_meant": N_("Line {line}: there is no command {name}. Did you mean {meant}?"),
    "keymap.not_there": N_("Line {line}: {command} does not work in [{pane}], only in {panes}."),
    "keymap.fixed": N_("Line {line}: the keys of {command} cannot be changed."),
    "keymap.key": N_('Line {line}: {key} is not a key. Write one as "x", "ctrl+x", "f5" or "g x".'),
    "keymap.key_meant": N_('Line {line}: {key} is not a key. Did you mean "{meant}"?'),
    "keymap.digit": N_("Line {line}: {key} cannot be a key of {command}, digits are counts."),
    "keymap.reserved": N_("Line {line}: {key} cannot be a key of {command}, it always leaves, or says how to."),
    "keymap.typing": N_("Line {line}: {key} cannot be a key of {command}: it is needed for typing in [{pane}]."),
    "keymap.clash": N_("Line {line}: {key} means both {one} and {other} in {panes}."),
    "keymap.begins": N_("Line {line}: {key} means {one} in {panes}, so that {longer} ({other}) could never be typed."),
    "keymap.vital": N_("Line {line}: {command} must keep a key in {panes}."),
}

HTTP: Mapping[str, str] = {
    "platform.no_such_host": N_("There is no server {host}. Check the spelling, and this machine's name service."),
    "platform.tls": N_("{host} does not prove who it is (TLS). Check the address and this machine's clock."),
    "platform.cut": N_("The server broke off in the middle of its answer."),
    "platform.other_account": N_(
        "The login is {handle}, another account: nothing is read or sent. Run: nightdesk account add, as this account"
    ),
    "platform.too_late": N_(
        "The worker was held up until it was too late to send; nothing was sent, it is tried again."
    ),
    "platform.busy": N_("The server is busy and asks us to wait until {until}."),
    "platform.login_malformed": N_("The stored login is damaged. Run: nightdesk account add, for this account, again"),
}

MASTODON: Mapping[str, str] = {
    "mastodon.scopes": N_("The login lacks a right. Run: nightdesk account add, for this account, again"),
    "mastodon.login_disabled": N_(
        "The server has disabled or not yet approved this account. Log in there and see why."
    ),
    "mastodon.names_nobody": N_("A private answer reaches only those it names. Put the person's @name into it."),
    "mastodon.has_poll": N_("It has a poll, which might lose its votes. Edit it on Mastodon itself."),
    "mastodon.not_a_server": N_("{host} does not answer like a Mastodon server. Check the address."),
    "mastodon.moved": N_("{host} sends us on to {to}. Give that address instead."),
    "mastodon.no_apps": N_("{host} lets no new programs register. Ask whoever runs the server."),
    "mastodon.no_code": N_("No code was given. Open the link, allow access, and copy the code that is shown."),
    "mastodon.code_refused": N_("The server does not take this code. Open the link again and copy the new code."),
    "mastodon.no_registration": N_("It was not kept which registration of ours the login was given to."),
    "mastodon.app_forgotten": N_("The server no longer knows this registration. Begin again."),
}

BLUESKY: Mapping[str, str] = {
    "bluesky.password": N_(
        "{host} does not take this handle and password. Make an app password in Bluesky's settings."
    ),
    "bluesky.app_password": N_("The app password still works: delete it in Bluesky's settings."),
    "bluesky.mailed_code": N_("{host} asks for a mailed code. Give an app password instead of the account's own."),
    "bluesky.closed": N_("{host} has closed or suspended this account. Log in there and see why."),
    "bluesky.other_account": N_("The handle belongs to another account now. Run: nightdesk account add, for this one"),
    "bluesky.blocked": N_("One of you has blocked the other: they would not see it."),
    "bluesky.not_our_thread": N_("The thread is somebody else's: only its owner can hide replies or lock it."),
    "bluesky.hidden_full": N_("{most} replies are hidden in this thread, and Bluesky allows no more. Lock the thread."),
    "bluesky.gate_busy": N_("Others keep changing what is hidden in this thread. Nothing was done; it is tried again."),
    "bluesky.not_a_server": N_("{host} does not answer like a Bluesky server. Check the address."),
    "bluesky.bad_handle": N_("That is not a handle. Write it whole, as in anna.bsky.social."),
    "bluesky.no_such_handle": N_("Nobody has this handle. Check the spelling."),
    "bluesky.no_server": N_("The account behind this handle names no server that can be used."),
}

COMMAND: Mapping[str, str] = {
    "command.unknown": N_("There is no command {word}. See: nightdesk --help"),
    "command.unknown_meant": N_("There is no command {word}. Did you mean: nightdesk {meant}"),
    "desk.unexpected": N_(
        "Something went wrong that should not have (incident {incident}). Nothing you wrote is lost."
    ),
    "command.crashed": N_("Something went wrong that should not have ({kind}, {where}). Please report these words."),
    "list.nobody": N_(
        "No member has the login {login}. Name one with --as, or run: nightdesk member add --login {login}"
    ),
    "account.no_such_number": N_("Give one of the numbers, 1 to {most}. Nothing was connected."),
    "account.no_answer": N_("The answer is missing; nothing was changed. Run the command again and type it in."),
    "account.unknown": N_("There is no account {name}. Known ones: {known}"),
    "account.not_removed": N_("{name} was not removed: the name typed was another."),
    "worker.no_log": N_("The log {file} cannot be written. Check its folder and owner."),
    "webhooks.no_secret": N_(
        "There is no secret to check pushes with. Set NIGHTDESK_META_APP_SECRET or NIGHTDESK_LINKEDIN_CLIENT_SECRET."
    ),
    "webhooks.no_subscribing": N_(
        "{name} cannot be subscribed from here: its platform's webhooks are set up in the app's dashboard."
    ),
    "webhooks.no_port": N_("Nothing can listen on {host}, port {port}. Choose another with --host or --port."),
    "stage.port_taken": N_("Port {port} is taken. Choose another with --port, or 0 for any free one."),
    "demo.no_stage": N_("The stage did not open. Run: nightdesk stage, and see what it says"),
    "demo.no_terminal": N_("The rehearsal needs a terminal for the desk. Without one: nightdesk demo --no-desk"),
    "up.no_terminal": N_("The desk needs a terminal. Without one, run the worker alone: nightdesk worker"),
}

WORKER: Mapping[str, str] = {
    "account.share_used": N_("{percent} % of the rate limit is used; older threads are read again after {until}."),
    "account.writes_rest": N_("{refusals} answers or acts in a row were refused; the next is tried after {until}."),
    "account.behind": N_("Older threads are read later than promised (due since {since})."),
    "account.overdue": N_("Nobody has looked since; the next look was promised for {at}. Run: nightdesk doctor"),
    "account.no_worker": N_("No worker has run since {since}. Run: nightdesk worker, or nightdesk up"),
    "login.one_name": N_("Only {name} can renew the login. Name somebody else: nightdesk account renewers"),
    "login.no_name": N_("Nobody is named who can renew the login. Name somebody: nightdesk account renewers"),
    "login.mend": N_("It can be mended by {names}, on the worker's machine: {command}"),
    "login.not_named": N_("{name} is not among those who can renew the login."),
    "login.mend_nobody": N_("Nobody is named who can mend it. On the worker's machine: {command}"),
    "worker.fault": N_("The worker met an error of its own ({kind}). Look into its log, and please report it."),
    "worker.slow": N_("Preparing took too long; nothing was sent, and it is tried again."),
    "outbox.absent": N_("It did not get there; it is sent again."),
    "outbox.unsure": N_("It cannot be told whether it got there. Look on the platform and settle it by hand."),
    "outbox.old_attempt": N_("The last try was long ago: it is looked up before it is sent again."),
    "platform.no_answer": N_(
        "Given up after {attempts} tries; nothing was sent. The text is kept: send it again later."
    ),
}

WHY: Mapping[str, str] = {
    "why.late": N_("late since {since}"),
    "why.late_days": N_("late by {days} d"),
    "why.due": N_("due {until}"),
    "why.returned": N_("our answer did not get out"),
    "why.unknown": N_("nobody knows whether our answer got out"),
    "why.follow_up": N_("follow-up to our answer"),
    "why.referred": N_("referred to you by {name}"),
    "why.referred_until": N_("referred to you by {name}: deadline {until}"),
    "why.referred_days": N_("referred to you by {name}: {days} d left"),
    "why.referred_to_days": N_("referred to {to} by {name}: {days} d left"),
    "why.referred_to": N_("referred to {to} by {name}"),
    "why.referred_to_until": N_("referred to {to} by {name}: deadline {until}"),
    "why.assigned_me": N_("assigned to you"),
    "why.assigned": N_("assigned to {name}"),
    "why.strike": N_("1 strike"),
    "why.strikes": N_("{n} strikes"),
    "why.first": N_("first time here"),
    "why.question": N_("question"),
}

SENTENCES: dict[str, str] = {
    **WHY,
    **CATEGORIES,
    **STORE,
    **PLATFORM,
    **HTTP,
    **MASTODON,
    **BLUESKY,
    **ATTACHMENT,
    **CONNECT,
    **META,
    **LINKEDIN,
    **YOUTUBE,
    **MAILBOX,
    **MAILS,
    **QUESTIONS,
    **REPLY,
    **TRIAGE,
    **PEOPLE,
    **QUERY,
    **TEMPLATE,
    **TEMPLATES,
    **RANKING,
    **CONFIG,
    **KEYMAP,
    **COMMAND,
    **WORKER,
    **PLACES,
    **LEAVING,
    **WAITING,
    **BRIEFS,
    **CASES,
    **CHARTERS,
    **FOR_YOU,
    **PAGES,
}

_TIMES = ("until", "since", "at")
_MOMENTS = ("looked_at",)
"""Times that may lie days back: shown with their day."""


def word(reason: Reason, zone: str = "UTC") -> str:
    """Return the reason as a sentence in the reader's language, times in the reader's zone (an IANA name).

    A code without a sentence is shown as it is, so that nothing is ever hidden.
    """
    sentence = SENTENCES.get(reason.code)
    if sentence is None:
        return reason.code
    return _(sentence).format_map(_shown(reason, zone))


class _Shown(dict[str, str | int]):
    """Parameters as they are shown; one that was not given is a question mark, never a crash."""

    def __missing__(self, name: str) -> str:
        return "?"


def _shown(reason: Reason, zone: str) -> _Shown:
    return _Shown((name, _time(name, value, zone)) for name, value in reason.params.items())


def _time(name: str, value: str | int, zone: str) -> str | int:
    """Return a parameter that is a time as a clock time, with its day where it may lie days back."""
    if not isinstance(value, int) or name not in (*_TIMES, *_MOMENTS):
        return value
    return clock_time(value, zone) if name in _TIMES else f"{clock_day(value, zone)} {clock_time(value, zone)}"


def clock_day(at: int, zone: str) -> str:
    """Return the day of UTC microseconds in a zone, as 2027-01-20."""
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%Y-%m-%d")


def clock_time(at: int, zone: str) -> str:
    """Return UTC microseconds as a clock time in a zone."""
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).strftime("%H:%M")
