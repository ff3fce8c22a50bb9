"""A real SMTP server on the loopback, as a test tells it to behave, and mails to hand to it."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from core.wording import Said
from mailout.compose import Composed, MailOut, compose

TOKEN = "mfzwizltoq2gk3lfmfzwizltoq"
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


@dataclass
class PostOffice:
    """Keeps what it is given; answers and closes doors as a test tells it to."""

    host: str = "127.0.0.1"
    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0
    logins: list[str] = field(default_factory=list)
    mail_answers: list[str] = field(default_factory=list)
    rcpt_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)
    hang_up_at_data: int = 0
    good_token: str = "fresh"
    servers: list[SMTP] = field(default_factory=list)

    def open_door(self, **options: Any) -> SMTP:
        self.connections += 1
        server = SMTP(self, **options)
        self.servers.append(server)
        return server

    def hang_up(self) -> None:
        for server in self.servers:
            if server.transport is not None:
                server.transport.close()

    async def handle_MAIL(  # noqa: N802 - the server's own name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail_answers:
            return self.mail_answers.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt_answers:
            return self.rcpt_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        if self.hang_up_at_data:
            self.hang_up_at_data -= 1
            assert server.transport is not None
            server.transport.abort()  # type: ignore[attr-defined]  # a socket's transport can
            return "250 never heard"
        if self.data_answers:
            return self.data_answers.pop(0)
        self.envelopes.append(envelope)
        return "250 OK"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - see above
        blob = await server.challenge_auth("") if len(args) == 1 else base64.b64decode(args[1])
        assert isinstance(blob, bytes)
        self.logins.append(blob.decode())
        if f"auth=Bearer {self.good_token}\x01\x01" in self.logins[-1]:
            return AuthResult(success=True)
        await server.challenge_auth("eyJzdGF0dXMiOiI0MDAifQ==", encode_to_b64=False)
        return AuthResult(success=False, handled=False)

    def check_password(self, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(f"{data.login.decode()}:{data.password.decode()}")
        return AuthResult(success=data.password == b"sesam", handled=False)


def mail_out(**more: Any) -> MailOut:
    values = {"outbox_id": 31, "token": TOKEN, "to": "marijke@houtzaag.example", "sender": "uren@akkoord.example"}
    return MailOut(**{**values, "at": MONDAY, **more})


def letter(subject: str = "Uren", html: str = "<p>Dag Marijke.</p>", **more: Any) -> Composed:
    return compose(Said(html, subject), message=mail_out(**more))
