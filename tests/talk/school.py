"""A school with an admin who says who has which role there, in chat or by mail."""

from dataclasses import dataclass

import pytest_asyncio
from sqlalchemy import select

from core import record
from core.people.models import Membership, Person, Role
from core.record import Decision
from core.tenants.models import Organisation, Tenant
from tests.house import House
from tests.talk.firm import Firm, writes_first

ANNA = "anna@vries.example"
JAN = "jan@boer.example"


@dataclass
class School:
    """A school with its admin Hanneke, besides Greet's company."""

    firm: Firm
    hanneke: Person

    @property
    def house(self) -> House:
        return self.firm.talk.house

    @property
    def tenant(self) -> Tenant:
        return self.firm.talk.site.tenant

    async def say(self, *texts: str, who: Person | None = None) -> str:
        """Say things one after the other. Gives what is answered to the last."""
        for text in texts:
            said = await self.firm.talk.say(who or self.hanneke, text)
        return said

    def told(self, who: Person) -> str:
        return self.firm.talk.last(who)

    async def person(
        self,
        first: str,
        surname: str,
        role: Role,
        *,
        tenant: Tenant | None = None,
        organisation_id: int | None = None,
    ) -> Person:
        """Make somebody with a role at the school, or at a company of it."""
        is_chat = self.firm.talk.postman is None
        found = await self.house.person(first, surname, chat=is_chat)
        await self.house.role(found, role, tenant or self.tenant, organisation_id=organisation_id)
        return found

    async def roles(self, person: Person) -> list[tuple[str, int | None]]:
        """Give the roles that somebody has today."""
        rows = await self.house.all(select(Membership).where(Membership.person_id == person.id).order_by(Membership.id))
        today = self.house.now.date()
        return [(one.role, one.organisation_id) for one in rows if one.until is None or one.until >= today]

    async def decided(self) -> list[str]:
        rows = await self.house.all(select(Decision).order_by(Decision.id))
        whole = await self.house.database.look(lambda session: record.broken(session, self.tenant.id))
        assert whole is None
        return [row.command for row in rows]

    async def company(self, name: str, tenant: Tenant | None = None) -> Organisation:
        row = Organisation(tenant_id=(tenant or self.tenant).id, code=name.lower(), name=name)
        await self.house.add(row)
        return row


@pytest_asyncio.fixture
async def school(firm: Firm) -> School:
    house, postman = firm.talk.house, firm.talk.postman
    hanneke = await house.person("Hanneke", "Duin", chat=postman is None)
    await house.role(hanneke, Role.ADMIN, firm.talk.site.tenant)
    if postman is not None:
        await writes_first(postman, hanneke, house.now)
    return School(firm, hanneke)
