"""What the schools see of a supervisor's answers, as a table to look at: looking makes nothing final."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dossiers.models import Dossier
from core.logbook.models import Approval, DayEntry, LogbookWeek
from core.people.models import Person
from core.tenants.models import Tenant

MOST = 12


@dataclass(frozen=True, slots=True)
class Approved:
    """One approved day. until: the moment up to which it can be taken back, None when it is final."""

    school: str
    code: str
    student: str
    day: date
    minutes: int
    until: datetime | None


def last_approvals(session: Session, person_id: int, now: datetime, *, most: int = MOST) -> list[Approved]:
    """Give a supervisor's last approvals at every school, newest last; those taken back are not among them."""
    statement = (
        select(Approval, DayEntry.date, Person, Tenant)
        .join(DayEntry, DayEntry.id == Approval.entry_id)
        .join(LogbookWeek, LogbookWeek.id == DayEntry.week_id)
        .join(Dossier, Dossier.id == LogbookWeek.dossier_id)
        .join(Person, Person.id == Dossier.student_id)
        .join(Tenant, Tenant.id == Approval.tenant_id)
        .where(Approval.approved_by == person_id, Approval.withdrawn_at.is_(None))
        .order_by(Approval.approved_at.desc(), Dossier.external_id.desc(), DayEntry.date.desc())
        .limit(most)
    )
    found = []
    for approval, day, student, tenant in session.execute(statement):
        is_final = approval.exported_at is not None or approval.final_at <= now
        until = None if is_final else approval.final_at.astimezone(ZoneInfo(tenant.time_zone))
        found.append(Approved(tenant.name, tenant.code, student.name, day, approval.minutes, until))
    return found[::-1]


def table_of(rows: list[Approved]) -> Table:
    """Lay approvals out within 80 columns."""
    table = Table("School", "Student", "Day", box=None, pad_edge=False)
    table.add_column("Hours", justify="right")
    table.add_column("Can be taken back", no_wrap=True)
    for row in rows:
        until = f"until {row.until:%a %d %b %H:%M}" if row.until is not None else "no: final"
        table.add_row(escape(row.school), escape(row.student), f"{row.day:%a %d %b}", f"{row.minutes / 60:.2f}", until)
    return table
