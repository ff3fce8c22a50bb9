"""A whole house for tests that speak: real SQLite, the real desk and wording, a clock that stands still, no wires."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from inscriptis import get_text
from sqlalchemy import delete, make_url, select, update
from sqlalchemy.orm import Session

from akkoord.delivery import Delivery, Posted
from core.desk import Desk, DeskSettings
from core.dossiers.models import Dossier, DossierPart, Part
from core.engine import Database
from core.incoming import Attached, Channel, Door, Evidence, Incoming, Kind, SenderProof, Typed
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.outgoing import UNSAID, Outgoing
from core.people.models import Address, ChatAccount, Membership, Person, Role
from core.reminders.service import ReminderSettings, plan
from core.settling import OutgoingSettings
from core.tenants.models import ChatPolicy, College, Organisation, Tenant
from core.upgrade import upgrade
from core.wording import Wording
from tests.sqlite import empty_file, hasten_database
from web.door import LinkDoor

MONDAY_MORNING = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
LAST_WEEK = date(2026, 3, 2)
WORDING = Wording()


def attached(told: dict[str, Any]) -> Attached:
    """Read a file of a message; its content is Base64, and absent when it is fetched from elsewhere."""
    content = base64.b64decode(told["content"]) if "content" in told else None
    return Attached(told["name"], told.get("kind", ""), told["size"], content, told.get("reference", ""))


class SayDoor:
    """A door whose raw messages are the fields of an Incoming as JSON."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def read(self, raw: bytes) -> Incoming:
        said = json.loads(raw)
        sent_at = datetime.fromisoformat(said["sent_at"]) if said.get("sent_at") else None
        return Incoming(
            channel=self.channel,
            kind=Kind(said.get("kind", "human")),
            sender=said["sender"],
            text=said.get("text", ""),
            sent_at=sent_at,
            proof=SenderProof(said.get("proof", "pass")),
            evidence=Evidence(said.get("evidence", 0)),
            tokens=tuple(said.get("tokens", ())),
            in_reply_to=tuple(said.get("in_reply_to", ())),
            subject=said.get("subject", ""),
            sender_name=said.get("sender_name", ""),
            message_id=said.get("message_id", ""),
            button=said.get("button"),
            chat_id=said.get("chat_id"),
            facts=said.get("facts", {}),
            files=tuple(attached(file) for file in said.get("files", ())),
        )

    def typed(self, incoming: Incoming, sent: Sequence[str]) -> Typed:
        return Typed(incoming.text)


@dataclass
class Sent:
    """A message that went out, with its words as plain text."""

    outgoing: Outgoing
    text: str

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.outgoing.choices]

    def button(self, label: str) -> str:
        return next(data for text, data in self.outgoing.choices if text.startswith(label))


class Pillar:
    """A post that keeps what it is given."""

    def __init__(self, house: "House") -> None:
        self.house = house

    async def post(self, outgoing: Outgoing) -> Posted:
        text = get_text(outgoing.said.html).strip()
        self.house.sent.append(Sent(outgoing, text))
        is_chat = outgoing.channel is Channel.CHAT
        return Posted(f"{outgoing.address}:{outgoing.outbox_id}" if is_chat else f"ref-{outgoing.outbox_id}", text)


@dataclass
class House:
    """Everything under one roof. now: move it to let time pass. sent: every message that went out, in order."""

    database: Database
    now: datetime = MONDAY_MORNING
    sent: list[Sent] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        doors: dict[Channel, Door] = {
            Channel.CHAT: SayDoor(Channel.CHAT),
            Channel.MAIL: SayDoor(Channel.MAIL),
            Channel.LINK: LinkDoor(),
        }
        self.desk = Desk(self.database, doors, settings=DeskSettings(), clock=lambda: self.now)
        self.delivery = Delivery(
            self.database,
            WORDING,
            {Channel.CHAT: Pillar(self), Channel.MAIL: Pillar(self)},
            settings=OutgoingSettings("http://127.0.0.1:8080", has_chat=True, bot_name="akkoord_bot"),
            clock=lambda: self.now,
        )

    @classmethod
    async def build(cls, url: str) -> "House":
        """Build one on a new database; a SQLite file is a copy of one that was migrated once in this process."""
        if make_url(url).get_backend_name() == "sqlite":
            Path(str(make_url(url).database)).write_bytes(empty_file())  # noqa: ASYNC240 - half a millisecond
            database = Database(url)
            hasten_database(database)
            return cls(database)
        database = Database(url)
        await database.turn(upgrade)
        return cls(database)

    async def close(self) -> None:
        await self.database.close()

    # Rows

    async def add(self, *rows: Any) -> None:
        def work(session: Session) -> None:
            session.add_all(rows)

        await self.database.turn(work)

    async def change(self, model: type[Any], row_id: int, **values: Any) -> None:
        def work(session: Session) -> None:
            session.execute(update(model).where(model.id == row_id).values(**values))

        await self.database.turn(work)

    async def forget(self, model: type[Any]) -> None:
        """Take every row of a model away."""

        def work(session: Session) -> None:
            session.execute(delete(model))

        await self.database.turn(work)

    async def all(self, statement: Any) -> list[Any]:
        return await self.database.look(lambda session: list(session.scalars(statement)))

    async def tenant(self, code: str = "roc", **more: Any) -> Tenant:
        values = {"name": f"School {code}", "chat_policy": ChatPolicy.FULL, "contact_email": f"stage@{code}.example"}
        tenant = Tenant(code=code, region="Zuid", settings={}, **{**values, **more})
        await self.add(tenant)
        await self.add(College(tenant_id=tenant.id, code="tech", name="Techniek"))
        await self.add(Organisation(tenant_id=tenant.id, code="bouw", name="Bouwbedrijf Kale"))
        return tenant

    async def person(self, first: str, surname: str, *, chat: bool = False, **more: Any) -> Person:
        person = Person(first_name=first, surname=surname, **more)
        await self.add(person)
        await self.add(Address(person_id=person.id, email=f"{first}@{surname}.example".lower().replace(" ", "")))
        if chat:
            account = ChatAccount(
                person_id=person.id, user_id=f"{person.id}", chat_id=f"{person.id}", linked_at=self.now
            )
            await self.add(account)
        return person

    async def role(self, person: Person, role: Role, tenant: Tenant, **more: Any) -> None:
        await self.add(Membership(person_id=person.id, tenant_id=tenant.id, role=role, **more))

    async def dossier(self, tenant: Tenant, student: Person, *supervisors: Person, **more: Any) -> Dossier:
        (organisation,) = await self.all(
            select(Organisation).where(Organisation.tenant_id == tenant.id, Organisation.code == "bouw")
        )
        values = {"starts_on": date(2026, 1, 5), "ends_on": date(2026, 7, 3), "external_id": f"D{student.id}"}
        dossier = Dossier(
            tenant_id=tenant.id, student_id=student.id, organisation_id=organisation.id, **{**values, **more}
        )
        await self.add(dossier)
        for person in supervisors:
            part = DossierPart(tenant_id=tenant.id, dossier_id=dossier.id, person_id=person.id, part=Part.SUPERVISOR)
            await self.add(part)
        return dossier

    async def week(
        self,
        dossier: Dossier,
        hours: Sequence[float | None],
        *,
        monday: date = LAST_WEEK,
        state: DayState = DayState.SUBMITTED,
    ) -> LogbookWeek:
        week = LogbookWeek(tenant_id=dossier.tenant_id, dossier_id=dossier.id, monday=monday)
        await self.add(week)
        for index, worked in enumerate(hours):
            if worked is not None:
                await self.add(
                    DayEntry(
                        tenant_id=dossier.tenant_id,
                        week_id=week.id,
                        date=monday + timedelta(days=index),
                        minutes=round(worked * 60),
                        state=state,
                    )
                )
        return week

    # Saying and hearing

    async def chat(self, person: Person, text: str, **more: Any) -> str:
        return await self.say(
            Channel.CHAT, sender=f"{person.id}", chat_id=f"{person.id}", text=text, evidence=8, **more
        )

    async def press(self, person: Person, data: str) -> str:
        return await self.chat(person, "", kind="button", button=data, facts={"message_id": 1})

    async def mail(self, person: Person, text: str, *, answers: Sent | None = None, **more: Any) -> str:
        email = f"{person.first_name}@{person.surname}.example".lower().replace(" ", "")
        tokens = [answers.outgoing.token] if answers else []
        values = {"sender": email, "text": text, "evidence": 1, "tokens": tokens, **more}
        return await self.say(Channel.MAIL, **values)

    async def say(self, channel: Channel, **said: Any) -> str:
        """Have a message received, decided and answered. Gives what came of it."""
        self.count += 1
        said.setdefault("sent_at", self.now.isoformat())
        inbox_id = await self.desk.receive(channel, f"{self.count}", json.dumps(said).encode())
        outcome = await self.desk.decide(inbox_id)
        await self.deliver()
        return outcome

    async def deliver(self) -> None:
        await self.delivery.deliver_due()

    async def remind(self) -> None:
        await self.database.turn(lambda session: plan(session, self.now, ReminderSettings()))
        await self.deliver()

    def heard(self, person: Person) -> list[Sent]:
        """Give everything sent to a person."""
        mine = {f"{person.id}", f"{person.first_name}@{person.surname}.example".lower().replace(" ", "")}
        return [sent for sent in self.sent if sent.outgoing.address in mine and sent.outgoing.name not in UNSAID]

    def last(self, person: Person) -> Sent:
        return self.heard(person)[-1]

    async def states(self, week: LogbookWeek) -> str:
        """Give a week's day states as letters, Monday first: d, s, c, a."""
        days = await self.all(select(DayEntry).where(DayEntry.week_id == week.id).order_by(DayEntry.date))
        return "".join(day.state[0] for day in days)
