"""What the conversations about files share: an admin who sends one, and Telegram or the mail that has it."""

import base64
import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook
from sqlalchemy import select

from akkoord.fetching import Fetching
from bot.files import FileAway
from core.files.tables import read_table
from core.inbox import InboxMessage
from core.incoming import Channel
from core.people.models import Person
from core.record import Decision
from tests.house import House
from tests.site import Site

WEEK_11 = (date(2026, 3, 9), date(2026, 3, 10))


def csv(*rows: str, header: str = "dossiernummer;datum;uren") -> bytes:
    return "\r\n".join((header, *rows, "")).encode()


def workbook(*rows: tuple[Any, ...], header: tuple[str, ...] = ("dossiernummer", "datum", "uren")) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in (header, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Put one more part into a packed file."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, part)
    return out.getvalue()


async def read_here(content: bytes) -> dict[str, object]:
    """Read a table in this process; how it is read in one of its own has tests of its own."""
    return read_table(content)


@dataclass
class Shelf:
    """Keeps files for chat, as Telegram does. asked: what was fetched, in order. is_away: it can't be reached."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_away: bool = False

    async def fetch(self, reference: str) -> bytes:
        self.asked.append(reference)
        if self.is_away:
            raise FileAway("away")
        return self.files[reference]


@dataclass
class Sending:
    """An admin who sends files by one of the channels."""

    site: Site
    admin: Person
    speaks: str
    shelf: Shelf = field(default_factory=Shelf)
    fetching: Fetching = field(init=False)

    def __post_init__(self) -> None:
        house = self.site.house
        self.fetching = Fetching(
            house.database,
            house.desk.doors,
            self.shelf.fetch,
            clock=lambda: house.now,
            chance=lambda: 1.0,
            read=read_here,
        )

    @property
    def house(self) -> House:
        return self.site.house

    async def brings(self, name: str, content: bytes, *, who: Person | None = None, **more: Any) -> str:
        """Have a message with a file received and looked at once. Gives what came of that."""
        person = who or self.admin
        told: dict[str, Any] = {"name": name, "kind": "", "size": len(content)}
        if self.speaks == "chat":
            reference = f"file-{len(self.shelf.files)}"
            self.shelf.files[reference] = content
            file = {**told, "reference": reference}
            return await self.house.chat(
                person, more.pop("text", ""), kind="unreadable", facts={"what": "document"}, files=[file], **more
            )
        file = {**told, "content": base64.b64encode(content).decode()}
        facts = {"what": "document"}
        return await self.house.mail(person, more.pop("text", ""), facts=facts, files=[file], **more)

    async def fetched(self) -> int:
        """Bring what is waited for, decide it, and send the answer. Gives how many were tried."""
        tried = await self.fetching.fetch_all()
        await self.house.desk.decide_all()
        await self.house.deliver()
        return tried

    async def sends(self, name: str, content: bytes, **more: Any) -> str:
        """Send a file and give what is answered, on one line."""
        await self.brings(name, content, **more)
        await self.fetched()
        return self.heard(more.get("who"))

    async def says(self, text: str) -> str:
        if self.speaks == "chat":
            await self.house.chat(self.admin, text)
        else:
            asked = [sent for sent in self.house.heard(self.admin) if sent.outgoing.channel is Channel.MAIL]
            await self.house.mail(self.admin, text, answers=asked[-1] if asked else None)
        return self.heard()

    def heard(self, who: Person | None = None) -> str:
        return " ".join(self.house.last(who or self.admin).text.split())

    async def decisions(self) -> list[Decision]:
        return await self.house.all(select(Decision).order_by(Decision.id))

    async def inbox(self) -> list[str]:
        return await self.house.all(select(InboxMessage.state).order_by(InboxMessage.id))

    def hours(self, *rows: tuple[date, str]) -> bytes:
        """Write a file of Noor's hours."""
        number = self.site.noors.external_id
        return csv(*(f"{number};{day.isoformat()};{hours}" for day, hours in rows))


__all__ = ["WEEK_11", "Sending", "Shelf", "csv", "read_here", "with_part", "workbook"]
