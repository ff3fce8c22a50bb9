"""The try-out page's service: who is in the room, what each of them sees, and what is done as them."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from ipaddress import ip_address
from typing import Any, Protocol

import structlog
from sqlalchemy import select

from akkoord import examples
from akkoord.cast import Character, cast
from akkoord.mail_programs import Program
from akkoord.room import BOT, MovedClock, Parts, Received, Room, Sent
from akkoord.school_view import last_approvals
from akkoord.settings import Settings
from core.incoming import Channel
from core.people.models import Role
from core.reminders.service import ReminderSettings
from core.tenants.models import DemoMark
from web.tryout import Letter, NotThereError

log = structlog.get_logger()

WEEK_DAYS = 7
START = re.compile(rf'href="https://t\.me/{BOT}\?start=([a-z2-7]+)"')
CARRIED = re.compile(r'src="cid:[^"]*"')
PREVIEW = 110


class TriedService(Parts, Protocol):
    """What the try-out needs of a service."""

    settings: Settings


def why_closed(settings: Settings) -> str:
    """Say why nobody may try this service out: it could reach real people, or be reached by them; "" when they may."""
    set_up = [
        name
        for name, part in (("telegram", settings.telegram), ("imap", settings.imap), ("smtp", settings.smtp))
        if part is not None
    ]
    if set_up:
        return f"{' and '.join(set_up)} set"
    return "" if is_loopback(settings.web.host) else f"listens on {settings.web.host}"


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def open_tryout(parts: TriedService, clock: MovedClock, reminders: ReminderSettings) -> "RoomTryOut | None":
    """Open the room on a database with example data, and send the first digest; None where that may not be."""
    if await parts.database.look(lambda session: session.scalar(select(DemoMark.id))) is None:
        return None
    if why := why_closed(parts.settings):
        log.info("tryout_closed", why=why)
        return None
    room = Room(parts, clock, reminders)
    await room.open()
    tryout = RoomTryOut(room, await parts.database.look(cast))
    await room.send_digest(tryout.characters[0].someone)
    return tryout


class RoomTryOut:
    """Shows the room to the page, and does there what its buttons ask."""

    def __init__(self, room: Room, characters: Sequence[Character]) -> None:
        self.room = room
        self.characters = characters
        self._by_id = {character.someone.person.id: character for character in characters}
        self._world = f"{room.clock().timestamp():.0f}"

    def watch(self) -> asyncio.Event:
        """Give an event that is set whenever anybody's page may show something else."""
        return self.room.postbox.watch()

    def unwatch(self, watcher: asyncio.Event) -> None:
        """Set it no more."""
        self.room.postbox.unwatch(watcher)

    def _character(self, person: int) -> Character:
        character = self._by_id.get(person)
        if character is None:
            raise NotThereError
        return character

    async def snapshot(self, person: int) -> dict[str, Any]:
        """Give all that one person's page shows, as JSON; 0 is the first of the cast. Raises: NotThereError."""
        character = self._character(person) if person else self.characters[0]
        me, kept = character.someone, self.room.postbox.kept
        return {
            "world": self._world,
            "now": self.room.clock().isoformat(),
            "zone": examples.ZONE.key,
            "moments": {name: at.isoformat() for name, at in self.moments().items()},
            "people": [self._person(one) for one in self.characters],
            "me": {
                "id": me.person.id,
                "role": character.role.value,
                "email": me.email,
                "has_chat": await self.room.has_chat(me),
            },
            "chat": [_bubble(one) for one in kept if one.place == me.chat_id],
            "mails": [_mail_line(one) for one in kept if one.place in me.addresses],
            "approved": await self._approved(character),
        }

    def _person(self, character: Character) -> dict[str, Any]:
        """Say who somebody is, and which messages they got."""
        me = character.someone
        got = self.room.postbox.received_at(me.chat_id, *me.addresses)
        return {
            "id": me.person.id,
            "name": me.person.name,
            "role": character.role.value,
            "place": character.place,
            "language": me.person.language,
            "chat": [one.number for one in got if one.place == me.chat_id],
            "mail": [one.number for one in got if one.place != me.chat_id],
        }

    async def _approved(self, character: Character) -> list[dict[str, Any]]:
        """Give what a school sees of the supervisor's last answers."""
        if character.role is not Role.SCHOOL:
            return []
        who, now = self.characters[0].someone.person.id, self.room.clock()
        rows = await self.room.parts.database.look(lambda session: last_approvals(session, who, now))
        return [
            {
                "student": row.student,
                "day": row.day.isoformat(),
                "minutes": row.minutes,
                "until": row.until.isoformat() if row.until is not None else None,
            }
            for row in rows[::-1]
            if row.school == character.place
        ]

    def letter(self, number: int) -> Letter:
        """Give a mail to look at. Raises: NotThereError."""
        kept = self.room.postbox.kept
        one = kept[number - 1] if 0 < number <= len(kept) else None
        if isinstance(one, Sent) and one.channel is Channel.MAIL:
            return Letter("", one.raw)
        if not isinstance(one, Received) or one.mail is None:
            raise NotThereError
        part = one.mail.message.get_body(("html",))
        html = str(part.get_content()) if part is not None else ""
        owner = next((c for c in self.characters if one.place in c.someone.addresses), self.characters[0])
        inside = rf'href="/try?person={owner.someone.person.id}&amp;start=\1" target="_top"'
        html = START.sub(inside, html.replace("<head>", '<head><base target="_blank">', 1))
        if one.outgoing.picture is not None:
            # The frame reaches nothing of the page, so its picture goes along.
            drawn = f"data:image/png;base64,{b64encode(one.outgoing.picture.png).decode()}"
            html = CARRIED.sub(lambda _: f'src="{drawn}"', html)
        return Letter(html, one.mail.message.as_bytes())

    def picture(self, number: int) -> bytes:
        """Give the picture of a chat message, as PNG. Raises: NotThereError."""
        kept = self.room.postbox.kept
        one = kept[number - 1] if 0 < number <= len(kept) else None
        if not isinstance(one, Received) or one.outgoing.picture is None:
            raise NotThereError
        return one.outgoing.picture.png

    async def chat(self, person: int, text: str) -> None:
        """Say something in chat. Raises: NotThereError."""
        await self.room.chat(self._character(person).someone, text)

    async def press(self, person: int, number: int, choice: int) -> None:
        """Press a button under a message, counted from 0. Raises: NotThereError."""
        me = self._character(person).someone
        message = self._received(number, me.chat_id)
        if not 0 <= choice < len(message.choices):
            raise NotThereError
        await self.room.press(me, message, choice)

    async def mail(self, person: int, text: str, *, answers: int, program: str) -> None:
        """Answer a mail, or write a new one when answers is 0. Raises: NotThereError."""
        me = self._character(person).someone
        if program not in set(Program):
            raise NotThereError
        answered = self._received(answers, *me.addresses) if answers else None
        await self.room.mail(me, text, answered, program=Program(program))

    def _received(self, number: int, *places: str) -> Received:
        for one in self.room.postbox.received_at(*places):
            if one.number == number:
                return one
        raise NotThereError

    async def set_chat(self, person: int, *, is_open: bool) -> None:
        """Link somebody's chat, or have them block it. Raises: NotThereError."""
        me = self._character(person).someone
        await (self.room.open_chat(me) if is_open else self.room.close_chat(me))

    async def pass_time(self, until: str) -> None:
        """Let time pass until one of the moments. Raises: NotThereError."""
        moment = self.moments().get(until)
        if moment is None:
            raise NotThereError
        await self.room.pass_until(moment)

    def moments(self) -> dict[str, datetime]:
        """Name the moments to go to: the next ones at which people are reminded, and a day from now."""
        now, plan = self.room.clock(), self.room.reminders
        return {
            "monday": next_at(now, plan.first, plan.at),
            "wednesday": next_at(now, plan.second, plan.at),
            "friday": next_at(now, plan.student_first, plan.student_first_at),
            "day": now + timedelta(days=1),
        }


def next_at(now: datetime, weekday: int, at: time) -> datetime:
    """Give the next time that it is this time of day on this weekday, on the clock of the examples."""
    local = now.astimezone(examples.ZONE)
    day = local.date() + timedelta(days=(weekday - local.weekday()) % WEEK_DAYS)
    moment = datetime.combine(day, at, examples.ZONE)
    return moment if moment > local else datetime.combine(day + timedelta(days=WEEK_DAYS), at, examples.ZONE)


def _bubble(one: Received | Sent) -> dict[str, Any]:
    """Describe a chat message; marks count in UTF-16 units, as Telegram's and a browser's do."""
    if isinstance(one, Sent):
        return {"number": one.number, "mine": True, "at": one.at.isoformat(), "pages": [{"text": one.label}]}
    return {
        "number": one.number,
        "mine": False,
        "at": one.at.isoformat(),
        "pages": [{"text": page.text, "marks": list(page.marks)} for page in one.pages],
        "choices": [label for label, _ in one.choices],
        "picture": one.outgoing.picture.alt if one.outgoing.picture is not None else None,
    }


def _mail_line(one: Received | Sent) -> dict[str, Any]:
    """Describe a mail, as a list of mails shows it."""
    if isinstance(one, Sent):
        return {
            "number": one.number,
            "mine": True,
            "at": one.at.isoformat(),
            "answers": one.answers,
            "text": one.label,
        }
    sender = one.mail.message["From"].addresses[0].display_name if one.mail is not None else ""
    return {
        "number": one.number,
        "mine": False,
        "at": one.at.isoformat(),
        "from": sender,
        "to": one.place,
        "subject": str(one.mail.message["Subject"]) if one.mail is not None else "",
        "preview": one.outgoing.said.preheader[:PREVIEW],
        "choices": [label for label, _ in one.choices],
    }
