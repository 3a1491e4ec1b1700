"""What the doctor knows of the machine: disks and the terminal."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from backend.cli.findings import Finding, bad, good, note
from backend.i18n import _

LEAST_FREE = 200_000_000
"""Bytes that must be free where the store lies."""

NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs", "fuse.glusterfs")
"""File systems on which two machines do not share memory, which SQLite's WAL needs."""

LEAST_WIDE, LEAST_HIGH = 50, 20


def free_space(folder: Path) -> Iterator[Finding]:
    """Look at the disk on which the data lies, or will lie."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    shown = f"{free / 1e9:.1f} GB"
    if free < LEAST_FREE:
        yield bad(_("disk"), _("only {free} are free where the data lies. Make room.").format(free=shown))
    else:
        yield good(_("disk"), _("{free} free").format(free=shown))


def network_disk(file: Path, mounts: str | None = None) -> str:
    """Return the kind of network file system a file lies on, empty for a local one. `mounts` as in /proc/mounts."""
    if mounts is None:
        try:
            mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
    path = file.resolve()
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        place = Path(parts[1].replace("\\040", " "))
        if path.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, parts[2]
    return kind if kind in NETWORK else ""


def terminal(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Look at the terminal that a desk would be drawn on."""
    about = _("terminal")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield note(about, _("there is none here, so it was not looked at. Over SSH a desk needs: ssh -t"))
        return
    kind = environ.get("TERM", "")
    if kind in ("", "dumb"):
        yield bad(
            about, _("TERM is {kind}: it cannot be drawn on. Use one like xterm-256color.").format(kind=kind or "–")
        )
        return
    if "utf" not in (sys.stdout.encoding or "").lower():
        yield bad(about, _("it does not speak UTF-8. Set LANG to one that does, as in C.UTF-8."))
    size = shutil.get_terminal_size()
    if size.columns < LEAST_WIDE or size.lines < LEAST_HIGH:
        yield bad(
            about,
            _("{columns}x{lines} is too small; 80x24 or more is needed.").format(
                columns=size.columns, lines=size.lines
            ),
        )
    yield good(about, f"{kind}, {size.columns}x{size.lines}, {colours(environ)}")


def colours(environ: Mapping[str, str]) -> str:
    """Say how many colours the desk will use, by what the environment tells."""
    if environ.get("NO_COLOR"):
        return _("no colours (NO_COLOR)")
    if environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return _("16 million colours")
    if "256" in environ.get("TERM", ""):
        return _("256 colours")
    return _("16 colours; over SSH set SendEnv COLORTERM for more")
