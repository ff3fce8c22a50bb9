"""The same files on PostgreSQL: loading, exporting, and both again."""

import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.example_files import dossier_files, hours_file, last_monday
from akkoord.examples import load_examples
from core.dossiers.importing import import_dossiers
from core.engine import Database
from core.logbook.export import export_approvals, write_csv
from core.logbook.importing import import_hours
from core.tenants.models import Tenant
from core.upgrade import upgrade
from tests.examples.conftest import NOW, TODAY
from tests.real.postgres import Postgres


def export(session: Session) -> str:
    file = io.StringIO(newline="")
    tenant_id = session.scalars(select(Tenant.id).order_by(Tenant.id)).first()
    assert tenant_id is not None
    count = write_csv(export_approvals(session, tenant_id, now=NOW), file)
    assert count > 500
    return file.getvalue()


def import_again(session: Session) -> tuple[int, ...]:
    reports = [import_dossiers(session, raw, now=NOW, tenant_code=code) for code, raw in dossier_files(TODAY)]
    raw = hours_file("zuidwijk", last_monday(TODAY), TODAY)
    reports.append(import_hours(session, raw, now=NOW, tenant_code="zuidwijk"))
    return tuple(report.new + report.changed for report in reports)


async def test_examples_load_and_files_go_in_and_out(postgres: Postgres) -> None:
    database = Database(postgres.fresh())
    try:
        await database.turn(upgrade)
        assert await database.turn(lambda session: load_examples(session, TODAY, NOW))
        assert await database.turn(import_again) == (0, 0, 0, 0)
        first = await database.turn(export)
        assert await database.turn(export) == first
    finally:
        await database.close()
