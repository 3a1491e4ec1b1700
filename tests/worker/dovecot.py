"""A real IMAP server for one test: Dovecot on a free loopback port, one user, mails delivered into its Maildir."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from tests.ports import free_port
from tests.worker.waiting import until

USER = "team@example.org"
PASSWORD = "kräftor i augusti"

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:{folder}/mail
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_max_userip_connections = 100
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
"""


class Dovecot:
    """One server. As root it runs as the user `dovecot`, since it gives mail to no root."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="nightdesk-imap-", dir="/tmp"))
        self.port = free_port()
        self.tls_port = free_port()
        self.owner = pwd.getpwnam("dovecot") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self.set_password(PASSWORD)
        self._sign()
        for name in ("cur", "new", "tmp"):
            (self.folder / "mail" / name).mkdir(parents=True)
        self._give()
        self.start()

    @property
    def url(self) -> str:
        """What NIGHTDESK_IMAP_URL is for it."""
        return f"imap://{USER.replace('@', '%40')}@127.0.0.1:{self.port}/INBOX"

    def set_password(self, password: str) -> None:
        """Let the server take another password from now on."""
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{password}::::::\n")

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the inbox as a delivery agent does: complete before they are seen."""
        for mail in mails:
            name = f"{time.time_ns() // 1_000_000_000}.M{next(self._numbers):06}.test"
            path = self.folder / "mail" / "tmp" / name
            path.write_bytes(mail)
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
            path.rename(self.folder / "mail" / "new" / name)

    def renumber(self) -> None:
        """Lose the server's index, so that it numbers all mails anew under another UIDVALIDITY."""
        self.stop()
        for path in (self.folder / "mail").glob("dovecot*"):
            path.unlink()
        time.sleep(1.1)  # the new UIDVALIDITY is the second in which it is made
        self.start()

    def files(self) -> list[str]:
        """Return the names of all mails: they carry the flags, and the folder tells whether somebody has seen them."""
        mails = self.folder / "mail"
        return sorted(str(path.relative_to(mails)) for name in ("cur", "new") for path in (mails / name).iterdir())

    def clear(self, but: Sequence[str] = ()) -> None:
        """Remove all mails, `but` those of these names."""
        for name in set(self.files()) - set(but):
            (self.folder / "mail" / name).unlink()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        names = {"user": self.owner.pw_name, "group": grp.getgrgid(self.owner.pw_gid).gr_name, "uid": self.owner.pw_uid}
        config = _CONFIG.format(
            folder=self.folder, port=self.port, tls_port=self.tls_port, gid=self.owner.pw_gid, **names
        )
        (self.folder / "dovecot.conf").write_text(config)
        self._give()
        root = os.geteuid() == 0
        self._process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self.owner.pw_uid if root else None,
            group=self.owner.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        until(self._answers, "the IMAP server starts", seen=self.log)

    def log(self) -> str:
        """Return what the server says, for whoever reads a failure."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self) -> None:
        """Stop the server and all who speak for it; connections end."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)  # asked politely, it takes a second
            self._process.wait(20)
            self._process = None

    def close(self) -> None:
        """Stop the server and remove all mails."""
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def certificate(self) -> Path:
        """Its certificate, which nobody knows."""
        return self.folder / "cert.pem"

    def _sign(self) -> None:
        new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
        names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(self.folder / "key.pem")]
        subprocess.run([*new.split(), *names, "-out", str(self.certificate)], check=True, capture_output=True)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                return line.recv(4) == b"* OK"
        except OSError:
            return False

    def _give(self) -> None:
        """Let all of the folder belong to the user that the server runs as."""
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)


def installed() -> bool:
    """Tell whether there is a Dovecot to start."""
    return shutil.which("dovecot") is not None and Path("/usr/lib/dovecot/imap-login").exists()
