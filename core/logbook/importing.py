"""Import an hours file: everything is read and checked first, and only then is anything written."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.cells import CellError, read_date, read_day_minutes
from core.dossiers.models import Dossier
from core.import_record import Table, operators_table, schools_of
from core.import_report import Difference, ImportReport, Problem
from core.import_rows import ImportRow, Reader, text_of
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import monday_of
from core.record import Decision
from core.sheets import Column, folded

COMMAND = "import.hours"
IN_ONE_STATEMENT = 500
COLUMNS = (
    Column("school", ("school", "schoolcode", "tenant")),
    Column("dossier", ("dossiernummer", "dossier", "stagedossier", "dossier number"), is_required=True),
    Column("date", ("datum", "dag", "date", "day"), is_required=True),
    Column("minutes", ("uren", "aantal uren", "hours"), is_required=True),
    Column("note", ("notitie", "dagnotitie", "opmerking", "werkzaamheden", "note", "notes")),
    Column("state", ("status", "state")),
)
STATES = {
    **dict.fromkeys(("concept", "draft", "niet ingediend"), DayState.DRAFT),
    **dict.fromkeys(("ingediend", "ingeleverd", "submitted"), DayState.SUBMITTED),
}


def _read_state(text: str) -> DayState:
    state = STATES.get(folded(text))
    if state is None:
        raise CellError("unknown_choice", text=text, choices="concept, ingediend")
    return state


CHOICES = {"state": ("ingediend", "concept")}
READERS: dict[str, Reader] = {
    "school": text_of(40),
    "dossier": text_of(60),
    "date": read_date,
    "minutes": read_day_minutes,
    "note": text_of(2000),
    "state": _read_state,
}


@dataclass(slots=True)
class HoursRow(ImportRow):
    """One day of one dossier as the file has it."""

    columns = COLUMNS
    readers = READERS

    @property
    def state(self) -> DayState:
        """What the student did with the day: handed in, unless the file calls it a draft."""
        return DayState(self.values.get("state", DayState.SUBMITTED))


def import_hours(
    session: Session, raw: bytes, *, now: datetime, tenant_code: str | None = None, good_rows: bool = False
) -> ImportReport:
    """Import an hours file (docs/files.md) and report what it did.

    tenant_code: whose file it is; None when the file's own school column says so. With a problem nothing is written,
    unless good_rows: then every good row is. Hours that were approved stay as they are, and so do hours that changed
    since this very file was imported before; both are reported as differences. Raises nothing for what the file says.
    """
    table = operators_table(session, raw, COLUMNS, COMMAND, code=tenant_code, now=now)
    return import_hours_table(session, table, now=now, good_rows=good_rows)


def import_hours_table(session: Session, table: Table, *, now: datetime, good_rows: bool = False) -> ImportReport:  # noqa: ARG001 - as every sort is imported
    """Import an hours file that was read before; see import_hours."""
    report = ImportReport()
    sheet = table.sheet
    report.problems += sheet.problems
    report.notices += [Problem(0, name, "unknown_column") for name in sheet.unknown]
    rows = [HoursRow(row.number) for row in sheet.rows]
    for row, cells in zip(rows, sheet.rows, strict=True):
        row.read(cells)
    schools = {number: tenant.id for number, tenant in schools_of(session, rows, table).items()}
    dossiers = _dossiers(session, rows, schools)
    placed = [(row, _check(row, schools, dossiers)) for row in rows]
    _check_twice(placed)
    report.problems += [problem for row in rows for problem in row.problems]
    if sheet.problems or (report.problems and not good_rows):
        report.is_applied = False
        return report
    good = [(row, dossier) for row, dossier in placed if dossier is not None and not row.problems]
    weeks = _weeks(session, good)
    seen_before = _seen_before(session, table.mark, {dossier.tenant_id for _, dossier in good})
    touched: dict[int, int] = defaultdict(int)
    for row, dossier in good:
        week = weeks[dossier.id, monday_of(row.values["date"])]
        is_changed = _write(session, row, dossier, week, report=report, is_repeated=dossier.tenant_id in seen_before)
        touched[dossier.tenant_id] += is_changed
    session.flush()
    for tenant_id in sorted(tenant for tenant, changes in touched.items() if changes):
        table.note(tenant_id, {"days": touched[tenant_id]})
    return report


def _dossiers(session: Session, rows: Iterable[HoursRow], schools: dict[int, int]) -> dict[tuple[int, str], Dossier]:
    """Read the dossiers that the file speaks of, each within its own school."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.number in schools and "dossier" in row.values:
            wanted[schools[row.number]].add(row.values["dossier"])
    found: dict[tuple[int, str], Dossier] = {}
    for tenant_id, numbers in wanted.items():
        ordered = sorted(numbers)
        for start in range(0, len(ordered), IN_ONE_STATEMENT):
            some = ordered[start : start + IN_ONE_STATEMENT]
            statement = select(Dossier).where(Dossier.tenant_id == tenant_id, Dossier.external_id.in_(some))
            found.update({(tenant_id, dossier.external_id): dossier for dossier in session.scalars(statement)})
    return found


def _check(row: HoursRow, schools: dict[int, int], dossiers: dict[tuple[int, str], Dossier]) -> Dossier | None:
    """Give a row's dossier; the day must be of its period and its hours must be registered here."""
    number = row.values.get("dossier")
    if row.number not in schools or number is None:
        return None
    dossier = dossiers.get((schools[row.number], number))
    if dossier is None:
        row.add_problem("dossier", "unknown_dossier", dossier=number)
        return None
    if not dossier.is_digital:
        row.add_problem("dossier", "not_digital", dossier=number)
    day: date | None = row.values.get("date")
    if day is not None and not dossier.starts_on <= day <= dossier.ends_on:
        starts, ends = dossier.starts_on.isoformat(), dossier.ends_on.isoformat()
        row.add_problem("date", "not_in_period", day=day.isoformat(), starts=starts, ends=ends)
    return dossier


def _check_twice(placed: Sequence[tuple[HoursRow, Dossier | None]]) -> None:
    """A day that stands in the file twice is wrong in every place: we don't choose which hours are meant."""
    same: dict[tuple[int, date], list[HoursRow]] = defaultdict(list)
    for row, dossier in placed:
        if dossier is not None and "date" in row.values:
            same[dossier.id, row.values["date"]].append(row)
    for rows in same.values():
        if len(rows) > 1:
            numbers = ", ".join(str(row.number) for row in rows)
            for row in rows:
                row.add_problem("date", "duplicate_day", rows=numbers)


@dataclass(slots=True)
class _Week:
    """A week that is read for writing: its row and its days by date."""

    row: LogbookWeek
    days: dict[date, DayEntry] = field(default_factory=dict)


def _weeks(session: Session, good: Sequence[tuple[HoursRow, Dossier]]) -> dict[tuple[int, date], _Week]:
    """Make the weeks of these rows that are not there yet, and read and lock them all.

    Of two who import at once one waits for the other, and then reads what that one wrote.
    """
    wanted = {(dossier.id, monday_of(row.values["date"])): dossier for row, dossier in good}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    found: dict[tuple[int, date], _Week] = {}
    ordered = sorted(wanted)
    for start in range(0, len(ordered), IN_ONE_STATEMENT):
        some = ordered[start : start + IN_ONE_STATEMENT]
        rows = [
            {"tenant_id": wanted[dossier_id, monday].tenant_id, "dossier_id": dossier_id, "monday": monday}
            for dossier_id, monday in some
        ]
        session.execute(insert(LogbookWeek).values(rows).on_conflict_do_nothing())
        locked = session.scalars(
            select(LogbookWeek)
            .where(
                LogbookWeek.dossier_id.in_({dossier_id for dossier_id, _ in some}),
                LogbookWeek.monday.in_({monday for _, monday in some}),
            )
            .order_by(LogbookWeek.id)
            .with_for_update()
        )
        known = {week.id: _Week(week) for week in locked if (week.dossier_id, week.monday) in wanted}
        days = select(DayEntry).where(DayEntry.week_id.in_(known))
        for day in session.scalars(days.execution_options(populate_existing=True)):
            known[day.week_id].days[day.date] = day
        found.update({(week.row.dossier_id, week.row.monday): week for week in known.values()})
    return found


def _seen_before(session: Session, mark: str, tenants: set[int]) -> set[int]:
    """Say for which tenants this very file was imported before."""
    statement = select(Decision.tenant_id).where(
        Decision.tenant_id.in_(tenants), Decision.command == COMMAND, Decision.words == mark
    )
    return set(session.scalars(statement))


def _write(
    session: Session, row: HoursRow, dossier: Dossier, week: _Week, *, report: ImportReport, is_repeated: bool
) -> bool:
    """Write one day and count it; gives whether anything changed."""
    day, minutes = row.values["date"], row.values["minutes"]
    entry = week.days.get(day)
    if entry is None:
        entry = DayEntry(
            tenant_id=dossier.tenant_id,
            week_id=week.row.id,
            date=day,
            minutes=minutes,
            note=row.values.get("note", ""),
            state=row.state,
        )
        session.add(entry)
        week.days[day] = entry
        report.new += 1
        return True
    kept = _why_kept(entry, row, is_repeated=is_repeated)
    if kept:
        if entry.minutes != minutes:
            report.differences.append(Difference(row.number, dossier.external_id, day, entry.minutes, minutes, kept))
        report.same += 1
        return False
    is_changed = _change(entry, minutes, row.values.get("note", entry.note), row.state)
    report.changed += is_changed
    report.same += not is_changed
    return is_changed


def _why_kept(entry: DayEntry, row: HoursRow, *, is_repeated: bool) -> str:
    """Say why a day keeps its own hours, "" when the file may change it."""
    if entry.state == DayState.APPROVED:
        return "approved"
    if row.state is DayState.DRAFT and entry.state != DayState.DRAFT:
        return "submitted_before"
    return "file_seen_before" if is_repeated else ""


def _change(entry: DayEntry, minutes: int, note: str, state: DayState) -> bool:
    """Change a day that nobody approved.

    A day that went back for correction is handed in again only by other hours than those that were sent back; the
    supervisor then looks at it again, also when they are the hours that were asked for.
    """
    is_other = entry.minutes != minutes
    is_handed_in = state is DayState.SUBMITTED and (
        entry.state == DayState.DRAFT or (entry.state == DayState.CORRECTION and is_other)
    )
    if not is_other and entry.note == note and not is_handed_in:
        return False
    entry.minutes, entry.note = minutes, note
    if is_handed_in:
        entry.state = state
        entry.proposed_minutes, entry.reason, entry.asked_by, entry.ask_decision_id = None, "", None, None
    return True
