"""Fill an empty database with example data by the ordinary imports: weeks are always open, older ones approved."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from akkoord.example_files import (
    Student,
    dossier_files,
    hours_file,
    is_left_open,
    mondays,
    seeds,
)
from core import record
from core.dossiers.importing import import_dossiers
from core.dossiers.models import Dossier, Part
from core.import_report import ImportReport
from core.logbook import service
from core.logbook.importing import import_hours
from core.logbook.models import DayState, LogbookWeek
from core.logbook.rules import version
from core.people.models import Role
from core.record import Decision
from core.tenants.models import ChatPolicy, DemoMark, Tenant
from core.tenants.service import add_college, add_contact, add_tenant

SUPERVISOR_NAME = "Marijke Aalbers"
SUPERVISOR_EMAIL = "marijke@aalbers-installatie.example"
STUDENT_NAME = "Bram van den Berg"
STUDENT_EMAIL = "bram.vandenberg@leerling.noorderveen.example"
SCHOOL_CONTACT_NAME = "Annemiek Postma"
SCHOOL_CONTACT_EMAIL = "annemiek.postma@noorderveen.example"
ENGLISH_SUPERVISOR_EMAIL = "liam@spaakenco.example"
SIGNATORY_EMAIL = "ellen@kroonbouw.example"
COORDINATOR_EMAIL = "petra@zuiderpoort.example"
ADMIN_EMAIL = "wouter.elzinga@noorderveen.example"

ZONE = ZoneInfo("Europe/Amsterdam")
UNDO = timedelta(hours=24)
IMPORTED_AT, APPROVED_AT = time(7), time(10)
WORDS = ("akkoord", "Akkoord, prima week", "helemaal goed", "agreed")


class NotEmptyError(RuntimeError):
    """The database has tenants that are no examples; nothing was added."""


def load_examples(session: Session, today: date, now: datetime) -> bool:
    """Load the example data in the caller's transaction; gives False when it is there already.

    The same for a same today. Raises: NotEmptyError when the database is in use for something else.
    """
    if session.scalar(select(DemoMark.id)) is not None:
        return False
    if session.scalar(select(Tenant.id)) is not None:
        raise NotEmptyError
    session.add(DemoMark(created_at=now))
    tenants = {school["code"]: _add_school(session, school) for school in seeds().schools}
    begin = _moment(mondays(today)[0], IMPORTED_AT, now)
    for code, raw in dossier_files(today):
        _whole(import_dossiers(session, raw, now=begin, tenant_code=code))
    students = {student.dossier: student for student in seeds().students}
    for monday in mondays(today):
        next_monday = monday + timedelta(weeks=1)
        for code in tenants:
            raw = hours_file(code, monday, today)
            _whole(import_hours(session, raw, now=_moment(next_monday, IMPORTED_AT, now), tenant_code=code))
        _approve_week(session, monday, students, today=today, at=_moment(next_monday, APPROVED_AT, now))
    return True


def _moment(day: date, hour: time, now: datetime) -> datetime:
    """Give a moment in the past."""
    return min(datetime.combine(day, hour, ZONE), now).astimezone(UTC)


def _whole(report: ImportReport) -> None:
    """Examples that are not wholly right are a fault of ours."""
    if not report.is_applied:
        raise ValueError("\n".join(report.lines()))


def _add_school(session: Session, school: dict[str, Any]) -> Tenant:
    tenant = add_tenant(
        session,
        school["code"],
        name=school["name"],
        region=school["region"],
        chat_policy=ChatPolicy.FULL,
        contact_email=f"stagebureau@{school['domain']}",
        privacy_email=f"privacy@{school['domain']}",
    )
    for college in school["colleges"]:
        add_college(
            session,
            tenant,
            college["code"],
            name=college["name"],
            region=college.get("region", ""),
            contact_email=college.get("contact", ""),
        )
    add_contact(session, tenant, **school["contact"])
    if "admin" in school:
        add_contact(session, tenant, **school["admin"], role=Role.ADMIN)
    return tenant


def _approve_week(session: Session, monday: date, students: dict[str, Student], *, today: date, at: datetime) -> None:
    """Approve one week of everyone whose supervisor is not behind: a decision a supervisor and school."""
    weeks = session.scalars(
        select(LogbookWeek)
        .join(LogbookWeek.dossier)
        .where(LogbookWeek.monday == monday)
        .order_by(Dossier.external_id)
        .options(contains_eager(LogbookWeek.dossier).selectinload(Dossier.parts), selectinload(LogbookWeek.days))
    ).all()
    judged: dict[tuple[int, int], list[LogbookWeek]] = defaultdict(list)
    for week in weeks:
        if not is_left_open(students[week.dossier.external_id], monday, today):
            supervisor = next(part.person_id for part in week.dossier.parts if part.part == Part.SUPERVISOR)
            judged[supervisor, week.tenant_id].append(week)
    for (person_id, tenant_id), own in judged.items():
        decision = _decision(person_id, tenant_id, own, at=at)
        record.add(session, decision)
        for week in own:
            days = [day for day in week.days if day.state == DayState.SUBMITTED]
            service.approve(session, week, days, decision=decision, by=person_id, final_at=at + UNDO)


def _decision(person_id: int, tenant_id: int, weeks: list[LogbookWeek], *, at: datetime) -> Decision:
    by_chat = person_id % 2 == 0
    return Decision(
        tenant_id=tenant_id,
        person_id=person_id,
        command="logbook.approve",
        channel="chat" if by_chat else "mail",
        evidence="chat" if by_chat else "domain+mailbox",
        words=WORDS[person_id % len(WORDS)],
        facts={
            "weeks": [
                {
                    "week": week.id,
                    "dossier": week.dossier_id,
                    "monday": week.monday.isoformat(),
                    "version": version(week.id, week.days),
                    "approved": [{"date": day.date.isoformat(), "minutes": day.minutes} for day in week.days],
                    "returned": [],
                }
                for week in weeks
            ],
            "made": [],
        },
        decided_at=at,
    )
