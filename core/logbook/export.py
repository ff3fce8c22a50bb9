"""The approved days as a school gets them: final ones only, never a note, and the same rows each time."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, or_, select, update
from sqlalchemy.orm import Session, aliased

from core.dossiers.models import Dossier
from core.logbook.models import Approval, DayEntry, LogbookWeek
from core.logbook.rules import iso_week, monday_of
from core.people.models import Person
from core.tenants.models import College, Organisation, Tenant

AT_A_TIME = 500
BOM = "\ufeff"
# What no workbook may hold: it is left out, since a workbook that can't be written would be lost with its link.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a spreadsheet takes for the start of a formula, in its wide forms too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class ApprovedDay:
    """One approved day; the fields are the columns, in their order.

    final_at: from then on it can't be undone, at the latest when it was first exported. week_complete: every day of
    the week is approved and final, and the week is over; a school counts a week then.
    """

    school: str
    college: str
    dossier_number: str
    student_number: str
    student: str
    organisation: str
    year: int
    week: int
    date: date
    minutes: int
    approved_by: str
    approved_at: datetime
    final_at: datetime
    week_complete: bool
    decision: int


COLUMNS = tuple("hours" if field.name == "minutes" else field.name for field in fields(ApprovedDay))


def export_approvals(
    session: Session, tenant_id: int, *, now: datetime, since: datetime | None = None, monday: date | None = None
) -> Iterator[ApprovedDay]:
    """Make a school's approvals final and give them, by dossier and date.

    since: only days approved from then on. monday: only days of the week that begins then. Approvals that were taken
    back are never among them. The rows are read as they are taken, within the caller's transaction. Raises: LookupError
    when there is no such tenant.
    """
    tenant = session.get(Tenant, tenant_id)
    if tenant is None:
        raise LookupError(f"no tenant {tenant_id}")
    chosen = [Approval.tenant_id == tenant_id, Approval.withdrawn_at.is_(None)]
    if since is not None:
        chosen.append(Approval.approved_at >= since)
    if monday is not None:
        of_week = select(DayEntry.id).join(LogbookWeek, LogbookWeek.id == DayEntry.week_id)
        chosen.append(Approval.entry_id.in_(of_week.where(LogbookWeek.monday == monday)))
    session.flush()
    session.execute(
        update(Approval)
        .where(*chosen, Approval.exported_at.is_(None))
        .values(final_at=case((Approval.final_at > now, now), else_=Approval.final_at), exported_at=now)
        .execution_options(synchronize_session="fetch")
    )
    zone = ZoneInfo(tenant.time_zone)
    return _rows(session, tenant, chosen=[*chosen, Approval.exported_at.is_not(None)], now=now, zone=zone)


def _rows(
    session: Session, tenant: Tenant, *, chosen: list[ColumnElement[bool]], now: datetime, zone: ZoneInfo
) -> Iterator[ApprovedDay]:
    """Read the rows a few hundred at a time; a concurrent approval that we did not make final is not among them."""
    student, approver = aliased(Person), aliased(Person)
    statement = (
        select(Approval, DayEntry.date, LogbookWeek.monday, Dossier, College.code, Organisation.name, student, approver)
        .add_columns(_is_complete(now, now.astimezone(zone).date()))
        .join(DayEntry, DayEntry.id == Approval.entry_id)
        .join(LogbookWeek, LogbookWeek.id == DayEntry.week_id)
        .join(Dossier, and_(Dossier.id == LogbookWeek.dossier_id, Dossier.tenant_id == tenant.id))
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .outerjoin(College, College.id == Dossier.college_id)
        .join(student, student.id == Dossier.student_id)
        .join(approver, approver.id == Approval.approved_by)
        .where(*chosen)
        .order_by(Dossier.external_id, DayEntry.date, Approval.id)
        .execution_options(yield_per=AT_A_TIME)
    )
    for approval, day, monday, dossier, college, organisation, learner, judge, is_complete in session.execute(
        statement
    ):
        year, week = iso_week(monday)
        yield ApprovedDay(
            school=tenant.name,
            college=college or "",
            dossier_number=dossier.external_id,
            student_number=dossier.student_number,
            student=learner.name,
            organisation=organisation,
            year=year,
            week=week,
            date=day,
            minutes=approval.minutes,
            approved_by=judge.name,
            approved_at=approval.approved_at.astimezone(zone),
            final_at=approval.final_at.astimezone(zone),
            week_complete=bool(is_complete),
            decision=approval.decision_id,
        )


def _is_complete(now: datetime, today: date) -> ColumnElement[bool]:
    """Say of a row's week whether it is over and each of its days has an approval that is final."""
    other = aliased(DayEntry)
    final = (
        select(Approval.id)
        .where(Approval.entry_id == other.id, Approval.withdrawn_at.is_(None))
        .where(or_(Approval.final_at <= now, Approval.exported_at.is_not(None)))
        .correlate(other)
        .exists()
    )
    open_day = select(other.id).where(other.week_id == LogbookWeek.id, ~final).correlate(LogbookWeek).exists()
    return and_(or_(LogbookWeek.monday < monday_of(today), Dossier.ends_on < today), ~open_day)


def write_json(rows: Iterable[ApprovedDay], file: IO[str]) -> int:
    """Write rows as one JSON list of objects and give their number; the hours are a number, days and moments ISO."""
    days: list[dict[str, Any]] = [dict(zip(COLUMNS, astuple(row), strict=True)) for row in rows]
    for day in days:
        day["hours"] = round(day["hours"] / 60, 2)
    json.dump(days, file, indent=2, ensure_ascii=False, default=lambda moment: moment.isoformat())
    file.write("\n")
    return len(days)


def write_csv(rows: Iterable[ApprovedDay], file: IO[str], *, with_bom: bool = False, decimal_comma: bool = True) -> int:
    """Write rows as CSV with semicolons and give their number; with_bom: for programs that else misread accents.

    file: open for text in UTF-8 with newline="". No cell can be taken for a formula.
    """
    if with_bom:
        file.write(BOM)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the number of the last row is the answer
        hours = f"{row.minutes / 60:.2f}"
        cells = [_cell(value) for value in astuple(row)]
        cells[COLUMNS.index("hours")] = hours.replace(".", ",") if decimal_comma else hours
        writer.writerow(cells)
    return count


def write_workbook(rows: Iterable[ApprovedDay], file: IO[bytes]) -> int:
    """Write rows as a workbook with one sheet and give their number; dates and hours are numbers there, text is text.

    file: open for bytes. Rows are written as they come, so that a year of a large school takes little memory.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - only who wants a workbook needs it, and it takes time to load

    book = Workbook(write_only=True)
    sheet = book.create_sheet("approvals")
    sheet.append(COLUMNS)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the number of the last row is the answer
        cells: list[Any] = []
        for name, value in zip(COLUMNS, astuple(row), strict=True):
            if name == "hours":
                value = round(row.minutes / 60, 2)  # noqa: PLW2901 - the hours take the minutes' place
            cells.append(_typed(sheet, value))
        sheet.append(cells)
    book.save(file)
    return count


def _typed(sheet: Any, value: object) -> Any:
    """Give a value as a spreadsheet has it: what is text is never taken for a formula, moments are local."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(sheet, UNWRITABLE.sub("", value))
    cell.data_type = "s"
    return cell


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return defused(str(value))


def defused(text: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
