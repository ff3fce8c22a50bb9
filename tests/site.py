"""A supervisor with two students at one school, each with one submitted week."""

from dataclasses import dataclass

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
