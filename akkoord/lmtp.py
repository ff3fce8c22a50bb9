"""Taking mail that a mail server of our own hands over."""

import asyncio
from ipaddress import ip_address
from pathlib import Path

import structlog

from akkoord.setting_parts import Lmtp
from akkoord.settings import Settings, variable
from akkoord.trouble import CannotStart
from core.desk import Desk
from core.incoming import Channel
from mailin.lmtp import LmtpServer

log = structlog.get_logger()


async def take_mail(settings: Settings, desk: Desk, stop: asyncio.Event) -> None:
    """Take mail until told to stop; nothing where that is not set. Raises: CannotStart when its place is taken."""
    lmtp = settings.mail.lmtp
    if lmtp is None:
        return

    async def store(key: str, raw: bytes) -> None:
        await desk.receive(Channel.MAIL, key, raw)

    server = LmtpServer(store, reply_address=settings.mail.address, most_bytes=lmtp.most_bytes)
    where = lmtp.socket or f"{lmtp.host}:{lmtp.port}"
    try:
        await (server.listen_at(Path(lmtp.socket)) if lmtp.socket else server.listen(lmtp.host, lmtp.port))
    except OSError as error:
        name = variable(("mail", "lmtp", "socket" if lmtp.socket else "port"))
        why = error.strerror or str(error)
        raise CannotStart(f"No mail can be taken at {where}: {why}. {name} says where.") from error
    log.info("mail_taken", at=where)
    if is_open_to_others(lmtp):
        log.warning(
            "lmtp_open_to_others", at=where, why="who connects there can claim to be anybody; see operations.md"
        )
    try:
        await stop.wait()
    finally:
        await server.close()


def is_open_to_others(lmtp: Lmtp) -> bool:
    """Say whether other machines may be able to connect."""
    if lmtp.socket or lmtp.host == "localhost":
        return False
    try:
        return not ip_address(lmtp.host).is_loopback
    except ValueError:
        return True
