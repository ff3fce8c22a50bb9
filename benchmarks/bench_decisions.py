"""Decisions a second by chat and mail on SQLite and PostgreSQL, against the same statements sent raw plus the parsing.

One JSON line a figure. The floor replays, on a copy of the same database, exactly the statements and commits that the
desk sent, by sqlite3 or asyncpg alone, and reads the same raw messages; both are timed in turns within one run, and the
median of nine counts. The PostgreSQL is a real one on this machine that doesn't wait for the disk, for both alike.
"""

import asyncio
import json
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from sqlalchemy import event, make_url
from sqlalchemy.orm import Session

from akkoord.service import build_doors, warm_up
from akkoord.setting_parts import Mail
from akkoord.settings import Settings
from core.access import load_actor
from core.desk import Desk
from core.dossiers.models import Dossier, DossierPart, Part
from core.engine import Database
from core.incoming import Channel, Door, Evidence
from core.language import read
from core.language.meaning import Context
from core.logbook import digests, reach
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Address, ChatAccount, Membership, Person, Role
from core.questions import Answered, Question
from core.tenants.models import ChatPolicy, Organisation, Tenant
from core.upgrade import upgrade
from tests.real.postgres import Postgres, running_postgres

ROUNDS = 9
PEOPLE = 40
GOAL = 0.25
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
STAMP = "mx.akkoord.example"
ADDRESS = "antwoord@akkoord.example"
WORDS = "akkoord behalve dinsdag, dat was 6 uur"

Statement = tuple[str, Any]


def fill(session: Session) -> None:
    """Make forty supervisors, each with one student, one open week and a digest that was delivered both ways."""
    tenant = Tenant(code="roc", name="ROC", chat_policy=ChatPolicy.FULL, settings={})
    session.add(tenant)
    session.flush()
    company = Organisation(tenant_id=tenant.id, code="c", name="Company")
    session.add(company)
    session.flush()
    for number in range(PEOPLE):
        boss, student = Person(first_name=f"Boss{number}", surname="A"), Person(first_name="Noor", surname=f"V{number}")
        session.add_all((boss, student))
        session.flush()
        dossier = Dossier(
            tenant_id=tenant.id,
            organisation_id=company.id,
            student_id=student.id,
            student_number="",
            external_id=f"D{number}",
            starts_on=MONDAY - timedelta(60),
            ends_on=MONDAY + timedelta(90),
        )
        session.add(dossier)
        session.flush()
        week = LogbookWeek(tenant_id=tenant.id, dossier_id=dossier.id, monday=MONDAY)
        session.add_all(
            (
                Address(person_id=boss.id, email=f"boss{number}@company.example"),
                ChatAccount(person_id=boss.id, user_id=str(5000 + number), chat_id=str(5000 + number), linked_at=NOW),
                Membership(person_id=boss.id, tenant_id=tenant.id, role=Role.WORK_SUPERVISOR),
                DossierPart(tenant_id=tenant.id, dossier_id=dossier.id, person_id=boss.id, part=Part.SUPERVISOR),
                week,
            )
        )
        session.flush()
        for day in range(5):
            entry = DayEntry(tenant_id=tenant.id, week_id=week.id, date=MONDAY + timedelta(day), minutes=480)
            entry.state = DayState.SUBMITTED
            session.add(entry)
        session.flush()
        session.expire_all()
        actor = load_actor(session, boss.id, evidence=Evidence.CHAT, today=NOW.date())
        question = digests.ask(session, digests.digest_for(session, actor), actor, NOW)
        question.chat_delivered_at = question.mail_delivered_at = NOW
        session.add(
            OutboxMessage(
                person_id=boss.id,
                tenant_id=tenant.id,
                question_id=question.id,
                name="reminders.digest",
                facts={},
                channel="mail",
                address=f"boss{number}@company.example",
                token=token_of(number),
                due_at=NOW,
                sent_at=NOW,
                sent_text="Noor wacht op uw akkoord.\nAntwoord op deze mail.",
                state=OutboxState.SENT,
            )
        )


def token_of(number: int) -> str:
    """Give each person's token; any 26 characters do here."""
    return f"{'a' * 24}{chr(97 + number // 26)}{chr(97 + number % 26)}"


def chat_message(number: int) -> bytes:
    """Write one update."""
    user = {"id": 5000 + number, "is_bot": False, "first_name": "Boss"}
    chat = {"id": 5000 + number, "type": "private", "first_name": "Boss"}
    when = int(NOW.timestamp()) + 60
    message = {"message_id": 7, "date": when, "chat": chat, "from": user, "text": WORDS}
    return json.dumps({"update_id": number, "message": message}).encode()


def mail_message(number: int) -> bytes:
    """Write one reply, quoted as people's programs do."""
    mail = EmailMessage()
    mail["From"] = f"Boss {number} <boss{number}@company.example>"
    mail["To"] = f"antwoord+{token_of(number)}@akkoord.example"
    mail["Subject"] = "Re: uren"
    mail["Date"] = format_datetime(NOW + timedelta(minutes=1))
    mail["Message-ID"] = f"<m{number}@company.example>"
    mail.set_content(
        f"{WORDS}\n\nMet vriendelijke groet,\nBoss\n\nOp 9-3-2026 om 08:00 schreef Akkoord <{ADDRESS}>:\n\n"
        "> Noor wacht op uw akkoord.\n> Antwoord op deze mail.\n"
    )
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from=company.example\r\n"
    return stamp.encode() + mail.as_bytes()


def record(database: Database, into: list[list[Statement]]) -> None:
    """Write down every statement of the desk, in its transactions."""

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, _many: bool) -> None:  # noqa: FBT001 - SQLAlchemy's signature
        if sql.startswith("BEGIN"):
            into.append([])
        elif into:
            into[-1].append((sql, parameters))

    def begin(_connection: Any) -> None:
        into.append([])

    for engine in (database._writer, database._reader.sync_engine):  # noqa: SLF001 - a measurement looks inside
        if engine is not None:
            event.listen(engine, "before_cursor_execute", note)
    event.listen(database._reader.sync_engine, "begin", begin)  # noqa: SLF001 - as above


async def decide_all(
    url: str, doors: dict[Channel, Door], channel: Channel, raws: list[bytes], watch: list[list[Statement]] | None
) -> float:
    """Receive and decide every message, one by one. Returns seconds."""
    database = Database(url)
    desk = Desk(database, doors, clock=lambda: NOW + timedelta(minutes=2))
    if watch is not None:
        record(database, watch)
    await database.look(lambda session: session.get(Tenant, 1))
    started = time.perf_counter()
    for number, raw in enumerate(raws):
        outcome = await desk.decide(await desk.receive(channel, f"k{number}", raw))
        if outcome != "acted":
            raise SystemExit(f"a decision was not carried out: {outcome}")
    seconds = time.perf_counter() - started
    await database.close()
    return seconds


class Place(Protocol):
    """A kind of database. raw: the name of what sends statements to it without us."""

    name: str
    raw: str

    def fresh(self) -> str:
        """Give the URL of a new, empty database."""
        ...

    def copy(self, url: str) -> str:
        """Give the URL of an untouched copy of a database that nobody uses now."""
        ...

    async def replay(self, url: str, transactions: list[list[Statement]]) -> float:
        """Send the statements in their transactions. Returns seconds, without those of connecting."""
        ...


@dataclass
class Files:
    """SQLite, a file a database."""

    folder: Path
    name: str = "SQLite"
    raw: str = "sqlite3"
    count: int = 0

    def fresh(self) -> str:
        """Name a file that isn't there yet."""
        self.count += 1
        return f"sqlite:///{self.folder}/{self.count}.db"

    def copy(self, url: str) -> str:
        """Copy the file."""
        made = self.fresh()
        shutil.copy(str(make_url(url).database), str(make_url(made).database))
        return made

    async def replay(self, url: str, transactions: list[list[Statement]]) -> float:
        """Send them by sqlite3, set up as ours is."""
        connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        cursor = connection.cursor()
        started = time.perf_counter()
        for transaction in transactions:
            cursor.execute("BEGIN")
            for sql, parameters in transaction:
                if isinstance(parameters, list):
                    cursor.executemany(sql, parameters)
                else:
                    cursor.execute(sql, parameters)
                cursor.fetchall()
            cursor.execute("COMMIT")
        seconds = time.perf_counter() - started
        connection.close()
        return seconds


@dataclass
class Server:
    """PostgreSQL."""

    postgres: Postgres
    name: str = "PostgreSQL"
    raw: str = "asyncpg"

    def fresh(self) -> str:
        """Make a database."""
        return self.postgres.fresh()

    def copy(self, url: str) -> str:
        """Have the server copy it."""
        return self.postgres.fresh(template=str(make_url(url).database))

    async def replay(self, url: str, transactions: list[list[Statement]]) -> float:
        """Send them by asyncpg, which keeps each statement prepared."""
        connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string())
        started = time.perf_counter()
        for transaction in transactions:
            async with connection.transaction():
                for sql, parameters in transaction:
                    if isinstance(parameters, list):
                        await connection.executemany(sql, parameters)
                    else:
                        await connection.fetch(sql, *parameters)
        seconds = time.perf_counter() - started
        await connection.close()
        return seconds


def parser(door: Door, context: Context) -> Callable[[bytes], object]:
    """Make the parsing alone: off the wire, what was typed, what it means."""

    def parse(raw: bytes) -> object:
        incoming = door.read(raw)
        return read(door.typed(incoming, ["Noor wacht op uw akkoord.\nAntwoord op deze mail."]).text, context)

    return parse


async def measure(place: Place, channel: Channel, doors: dict[Channel, Door]) -> None:
    """Measure one channel on one kind of database and print its figure."""
    fresh = place.fresh()
    database = Database(fresh)
    await database.turn(upgrade)
    await database.turn(fill)

    def context_of(session: Session) -> Context:
        question = session.get_one(Question, 1)
        actor = load_actor(session, question.person_id, evidence=Evidence.CHAT, today=NOW.date())
        return reach.reading_context(session, actor, Answered(question), NOW)

    context = await database.look(context_of)
    await database.close()
    raws = [chat_message(n) if channel is Channel.CHAT else mail_message(n) for n in range(PEOPLE)]
    parse = parser(doors[channel], context)
    watched: list[list[Statement]] = []
    await decide_all(place.copy(fresh), doors, channel, raws, watched)
    transactions = [transaction for transaction in watched if transaction]
    ours, floors = [], []
    for _ in range(ROUNDS):
        ours.append(await decide_all(place.copy(fresh), doors, channel, raws, None))
        started = time.perf_counter()
        for raw in raws:
            parse(raw)
        parsing = time.perf_counter() - started
        floors.append(parsing + await place.replay(place.copy(fresh), transactions))
    value, least = PEOPLE / statistics.median(ours), PEOPLE / statistics.median(floors)
    figure = {
        "name": f"decisions a second by {channel.value} on {place.name}",
        "value": round(value, 1),
        "unit": "1/s",
        "floor": round(least, 1),
        "ratio": round(value / least, 3),
        "goal": GOAL,
        "met": value / least >= GOAL,
        "floor_is": f"the same statements and commits in raw {place.raw}, plus reading and understanding the messages",
        "statements": round(sum(len(transaction) for transaction in transactions) / PEOPLE, 1),
    }
    print(json.dumps(figure))


async def main() -> None:
    """Measure chat and mail on both, in a process that was warmed up as the service is."""
    warm_up()
    settings = Settings(mail=Mail(address=ADDRESS, authserv_ids=[STAMP]))
    with tempfile.TemporaryDirectory() as folder, running_postgres() as postgres:
        places: tuple[Place, ...] = (Files(Path(folder)), Server(postgres))
        for place in places:
            for channel in (Channel.CHAT, Channel.MAIL):
                await measure(place, channel, build_doors(settings))


if __name__ == "__main__":
    asyncio.run(main())
