"""One mailbox, one thread: every mail is handed over and stored before it is flagged, and the connection is minded."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from core.connection import Alarm, Health
from mailin.connection import Account, connect, has_unread, reason, sign_in, was_told_of_mail
from mailin.folder import Folder

log = structlog.get_logger()

EARLY_TIMES = 3
QUICK_SECONDS = 1.0
QUICK_TIMES = 3
MOST_IDLE_SECONDS = 9 * 60.0
CONNECTING_SECONDS = 2.0
MOST_NAME = 170


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long, in seconds.

    look: IDLE is left and the folder looked through at least this often; servers hang up after ten minutes or more, so
    it is nine at most. idle_check: how long to listen before asking whether to go on. no_idle: between two looks where
    the server knows no IDLE. first_backoff, most_backoff: the wait after a failure, doubled with each further one.
    hang: a connection on which nothing came about for this long is closed, whatever its socket says.
    """

    look: float = 5 * 60.0
    idle_check: float = 30.0
    no_idle: float = 60.0
    first_backoff: float = 1.0
    most_backoff: float = 120.0
    hang: float = 10 * 60.0

    def __post_init__(self) -> None:
        if not 0 < self.look <= MOST_IDLE_SECONDS:
            raise ValueError(f"look must be at most {MOST_IDLE_SECONDS:.0f} seconds, not {self.look:.0f}")

    def backoff(self, failures: int) -> float:
        """Say how long to wait after this many failures in a row, in seconds."""
        return min(self.most_backoff, self.first_backoff * 2.0 ** min(failures - 1, 20))

    def rest(self, quick_rounds: int) -> float:
        """Say how long to wait after this many rounds that took no time, so that a talkative server costs little."""
        return 0.0 if quick_rounds < QUICK_TIMES else min(self.first_backoff, 0.01 * 2.0 ** min(quick_rounds, 20))


@dataclass(frozen=True, slots=True)
class MailboxSettings(Account):
    """Which mailbox. processed_folder: where stored mail is moved; empty leaves it."""

    folder: str = "INBOX"
    processed_folder: str = ""
    pace: Pace = Pace()


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as it lies in the mailbox."""

    mailbox: str
    uidvalidity: int
    uid: int
    raw: bytes = field(repr=False)

    @property
    def key(self) -> str:
        """Name this mail for good: the mailbox, its UIDVALIDITY and the UID."""
        return f"{self.mailbox}:{self.uidvalidity}:{self.uid}"


class ConnectionGone(OSError):  # noqa: N818 - what happened
    """IDLE returned at once, again and again: the other side is gone, though nothing said so."""


class Mailbox:
    """Reads one mailbox in a thread until it is stopped; it never gives up.

    store(mail) returns after the commit; only then is the mail flagged. A mail whose store fails stays unflagged and
    comes again. newest_uid(mailbox, uidvalidity): the highest UID that is stored, or 0. Where the server keeps no
    keywords it says where to go on (the flag for seen is anyone's who reads the mailbox), so that there nothing newer
    is stored before a mail that fails; where it keeps them, what is newer and flagged is handed over again, since the
    store was put back. is_known(headers): whether a mail with these Message-ID, Date, From and To was stored before;
    asked instead of fetching everything again then, and when the UIDs were handed out anew.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        store: Callable[[RawMail], None],
        *,
        newest_uid: Callable[[str, int], int],
        is_known: Callable[[bytes], bool] | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.settings = settings
        self.health = Health(alarm=Alarm("imap"))
        self.name = f"{settings.user}@{settings.host}/{settings.folder}"[:MOST_NAME]
        self._store = store
        self._newest_uid = newest_uid
        self._is_known = is_known
        self._chance = chance
        self._stop = threading.Event()
        self._line: socket.socket | None = None
        self._beat = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"mailbox {settings.folder}", daemon=True)
        self._watchdog = threading.Thread(target=self._watch, name="mailbox watchdog", daemon=True)
        self._last: dict[int, int] = {}
        self._begun: set[tuple[int, int]] = set()

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()
        self._watchdog.start()

    def stop(self) -> None:
        """Stop reading, also in the middle of waiting; a mail that is being stored is waited for.

        A thread that is still connecting can't be woken; it is left behind, and does nothing more when it wakes.
        """
        self._stop.set()
        is_connecting = self._line is None
        self._hang_up()
        self._thread.join(timeout=CONNECTING_SECONDS if is_connecting else self.settings.timeout)
        self._watchdog.join(timeout=CONNECTING_SECONDS)

    @property
    def is_running(self) -> bool:
        """Say whether its thread lives."""
        return self._thread.is_alive()

    def _hang_up(self) -> None:
        """Close the connection under whoever is reading from it."""
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _watch(self) -> None:
        """Close a connection on which nothing came about for far too long, such as one that gives a byte a minute."""
        hang = self.settings.pace.hang
        while not self._stop.wait(min(5.0, hang / 4)):
            if self._line is not None and time.monotonic() - self._beat > hang:
                log.warning("mailbox_hangs", mailbox=self.settings.folder)
                self._beat = time.monotonic()
                self._hang_up()

    def _run(self) -> None:
        pace, tries = self.settings.pace, 0
        while not self._stop.is_set():
            begin = time.monotonic()
            try:
                with self._connected() as client:
                    self._read(client)
            except Exception as error:  # the boundary: whatever went wrong, the mailbox is opened anew
                if self._stop.is_set():
                    return
                self.health.failed(datetime.now(UTC), reason(error, self.settings))
                is_fault = not isinstance(error, IMAPClientError | OSError)
                log.info("mailbox_away", trouble=self.health.trouble, failures=self.health.failures, exc_info=is_fault)
                # A server that lets one in and hangs up at once is not asked any faster than one that is away.
                tries = 1 if time.monotonic() - begin > pace.most_backoff else tries + 1
                self._stop.wait(pace.backoff(tries) * (0.5 + self._chance() / 2))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[IMAPClient]:
        """Connect and sign in."""
        settings = self.settings
        token = settings.oauth_token() if settings.oauth_token is not None else ""
        client = None
        try:
            client = connect(settings, self._opened)
            sign_in(client, settings, token)
            yield client
        finally:
            line, self._line = self._line, None
            if client is not None:
                with contextlib.suppress(OSError, IMAPClientError, ValueError, AttributeError):
                    client.shutdown()
            if line is not None:
                line.close()

    def _opened(self, line: socket.socket) -> None:
        """Keep the line, to cut it; at once when that was wanted meanwhile."""
        self._beat = time.monotonic()
        self._line = line
        if self._stop.is_set():
            self._hang_up()

    def _read(self, client: IMAPClient) -> None:
        """Look through the folder, wait for something new, and look again."""
        pace = self.settings.pace
        folder = Folder(client, self.settings.folder, away=self.settings.processed_folder)
        newest = self._newest_uid(self.name, folder.uidvalidity)
        self._last[folder.uidvalidity] = max(newest, self._last.get(folder.uidvalidity, 0))
        is_new = newest == 0  # the first time here, or all UIDs were handed out anew
        forgotten = folder.forgotten(newest)
        can_idle = client.has_capability("IDLE")
        failed = quick = 0
        while not self._stop.is_set():
            begin = self._beat = time.monotonic()
            all_stored = self._look(folder, forgotten, is_new=is_new)
            trouble = "" if all_stored else "not every mail could be stored"
            self.health.went_well(datetime.now(UTC), trouble=trouble)
            failed = 0 if all_stored else failed + 1
            is_new = is_new and not all_stored
            forgotten = [] if all_stored else forgotten
            wait = pace.look if can_idle else pace.no_idle
            if failed:
                wait = min(wait, pace.backoff(failed))
            if was_told_of_mail(client):
                pass  # look again
            elif can_idle:
                self._idle(client, wait)
            else:
                self._stop.wait(wait)
            quick = quick + 1 if time.monotonic() - begin < QUICK_SECONDS else 0
            self._stop.wait(pace.rest(quick))

    def _look(self, folder: Folder, forgotten: list[int], *, is_new: bool) -> bool:
        """Hand over every mail that is not stored, oldest first. Returns whether all could be stored.

        forgotten: those that are flagged as stored, and are not.
        """
        found = sorted({*folder.unstored(self._last[folder.uidvalidity]), *forgotten})
        known = self._known(folder, found if is_new else forgotten)
        if folder.keeps_keywords:
            # One over which the server hung up, or that could not be stored, does not hold up those behind it.
            found.sort(key=lambda uid: (folder.uidvalidity, uid) in self._begun)
        all_stored = True
        for uid in found:
            if self._stop.is_set():
                return False
            if uid in known or self._take(folder, uid):
                if not folder.keeps_keywords:
                    self._last[folder.uidvalidity] = uid
                continue
            all_stored = False
            if not folder.keeps_keywords:
                break
        return all_stored

    def _known(self, folder: Folder, uids: list[int]) -> set[int]:
        """Compare headers, to find and flag the mails that were stored under another UID."""
        known: set[int] = set()
        if self._is_known is None or not uids:
            return known
        for uid, headers in folder.headers(uids):
            self._beat = time.monotonic()
            if self._is_known(headers):
                known.add(uid)
        folder.mark(sorted(known))
        return known

    def _take(self, folder: Folder, uid: int) -> bool:
        """Store one mail, and flag it afterwards. Returns False when it must come again."""
        self._beat = time.monotonic()
        self._begun.add((folder.uidvalidity, uid))
        try:
            raw = folder.mail(uid)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            log.warning("mail_not_given", uid=uid, why=reason(error, self.settings))
            return False
        if raw is not None:
            try:
                self._store(RawMail(self.name, folder.uidvalidity, uid, raw))
            except Exception:  # the boundary: what could not be stored is left in the mailbox and comes again
                log.exception("mail_not_stored", uid=uid)
                return False
            folder.mark([uid])
        self._begun.discard((folder.uidvalidity, uid))
        return True

    def _idle(self, client: IMAPClient, seconds: float) -> None:
        """Wait until the server says something, at most some seconds."""
        pace = self.settings.pace
        until = time.monotonic() + seconds
        early = 0
        client.idle()
        if has_unread(client):  # said in one breath with the go-ahead
            until = 0
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            self._beat = asked = time.monotonic()
            listen = min(pace.idle_check, left)
            if client.idle_check(timeout=listen):
                break
            early = early + 1 if time.monotonic() - asked < listen / 10 else 0
            if early >= EARLY_TIMES:
                raise ConnectionGone
        if not self._stop.is_set():
            client.idle_done()
