"""A real, private Postfix for tests, with the configuration that docs/operations.md gives; gone when the block ends."""

import json
import os
import re
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.real.postgres import free_port, wait_for

PROGRAM = "/usr/sbin/postfix"
DAEMONS = "/usr/lib/postfix/sbin"
PAGE = Path(__file__).parents[2] / "docs" / "operations.md"

PLACES = """
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
maillog_file = {base}/log
maillog_file_prefixes = {base}
lmtp_connect_timeout = 5s
default_transport = discard:nothing leaves this machine
"""

SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
discard unix - - n - - discard
error unix - - n - - error
retry unix - - n - - error
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running server."""

    base: Path
    port: int

    def take(self, raw: bytes, *, sender: str, to: list[str]) -> None:
        """Hand a mail in over SMTP, as a mail server of somebody else does."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            client.sendmail(sender, to, raw)

    def queue(self) -> list[Any]:
        """List the mails that wait, each with the reasons why."""
        out = self._run("postqueue", "-c", str(self.base), "-j")
        return [json.loads(line) for line in out.splitlines()]

    def flush(self) -> None:
        """Try all that waits again, now."""
        self._run("postqueue", "-c", str(self.base), "-f")

    @property
    def log(self) -> str:
        """What it wrote down."""
        return (self.base / "log").read_text("utf-8", "replace")

    @staticmethod
    def _run(*command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


def sample(kind: str) -> list[str]:
    """Give the blocks of one kind from the section about Postfix."""
    section = PAGE.read_text("utf-8").partition("## Mail through Postfix (LMTP)")[2].partition("\n## ")[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)


@contextmanager
def running_postfix(*, lmtp: int, milter: int) -> Iterator[Postfix]:
    """Start a private Postfix for akkoord.example as the documentation says. lmtp, milter: the ports of those two.

    Skips the test, and says so, where it is not installed or may not be started.
    """
    if not os.access(PROGRAM, os.X_OK):
        pytest.skip(f"no mail server: {PROGRAM} is missing (Debian's package postfix)")
    if os.geteuid() != 0:
        pytest.skip("Postfix can be started by root alone")
    base = Path(tempfile.mkdtemp(prefix="akkoord-postfix-"))
    port = free_port()

    def here(text: str) -> str:
        text = text.replace("akkoord.school.example", "akkoord.example").replace("/etc/postfix", str(base))
        text = text.replace(r"akkoord\.school\.example", r"akkoord\.example")
        return text.replace("127.0.0.1:2424", f"127.0.0.1:{lmtp}").replace("127.0.0.1:8893", f"127.0.0.1:{milter}")

    (main,) = sample("ini")
    addresses, headers = sample("text")
    command = [PROGRAM, "-c", str(base)]
    try:
        base.chmod(0o755)
        (base / "queue").mkdir()
        (base / "data").mkdir()
        shutil.chown(base / "data", "postfix")
        own = PLACES.format(base=base, daemons=DAEMONS)
        (base / "main.cf").write_text(own + here(main))
        (base / "master.cf").write_text(SERVICES.format(port=port))
        (base / "akkoord_addresses").write_text(here(addresses))
        (base / "akkoord_headers").write_text(here(headers))
        started = subprocess.run([*command, "start"], check=False, capture_output=True, text=True, timeout=60)
        assert started.returncode == 0, started.stderr
        wait_for(port)
        yield Postfix(base, port)
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=60)
        shutil.rmtree(base, ignore_errors=True)
