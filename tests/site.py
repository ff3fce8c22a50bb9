"""A supervisor with two students at one school, each with one submitted week."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from core.db import Base
from core.dossiers.models import Dossier
from core.logbook.models import LogbookWeek
from core.people.models import Person, Role
from core.tenants.models import Tenant
from tests.house import House


@dataclass
class Site:
    """A building site. noor, daan: students; their weeks are week 10 of 2026: 8 8 8 8 8 and 8 7.5 8 8 6."""

    house: House
    tenant: Tenant
    ria: Person
    noor: Person
    daan: Person
    noors: Dossier
    daans: Dossier
    noor10: LogbookWeek
    daan10: LogbookWeek


async def build_site(house: House) -> Site:
    tenant = await house.tenant()
    ria = await house.person("Ria", "Kale", chat=True)
    noor = await house.person("Noor", "Visser")
    daan = await house.person("Daan", "Bos", chat=True)
    await house.role(ria, Role.WORK_SUPERVISOR, tenant)
    for student in (noor, daan):
        await house.role(student, Role.STUDENT, tenant)
    noors = await house.dossier(tenant, noor, ria)
    daans = await house.dossier(tenant, daan, ria)
    noor10 = await house.week(noors, [8, 8, 8, 8, 8])
    daan10 = await house.week(daans, [8, 7.5, 8, 8, 6])
    return Site(house, tenant, ria, noor, daan, noors, daans, noor10, daan10)


ROWS: dict[str, list[dict[str, Any]]] = {}
IDS: dict[str, int] = {}


async def site_again(house: House) -> Site:
    """Build the site in an empty SQLite house; after the first time in this process by putting the same rows in."""
    if not ROWS:
        site = await build_site(house)
        ROWS.update(await house.database.look(_rows))
        IDS.update({name: getattr(site, name).id for name in _models()})
        return site

    def work(session: Session) -> dict[str, Any]:
        for name, rows in ROWS.items():
            session.execute(insert(Base.metadata.tables[name]), rows)
        return {name: session.get_one(model, IDS[name]) for name, model in _models().items()}

    return Site(house, **await house.database.turn(work))


def _models() -> dict[str, Any]:
    return {field.name: field.type for field in fields(Site) if field.name != "house"}


def _rows(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Read every row there is, by table, those that others point at first."""

    def read(table: Table) -> list[dict[str, Any]]:
        return [dict(row) for row in session.execute(select(table)).mappings()]

    return {table.name: rows for table in Base.metadata.sorted_tables if (rows := read(table))}
