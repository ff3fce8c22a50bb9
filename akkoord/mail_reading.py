"""Receiving from the mailbox: what is read there is stored by the desk before the mailbox hears that it was read."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akkoord.oauth import TokenSource
from akkoord.setting_parts import Imap
from akkoord.watching.watch import Watch
from core.desk import Desk
from core.engine import Database
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel
from mailin.door import fingerprint_of
from mailin.imap import Mailbox, MailboxSettings, RawMail


@dataclass(frozen=True, slots=True)
class MailReading:
    """Reads one mailbox for the desk. watch: hears whether the mailbox is there."""

    database: Database
    desk: Desk
    watch: Watch

    async def run(self, imap: Imap, stop: asyncio.Event) -> None:
        """Read until told to stop, in a thread of its own."""
        loop = asyncio.get_running_loop()

        def store(mail: RawMail) -> None:
            asyncio.run_coroutine_threadsafe(self.desk.receive(Channel.MAIL, mail.key, mail.raw), loop).result()

        def newest_uid(mailbox: str, uidvalidity: int) -> int:
            return asyncio.run_coroutine_threadsafe(self._newest_uid(mailbox, uidvalidity), loop).result()

        def is_known(headers: bytes) -> bool:
            return asyncio.run_coroutine_threadsafe(self.is_known(headers), loop).result()

        source = TokenSource(imap.oauth) if imap.oauth is not None else None
        mailbox = Mailbox(
            MailboxSettings(
                host=imap.host,
                port=imap.port,
                security=imap.security.value,
                user=imap.user,
                password=imap.password.get_secret_value(),
                oauth_token=source.fetch if source is not None else None,
                forget_token=source.forget if source is not None else None,
                folder=imap.folder,
                processed_folder=imap.processed_folder,
                timeout=imap.timeout,
            ),
            store,
            newest_uid=newest_uid,
            is_known=is_known,
        )
        self.watch.connections["imap"], self.watch.lives["mailbox"] = mailbox.health, lambda: mailbox.is_running
        mailbox.start()
        try:
            await stop.wait()
        finally:
            await asyncio.to_thread(mailbox.stop)

    async def _newest_uid(self, mailbox: str, uidvalidity: int) -> int:
        """Give the highest UID of a mailbox that is stored."""
        begin = f"{mailbox}:{uidvalidity}:"
        newest = select(func.max(InboxMessage.id)).where(
            InboxMessage.channel == Channel.MAIL, InboxMessage.key.startswith(begin, autoescape=True)
        )

        def look(session: Session) -> int:
            row = session.scalar(newest)
            key = session.scalar(select(InboxMessage.key).where(InboxMessage.id == row)) if row else None
            return int(key.rpartition(":")[2]) if key else 0

        return await self.database.look(look)

    async def is_known(self, headers: bytes) -> bool:
        """Say whether a mail with these headers was decided before; what is set aside or waits is stored once more."""
        fingerprint = fingerprint_of(headers)
        if fingerprint is None:
            return False
        decided = select(InboxMessage.id).where(
            InboxMessage.channel == Channel.MAIL,
            InboxMessage.fingerprint == fingerprint,
            InboxMessage.state == InboxState.DECIDED,
        )
        return await self.database.look(lambda session: session.scalar(decided.limit(1))) is not None
