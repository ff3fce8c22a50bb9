"""A real, private Dovecot for tests: mailboxes on loopback, gone when the block ends."""

import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.real.postgres import free_port, wait_for

PROGRAM = "/usr/sbin/dovecot"
USER, PASSWORD = "antwoord", "geheim"
NOBODY = 65534

CONFIG = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{base}/mail/%u
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
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
{more}
"""


@dataclass
class Dovecot:
    """A running server, seen from one of its mailboxes; every user has one, all with the same password."""

    base: Path
    port: int
    tls_port: int = 0
    trusts: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    user: str = USER
    password: str = PASSWORD

    def start(self) -> None:
        """Start the server, a second time on the same port and mailbox."""
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", str(self.base / "dovecot.conf")], start_new_session=True)
        wait_for(self.port)

    def mailbox_of(self, user: str) -> "Dovecot":
        """See the same server from another mailbox."""
        return replace(self, user=user)

    def kill(self) -> None:
        """End the server and every connection to it, at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None
            shutil.rmtree(self.base / "run", ignore_errors=True)  # as a machine's start clears it

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        context = ssl.create_default_context(cafile=str(self.trusts)) if self.trusts is not None else None
        port = self.tls_port if context is not None else self.port
        with IMAPClient("127.0.0.1", port, ssl=context is not None, ssl_context=context, timeout=60) as client:
            client.plain_login(self.user, self.password)
            client.select_folder("INBOX")
            yield client

    def append(self, *raws: bytes, folder: str = "INBOX") -> None:
        """Put mails into the mailbox."""
        with self.client() as client:
            for raw in raws:
                client.append(folder, raw)

    def flags(self, folder: str = "INBOX") -> dict[int, set[bytes]]:
        """Give each mail's flags, by UID."""
        with self.client() as client:
            client.select_folder(folder, readonly=True)
            uids = client.search("ALL")
            return {uid: set(flags) for uid, flags in client.get_flags(uids).items()} if uids else {}


@contextmanager
def running_dovecot(
    more: str = "", *, password: str = PASSWORD, tls_port: int = 0, trusts: Path | None = None
) -> Iterator[Dovecot]:
    """Start a private Dovecot. Skips the test, and says so, where it is not installed.

    more: lines for its settings. trusts: the certificate of a server that takes no password without TLS.
    """
    if not os.access(PROGRAM, os.X_OK):
        pytest.skip(f"no IMAP server: {PROGRAM} is missing (Debian's package dovecot-imapd)")
    base = Path(tempfile.mkdtemp(prefix="akkoord-imap-"))
    uid, gid, owner, group = os.getuid(), os.getgid(), "", ""
    if uid == 0:
        uid, gid, owner, group = NOBODY, NOBODY, "nobody", "nogroup"
    else:
        import grp  # noqa: PLC0415 - not on every system
        import pwd  # noqa: PLC0415 - as above

        owner, group = pwd.getpwuid(uid).pw_name, grp.getgrgid(gid).gr_name
    server = Dovecot(base, free_port(), tls_port, trusts, password=password)
    try:
        base.chmod(0o755)
        (base / "mail").mkdir()
        os.chown(base / "mail", uid, gid)
        (base / "dovecot.conf").write_text(
            CONFIG.format(
                base=base,
                port=server.port,
                tls_port=tls_port,
                password=password,
                uid=uid,
                gid=gid,
                owner=owner,
                group=group,
                more=more,
            )
        )
        server.start()
        wait_until_it_lets_in(server)
        yield server
    finally:
        server.kill()
        shutil.rmtree(base, ignore_errors=True)


def wait_until_it_lets_in(server: Dovecot) -> None:
    """Wait until one can sign in."""
    until = time.monotonic() + 60
    while True:
        try:
            server.flags()
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
