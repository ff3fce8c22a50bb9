"""A company whose signatory manages its contacts, spoken to in chat or by mail, with the page of an invitation."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.pages import DeskPages
from core.contacts.models import Invitation
from core.contacts.reading import read_contact
from core.contacts.service import end, invite, load_where
from core.people.models import Address, ChatAccount, Membership, Person, Role
from core.tenants.models import Organisation
from tests.house import MONDAY_MORNING
from tests.postal import Postman, with_real_mail
from tests.road.town import STAMP
from tests.site import Site
from tests.talk.living import Talk
from web.app import build_app

ADDS = "voeg contact toe: Jan de Boer, J., jan@boer.example, werkbegeleider"
WEEK = timedelta(days=7)


@dataclass
class Firm:
    """Ria's site, of which Greet is the signatory; who is invited has no account and so always gets mail."""

    talk: Talk
    greet: Person
    company: Organisation
    boxes: Postman

    async def people(self) -> list[str]:
        return [one.surname for one in await self.talk.house.all(select(Person).order_by(Person.id))]

    async def roles(self, email: str) -> list[tuple[str, int | None, date | None]]:
        """Give the roles of whose address this is."""
        rows = select(Membership).join(Address, Address.person_id == Membership.person_id).where(Address.email == email)
        found = await self.talk.house.all(rows.order_by(Membership.id))
        return [(one.role, one.organisation_id, one.until) for one in found]

    async def invitations(self) -> list[Invitation]:
        return await self.talk.house.all(select(Invitation).order_by(Invitation.id))

    async def invites(self, *, by: Person, withdraws: bool = False) -> None:
        """Invite someone, and withdraw that if so, before any mail goes."""
        house = self.talk.house

        def work(session: Session) -> None:
            (where,) = load_where(session, [(self.company.tenant_id, self.company.id)])
            draft = read_contact("Jan de Boer, jan@boer.example, werkbegeleider")
            inviter = session.get_one(Person, by.id)
            one = invite(session, where, draft, inviter=inviter, decision_id=None, now=house.now)
            if withdraws:
                end(one, house.now, why="withdrawn")

        await house.database.turn(work)

    async def adds(self, words: str = ADDS) -> str:
        """Say it, and yes."""
        await self.talk.say(self.greet, words)
        return await self.talk.say(self.greet, "ja")

    def mails(self, email: str = "jan@boer.example") -> list[EmailMessage]:
        return self.boxes.to(email)

    def link(self, at: int = -1, email: str = "jan@boer.example") -> str:
        """Take the link of the activation from a mail, as a person does."""
        html = self.mails(email)[at].get_body(("html",))
        assert html is not None
        _, _, rest = str(html.get_content()).partition('href="http://127.0.0.1:8080/a/')
        return "/a/" + rest.partition('"')[0]

    def server(self) -> TestServer:
        """Make a server of the real pages."""
        house = self.talk.house
        return TestServer(build_app(DeskPages(house.database, house.desk, clock=lambda: house.now)))

    async def opens(self, link: str, **fields: str) -> tuple[int, str]:
        """Open the page of a link, or with fields send its form. Gives the status and the page."""
        async with TestClient(self.server()) as client:
            answer = await client.post(link, data=fields) if fields else await client.get(link)
            text = await answer.text()
        await self.talk.house.deliver()
        return answer.status, text

    async def activates(self, surname: str = "de Boer", at: int = -1) -> tuple[int, str]:
        return await self.opens(self.link(at), surname=surname, nonce=secrets.token_urlsafe(16))


@pytest_asyncio.fixture(params=["chat", "mail"])
async def firm(site: Site, request: pytest.FixtureRequest) -> Firm:
    house = site.house
    (company,) = await house.all(select(Organisation).where(Organisation.code == "bouw"))
    greet = await house.person("Greet", "Pos", chat=True)
    await house.role(greet, Role.SIGNATORY, site.tenant, organisation_id=company.id)
    (rias,) = await house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await house.change(Membership, rias.id, organisation_id=company.id)
    postman = with_real_mail(house)
    if request.param == "mail":
        await house.forget(ChatAccount)
    talk = Talk(site, postman if request.param == "mail" else None)
    await talk.at(MONDAY_MORNING)
    if talk.postman is not None:
        await writes_first(postman, greet, house.now)
    return Firm(talk, greet, company, postman)


async def writes_first(postman: Postman, person: Person, now: datetime) -> None:
    """Let someone send a mail that answers none of ours, so that there is one to answer."""
    mail = EmailMessage()
    address = f"{person.first_name}@{person.surname}.example".lower()
    mail["From"], mail["To"], mail["Subject"] = f"{person.name} <{address}>", "uren@akkoord.example", "help"
    mail["Date"], mail["Message-ID"] = format_datetime(now), f"<first@{person.surname.lower()}.example>"
    mail.set_content("help")
    stamp = f"Authentication-Results: {STAMP}; dmarc=pass header.from={person.surname.lower()}.example\r\n"
    await postman.brings(stamp.encode() + mail.as_bytes(policy=policy.SMTP))
