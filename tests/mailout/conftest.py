"""What the tests of outgoing mail share: offices to open, senders to close, a certificate of their own."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from mailout.sending import MailSender, Security, SmtpSettings
from tests.mailout.office import PostOffice


@pytest_asyncio.fixture
async def open_office() -> AsyncIterator[Callable[..., Any]]:
    """Open an office: `await open_office(ssl=..., **options of aiosmtpd)`."""
    async with AsyncExitStack() as doors:

        async def open_one(*, wrap: ssl.SSLContext | None = None, **options: Any) -> PostOffice:
            office = PostOffice()
            loop = asyncio.get_running_loop()
            options.setdefault("hostname", "mx.example")
            server = await loop.create_server(lambda: office.open_door(**options), office.host, 0, ssl=wrap)
            office.port = server.sockets[0].getsockname()[1]

            async def shut() -> None:
                server.close()
                office.hang_up()
                await asyncio.sleep(0)

            doors.push_async_callback(shut)
            return office

        yield open_one


@pytest_asyncio.fixture
async def sender_to() -> AsyncIterator[Callable[..., MailSender]]:
    async with AsyncExitStack() as open_ones:

        def make(office: PostOffice, **more: Any) -> MailSender:
            values = {"security": Security.NONE, "timeout": 5, **more}
            sender = MailSender(SmtpSettings(office.host, office.port, **values))
            open_ones.push_async_callback(sender.close)
            return sender

        yield make


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate for 127.0.0.1; the key stands beside it."""
    folder = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=mx.example", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context
