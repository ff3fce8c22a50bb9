"""One mailbox, one thread: every mail is handed over and stored before it is flagged, and the connection is minded."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

log = structlog.get_logger()

KEYWORD = b"$AkkoordStored"
SEEN = b"\\Seen"
DELETED = b"\\Deleted"
ANY_KEYWORD = b"\\*"
BODY = b"BODY.PEEK[]"
HEADERS = b"BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM TO)]"
HEADERS_AT_ONCE = 200
EARLY_TIMES = 3
MOST_IDLE_SECONDS = 9 * 60.0
CONNECTING_SECONDS = 2.0
MOST_TOLD_SECONDS = 5.0


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


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Which mailbox, and how to get in. oauth_token: gives an access token (XOAUTH2) instead of the password."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(default="", repr=False)
    oauth_token: Callable[[], str] | None = field(default=None, repr=False)
    folder: str = "INBOX"
    processed_folder: str = ""
    timeout: float = 30
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


@dataclass(slots=True)
class Health:
    """How the mailbox fares. failures: in a row; trouble: the last one, without secrets."""

    last_success: datetime | None = None
    failures: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Folder:
    """The opened folder. keeps_keywords: whether it can remember which mails are stored.

    flags: what a stored mail gets. is_new: nothing is stored yet under its UIDVALIDITY, since it is the first time
    here or since all UIDs were handed out anew.
    """

    uidvalidity: int
    keeps_keywords: bool
    flags: tuple[bytes, ...]
    is_new: bool


class ConnectionGone(OSError):  # noqa: N818 - what happened
    """IDLE returned at once, again and again: the other side is gone, though nothing said so."""


class Mailbox:
    """Reads one mailbox in a thread until it is stopped; it never gives up.

    store(mail) returns after the commit; only then is the mail flagged. A mail whose store fails stays unflagged and
    comes again. newest_uid(mailbox, uidvalidity): the highest UID that is stored, or 0. Where the server keeps no
    keywords it says where to go on (the flag for seen is anyone's who reads the mailbox), so that there nothing newer
    is stored before a mail that fails. is_known(headers): whether a mail with these Message-ID, Date, From and To was
    stored before; asked instead of fetching everything again when the UIDs were handed out anew.
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
        self.health = Health()
        self.name = f"{settings.user}@{settings.host}/{settings.folder}"
        self._store = store
        self._newest_uid = newest_uid
        self._is_known = is_known
        self._chance = chance
        self._stop = threading.Event()
        self._client: IMAPClient | None = None
        self._beat = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"mailbox {settings.folder}", daemon=True)
        self._watchdog = threading.Thread(target=self._watch, name="mailbox watchdog", daemon=True)
        self._last: dict[int, int] = {}

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()
        self._watchdog.start()

    def stop(self) -> None:
        """Stop reading, also in the middle of waiting; a mail that is being stored is waited for.

        A thread that is still connecting can't be woken; it is left behind, and does nothing more when it wakes.
        """
        self._stop.set()
        is_connecting = self._client is None
        self._hang_up()
        self._thread.join(timeout=CONNECTING_SECONDS if is_connecting else self.settings.timeout)
        self._watchdog.join(timeout=CONNECTING_SECONDS)

    def _hang_up(self) -> None:
        """Close the connection under whoever is reading from it.

        IMAPClient.shutdown() would wait for the reader, who holds the lock of the file that it closes first; and a TLS
        socket's own shutdown() takes its state away under the reader. The plain one only makes the reader see the end.
        """
        client = self._client
        if client is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)

    def _watch(self) -> None:
        """Close a connection on which nothing came about for far too long, such as one that gives a byte a minute."""
        hang = self.settings.pace.hang
        while not self._stop.wait(min(5.0, hang / 4)):
            if self._client is not None and time.monotonic() - self._beat > hang:
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
                self.health.failures += 1
                self.health.trouble = type(error).__name__
                is_fault = not isinstance(error, IMAPClientError | OSError)
                log.warning(
                    "mailbox_away", trouble=self.health.trouble, failures=self.health.failures, exc_info=is_fault
                )
                # A server that lets one in and hangs up at once is not asked any faster than one that is away.
                tries = 1 if time.monotonic() - begin > pace.most_backoff else tries + 1
                self._stop.wait(self._pause(tries) * (0.5 + self._chance() / 2))

    def _pause(self, tries: int) -> float:
        """Say how long to wait after this many failures in a row, in seconds."""
        pace = self.settings.pace
        return min(pace.most_backoff, pace.first_backoff * 2.0 ** min(tries - 1, 20))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[IMAPClient]:
        """Connect and sign in."""
        settings = self.settings
        token = settings.oauth_token() if settings.oauth_token is not None else ""
        client = IMAPClient(
            settings.host, settings.port, ssl=settings.security == "tls", use_uid=True, timeout=settings.timeout
        )
        self._beat = time.monotonic()
        self._client = client
        try:
            if self._stop.is_set():
                raise ConnectionGone
            if settings.security == "starttls":
                client.starttls()
            if settings.oauth_token is not None:
                client.oauth2_login(settings.user, token)
            elif settings.user:
                client.login(settings.user, settings.password)
            yield client
        finally:
            self._client = None
            with contextlib.suppress(OSError, IMAPClientError, ValueError, AttributeError):
                client.shutdown()

    def _read(self, client: IMAPClient) -> None:
        """Look through the folder, wait for something new, and look again."""
        pace = self.settings.pace
        failed = told = 0
        folder = self._open(client)
        can_idle = client.has_capability("IDLE")
        while not self._stop.is_set():
            all_stored = self._look(client, folder)
            self.health.last_success, self.health.failures, self.health.trouble = datetime.now(UTC), 0, ""
            wait = pace.look if can_idle else pace.no_idle
            if all_stored:
                folder, failed = replace(folder, is_new=False), 0
            else:
                failed += 1
                wait = min(wait, self._pause(failed))
            if _was_told_of_mail(client):
                told += 1
                wait = min(wait, MOST_TOLD_SECONDS, 0.05 * 2.0 ** min(told, 20))
            else:
                told = 0
            if can_idle:
                self._idle(client, wait)
            else:
                self._stop.wait(wait)
            self._beat = time.monotonic()

    def _open(self, client: IMAPClient) -> Folder:
        """Open the folder and learn what it can remember."""
        settings = self.settings
        if settings.processed_folder and not client.folder_exists(settings.processed_folder):
            client.create_folder(settings.processed_folder)
        answer = client.select_folder(settings.folder)
        uidvalidity = int(answer[b"UIDVALIDITY"])
        lasting = {flag.lower() for flag in answer.get(b"PERMANENTFLAGS", ())}
        keeps_keywords = bool(lasting & {ANY_KEYWORD, KEYWORD.lower()})
        flags = ((SEEN,) if SEEN.lower() in lasting else ()) + ((KEYWORD,) if keeps_keywords else ())
        newest = self._newest_uid(self.name, uidvalidity)
        self._last[uidvalidity] = max(newest, self._last.get(uidvalidity, 0))
        return Folder(uidvalidity, keeps_keywords, flags, is_new=newest == 0)

    def _look(self, client: IMAPClient, folder: Folder) -> bool:
        """Hand over every mail that was not stored yet, oldest first. Returns whether all could be stored."""
        client.noop()  # a server tells of new mail between commands, and searches only what it told of
        _was_told_of_mail(client)
        last = self._last[folder.uidvalidity]
        if folder.keeps_keywords:
            found = sorted(client.search([b"UNKEYWORD", KEYWORD]))
        else:
            # "n:*" always gives the last mail, even when it is older than n.
            found = sorted(uid for uid in client.search([b"UID", f"{last + 1}:*".encode()]) if uid > last)
        known = self._known(client, found) if folder.is_new else set()
        if known and folder.flags:
            self._mark(client, folder, sorted(known))
        all_stored = True
        for uid in found:
            if self._stop.is_set():
                break
            if uid in known or self._take(client, folder, uid):
                if all_stored:
                    self._last[folder.uidvalidity] = max(self._last[folder.uidvalidity], uid)
                continue
            all_stored = False
            if not folder.keeps_keywords:
                break
        return all_stored

    def _known(self, client: IMAPClient, uids: Sequence[int]) -> set[int]:
        """Compare headers, to find the mails that were stored under another UID."""
        known: set[int] = set()
        if self._is_known is None:
            return known
        for begin in range(0, len(uids), HEADERS_AT_ONCE):
            for uid, answer in client.fetch(uids[begin : begin + HEADERS_AT_ONCE], [HEADERS]).items():
                self._beat = time.monotonic()
                headers = next((value for name, value in answer.items() if name.startswith(b"BODY[HEADER")), None)
                if headers and self._is_known(headers):
                    known.add(uid)
        return known

    def _take(self, client: IMAPClient, folder: Folder, uid: int) -> bool:
        """Store one mail, and flag it afterwards. Returns False when it must come again."""
        self._beat = time.monotonic()
        try:
            fetched = client.fetch([uid], [BODY]).get(uid)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            log.exception("mail_not_given", uid=uid)
            return False
        if fetched is None:
            return True  # somebody took it out of the mailbox
        try:
            self._store(RawMail(self.name, folder.uidvalidity, uid, fetched[b"BODY[]"]))
        except Exception:  # the boundary: what could not be stored is left in the mailbox and comes again
            log.exception("mail_not_stored", uid=uid)
            return False
        self._mark(client, folder, [uid])
        return True

    def _mark(self, client: IMAPClient, folder: Folder, uids: Sequence[int]) -> None:
        """Flag mails that are stored, and put them away where that is asked for."""
        if folder.flags:
            client.add_flags(uids, folder.flags)
        away = self.settings.processed_folder
        if not away:
            return
        try:
            if client.has_capability("MOVE"):
                client.move(uids, away)
            else:
                client.copy(uids, away)
                client.add_flags(uids, [DELETED])
                if client.has_capability("UIDPLUS"):
                    client.uid_expunge(uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            log.warning("mail_not_put_away", uids=list(uids))

    def _idle(self, client: IMAPClient, seconds: float) -> None:
        """Wait until the server says something, at most some seconds."""
        pace = self.settings.pace
        until = time.monotonic() + seconds
        early = 0
        client.idle()
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


def _was_told_of_mail(client: IMAPClient) -> bool:
    """Say whether the server told of new mail while it answered something else: it won't tell again during IDLE."""
    _, told = client._imap.response("EXISTS")  # noqa: SLF001 - IMAPClient keeps it, and has no door to it
    return bool(told != [None])
