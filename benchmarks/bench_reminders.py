"""How long the lists of a Monday morning take for 10,000 supervisors: planned, settled, worded and composed as mails.

One JSON line: seconds in all on SQLite, each part apart, beside a floor that only inserts as many rows and composes as
many mails of the same words. Every supervisor has three students with a week of five days to judge.
"""

import asyncio
import json
import sqlite3
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from akkoord.delivery import Delivery, Posted
from akkoord.service import warm_up
from core.dossiers.models import Dossier, DossierPart, Part
from core.engine import Database
from core.incoming import Channel
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.outgoing import Outgoing
from core.people.models import Address, Membership, Person, Role
from core.reminders.service import ReminderSettings, plan
from core.settling import OutgoingSettings
from core.tenants.models import Organisation, Tenant
from core.upgrade import upgrade
from core.wording import Wording
from mailout.outgoing import compose_outgoing

SUPERVISORS = 10_000
STUDENTS = 3
GOAL_SECONDS = 60
MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
SENDER = "antwoord@akkoord.example"


def fill(session: Session) -> None:
    """Make all supervisors with their students, a hundred to a company."""
    tenant = Tenant(code="roc", name="ROC", settings={})
    session.add(tenant)
    session.flush()
    companies = [
        Organisation(tenant_id=tenant.id, code=f"c{n}", name=f"Company {n}") for n in range(SUPERVISORS // 100)
    ]
    session.add_all(companies)
    session.flush()
    learners = SUPERVISORS * STUDENTS
    people = [{"id": n + 1, "first_name": f"Boss{n}", "surname": "A"} for n in range(SUPERVISORS)]
    people += [{"id": SUPERVISORS + n + 1, "first_name": f"Noor{n}", "surname": "V"} for n in range(learners)]
    session.execute(insert(Person), people)
    session.execute(
        insert(Address), [{"person_id": n + 1, "email": f"boss{n}@company.example"} for n in range(SUPERVISORS)]
    )
    roles = [{"person_id": n + 1, "role": Role.WORK_SUPERVISOR} for n in range(SUPERVISORS)]
    roles += [{"person_id": SUPERVISORS + n + 1, "role": Role.STUDENT} for n in range(learners)]
    session.execute(insert(Membership), [{"tenant_id": tenant.id, **role} for role in roles])
    period = {"starts_on": MONDAY - timedelta(60), "ends_on": MONDAY + timedelta(90), "student_number": ""}
    dossiers = [
        {
            "id": n + 1,
            "tenant_id": tenant.id,
            "organisation_id": companies[n // STUDENTS // 100].id,
            "student_id": SUPERVISORS + n + 1,
            "external_id": f"D{n}",
            **period,
        }
        for n in range(learners)
    ]
    session.execute(insert(Dossier), dossiers)
    parts = [
        {"tenant_id": tenant.id, "dossier_id": n + 1, "person_id": n // STUDENTS + 1, "part": Part.SUPERVISOR}
        for n in range(learners)
    ]
    session.execute(insert(DossierPart), parts)
    session.execute(
        insert(LogbookWeek),
        [{"id": n + 1, "tenant_id": tenant.id, "dossier_id": n + 1, "monday": MONDAY} for n in range(learners)],
    )
    session.execute(
        insert(DayEntry),
        [
            {
                "tenant_id": tenant.id,
                "week_id": n + 1,
                "date": MONDAY + timedelta(day),
                "minutes": 480,
                "state": DayState.SUBMITTED,
            }
            for n in range(learners)
            for day in range(5)
        ],
    )


class Composer:
    """A post that writes each mail whole and hands it to nobody."""

    def __init__(self) -> None:
        self.count, self.seconds = 0, 0.0
        self.first: Outgoing | None = None

    async def post(self, outgoing: Outgoing) -> Posted:
        """Compose a mail."""
        begun = time.perf_counter()
        composed = compose_outgoing(outgoing, sender=SENDER, at=NOW)
        self.seconds += time.perf_counter() - begun
        self.count += 1
        self.first = self.first or outgoing
        return Posted(composed.message_id, composed.text)


def floor(file: Path, outgoing: Outgoing) -> float:
    """Insert as many rows in one transaction each and compose as many mails."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE sent (id INTEGER PRIMARY KEY, text TEXT)")
    begun = time.perf_counter()
    for _ in range(SUPERVISORS):
        composed = compose_outgoing(outgoing, sender=SENDER, at=NOW)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO sent (text) VALUES (?)", (composed.text,))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds


async def main() -> None:
    """Measure once: a Monday comes once a week."""
    warm_up()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/monday.db")
        await database.turn(upgrade)
        await database.turn(fill)
        begun = time.perf_counter()
        planned = await database.turn(lambda session: plan(session, NOW, ReminderSettings()))
        planning = time.perf_counter() - begun
        composer = Composer()
        settings = OutgoingSettings("https://akkoord.example")
        delivery = Delivery(
            database, Wording(), {Channel.MAIL: composer}, settings=settings, clock=lambda: NOW + timedelta(minutes=1)
        )
        await delivery.deliver_due()
        seconds = time.perf_counter() - begun
        await database.close()
        if planned != SUPERVISORS or composer.count != SUPERVISORS or composer.first is None:
            raise SystemExit(f"{planned} planned and {composer.count} composed, not {SUPERVISORS}")
        least = floor(Path(folder) / "floor.db", composer.first)
    figure = {
        "name": f"a Monday's lists of {SUPERVISORS} supervisors, planned, worded, composed and marked as sent",
        "value": round(seconds, 1),
        "unit": "s",
        "planning": round(planning, 1),
        "composing": round(composer.seconds, 1),
        "floor": round(least, 1),
        "ratio": round(least / seconds, 3),
        "goal": GOAL_SECONDS,
        "met": seconds < GOAL_SECONDS,
        "floor_is": "composing the same mail as often, and one inserting transaction for each",
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    asyncio.run(main())
