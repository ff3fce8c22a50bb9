"""Import a dossier file: everything is read and checked first, and only then is anything written."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from core.dossiers.columns import COLUMNS, DossierRow, read_row
from core.dossiers.people import People
from core.dossiers.plans import check, gather, known_dossiers, skipped
from core.dossiers.writing import Writer
from core.import_record import Table, operators_table, schools_of
from core.import_report import ImportReport, Problem


def import_dossiers(
    session: Session, raw: bytes, *, now: datetime, tenant_code: str | None = None, good_rows: bool = False
) -> ImportReport:
    """Import a dossier file (docs/files.md) and report what it did.

    tenant_code: whose file it is; None when the file's own school column says so. With a problem nothing is written,
    unless good_rows: then every dossier whose rows are all good is, and nobody loses a part. A file that can't be split
    into rows and cells is never imported. Raises nothing for what stands in the file.
    """
    table = operators_table(session, raw, COLUMNS, "import.dossiers", code=tenant_code, now=now)
    return import_dossier_table(session, table, now=now, good_rows=good_rows)


def import_dossier_table(session: Session, table: Table, *, now: datetime, good_rows: bool = False) -> ImportReport:
    """Import a dossier file that was read before; see import_dossiers."""
    report = ImportReport()
    sheet = table.sheet
    report.problems += sheet.problems
    report.notices += [Problem(0, name, "unknown_column") for name in sheet.unknown]
    rows = [read_row(row) for row in sheet.rows]
    schools = schools_of(session, rows, table)
    plans = gather(rows, schools)
    people = People(session, (email for row in rows for email in _emails(row)), now)
    known = known_dossiers(session, plans)
    for plan in plans:
        check(plan, people, known.get((plan.tenant.id, plan.number)))
    report.problems += [problem for row in rows for problem in row.problems]
    report.problems += skipped(plans)
    if sheet.problems or (report.problems and not good_rows):
        report.is_applied = False
        return report
    tenants = {plan.tenant.id for plan in plans}
    writer = Writer(session, people, known, tenants=tenants, is_whole=not report.problems, now=now)
    touched: dict[int, int] = defaultdict(int)
    for plan in plans:
        if plan.is_good:
            touched[plan.tenant.id] += writer.write(plan, report)
    report.notices += people.notices + writer.notices
    for tenant_id in sorted(tenant for tenant, changes in touched.items() if changes):
        table.note(tenant_id, {"dossiers": touched[tenant_id]})
    return report


def _emails(row: DossierRow) -> Iterable[str]:
    return (row.values[name] for name in ("student_email", "supervisor_email", "teacher_email") if name in row.values)
