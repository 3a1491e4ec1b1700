"""What a mail says: which place, who, which words. The mails are made by hand: see `mailing`."""

import time

import pytest

from backend.model.clock import DAY, parse_iso, plus
from backend.model.place import Capture, Captured
from backend.text.mail import mail_to_text
from backend.worker.mailbox_imap import MAIL_BYTES
from backend.worker.mailbox_mail import LONGEST_LINE
from backend.worker.mailbox_places import Fate, Verdict, judge
from backend.worker.mailbox_vendors import EXCERPT, said_by
from tests.conftest import START
from tests.worker.mailing import FORUM, POST, SERVER, SOL, file, only, opened, post, written

PLACES = [SOL, FORUM]


def judged(raw: bytes) -> Verdict:
    return judge(opened(raw), SERVER, PLACES)


class TestForms:
    def test_a_post_in_a_facebook_group(self) -> None:
        verdict = judged(file("facebook_post"))
        words = "Varför är entrén stängd i dag?\n\nIngen svarar i telefonen heller."
        at = parse_iso("2026-11-18T18:39:58Z")
        expected = Capture(POST, "Åsa Lind", words, at, Captured.MAIL, "Föreningen Sol")
        assert verdict == Verdict(Fate.TAKEN, ((SOL.account_id, expected),))

    def test_a_comment_that_comes_as_html_alone(self) -> None:
        what = only(judged(file("facebook_comment")).captures)
        assert what.link == f"{POST}?comment_id=888999"
        assert (what.author, what.text) == ("Bo Ek", "Samma här, det är andra gången i veckan <3")

    def test_a_post_in_a_linkedin_group(self) -> None:
        verdict = judged(file("linkedin_post"))
        ((key, what),) = verdict.captures
        assert (key, what.author, what.where) == (FORUM.account_id, "Kim Falk", "Energy Forum Nordic")
        assert what.link == "https://www.linkedin.com/groups/121615/121615-6273683704166518784"
        assert what.text == "Does anybody know when the report comes out? The link on the page is dead…"

    def test_a_digest_is_a_lead(self) -> None:
        verdict = judged(file("facebook_digest"))
        assert verdict.fate is Fate.LEAD
        what = only(verdict.captures)
        assert (what.link, what.author, what.text) == (SOL.link, "", "2 new posts in Föreningen Sol")

    def test_a_mail_without_words_is_a_lead_to_its_post(self) -> None:
        verdict = judged(written(f"Hi Team,\n\nView post\n{POST}".encode(), subject="Somebody did a new thing in Sol"))
        assert verdict.fate is Fate.LEAD
        assert only(verdict.captures).text == "Somebody did a new thing in Sol"
        assert only(verdict.captures).link == POST

    def test_a_group_that_nobody_watches_is_named(self) -> None:
        verdict = judge(opened(file("facebook_post")), SERVER, [FORUM])
        assert verdict == Verdict(Fate.NOT_WATCHED, group=SOL.link)

    def test_a_vendors_mail_about_no_group(self) -> None:
        assert judged(written(b"Bo likes https://www.facebook.com/acme/posts/7")).fate is Fate.NO_GROUP


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("Åsa Lind posted in Föreningen Sol", ("Åsa Lind", "Föreningen Sol")),
        ("Bo Ek commented on Åsa's post in Made in Sweden.", ("Bo Ek", "Made in Sweden")),
        ("Bo Ek har kommenterat ett inlägg i Föreningen Sol", ("Bo Ek", "Föreningen Sol")),
        ("Åsa Lind and 3 others posted in Sol", ("", "Sol")),
        ("New in Sol: the weekly digest", ("", "")),
        ("", ("", "")),
    ],
)
def test_who_did_it_where(subject: str, said: tuple[str, str]) -> None:
    assert said_by(subject) == said


class TestWildMails:
    """Whatever stands in a mail, the next one is read."""

    def test_dates_that_cannot_be_are_when_it_came(self) -> None:
        for date in ("Thu, 01 Jan 2099 00:00:00 +0000", "yesterday", "Wed, 31 Feb 2026 99:99:99 +9999", "(" * 900):
            mail = opened(written(POST.encode(), more=f"Date: {date}\n"))
            assert mail.head.written_at == START
        kept = opened(written(b"", more="Date: Wed, 18 Nov 2026 12:00:00 -0000\n"))
        assert kept.head.written_at == parse_iso("2026-11-18T12:00:00Z") != plus(START, -DAY)

    @pytest.mark.parametrize("charset", ["us-ascii", "x-unknown", "idna", "rot13", "utf-7", "base64", ""])
    def test_a_wrong_charset_hides_nothing(self, charset: str) -> None:
        raw = written(f"Blåbär?\n{POST}".encode(), kind=f'text/plain; charset="{charset}"')
        assert only(judged(raw).captures).text == "Blåbär?"

    def test_an_old_charset_is_read(self) -> None:
        raw = written(f"Blåbär?\n{POST}".encode("cp1252"), kind="text/plain; charset=windows-1252")
        assert only(judged(raw).captures).text == "Blåbär?"

    def test_what_hides_and_bends_stays_for_the_moderator_to_see(self) -> None:
        words = "a\x1b[2Jb\u202ec\u200bd\x00"
        assert only(judged(post(words)).captures).text == words

    def test_a_line_without_end_is_cut(self) -> None:
        what = only(
            judged(post("x" * 1_000_000)[:MAIL_BYTES].replace(b"x" * 9, b"x", 1) + b"\r\n" + POST.encode()).captures
        )
        assert len(what.text) == min(EXCERPT, LONGEST_LINE)

    def test_html_is_text(self) -> None:
        html = "<p>5 &lt; 6 <b>&amp;</b><script>alert(1)</script><style>p{}</style> 7 <3</p><!-- x --><a href='u'>w</a>"
        assert mail_to_text(html) == "5 < 6 & 7 <3\nw\nu"

    @pytest.mark.parametrize(
        "piece", ["<", "<a ", "<!--", "<![CDATA[", '<a href="', "<table>", "<script></", "&#", "<!--x"]
    )
    def test_wild_html_takes_no_time(self, piece: str) -> None:
        started = time.process_time()
        mail_to_text(piece * (MAIL_BYTES // len(piece)))
        assert time.process_time() - started < 4

    def test_what_cannot_be_taken_apart_has_no_words(self) -> None:
        nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(150))
        raw = written(b"")[: written(b"").index(b"Content-Type")] + nested
        assert judged(raw).fate is Fate.NO_GROUP
        assert judged(raw + nested * 9).fate is Fate.NO_GROUP
        assert judged(written(b"--b\r\n\r\nx\r\n" * 20_000, kind="multipart/mixed; boundary=b")).fate is Fate.NO_GROUP

    def test_an_attachment_says_nothing(self) -> None:
        kind = 'multipart/mixed; boundary="b"'
        part = f"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\n{POST}\r\n--b--\r\n"
        assert judged(written(part.encode(), kind=kind)).fate is Fate.NO_GROUP
