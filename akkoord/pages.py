"""What the pages need of the service: looking through the database, answering through the desk."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import get_args

from core.contacts.activation import ActivationFacts, activation_for
from core.desk import Desk
from core.engine import Database
from core.files import downloading
from core.files.downloading import DownloadFacts
from core.incoming import Channel
from core.logbook.page import Expired, PageFacts, page_for
from core.people.service import token_hash
from core.reminders.unsubscribing import Subscription, subscription_of
from web.activation import Came
from web.app import Outcome, PageAnswer
from web.door import (
    activation_key,
    renewal_key,
    unsubscribe_key,
    write_activation,
    write_renewal,
    write_unsubscribe,
)
from web.unsubscribe import Stopped

LOOKS = 50
PAUSE_SECONDS = 0.1


class DeskPages:
    """Shows pages from the database and has the desk decide what they post."""

    def __init__(self, database: Database, desk: Desk, *, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.desk = desk
        self.clock = clock

    async def show(self, token: str) -> PageFacts | Expired | None:
        """Read what a link shows now."""
        return await self.database.look(lambda session: page_for(session, token, self.clock()))

    async def answer(self, token: str, raw: bytes, key: str) -> PageAnswer:
        """Store a post and decide it; the same post again gives the same answer."""
        del token
        said = await self._decided(raw, key)
        if said in {"", "retry"}:
            return PageAnswer("busy")
        outcome: Outcome = said if said in get_args(Outcome) else "refused"  # type: ignore[assignment]  # checked here
        return PageAnswer(outcome)

    async def subscription(self, token: str) -> Subscription | None:
        """Read whose reminders a link stops."""
        return await self.database.look(lambda session: subscription_of(session, token))

    async def unsubscribe(self, token: str, subscription: Subscription) -> Stopped:
        """Store the click and decide it; the same click again gives the same answer."""
        if subscription.is_stopped:
            return "stopped"
        said = await self._decided(write_unsubscribe(token), unsubscribe_key(token, subscription.since))
        if said in {"", "retry"}:
            return "busy"
        return "stopped" if said == "stopped" else "refused"

    async def activation(self, token: str) -> ActivationFacts | None:
        """Read what the link of an invitation shows now."""
        return await self.database.look(lambda session: activation_for(session, token, self.clock()))

    async def activate(self, token: str, surname: str, nonce: str) -> Came:
        """Store the surname that was typed and decide it. The link's token itself is not stored, only its hash."""
        hashed = token_hash(token)
        return _came(await self._decided(write_activation(hashed, surname), activation_key(hashed, surname, nonce)))

    async def renew(self, token: str, nonce: str) -> Came:
        """Store that a new link was asked for and decide it."""
        hashed = token_hash(token)
        return _came(await self._decided(write_renewal(hashed), renewal_key(hashed, nonce)))

    async def download(self, token: str) -> DownloadFacts | None:
        """Read what the link of a download shows now."""
        return await self.database.look(lambda session: downloading.download_for(session, token, self.clock()))

    async def take(self, token: str, surname: str) -> tuple[str, str, bytes] | str:
        """Hand a file over once; it is made beside the database, since a year of a school takes a while to write."""
        now = self.clock()
        given = await self.database.turn(lambda session: downloading.take(session, token, surname, now))
        if isinstance(given, str):
            return given
        return given.file_name, given.content_type, await asyncio.to_thread(given.write, given.rows)

    async def _decided(self, raw: bytes, key: str) -> str:
        """Store a post, once per key, and give what came of it; empty when that is not known in time."""
        inbox_id = await self.desk.receive(Channel.LINK, key, raw)
        said = await self.desk.decide(inbox_id)
        for _ in range(LOOKS):
            if said:
                break
            await asyncio.sleep(PAUSE_SECONDS)
            said = await self.desk.outcome(inbox_id)
        return said


def _came(said: str) -> Came:
    if said in {"", "retry"}:
        return "busy"
    return said if said in get_args(Came) else "unknown"  # type: ignore[return-value]  # checked here
