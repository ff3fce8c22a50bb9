"""Talking for months, through one channel: who lives with it writes in the chat, or answers the last mail they got."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.outbox import OutboxMessage
from core.people.models import Person
from core.record import Decision
from tests.house import House
from tests.postal import Postman
from tests.road.town import answer, plain
from tests.site import Site

REMINDERS = ("reminders.digest", "reminders.student")


@dataclass
class Talk:
    """One channel to speak through: the chat, or with a postman the mail."""

    site: Site
    postman: Postman | None

    @property
    def house(self) -> House:
        return self.site.house

    async def say(self, person: Person, text: str) -> str:
        """Say something, by mail as an answer to the last mail. Gives what is answered, on one line."""
        if self.postman is None:
            await self.house.chat(person, text)
            return self.last(person)
        address = f"{person.first_name}@{person.surname}.example".lower()
        raw = answer(self.postman.to(address)[-1], text, sender=f"{person.name} <{address}>", at=self.house.now)
        await self.postman.brings(raw)
        return self.last(person)

    def last(self, person: Person) -> str:
        """Give what was last said to someone, on one line."""
        if self.postman is None:
            return " ".join(self.house.last(person).text.split())
        address = f"{person.first_name}@{person.surname}.example".lower()
        return " ".join(plain(self.postman.to(address)[-1]).split("-- ", 1)[-1].split())

    async def at(self, moment: datetime) -> None:
        """Let it become a moment, and let what is due then be planned and sent."""
        self.house.now = moment
        await self.house.remind()

    async def reminded(self, person: Person) -> list[datetime]:
        """Give when someone got a reminder."""
        rows = select(OutboxMessage).where(
            OutboxMessage.person_id == person.id, OutboxMessage.name.in_(REMINDERS), OutboxMessage.state == "sent"
        )
        return [row.sent_at for row in await self.house.all(rows.order_by(OutboxMessage.sent_at))]

    async def decided(self) -> list[str]:
        """Name what was decided, the oldest first."""
        return [row.command for row in await self.house.all(select(Decision).order_by(Decision.id))]
