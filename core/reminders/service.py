"""When people are reminded: supervisors on Monday and Wednesday, students on Friday and Sunday, and their schools."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from core import outbox
from core.dossiers.models import Dossier, DossierPart, Part
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.own_weeks import not_handed_in
from core.logbook.rules import last_day_to_approve_from
from core.outbox import OutboxMessage
from core.people.models import Membership, Person, Role
from core.people.stand_ins import StandIn
from core.reminders.days_off import DaysOff
from core.reminders.sending import LATEST, STUDENT, not_paused
from core.reminders.wishes import Wishes
from core.tenants.models import Tenant

# As many students as one statement asks about.
CROWD = 500


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """When reminders go, on the receiver's own clock.

    first, second: weekdays, Monday is 0. school_days: how long hours wait before their school hears of it.
    student_first, student_second: weekdays on which students hear what they did not hand in, each with its time of day.
    """

    at: time = time(8)
    first: int = 0
    second: int = 2
    school_days: int = 14
    student_first: int = 4
    student_first_at: time = time(16)
    student_second: int = 6
    student_second_at: time = time(19)


def plan(session: Session, now: datetime, settings: ReminderSettings) -> int:
    """Plan every reminder of this week that is due by now and was not planned before; any worker may, at any time.

    What was missed because nothing ran is planned late: Monday's until Wednesday's is due, Wednesday's until Saturday.
    Returns how many were planned.
    """
    planned = 0
    done = _planned_keys(session, now)
    waiting: list[tuple[Person, date, int, str]] = []
    for person in _judges(session, now):
        local = now.astimezone(ZoneInfo(person.time_zone))
        monday = local.date() - timedelta(days=local.weekday())
        first = moment(monday + timedelta(days=settings.first), settings.at, person.time_zone)
        second = moment(monday + timedelta(days=settings.second), settings.at, person.time_zone)
        weekend = moment(monday + timedelta(days=5), time(0), person.time_zone)
        nth = 1 if first <= now < second else 2 if second <= now < weekend else 0
        year, week, _ = monday.isocalendar()
        key = f"digest:{person.id}:{year}-W{week:02}:{nth}"
        if nth and key not in done:
            waiting.append((person, monday, nth, key))
    wishes = Wishes.of(session, [person for person, *_ in waiting])
    for person, monday, nth, key in waiting:
        day = _digest_day(wishes.days_off[person.id], monday, nth, settings)
        due = moment(day, settings.at, person.time_zone) if day is not None else None
        if due is None or wishes.is_against(person, due):
            continue
        message = OutboxMessage(
            key=key, person_id=person.id, name="reminders.digest", facts={"nth": nth}, due_at=due, token=""
        )
        planned += outbox.put_once(session, message)
    return planned + _plan_students(session, now, settings) + _plan_schools(session, now, settings)


def _digest_day(off: DaysOff, monday: date, nth: int, settings: ReminderSettings) -> date | None:
    """Give the day on which one of a week's two digests goes; None when that would be the other's, or another week.

    On a day off it moves to the next working day.
    """
    first = off.moved(monday + timedelta(days=settings.first))
    second = off.moved(monday + timedelta(days=settings.second))
    day = first if nth == 1 else second
    is_others = first > second if nth == 1 else first == second
    return None if is_others or day >= monday + timedelta(days=5) else day


def _plan_students(session: Session, now: datetime, settings: ReminderSettings) -> int:
    """Plan one message for each student whose week has a working day without hours that were handed in.

    What was missed because nothing ran is planned late, but never in another week than it is about.
    """
    if not any(_nth(now, zone, settings)[0] for zone in _zones(session)):
        return 0
    done = _planned_keys(session, now, STUDENT)
    students = _students(session, now)
    wishes = Wishes.of(session, students)
    waiting: dict[tuple[date, date], dict[int, OutboxMessage]] = defaultdict(dict)
    for student in students:
        nth, due = _nth(now, student.time_zone, settings)
        local = now.astimezone(ZoneInfo(student.time_zone)).date()
        monday = local - timedelta(days=local.weekday())
        year, week, _ = monday.isocalendar()
        key = f"log:{student.id}:{year}-W{week:02}:{nth}"
        if not nth or key in done:
            continue
        day = _student_day(wishes.days_off[student.id], monday, nth, settings)
        if day is None:
            continue
        if day != due.astimezone(ZoneInfo(student.time_zone)).date():
            due = moment(day, settings.student_first_at if nth == 1 else settings.student_second_at, student.time_zone)
        if wishes.is_against(student, due):
            continue
        facts = {"nth": nth, "monday": monday.isoformat()}
        message = OutboxMessage(key=key, person_id=student.id, name=STUDENT, facts=facts, due_at=due, token="")
        waiting[monday, local][student.id] = message
    return sum(
        outbox.put_once(session, messages[student_id])
        for (monday, local), messages in waiting.items()
        for student_id in _with_something_to_log(session, list(messages), monday, local)
    )


def _with_something_to_log(session: Session, students: Sequence[int], monday: date, today: date) -> list[int]:
    """Give those of these students who did not hand in all of a week, in order; in three statements for each crowd.

    Whoever handed everything in is looked at again each time until the week is over.
    """
    found: list[int] = []
    for begin in range(0, len(students), CROWD):
        weeks = not_handed_in(
            session, and_(Dossier.student_id.in_(students[begin : begin + CROWD]), not_paused()), monday, today
        )
        dossiers = {week["dossier"] for week in weeks}
        whose = select(Dossier.student_id).where(Dossier.id.in_(dossiers)).distinct().order_by(Dossier.student_id)
        found += session.scalars(whose).all() if dossiers else []
    return found


def _student_day(off: DaysOff, monday: date, nth: int, settings: ReminderSettings) -> date | None:
    """Give the day on which one of a week's two reminders to a student goes; None when the other one is enough.

    Sunday's may move a few days into the next week: it still says which week it is about.
    """
    first = off.moved(monday + timedelta(days=settings.student_first))
    sunday = monday + timedelta(days=settings.student_second)
    second = off.moved(sunday)
    if nth == 1:
        return first if first < second else None
    return second if second - sunday <= LATEST else None


def _nth(now: datetime, zone: str, settings: ReminderSettings) -> tuple[int, datetime]:
    """Say which of a week's two reminders to students is due on a clock, 0 for none, and since when."""
    local = now.astimezone(ZoneInfo(zone)).date()
    monday = local - timedelta(days=local.weekday())
    first = moment(monday + timedelta(days=settings.student_first), settings.student_first_at, zone)
    second = moment(monday + timedelta(days=settings.student_second), settings.student_second_at, zone)
    if now >= second:
        return 2, second
    return (1, first) if now >= first else (0, first)


def _zones(session: Session) -> Sequence[str]:
    """Give the time zones of all who are students."""
    return session.scalars(select(Person.time_zone).where(_is_student()).distinct()).all()


def _is_student() -> ColumnElement[bool]:
    return exists().where(Membership.person_id == Person.id, Membership.role == Role.STUDENT)


def _students(session: Session, now: datetime) -> Sequence[Person]:
    """Give everybody with a running digital dossier of their own."""
    near = timedelta(days=7)
    running = exists().where(
        Dossier.student_id == Person.id,
        Dossier.is_digital,
        not_paused(),
        Dossier.starts_on <= now.date() + near,
        Dossier.ends_on >= now.date() - near,
    )
    return session.scalars(select(Person).where(running, _is_student()).order_by(Person.id)).all()


def _planned_keys(session: Session, now: datetime, name: str = "reminders.digest") -> set[str | None]:
    """Give the keys of the reminders planned lately, in one statement instead of one for each person."""
    lately = select(OutboxMessage.key).where(OutboxMessage.name == name, OutboxMessage.due_at > now - timedelta(days=9))
    return set(session.scalars(lately))


def moment(day: date, at: time, zone: str) -> datetime:
    """Give the moment of a local time of day, in UTC; on the night the clock changes it exists all the same."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _judges(session: Session, now: datetime) -> Sequence[Person]:
    """Give everybody who judges hours of a running or just ended dossier, or stands in for somebody."""
    since = last_day_to_approve_from(now.date() - timedelta(days=1))
    running = (Dossier.is_digital, Dossier.ends_on >= since, not_paused())
    as_supervisor = (
        exists()
        .where(
            DossierPart.person_id == Person.id,
            DossierPart.part == Part.SUPERVISOR,
            DossierPart.dossier_id == Dossier.id,
        )
        .where(*running)
    )
    has_role = exists().where(
        Membership.person_id == Person.id, Membership.role.in_((Role.WORK_SUPERVISOR, Role.SIGNATORY))
    )
    near = timedelta(days=1)
    stands_in = exists().where(
        StandIn.stand_in_id == Person.id,
        StandIn.since <= now.date() + near,
        StandIn.until >= now.date() - near,
        StandIn.ended_at.is_(None),
    )
    wanted = or_(and_(as_supervisor, has_role), stands_in)
    return session.scalars(select(Person).where(wanted).order_by(Person.id)).all()


def _plan_schools(session: Session, now: datetime, settings: ReminderSettings) -> int:
    """Plan one message to the school about a supervisor's weeks that wait for too long; each week is told once.

    It goes at the same time of day as the reminders, on the school's clock.
    """
    latest_monday = now.date() - timedelta(days=settings.school_days + 7)
    rows = session.execute(
        select(LogbookWeek.id, LogbookWeek.tenant_id, DossierPart.person_id, LogbookWeek.monday)
        .join(LogbookWeek.dossier)
        .join(DossierPart, (DossierPart.dossier_id == Dossier.id) & (DossierPart.part == Part.SUPERVISOR))
        .where(
            LogbookWeek.monday <= latest_monday,
            Dossier.is_digital,
            not_paused(),
            Dossier.ends_on >= last_day_to_approve_from(now.date()),
            exists().where(DayEntry.week_id == LogbookWeek.id, DayEntry.state == DayState.SUBMITTED),
        )
        .order_by(LogbookWeek.monday, LogbookWeek.id)
    ).all()
    if not rows:
        return 0
    told = _told_since(session, rows[0].monday)
    late: dict[tuple[int, int], list[int]] = defaultdict(list)
    for week_id, tenant_id, person_id, _ in rows:
        if week_id not in told:
            late[tenant_id, person_id].append(week_id)
    tenants = {
        tenant.id: tenant for tenant in session.scalars(select(Tenant).where(Tenant.id.in_({key[0] for key in late})))
    }
    planned = 0
    for (tenant_id, person_id), week_ids in late.items():
        tenant = tenants[tenant_id]
        if not tenant.contact_email:
            continue
        today = now.astimezone(ZoneInfo(tenant.time_zone)).date()
        message = OutboxMessage(
            key=f"late:{tenant_id}:{person_id}:{week_ids[0]}",
            tenant_id=tenant_id,
            name="reminders.school_late",
            facts={"supervisor_id": person_id, "week_ids": week_ids, "days": settings.school_days},
            channel="mail",
            address=tenant.contact_email,
            language=tenant.language,
            due_at=moment(today, settings.at, tenant.time_zone),
        )
        planned += outbox.put_once(session, message)
    return planned


def _told_since(session: Session, monday: date) -> set[int]:
    """Give the weeks that schools were told of since a Monday; nobody is told of a week before it began."""
    told = select(OutboxMessage.facts).where(
        OutboxMessage.name == "reminders.school_late", OutboxMessage.due_at >= moment(monday, time(0), "UTC")
    )
    return {week_id for facts in session.scalars(told) for week_id in facts["week_ids"]}
