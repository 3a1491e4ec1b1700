"""Members, accounts and templates: entered once, by those who may, all or nothing."""

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.template import Imported, TemplateText
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.read.accounts import accounts
from backend.store.read.templates import templates
from backend.store.write.accounts import add_account, remove_account
from backend.store.write.people import add_member, set_member
from backend.store.write.templates import import_templates
from tests.store import scene
from tests.store.scene import says


def add(store: Store, name: str = "Anna", login: str | None = "anna", zone: str = "UTC", **more: bool) -> int:
    return add_member(store, SYSTEM, name, "/A", "sv", zone, login, [(None, Role.LEAD)], **more)


@pytest.mark.parametrize("mail", ["anna", "a..b@c.example", "anna@acme.example.", "anna@acme.example；x"])
def test_a_digest_goes_to_plain_addresses_only(store: Store, mail: str) -> None:
    key = add(store)
    set_member(store, SYSTEM, key, mail=" Anna@Blåbär.example ")
    with pytest.raises(Conflict) as error:
        set_member(store, SYSTEM, key, mail=mail)
    assert code(error) == "member.mail"
    assert store.reader.value("SELECT mail FROM member") == "Anna@xn--blbr-noae.example"
    set_member(store, SYSTEM, key, mail="")
    assert store.reader.value("SELECT mail FROM member") == ""


def code(error: pytest.ExceptionInfo[Conflict]) -> str:
    return error.value.reason.code


@pytest.mark.parametrize(
    ("name", "login", "zone", "wrong"),
    [
        ("anna", "other", "UTC", "member.name_taken"),
        ("Bo", "anna", "UTC", "member.login_taken"),
        (" \n", "bo", "UTC", "member.no_name"),
        ("Bo", "bo", "Mars/Olympus", "member.time_zone"),
        ("Bo", "bo", "../../etc/passwd", "member.time_zone"),
        ("Bo", "bo", "", "member.time_zone"),
    ],
)
def test_an_unfit_member_is_refused_whole(store: Store, name: str, login: str, zone: str, wrong: str) -> None:
    add(store)
    with pytest.raises(Conflict) as error:
        add(store, name, login, zone)
    assert code(error) == wrong
    assert store.reader.value("SELECT count(*) FROM member") == 1
    assert store.reader.value("SELECT count(*) FROM member_role") == 1


def test_only_one_can_be_first(store: Store) -> None:
    add(store, first=True)
    with pytest.raises(Conflict) as error:
        add(store, "Bo", "bo", first=True)
    assert code(error) == "member.not_first"


def test_two_without_a_login_are_fine(store: Store) -> None:
    assert add(store, "Anna", None) != add(store, "Bo", "")


def test_a_moderator_adds_nobody(store: Store) -> None:
    actor = scene.member(store, "Mod")
    with pytest.raises(Conflict) as error:
        add_member(store, actor, "Bo", "", "sv", "UTC", None, [])
    assert code(error) == "member.no_role"


@pytest.mark.parametrize("short", ["", "far too long", "a b", "-x", "x\n", "{x}"])
def test_an_unfit_short_name_is_refused(store: Store, short: str) -> None:
    with pytest.raises(Conflict) as error:
        scene.account(store, short)
    assert code(error) == "account.short_name"


def test_accounts_are_told_apart(store: Store) -> None:
    scene.account(store, "acme")
    for short, remote, wrong in (("ACME", "other", "account.short_name_taken"), ("press", "us", "account.exists")):
        with pytest.raises(Conflict) as error:
            scene.account(store, short, remote)
        assert code(error) == wrong
    scene.account(store, "press", "press")
    colours = [one.colour for one in accounts(store.reader)]
    assert len(set(colours)) == 2


def test_a_removed_account_comes_back_with_its_history(store: Store) -> None:
    key = scene.account(store)
    scene.save(store, key, says("c1"))
    remove_account(store, SYSTEM, key)
    assert accounts(store.reader) == []
    assert scene.account(store, "again") == key
    (back,) = accounts(store.reader)
    assert (back.short_name, back.health.state) == ("again", "new")
    scene.save(store, key, says("c1"), says("c2"))
    assert store.reader.value("SELECT count(*) FROM comment") == 2


def test_only_leads_and_admins_touch_accounts(store: Store) -> None:
    key = scene.account(store)
    actor = scene.member(store, "Mod")
    with pytest.raises(Conflict):
        remove_account(store, actor, key)
    with pytest.raises(Conflict):
        add_account(
            store, actor, "mastodon", "x", remote_id="x", handle="x", name="x", base_url="x", capabilities=scene.ABLE
        )
    assert remove_account(store, scene.member(store, "Adam", [(None, Role.ADMIN)]), key)


HOURS = TemplateText("hours", "en", "Opening hours", "We are open {hours}.", ("open",))


def bodies(store: Store, *, approved: bool = True) -> list[tuple[str, str, str, int]]:
    found = templates(store.reader, None, approved_only=approved)
    return [(one.code, one.body, one.state.value, one.version) for one in found]


def lead(store: Store) -> Actor:
    return scene.member(store, "Lena", [(None, Role.LEAD)])


def test_importing_twice_changes_nothing(store: Store) -> None:
    actor = lead(store)
    assert import_templates(store, actor, [HOURS], approve=True) == Imported(added=1)
    since = scene.last(store)
    assert import_templates(store, actor, [HOURS], approve=True) == Imported(same=1)
    assert scene.told(store, since) == []
    assert bodies(store) == [("hours", "We are open {hours}.", "approved", 1)]


def test_other_words_are_a_new_version(store: Store) -> None:
    actor = lead(store)
    import_templates(store, actor, [HOURS], approve=True)
    newer = TemplateText("hours", "en", "Opening hours", "Open {hours}, always.", ("open",))
    assert import_templates(store, actor, [newer], approve=False) == Imported(changed=1)
    assert bodies(store) == [("hours", "We are open {hours}.", "draft", 2)]
    assert import_templates(store, actor, [newer], approve=True) == Imported(changed=1)
    assert bodies(store) == [("hours", "Open {hours}, always.", "approved", 2)]
    assert store.reader.value("SELECT count(*) FROM template_version") == 2


def test_a_template_for_an_account_that_is_not_there_imports_nothing(store: Store) -> None:
    odd = TemplateText("x", "en", "X", "X", (), "nowhere")
    with pytest.raises(Conflict) as error:
        import_templates(store, lead(store), [HOURS, odd], approve=True)
    assert code(error) == "template.no_such_account"
    assert bodies(store) == []
    scene.account(store, "nowhere")
    assert import_templates(store, SYSTEM, [HOURS, odd], approve=True) == Imported(added=2)


def test_a_moderator_approves_nothing(store: Store) -> None:
    with pytest.raises(Conflict):
        import_templates(store, scene.member(store, "Mod"), [HOURS], approve=True)
