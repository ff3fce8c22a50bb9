"""One mailbox, one thread: every mail is handed over and stored before it is flagged, and the connection is minded."""

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

log = structlog.get_logger()

KEYWORD = b"$AkkoordStored"
SEEN = b"\\Seen"
IDLE_CHECK_SECONDS = 30.0
IDLE_SECONDS = 9 * 60.0
LOOK_SECONDS = 5 * 60.0
EARLY_TIMES = 3
NO_IDLE_SECONDS = 60.0
MOST_BACKOFF = 120.0
WATCH_SECONDS = 5.0


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


class ConnectionGone(OSError):  # noqa: N818 - what happened
    """IDLE returned at once, again and again: the other side is gone, though nothing said so."""


class Mailbox:
    """Reads one mailbox in a thread until it is stopped; it never gives up.

    store(mail) returns after the commit; only then is the mail flagged. A mail whose store fails stays unflagged, comes
    again, and holds up nothing behind it. newest_uid(mailbox, uidvalidity): the highest UID that is stored, or 0; used
    where the server keeps no keywords, since the flag for seen is anyone's who reads the mailbox.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        store: Callable[[RawMail], None],
        *,
        newest_uid: Callable[[str, int], int],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.settings = settings
        self.health = Health()
        self.name = f"{settings.user}@{settings.host}/{settings.folder}"
        self._store = store
        self._newest_uid = newest_uid
        self._chance = chance
        self._stop = threading.Event()
        self._client: IMAPClient | None = None
        self._beat = time.monotonic()
        self._thread = threading.Thread(target=self._run, name=f"mailbox {settings.folder}", daemon=True)
        self._watchdog = threading.Thread(target=self._watch, name="mailbox watchdog", daemon=True)
        self._last: dict[int, int] = {}
        self._failed: set[tuple[int, int]] = set()

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()
        self._watchdog.start()

    def stop(self) -> None:
        """Stop reading, also in the middle of waiting."""
        self._stop.set()
        self._hang_up()
        self._thread.join(timeout=self.settings.timeout)

    def _hang_up(self) -> None:
        """Close the socket under whoever is reading from it."""
        client = self._client
        if client is not None:
            with contextlib.suppress(OSError, IMAPClientError):
                client.shutdown()

    def _watch(self) -> None:
        """Close a connection on which nothing moved for far too long."""
        most = IDLE_CHECK_SECONDS + 3 * self.settings.timeout
        while not self._stop.wait(WATCH_SECONDS):
            if self._client is not None and time.monotonic() - self._beat > most:
                log.warning("mailbox_hangs", mailbox=self.settings.folder)
                self._beat = time.monotonic()
                self._hang_up()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._connected() as client:
                    self._read(client)
            except (IMAPClientError, OSError, ValueError, AttributeError) as error:
                # imapclient's sockets raise ValueError or AttributeError when they are closed under it.
                if self._stop.is_set():
                    return
                self.health.failures += 1
                self.health.trouble = type(error).__name__
                log.warning("mailbox_away", trouble=self.health.trouble, failures=self.health.failures)
                longest = min(MOST_BACKOFF, 0.5 * 2.0 ** min(self.health.failures, 20))
                self._stop.wait(longest * (0.5 + self._chance() / 2))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[IMAPClient]:
        """Connect, sign in and open the folder."""
        settings = self.settings
        self._beat = time.monotonic()
        client = IMAPClient(
            settings.host, settings.port, ssl=settings.security == "tls", use_uid=True, timeout=settings.timeout
        )
        self._client = client
        try:
            if settings.security == "starttls":
                client.starttls()
            if settings.oauth_token is not None:
                client.oauth2_login(settings.user, settings.oauth_token())
            elif settings.user:
                client.login(settings.user, settings.password)
            yield client
        finally:
            self._client = None
            with contextlib.suppress(OSError, IMAPClientError, ValueError, AttributeError):
                client.shutdown()

    def _read(self, client: IMAPClient) -> None:
        """Look through the folder, wait for something new, and look again."""
        answer = client.select_folder(self.settings.folder)
        uidvalidity = int(answer[b"UIDVALIDITY"])
        keeps_keywords = b"\\*" in answer.get(b"PERMANENTFLAGS", ())
        can_idle = client.has_capability("IDLE")
        while not self._stop.is_set():
            self._look(client, uidvalidity, keeps_keywords=keeps_keywords)
            self.health.last_success, self.health.failures, self.health.trouble = datetime.now(UTC), 0, ""
            if self._failed:
                self._stop.wait(2.0)
            elif can_idle:
                self._idle(client)
            else:
                self._stop.wait(NO_IDLE_SECONDS)
            self._beat = time.monotonic()
            client.noop()

    def _look(self, client: IMAPClient, uidvalidity: int, *, keeps_keywords: bool) -> None:
        """Hand over every mail that was not stored yet, oldest first."""
        if keeps_keywords:
            found = client.search([b"UNKEYWORD", KEYWORD])
        else:
            if uidvalidity not in self._last:
                self._last[uidvalidity] = self._newest_uid(self.name, uidvalidity)
            last = self._last[uidvalidity]
            # "n:*" always gives the last mail, even when it is older than n.
            found = [uid for uid in client.search([b"UID", f"{last + 1}:*".encode()]) if uid > last]
            found += [uid for validity, uid in self._failed if validity == uidvalidity and uid not in found]
        for uid in sorted(found):
            if self._stop.is_set():
                return
            self._take(client, uidvalidity, uid, keeps_keywords=keeps_keywords)

    def _take(self, client: IMAPClient, uidvalidity: int, uid: int, *, keeps_keywords: bool) -> None:
        """Store one mail, and flag it afterwards."""
        self._beat = time.monotonic()
        fetched = client.fetch([uid], [b"BODY.PEEK[]"]).get(uid)
        if fetched is None or b"BODY[]" not in fetched:
            self._failed.discard((uidvalidity, uid))
            return
        try:
            self._store(RawMail(self.name, uidvalidity, uid, fetched[b"BODY[]"]))
        except Exception:  # the boundary: what could not be stored is left in the mailbox and comes again
            log.exception("mail_not_stored", uid=uid)
            self._failed.add((uidvalidity, uid))
            return
        self._failed.discard((uidvalidity, uid))
        self._last[uidvalidity] = max(self._last.get(uidvalidity, 0), uid)
        client.add_flags([uid], [SEEN, KEYWORD] if keeps_keywords else [SEEN])
        if self.settings.processed_folder:
            client.move([uid], self.settings.processed_folder)

    def _idle(self, client: IMAPClient) -> None:
        """Wait until the server says something, at most nine minutes, and at most five without a look."""
        begin = time.monotonic()
        early = 0
        client.idle()
        while not self._stop.is_set() and time.monotonic() - begin < min(IDLE_SECONDS, LOOK_SECONDS):
            self._beat = asked = time.monotonic()
            if client.idle_check(timeout=IDLE_CHECK_SECONDS):
                break
            early = early + 1 if time.monotonic() - asked < IDLE_CHECK_SECONDS / 10 else 0
            if early >= EARLY_TIMES:
                raise ConnectionGone
        if not self._stop.is_set():
            client.idle_done()
