"""What every test of the mailbox needs: a place where mail is stored, and a mailbox that is read into it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from mailin.imap import Mailbox, MailboxSettings, Pace, RawMail
from tests.real.dovecot import Dovecot

BRISK = Pace(look=60, idle_check=0.2, no_idle=0.05, first_backoff=0.02, most_backoff=0.2, hang=20)
STORED = {b"\\Seen", b"$AkkoordStored"}
PATIENCE_SECONDS = 60.0  # a busy machine takes its time; who waits is told, so it costs nothing


def letter(number: int, body: str = "akkoord") -> bytes:
    return (
        f"Message-ID: <{number}@kale.example>\r\nDate: Mon, 9 Mar 2026 08:00:{number % 60:02} +0100\r\n"
        f"From: Ria Kale <ria@kale.example>\r\nTo: antwoord@akkoord.example\r\nSubject: {number}\r\n\r\n{body}\r\n"
    ).encode()


@dataclass
class Shelf:
    """Stores mail as the desk does: once for each key. refused: the subjects that can't be stored now."""

    mails: list[RawMail] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    tried: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def store(self, mail: RawMail) -> None:
        subject = subject_of(mail)
        with self.changed:
            self.tried.append(subject)
            self.changed.notify_all()
            if subject in self.refused:
                raise RuntimeError("the database is away")
            if mail.key not in {stored.key for stored in self.mails}:
                self.mails.append(mail)

    def newest_uid(self, mailbox: str, uidvalidity: int) -> int:
        return max(
            (mail.uid for mail in self.mails if (mail.mailbox, mail.uidvalidity) == (mailbox, uidvalidity)), default=0
        )

    @property
    def subjects(self) -> list[str]:
        return [subject_of(mail) for mail in self.mails]

    def wait(self, seen: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until something is so that comes about by what is stored or tried."""
        with self.changed:
            assert self.changed.wait_for(seen, seconds), f"it did not come: {self.tried}"


def subject_of(mail: RawMail) -> str:
    return str(message_from_bytes(mail.raw)["Subject"])


def until(seen: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until a server says that something is so; nothing tells of it by itself."""
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def settings_of(server: Dovecot, **more: Any) -> MailboxSettings:
    values = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "user": server.user,
        "password": server.password,
        "timeout": 5.0,
        "pace": BRISK,
    }
    return MailboxSettings(**{**values, **more})


@contextmanager
def reading(settings: MailboxSettings, shelf: Shelf, **more: Any) -> Iterator[Mailbox]:
    """Read a mailbox until the block ends, and see to it that nothing of it is left."""
    mailbox = Mailbox(settings, shelf.store, newest_uid=shelf.newest_uid, chance=lambda: 0.5, **more)
    mailbox.start()
    try:
        yield mailbox
    finally:
        mailbox.stop()
    for thread in (mailbox._thread, mailbox._watchdog):
        thread.join(PATIENCE_SECONDS)  # one that is left behind ends soon all the same
        assert not thread.is_alive()
