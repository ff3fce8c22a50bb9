"""A gate in front of a real mail server: passes on what both say, line by line, and does what no server would."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass
class Talk:
    """One connection. to_client, to_server: where to write; said: the lines of the client, in order."""

    client: socket.socket
    server: socket.socket
    said: list[bytes] = field(default_factory=list)

    def to_client(self, line: bytes) -> None:
        self.client.sendall(line)

    def to_server(self, line: bytes) -> None:
        self.server.sendall(line)

    def close(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


Hook = Callable[[Talk, bytes], bytes | None]


@dataclass
class Gate:
    """asks: what becomes of a line from the client, answers: of one from the server; None keeps it back.

    Both may be changed while connections are open.
    """

    server_port: int
    asks: Hook = lambda talk, line: line
    answers: Hook = lambda talk, line: line
    talks: list[Talk] = field(default_factory=list)
    opened_at: list[float] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._begin(self._listen)

    def said(self) -> list[bytes]:
        """Give every line that clients said, without their tags."""
        return [line.partition(b" ")[2].strip() for talk in list(self.talks) for line in list(talk.said)]

    def wait(self, seen: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something is so that comes about by what is said here."""
        with self._changed:
            assert self._changed.wait_for(seen, seconds), "it did not come"

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self.talks:
            talk.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _begin(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port), timeout=10)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            talk = Talk(client, server)
            with self._changed:
                self.opened_at.append(time.monotonic())
                self.talks.append(talk)
                self._changed.notify_all()
            self._begin(self._pass, talk)

    def _pass(self, talk: Talk) -> None:
        """Pass on both ways, and close both ends when one is done."""

        def pump(source: BinaryIO, sink: Callable[[bytes], None], *, keep: bool) -> None:
            with contextlib.suppress(OSError, ValueError):
                for line in source:
                    with self._changed:
                        if keep:
                            talk.said.append(line)
                        self._changed.notify_all()
                    passed = self.asks(talk, line) if keep else self.answers(talk, line)
                    if passed is not None:
                        sink(passed)
            talk.close()

        with talk.client, talk.server, talk.client.makefile("rb") as said, talk.server.makefile("rb") as answered:
            back = threading.Thread(
                target=pump,
                args=(answered, talk.to_client),
                kwargs={"keep": False},
                daemon=True,
            )
            back.start()
            pump(said, talk.to_server, keep=True)
            back.join(timeout=10)


@contextmanager
def gate(server_port: int, *, asks: Hook | None = None, answers: Hook | None = None) -> Iterator[Gate]:
    """Listen on loopback until the block ends."""
    built = Gate(server_port, asks or (lambda talk, line: line), answers or (lambda talk, line: line))
    try:
        yield built
    finally:
        built.close()
