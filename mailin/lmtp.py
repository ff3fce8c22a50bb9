"""LMTP: a mail server hands mail over and hears, for each recipient, what became of it; 250 is said after the commit.

A fault of ours is never answered with a lasting refusal: the mail server keeps the mail then, and tries again.
"""

import asyncio
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

log = structlog.get_logger()

Store = Callable[[str, bytes], Awaitable[None]]

# Postfix breaks lines at 998 characters, others send them as they came: the size of the mail is limit enough.
LONGEST_LINE = 1024 * 1024
MOST_RECIPIENTS = 100
SILENT_SECONDS = 300.0
TAKEN = "250 2.0.0 stored"
KEEP_IT = "451 4.3.0 could not be stored now, please keep it and try again"
NOT_OURS = "550 5.1.1 nobody here has this address"
TOO_MANY = "452 4.5.3 too many recipients, please send to the others next"
UNFIT_SENDER = "553 5.1.7 no sender has such an address"
UNFIT = re.compile("[\x00-\x20\x7f]")
# A lone carriage return ends a line for whoever reads headers, and what follows would be a header of our own server's.
CONTROLS = re.compile("[\x00-\x1f\x7f]")

# It logs addresses, and those to us hold a token that is a key.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class LmtpServer:
    """Listens for a mail server.

    reply_address: ours, with or without a token behind a plus. store(key, raw) returns after the commit; the same mail
    has the same key, however often and for whichever of its recipients it is handed over.
    """

    def __init__(self, store: Store, *, reply_address: str, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.conversations: set[_Conversation] = set()
        self._store = store
        self._local, _, self._domain = reply_address.lower().partition("@")
        self._server: asyncio.AbstractServer | None = None
        self._socket: Path | None = None
        self._storing: set[asyncio.Task[str]] = set()

    async def listen(self, host: str, port: int) -> None:
        """Listen on a port. Raises: OSError."""
        self._server = await asyncio.get_running_loop().create_server(lambda: _Conversation(self), host, port)

    async def listen_at(self, path: Path) -> None:
        """Listen on a Unix socket, for this account and its group. Raises: OSError."""
        self._server = await asyncio.get_running_loop().create_unix_server(lambda: _Conversation(self), str(path))
        self._socket = path
        path.chmod(0o660)  # noqa: ASYNC240 - one call, at the start

    async def close(self) -> None:
        """Listen no more. What is being stored is waited for, and its sender told, so that it need not come again."""
        if self._server is not None:
            self._server.close()
        await asyncio.gather(*self._storing, return_exceptions=True)
        for conversation in list(self.conversations):
            await conversation.idle.wait()
            conversation.hang_up()
        if self._server is not None:
            await self._server.wait_closed()
        if self._socket is not None:
            self._socket.unlink(missing_ok=True)

    def is_ours(self, address: str) -> bool:
        """Say whether mail to an address is for us."""
        local, _, domain = address.lower().rpartition("@")
        return domain == self._domain and local.partition("+")[0] == self._local

    async def take(self, envelope: Envelope) -> str:
        """Store one mail, for all its recipients at once. Returns the answer, the same for each of them.

        Storing goes on when the connection breaks; the mail server then brings the mail again, under the same key.
        """
        storing = asyncio.create_task(self._take(envelope))
        self._storing.add(storing)
        storing.add_done_callback(self._storing.discard)
        return await asyncio.shield(storing)

    async def _take(self, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        # Of what was handed over, so that a second try, or one for other recipients, is known for what it is.
        key = f"lmtp:{hashlib.sha256(content).hexdigest()}"
        try:
            await self._store(key, delivered(envelope.mail_from or "", envelope.rcpt_tos) + content)
        except Exception:  # the boundary: whatever went wrong, it is not stored, and the mail server must keep it
            log.exception("mail_not_stored", key=key)
            return KEEP_IT
        return TAKEN


def delivered(sender: str, recipients: Iterable[str]) -> bytes:
    """Write on top what a final delivery writes (RFC 5321, 4.4): who sent it, and to which of our addresses."""
    lines = [f"Return-Path: <{sender.strip('<>')}>", *(f"Delivered-To: {recipient}" for recipient in recipients)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


class _Conversation(LMTP):
    """One connection of a mail server. idle: set unless a mail was handed over whole and is not answered yet."""

    line_length_limit = LONGEST_LINE

    def __init__(self, server: LmtpServer) -> None:
        self.idle = asyncio.Event()
        self.idle.set()
        self._lmtp = server
        self._awaited = 0
        super().__init__(
            self,
            data_size_limit=server.most_bytes,
            enable_SMTPUTF8=True,
            hostname="akkoord",
            ident="LMTP",
            timeout=SILENT_SECONDS,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count as open."""
        self._lmtp.conversations.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count no more."""
        self._lmtp.conversations.discard(self)
        self.idle.set()
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the connection."""
        if self.transport is not None:
            self.transport.close()

    async def push(self, status: str | bytes) -> None:
        """Answer; what is said of a mail is said once for each of its recipients (RFC 2033, 4.2)."""
        text = status.decode() if isinstance(status, bytes) else status
        if self._awaited:
            text = "\r\n".join([text] * self._awaited)
            self._awaited = 0
        if text.startswith("354") and self.envelope is not None:
            self._awaited = len(self.envelope.rcpt_tos)
        await super().push(text)
        self.idle.set()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take mail of anybody whose address can be written in a header."""
        if CONTROLS.search(address):
            return UNFIT_SENDER
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take mail for our own address, and for no other."""
        if UNFIT.search(address) or not self._lmtp.is_ours(address):
            return NOT_OURS
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Store the mail, and say what came of it."""
        self.idle.clear()
        return await self._lmtp.take(envelope)

    async def handle_exception(self, error: Exception) -> str:
        """Keep a fault of ours from being a refusal."""
        log.error("lmtp_fault", exc_info=error)
        return KEEP_IT
