"""A door whose long mails are read in a process of their own: one that hangs or swells is killed, and all else goes on.

Short mails are read here, since nothing that fits in one takes long (benchmarks/bench_poison.py has the figures).
"""

import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

import structlog

from core.incoming import LONG_BYTES, Channel, Incoming, ReaderAway, Typed, Unreadable
from mailin import limits
from mailin.door import MailDoor
from mailin.frames import read_frame, write_frame
from mailin.reader import TIME_IS_UP, incoming_of

log = structlog.get_logger()

# On a busy machine a few seconds of work take longer; this is for a reader that gets nothing done, whatever the mail.
WALL_SECONDS = 60.0
START_SECONDS = 60.0
TRIES = 2
MOST_ANSWER = 64 * 1024 * 1024
TOO_SLOW = "too_slow"


class ReaderDied(Exception):  # noqa: N818 - what happened
    """The reader ended while it read. in_time: whether that was before its time was up."""

    def __init__(self, *, in_time: bool) -> None:
        super().__init__("the reader of mail died")
        self.in_time = in_time


class ReadApart:
    """Reads mail like the door it is given, and never for longer than a few seconds.

    The reader is started by the first long mail, serves one at a time, and is kept. close() ends it; it also ends by
    itself when this process is gone, since it then has nobody to read for.
    """

    channel = Channel.MAIL

    def __init__(self, door: MailDoor, *, wall_seconds: float = WALL_SECONDS) -> None:
        self.door = door
        self.wall_seconds = wall_seconds
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self._end: Callable[[], object] = _nothing

    def read(self, raw: bytes) -> Incoming:
        """Read a raw mail. Raises: Unreadable; ReaderAway when no reader starts or works, which is no mail's fault."""
        if len(raw) <= LONG_BYTES or len(raw) > limits.MOST_BYTES:
            return self.door.read(raw)
        with self._one_at_a_time:
            for _ in range(TRIES):
                try:
                    return self._ask(raw)
                except ReaderDied as died:
                    log.warning("mail_reader_died", in_time=died.in_time, length=len(raw))
                    if not died.in_time:
                        break
        raise Unreadable("could not be read in time", what=TOO_SLOW, known=self.door.read_head(raw))

    def typed(self, incoming: Incoming, sent: Sequence[str]) -> Typed:
        """Find what the sender typed, given what we sent."""
        return self.door.typed(incoming, sent)

    @property
    def pid(self) -> int | None:
        """Give the reader's process id; None while there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def close(self) -> None:
        """End the reader, also in the middle of a mail, and start none any more."""
        self._is_closed = True
        if self._process is not None:
            self._process.kill()
        with self._one_at_a_time:  # whoever is reading now lets go at once
            self._end()

    def _ask(self, raw: bytes) -> Incoming:
        """Have the reader read a mail. Raises: ReaderDied, Unreadable, ReaderAway."""
        process = self._running()
        into, out = _pipes(process)
        hung = threading.Event()
        watch = threading.Timer(self.wall_seconds, _kill_hung, (process, hung))
        watch.start()
        try:
            write_frame(into, raw)
            answer = read_frame(out, MOST_ANSWER)
        except (OSError, EOFError, ValueError) as error:
            self._end()
            if self._is_closed:
                raise ReaderAway("it is being stopped") from error
            if hung.is_set():
                raise ReaderAway(f"it did nothing for {self.wall_seconds:.0f} seconds") from error
            # SIGPROF ends it when its work took too long; whatever else did may not be the mail's fault.
            raise ReaderDied(in_time=process.returncode != -TIME_IS_UP) from error
        finally:
            watch.cancel()
        return incoming_of(answer)

    def _running(self) -> subprocess.Popen[bytes]:
        """Give the reader, started when there is none. Raises: ReaderAway."""
        if self.pid is None or self._process is None:
            self._end()
            if self._is_closed:
                raise ReaderAway("it is being stopped")
            self._process = _start()
            self._greet(self._process)
        return self._process

    def _greet(self, process: subprocess.Popen[bytes]) -> None:
        """Tell a new reader how to read, and wait until it can. Raises: ReaderAway."""
        self._end = weakref.finalize(self, _end, process)
        into, out = _pipes(process)
        watch = threading.Timer(START_SECONDS, process.kill)
        watch.start()
        try:
            write_frame(into, self.door.settings())
            read_frame(out, MOST_ANSWER)
        except (OSError, EOFError, ValueError) as error:
            self._end()
            raise ReaderAway(f"it ended at its start, with {process.returncode}") from error
        finally:
            watch.cancel()
        log.info("mail_reader_started", pid=process.pid)


def _start() -> subprocess.Popen[bytes]:
    """Start a reader of this very code, which is told no secret. Raises: ReaderAway."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("AKKOORD_")}
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "mailin.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=Path(__file__).parents[1],
            env=around,
        )
    except OSError as error:
        raise ReaderAway(f"it can't be started: {type(error).__name__}") from error


def _nothing() -> None:
    """Stand for the end of a reader that was never started."""


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ReaderAway("it has no pipes")
    return process.stdin, process.stdout


def _kill_hung(process: subprocess.Popen[bytes], hung: threading.Event) -> None:
    hung.set()
    process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a reader, wait for it, and let go of its pipes."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
