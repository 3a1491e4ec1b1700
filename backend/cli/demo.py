"""`nightdesk demo`: a rehearsal on a throwaway store, through real HTTP, the real worker and the real store."""

import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from backend.cli import demo_team
from backend.cli.connect import Login, chosen_by_person, enter, try_login
from backend.cli.context import CommandError, Context, say
from backend.cli.migrate import make_ready
from backend.cli.parser import Parser
from backend.cli.processes import Beside, Process, Told
from backend.config import variables as names
from backend.i18n import LANGUAGES, _
from backend.model.actor import SYSTEM
from backend.model.category import Category
from backend.model.charter import Approval, Approving, Charter, Hours, Target
from backend.model.clock import SystemClock
from backend.store.read.accounts import accounts

EXAMPLE = "nightdesk demo\nnightdesk demo --no-desk --seconds 15 --keep"

PACE = {names.POLL: "3", names.READ_YOUNG: "20", names.READ_WEEK: "60", names.PROBE: "30", names.HTTP_TIMEOUT: "10"}
"""A rehearsal shows in seconds what a day shows in hours."""

READING_S = 15.0
"""Seconds that the first reading may take before the desk opens all the same."""

REQUESTS = "3000"
"""What the stage allows in five minutes, so that such a pace stays within the usual share."""


ME = "Kim"
"""The member who sits at the desk."""

CHARTER = "company"

TARGETS: dict[Category | None, Target] = {
    Category.THREAT: Target(15),
    Category.COMPLAINT: Target(4 * 60),
    Category.QUESTION: Target(48 * 60),
    None: Target(90 * 60),
}
"""Answer targets under which a little of what stands there is late, and some is soon."""

OTHERS = {"facebook": "page", "instagram": "insta", "threads": "threads", "linkedin": "work", "youtube": "tube"}
"""The platforms that are connected with an app of the organisation's own, and their accounts' short names here."""


def run(argv: Sequence[str], context: Context) -> int:
    """Set everything up in a directory of its own, open the desk, and leave nothing behind, however it ends."""
    args = _parser().parse_args(argv)
    if args.no_desk is False and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise CommandError("demo.no_terminal")
    folder = Path(tempfile.mkdtemp(prefix="nightdesk-demo-"))
    inside = _inside(context, folder)
    try:
        with Beside(inside.environ) as beside:
            return _rehearse(args, inside, beside, folder)
    except Told as told:
        return told.status
    finally:
        if args.keep:
            say(_("Kept: {folder}").format(folder=folder))
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _rehearse(args: Any, inside: Context, beside: Beside, folder: Path) -> int:
    say(_("Setting the stage …"))
    stage = beside.start(
        *("stage", "--port", "0", "--json", "--requests", REQUESTS, "--speed", str(args.speed)),
        log=folder / "stage.log",
        talks=True,
    )
    make_ready(inside.desk_settings.url)
    _move_in(inside, _said(stage))
    beside.start("worker", log=folder / "worker.log", patience_s=12.0)
    _await_reading(inside)
    demo_team.play(inside, ME)
    if args.no_desk:
        say(
            _("The rehearsal runs for {seconds} s; its store is {url}").format(
                seconds=args.seconds, url=inside.desk_settings.url
            )
        )
        time.sleep(args.seconds)
        return 0
    return beside.foreground()


def _await_reading(inside: Context) -> None:
    """Let every account be read whole before the desk opens, so that what stands there is not all new; not for long."""
    say(_("Reading what stands there …"))
    deadline = time.monotonic() + READING_S
    reader = inside.reader()
    try:
        while time.monotonic() < deadline and any(one.complete_since is None for one in accounts(reader)):
            time.sleep(0.1)
    finally:
        reader.close()


def _inside(context: Context, folder: Path) -> Context:
    """Return a world in which only the rehearsal's own settings hold."""
    environ = {
        name: value
        for name, value in context.environ.items()
        if name in (*names.TERMINAL, names.KEYMAP) or not name.startswith(names.PREFIX)
    }
    own = {
        names.ENV_FILE: "",
        names.DATA_DIR: str(folder),
        names.LANGUAGE: context.desk_settings.language,
        names.LOG_FILE: str(folder / "worker.log"),
        **PACE,
    }
    return Context({**environ, **own}, context.cwd, SystemClock())


def _said(stage: Process) -> Mapping[str, str]:
    """Return what the stage says of itself once it is open. Raises CommandError when it ended before."""
    line = stage.stdout.readline() if stage.stdout else b""
    if not line:
        raise CommandError("demo.no_stage")
    said: Mapping[str, str] = json.loads(line)
    return said


def _move_in(inside: Context, stage: Mapping[str, str]) -> None:
    """Connect the stage's accounts, as `account add` does, and enter two members, templates and a charter."""
    from backend.desk.session import introduce, open_desk
    from backend.store.write.charters import save_charter
    from backend.store.write.people import set_member

    secrets = inside.worker_settings.secrets()
    desk = open_desk(inside.desk_settings, inside.clock)
    try:
        language = inside.desk_settings.language if inside.desk_settings.language in LANGUAGES else "en"
        kim = introduce(desk, ME, f"/ {ME}", language, inside.zone)
        set_member(desk.store, SYSTEM, kim.id, consent=True)
        save_charter(desk.store, SYSTEM, None, _charter(language, inside.zone), 0, CHARTER)
        demo_team.join(desk, language, inside.zone)
        for short, login in _logins(stage):
            enter(desk.store, secrets, login, chosen_by_person(short), desk.actor)
    finally:
        desk.close()


def _charter(language: str, zone: str) -> Charter:
    """Return the house's charter: a ready-made one, under which somebody watches whenever it is looked at."""
    from backend.desk.charters import STARTERS
    from backend.policy.charter_file import read_charter

    page = (STARTERS / f"{CHARTER}.{language}.md").read_text(encoding="utf-8")
    return replace(read_charter(page), hours=Hours(zone), targets=TARGETS, approving=Approving(Approval.UNTRUSTED))


def _logins(stage: Mapping[str, str]) -> Iterator[tuple[str, Login]]:
    """Yield a login of every platform with the short name of its account.

    Where a platform's own login goes through its web pages, the stage hands one out behind the scene.
    """
    import httpx

    url = stage["url"]
    yield "masto", try_login("mastodon", url, {"token": _allowed(url)})
    yield "sky", try_login("bluesky", url, {"identifier": stage["handle"], "password": stage["password"]})
    behind = {"Authorization": f"Bearer {stage['token']}"}
    for platform, short in OTHERS.items():
        given = httpx.post(f"{url}/_stage/login", json={"on": platform}, headers=behind, trust_env=False)
        yield short, try_login(platform, url, given.raise_for_status().json())


def _allowed(url: str) -> str:
    """Go through the login of a Mastodon server, pressing the button that a person presses, and return the token."""
    import httpx

    from backend.platforms import mastodon_oauth

    registration = mastodon_oauth.begin(url)
    form = dict(parse_qsl(urlsplit(registration.authorize_url).query))
    page = httpx.post(f"{url}/oauth/authorize", data=form, follow_redirects=True, trust_env=False).text
    code = re.search(r'value="([^"]+)"', page)
    if code is None:
        raise CommandError("demo.no_stage")
    return mastodon_oauth.finish(registration.base_url, registration, code[1])


def _parser() -> Parser:
    parser = Parser("nightdesk demo", _("A rehearsal on a store that is thrown away; nobody there is real."), EXAMPLE)
    parser.add_argument("--no-desk", action="store_true", help=_("no desk: only stage and worker, for --seconds"))
    parser.add_argument("--seconds", type=float, default=15.0, help=_("how long, without a desk (usually 15)"))
    parser.add_argument("--speed", type=float, default=1.0, help=_("how fast comments arrive (usually 1)"))
    parser.add_argument("--keep", action="store_true", help=_("leave the directory and say where it is"))
    return parser
