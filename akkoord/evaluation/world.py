"""A scenario becomes rows in an empty database, by the same names for its people and weeks."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from akkoord.evaluation import scenario as written
from akkoord.evaluation.received import write_received
from akkoord.evaluation.scenario import Scenario, WeekChange, monday_in
from core.dossiers.models import Dossier, DossierPart, Part
from core.engine import Database
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.people.models import Address, Membership, Person
from core.tenants.models import College, Organisation
from core.tenants.service import add_college, add_tenant
from core.upgrade import upgrade


@dataclass(slots=True)
class World:
    """Where the scenario's people and dossiers are, by the scenario's names. file: the database, as it begins."""

    scenario: Scenario
    people: dict[str, int] = field(default_factory=dict)
    dossiers: dict[str, int] = field(default_factory=dict)
    file: bytes = field(default=b"", repr=False)


async def build_world(scenario: Scenario) -> World:
    """Write a scenario into an empty database. Raises: TenantRefusedError for a tenant that can't be."""
    world = World(scenario)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "world.db"
        database = Database(f"sqlite:///{file}")
        try:
            await database.turn(upgrade)
            await database.turn(lambda session: _write(session, world))
        finally:
            await database.close()
        world.file = file.read_bytes()
    return world


def _write(session: Session, world: World) -> None:
    scenario = world.scenario
    tenants: dict[str, int] = {}
    organisations: dict[tuple[str, str], int] = {}
    colleges: dict[tuple[str, str], int] = {}
    for one in scenario.tenants:
        tenant = add_tenant(
            session,
            one.code,
            name=one.name,
            kind=one.kind,
            language=one.language,
            time_zone=scenario.zone,
            country=one.country,
            region=one.region,
            chat_policy=one.chat,
            contact_email=one.contact,
            privacy_email=one.privacy,
        )
        tenants[one.code] = tenant.id
        for part in one.colleges:
            college: College = add_college(
                session, tenant, part.code, name=part.name, region=part.region, contact_email=part.contact
            )
            colleges[one.code, part.code] = college.id
        for company in one.organisations:
            row = Organisation(tenant_id=tenant.id, code=company.code, name=company.name, place=company.place)
            session.add(row)
            session.flush()
            organisations[one.code, company.code] = row.id
    for name, person in scenario.people.items():
        world.people[name] = _write_person(session, person, scenario, tenants, organisations)
    for dossier in scenario.dossiers:
        ids = (tenants[dossier.tenant], organisations[dossier.tenant, dossier.organisation])
        college_id = colleges.get((dossier.tenant, dossier.college))
        world.dossiers[dossier.student] = _write_dossier(session, dossier, world, ids, college_id)
    write_received(session, world)


def _write_person(
    session: Session,
    person: written.PersonPart,
    scenario: Scenario,
    tenants: dict[str, int],
    organisations: dict[tuple[str, str], int],
) -> int:
    row = Person(
        first_name=person.first,
        infix=person.infix,
        surname=person.last,
        language=person.language,
        time_zone=scenario.zone,
    )
    row.addresses = [Address(email=person.email.lower(), verified_at=scenario.now - timedelta(days=60))]
    row.memberships = [
        Membership(
            tenant_id=tenants[role.tenant],
            role=role.role,
            organisation_id=organisations.get((role.tenant, role.organisation)),
            until=role.until,
        )
        for role in person.roles
        if role.is_known
    ]
    session.add(row)
    session.flush()
    return row.id


def _write_dossier(
    session: Session, dossier: written.DossierPart, world: World, ids: tuple[int, int], college_id: int | None
) -> int:
    tenant_id, organisation_id = ids
    row = Dossier(
        tenant_id=tenant_id,
        organisation_id=organisation_id,
        college_id=college_id,
        student_id=world.people[dossier.student],
        external_id=f"D-{dossier.student}-{len(world.dossiers)}",
        title=dossier.title,
        starts_on=dossier.starts,
        ends_on=dossier.ends,
        agreed_minutes=round(dossier.agreed_hours * 60),
    )
    session.add(row)
    session.flush()
    parts = [(name, Part.SUPERVISOR) for name in dossier.supervisors]
    parts += [(dossier.teacher, Part.TEACHER)] if dossier.teacher else []
    for name, part in parts:
        session.add(DossierPart(tenant_id=tenant_id, dossier_id=row.id, person_id=world.people[name], part=part))
    for week, entries in dossier.weeks.items():
        _write_week(session, row, monday_in(week, world.scenario.now), entries.hours, entries.state)
    return row.id


def _write_week(
    session: Session, dossier: Dossier, monday: date, hours: tuple[float | None, ...], state: DayState
) -> None:
    week = LogbookWeek(tenant_id=dossier.tenant_id, dossier_id=dossier.id, monday=monday)
    session.add(week)
    session.flush()
    session.add_all(
        DayEntry(
            tenant_id=dossier.tenant_id,
            week_id=week.id,
            date=written.day_of(monday, index),
            minutes=round(worked * 60),
            state=state,
        )
        for index, worked in enumerate(hours)
        if worked is not None
    )


def change_weeks(session: Session, world: World, changes: tuple[WeekChange, ...]) -> None:
    """Give weeks other hours than they have, before anything was said."""
    for change in changes:
        dossier = session.get_one(Dossier, world.dossiers[change.student])
        monday = monday_in(change.week, world.scenario.now)
        where = (LogbookWeek.dossier_id == dossier.id, LogbookWeek.monday == monday)
        week = session.scalars(select(LogbookWeek).where(*where)).first()
        if week is not None:
            session.execute(delete(DayEntry).where(DayEntry.week_id == week.id))
            session.execute(delete(LogbookWeek).where(LogbookWeek.id == week.id))
        _write_week(session, dossier, monday, change.hours, change.state)


def week_id(session: Session, world: World, student: str, week: str | int, now: datetime) -> int | None:
    """Find a week by the scenario's names; None when that student has none."""
    return session.scalar(
        select(LogbookWeek.id).where(
            LogbookWeek.dossier_id == world.dossiers[student], LogbookWeek.monday == monday_in(week, now)
        )
    )
