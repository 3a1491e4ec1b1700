"""The sentences of single platforms' own codes: one table for each family (see `reasons`)."""

from collections.abc import Mapping

from backend.i18n import N_

CONNECT: Mapping[str, str] = {
    "connect.no_code": N_("No code was given. Open the link, allow it, and paste the address the browser ends at."),
    "connect.other_link": N_("This address answers another link. Open the link that was just printed."),
    "connect.denied": N_("It was not allowed in the browser. Nothing was connected; begin again to allow it."),
    "connect.app_unknown": N_("{host} does not know this app or its secret. Check both and begin again."),
    "connect.code_refused": N_("{host} does not take this code: it works once, and not for long. Begin again."),
    "connect.no_pages": N_("This login reaches no page. Choose the page in the browser, or ask for a role on it."),
    "connect.no_instagram": N_("No page of this login has an Instagram account. Link one to its page in Instagram."),
    "connect.not_for_good": N_("{host} gave no lasting login. Begin again, and allow it for as long as it asks."),
}

ATTACHMENT: Mapping[str, str] = {
    "attachment.too_many": N_("At most {most} pictures can go with an answer there."),
    "attachment.kind": N_("‘{name}’ cannot go with an answer there: {mime} is not taken."),
    "attachment.too_large": N_("‘{name}’ is too large: {most} bytes are taken there at most."),
    "attachment.not_ready": N_("{host} is still working on the picture; it is tried again."),
    "attachment.no_picture": N_("‘{name}’ is no picture that can be sent: PNG, JPEG and GIF are."),
    "attachment.none_such": N_("There is no picture ‘{name}’ there: {known}"),
    "attachment.no_name": N_("Say what the picture is called: --name map.png"),
    "attachment.no_alt": N_('‘{name}’ needs a description for who cannot see it: alt = "…".'),
}

META: Mapping[str, str] = {
    "meta.role_lost": N_("Whoever logged in has lost their role on the page. Give it back; a new login is no help."),
    "meta.permission": N_("The login lacks a right, or it has lapsed ({number}). Run: nightdesk account add, again"),
    "meta.blocked": N_("Meta has blocked this for now as too fast or abusive ({number}). Stop, and look in the app."),
    "meta.not_the_page": N_("The login is a person's, not the page's ({number}). Run: nightdesk account add, again"),
    "meta.persons_login": N_(
        "The login is a person's, not the page's: it sees no comments. Run: nightdesk account add"
    ),
    "meta.removed": N_("Meta has removed this function ({number})."),
    "meta.refused": N_("Meta refused it ({number})."),
    "facebook.no_id": N_("Facebook took it without saying what it made of it: it is looked for."),
    "facebook.closed": N_("No more comments can be written there."),
    "facebook.unnamed": N_("Facebook does not say who wrote it: they cannot be blocked from here."),
    "facebook.not_blocked": N_("Facebook did not block them. Block them in the page's settings."),
    "facebook.cannot_hide": N_("Facebook does not let the page hide this."),
    "facebook.cannot_remove": N_("Facebook does not let the page delete this."),
    "facebook.private_too_late": N_("A comment can be answered in private for seven days, and they have passed."),
    "facebook.private_refused": N_("It cannot be answered in private: that was done already, or they do not take it."),
    "facebook.remove_app": N_(
        "Remove the app in Facebook, under Settings, Business integrations: that ends the login."
    ),
    "instagram.withheld": N_(
        "Instagram counts comments and shows none: the app may be in development mode. Set it live at Meta."
    ),
    "instagram.hidden": N_("A hidden comment cannot be answered. Show it again, answer, and hide it once more."),
    "instagram.own_stays": N_("What we write ourselves stays visible on Instagram. Delete it instead."),
    "instagram.text": N_("Instagram does not take the text: too long, or too many links, hashtags or capitals."),
    "instagram.not_done": N_("Instagram says that it was not done, and not why. Try it in the app."),
    "instagram.no_conversation": N_("Only those who have messaged us can be blocked from here. Do it in the app."),
    "instagram.too_old": N_("Instagram takes private answers for seven days. Answer in public instead."),
    "instagram.whispered": N_("The comment has its one private answer already."),
    "instagram.unanswerable": N_("This person cannot be answered in private. Answer in public instead."),
    "instagram.likes_locked": N_("Instagram takes no likes until {until}: there were too many at once."),
    "instagram.remove_app": N_("Instagram ends no login by itself: remove the app there, under Website permissions."),
    "threads.grant_ended": N_("The permission given to the app has ended. Run: nightdesk account add, again"),
    "threads.end_by_hand": N_("Threads ends no login by itself: remove the app there, under Website permissions."),
    "threads.not_top_level": N_("Threads hides only replies of the first level, with all below. Take the one above."),
    "threads.too_many_links": N_("{links} links are too many: Threads takes {most}."),
}

LINKEDIN: Mapping[str, str] = {
    "linkedin.version": N_("LinkedIn no longer speaks the version {version} of its interface. Upgrade Nightdesk."),
    "linkedin.permission": N_("LinkedIn does not let the app do this ({resource}). Ask for that right for the app."),
    "linkedin.role_lost": N_("The login has no role on the page (any more). Give it one; a new login is no help."),
    "linkedin.day_quota": N_("The calls that LinkedIn allows in a day are used up. It answers again at {until}."),
    "linkedin.conflict": N_("LinkedIn was changing the same thing. Nothing was done; it is tried again."),
    "linkedin.no_page": N_("No page was chosen for this login. Run: nightdesk account add, again"),
    "linkedin.post_unknown": N_("LinkedIn does not tell which post of ours this stands under."),
    "linkedin.end_by_hand": N_("LinkedIn ends no login by itself: take the app's access away there, in the settings."),
}

YOUTUBE: Mapping[str, str] = {
    "youtube.quota": N_("The Google project has used up its units of the day. YouTube answers again at {until}."),
    "youtube.login_ended": N_(
        "Google has ended the login; a project in Testing mode does so after 7 days. Run: nightdesk account add, again"
    ),
    "youtube.client": N_("Google does not know the project's client any more. Check it, and log in again."),
    "youtube.scope": N_("The login lacks the right to comments (youtube.force-ssl). Run: nightdesk account add, again"),
    "youtube.api_off": N_("The YouTube Data API is not enabled in the Google project. Enable it there."),
    "youtube.no_channel": N_("The Google account has no channel that can be used. Log in as the channel's owner."),
    "youtube.not_owner": N_("Only the owner of the channel may do this."),
    "youtube.comments_off": N_("Comments are turned off for this video."),
    "youtube.cannot_reply": N_("YouTube takes no answers in this thread."),
    "youtube.too_long": N_("YouTube finds the text too long."),
    "youtube.page": N_("YouTube has lost the place in a list; it is read again from the beginning."),
}

MAILBOX: Mapping[str, str] = {
    "mailbox.unreachable": N_("The mail server {host} cannot be reached on port {port}. No mails are read."),
    "mailbox.unreadable": N_("The mail server {host} answers in a way that cannot be read. No mails are read."),
    "mailbox.certificate": N_("The certificate of {host} is not its own. No mails are read; check NIGHTDESK_IMAP_URL."),
    "mailbox.refused": N_(
        "{host} does not take the mailbox's password. Run where the worker runs: nightdesk mailbox password"
    ),
    "mailbox.no_password": N_(
        "There is no password for the mailbox. Run where the worker runs: nightdesk mailbox password"
    ),
    "mailbox.given": N_("NIGHTDESK_IMAP_PASSWORD is set, and counts for more than a kept one. Take it out first."),
    "mailbox.no_folder": N_("The mailbox has no folder {folder} to read. Check NIGHTDESK_IMAP_URL."),
    "mailbox.no_trust": N_("NIGHTDESK_MAIL_TRUST is not set, so no mail can be believed. Run: nightdesk mailbox check"),
    "mailbox.none": N_("No mailbox is set up. Set NIGHTDESK_IMAP_URL; README, Places without an API, says how."),
}
