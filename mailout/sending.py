"""Handing mail to an SMTP server: one connection for a batch, and every failure told as what to do about it."""

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Self

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from core.connection import Alarm, Health
from mailout.compose import Composed

MOST_WAIT = 3600
PERMANENT = 500
CLOSING = 421
BAD_MAILBOX = re.compile(r"\b5\.(?:1\.\d+|2\.1)\b")
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
BAD_MAILBOX_CODES = {550, 551, 553}
WAIT = re.compile(r"\b(\d{1,5}) ?(s|sec|secs|second|seconds|m|min|mins|minute|minutes)\b", re.IGNORECASE)


class Security(StrEnum):
    """How the connection is kept private. A server that does not offer what is set gets no mail."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class TryLater(Exception):  # noqa: N818 - a fact about the other side
    """Not now; the mail is not lost. why: for the admin. seconds: how long the server asked us to wait, if it did."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.seconds = seconds


class Away(TryLater):
    """No mail can go now, and none is at fault: the server can't be reached, lets nobody in, or takes none from us."""


class Refused(Exception):  # noqa: N818 - a fact about the message
    """Never. permanent: the address itself does not work, so no other mail will arrive there either."""

    def __init__(self, why: str, *, permanent: bool) -> None:
        super().__init__(why)
        self.why = why
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail goes out.

    token: gives a fresh access token (XOAUTH2) and takes the place of the password; it may raise OSError. forget_token:
    told that the server refused it. timeout: in seconds, of every single step. ca_file: certificates to trust besides
    the system's.
    Raises: ValueError when a secret would cross a network unencrypted.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    token: Callable[[], Awaitable[str]] | None = field(default=None, repr=False)
    forget_token: Callable[[], None] | None = field(default=None, repr=False)
    timeout: float = 30
    ca_file: str | None = None

    def __post_init__(self) -> None:
        if self.username and self.security is Security.NONE and not _is_loopback(self.host):
            raise ValueError("signing in needs starttls or tls, except on this very machine")
        if self.timeout <= 0:
            raise ValueError("a timeout is more than 0 seconds")


class MailSender:
    """Sends one mail at a time over a connection that is kept while it answers."""

    def __init__(self, settings: SmtpSettings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.settings = settings
        self.clock = clock
        self.health = Health(alarm=Alarm("smtp"))
        self._client: aiosmtplib.SMTP | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def send(self, mail: Composed) -> None:
        """Hand one mail over; when this returns, the server has it.

        Raises: Away, TryLater, Refused. A connection lost after the last byte leaves it unknown whether the mail went;
        it is sent again then, with the same Message-ID.
        """
        raw = mail.message.as_bytes()
        async with self._turn:
            try:
                client = await self._begin_or_away(mail)
                await client.rcpt(mail.to)
                await client.data(raw)
            except SMTPRecipientRefused as error:
                self.health.went_well(self.clock())
                await self._reset()
                raise _refused_address(error) from error
            except SMTPDataError as error:
                self.health.went_well(self.clock())
                await self._reset()
                raise _refused_message(error) from error
            except (SMTPException, OSError, TimeoutError) as error:
                self._failed(error)
                raise TryLater(_why(error), _seconds(error)) from error
            except BaseException:
                self._drop()
                raise
            self.health.went_well(self.clock())

    async def close(self) -> None:
        """Say goodbye, if the server still listens."""
        client, self._client = self._client, None
        if client is None or not client.is_connected:
            return
        try:
            await client.quit()
        except (SMTPException, OSError, TimeoutError):
            client.close()

    async def _begin_or_away(self, mail: Composed) -> aiosmtplib.SMTP:
        """Announce a mail. Raises: Away; until the server knows what mail it is, the mail can't be the reason."""
        try:
            return await self._begin(mail)
        except (SMTPException, OSError, TimeoutError) as error:
            self._failed(error)
            if isinstance(error, SMTPAuthenticationError) and self.settings.forget_token is not None:
                self.settings.forget_token()
            raise Away(_why(error), _seconds(error)) from error

    def _failed(self, error: Exception) -> None:
        self._drop()
        self.health.failed(self.clock(), _why(error))

    async def _begin(self, mail: Composed) -> aiosmtplib.SMTP:
        """Announce a mail. A kept connection may have gone stale or have had its share; then a new one is opened."""
        if self._client is not None and self._client.is_connected:
            try:
                await self._client.mail(mail.sender)
            except (SMTPServerDisconnected, SMTPTimeoutError):
                self._drop()
            except SMTPSenderRefused as error:
                if error.code != CLOSING:
                    raise
                self._drop()
            else:
                return self._client
        self._client = await self._connect()
        await self._client.mail(mail.sender)
        return self._client

    async def _connect(self) -> aiosmtplib.SMTP:
        settings = self.settings
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security is Security.TLS,
            start_tls=settings.security is Security.STARTTLS,
            cert_bundle=settings.ca_file,
            username=settings.username or None,
            password=settings.password if settings.username and settings.token is None else None,
            oauth_token_generator=settings.token if settings.username else None,
            timeout=settings.timeout,
        )
        try:
            await client.connect()
        except BaseException:
            client.close()
            raise
        return client

    async def _reset(self) -> None:
        """Make the connection ready for the next mail after one was refused."""
        if self._client is None:
            return
        try:
            await self._client.rset()
        except (SMTPException, OSError, TimeoutError):
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _refused_address(error: SMTPRecipientRefused) -> TryLater | Refused:
    if error.code < PERMANENT:
        return TryLater(_why(error), _seconds(error))
    status = STATUS.search(error.message)
    bad = bool(BAD_MAILBOX.search(error.message)) if status else error.code in BAD_MAILBOX_CODES
    return Refused(_why(error), permanent=bad)


def _refused_message(error: SMTPDataError) -> TryLater | Refused:
    if error.code < PERMANENT:
        return TryLater(_why(error), _seconds(error))
    return Refused(_why(error), permanent=False)


def _why(error: Exception) -> str:
    """Say in one line what the server said, without what we sent it."""
    if isinstance(error, SMTPAuthenticationError):
        return f"signing in failed: {error.code} {_first_line(error.message)}"
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {_first_line(error.message)}"
    if isinstance(error, SMTPTimeoutError | TimeoutError):
        return f"the server took too long: {_first_line(str(error))}"
    if isinstance(error, SMTPServerDisconnected):
        return f"the connection was lost: {_first_line(str(error))}"
    return _first_line(str(error)) or type(error).__name__


def _first_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _seconds(error: Exception) -> float | None:
    """Read how long a server asks to wait, as greylisting ones do; an hour at most."""
    if not isinstance(error, SMTPResponseException) or error.code == CLOSING:
        return None
    found = WAIT.search(error.message)
    if found is None:
        return None
    seconds = int(found[1]) * (60 if found[2].lower().startswith("m") else 1)
    return float(min(max(seconds, 1), MOST_WAIT))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
