"""Whose mail it is: only the word of our own receiving server counts, and only on top."""

import pytest

from backend.worker.mailbox_places import Fate, judge
from backend.worker.mailbox_trust import passed, servers
from tests.worker.mailing import POST, SERVER, SOL, file, opened, written

GOOD = "dkim=pass header.d=facebookmail.com"
TEXT = f"Hej!\n{POST}".encode()


def results(*values: str) -> list[tuple[str, str]]:
    return [("Authentication-Results", value) for value in values]


@pytest.mark.parametrize(
    "value",
    [
        f"{SERVER}; {GOOD}",
        f"MX.Example.org 1; spf=none; {GOOD}; dmarc=pass",
        f'{SERVER} (a (nested; dkim=fail) comment); dkim = pass reason="good; really" header.d = FacebookMail.com',
        f"{SERVER}; dkim=fail header.d=example.net; {GOOD}",
        f"{SERVER};\r\n\tdkim=pass header.i=@facebookmail.com",
    ],
)
def test_a_good_signature_is_found(value: str) -> None:
    assert "facebookmail.com" in passed(results(value), SERVER)


@pytest.mark.parametrize(
    "value",
    [
        f"mx.evil.example; {GOOD}",
        f"{SERVER}.evil.example; {GOOD}",
        f"{SERVER}; dkim=none",
        f"{SERVER}; dkim=fail ({GOOD}) header.d=facebookmail.com",
        f'{SERVER}; dkim=fail reason="x; {GOOD}" header.d=example.net',
        f'{SERVER}; dkim=pass header.s="header.d"="facebookmail.com"',
        f"{SERVER}; x-dkim=pass header.d=facebookmail.com",
        f"({SERVER}) mx.evil.example; {GOOD}",
        f'{SERVER}; spf=pass smtp.mailfrom="a;{GOOD}"@example.net',
        f"{SERVER}; dkim=pass (unclosed header.d=facebookmail.com",
        "",
        ";" * 9000,
    ],
)
def test_nothing_else_passes_for_one(value: str) -> None:
    assert "facebookmail.com" not in passed(results(value), SERVER)


def test_a_result_that_names_two_domains_names_none() -> None:
    assert not passed(results(f"{SERVER}; dkim=pass header.d=example.net header.d=facebookmail.com"), SERVER)


class TestOnlyTheTop:
    def test_what_the_sender_wrote_below_is_not_believed(self) -> None:
        assert not passed(results(f"{SERVER}; dkim=none", f"{SERVER}; {GOOD}"), SERVER)
        apart = [*results(f"{SERVER}; spf=pass"), ("Received", "from a by b"), *results(f"{SERVER}; {GOOD}")]
        assert not passed(apart, SERVER)

    def test_two_filters_of_the_same_server_stand_right_below_each_other(self) -> None:
        assert passed(results(f"{SERVER}; dmarc=pass", f"{SERVER}; {GOOD}"), SERVER) == {"facebookmail.com"}

    def test_without_a_name_to_believe_nothing_is_believed(self) -> None:
        assert not passed(results(f"; {GOOD}", GOOD), "")

    def test_the_names_on_top_are_told(self) -> None:
        assert servers(results(f"{SERVER} 1; spf=pass", "other.example; none")) == [SERVER, "other.example"]


class TestMails:
    """What becomes of a mail by who sent it."""

    def fate(self, **fields: str) -> Fate:
        return judge(opened(written(TEXT, **fields)), SERVER, [SOL]).fate

    def test_proven(self) -> None:
        assert self.fate() is Fate.TAKEN

    @pytest.mark.parametrize(
        "fields",
        [
            {"results": f"{SERVER}; dkim=pass header.d=example.net"},
            {"results": f"{SERVER}; dkim=pass header.d=facebookmail.com.example.net"},
            {"results": f"{SERVER}; dkim=pass header.d=linkedin.com"},
            {"results": f"{SERVER}; dmarc=pass header.from=facebookmail.com"},
            {"sender": "Facebook <notification@facebook.com>"},
        ],
    )
    def test_the_signature_must_be_of_the_very_domain_that_it_is_from(self, fields: dict[str, str]) -> None:
        assert self.fate(**fields) is Fate.UNPROVEN

    @pytest.mark.parametrize(
        "fields",
        [
            {"sender": "notification@facebookmail.com <a@example.net>"},
            {"sender": "a@example.net, notification@facebookmail.com"},
            {"sender": "a@notfacebookmail.com"},
            {"sender": '"notification@facebookmail.com'},
            {"sender": "notification@facebookmail.com, <"},
            {"sender": "(" * 2000},
            {"sender": "", "more": "From: notification@facebookmail.com\n"},
        ],
    )
    def test_what_is_not_plainly_from_a_vendor_is_left_alone(self, fields: dict[str, str]) -> None:
        assert self.fate(**fields) is Fate.OTHER

    def test_a_dot_in_a_name_is_no_fault(self) -> None:
        assert self.fate(sender="Facebook Inc. <notification@facebookmail.com>") is Fate.TAKEN

    def test_a_part_of_the_vendors_domain_may_sign_for_another(self) -> None:
        signed = file("linkedin_post").replace(b"dkim=pass header.d=linkedin.com", b"spf=pass")
        assert judge(opened(signed), SERVER, []).fate is Fate.NOT_WATCHED
