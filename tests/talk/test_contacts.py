"""A company's contacts in whole conversations, by chat and by mail: added, invited, activated, and made inactive."""

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
from core.access import load_actor, visible
from core.contacts.models import Invitation
from core.contacts.reading import read_contact
from core.contacts.service import INVITED, end, invite, load_where
from core.dossiers.models import Dossier, DossierPart
from core.incoming import Channel, Evidence
from core.outbox import OutboxMessage
from core.people.models import Address, ChatAccount, Membership, Person, Role
from core.record import Decision
from core.tenants.models import Organisation, Tenant
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

    async def invites_and_withdraws(self) -> None:
        """Invite someone and withdraw that, before any mail goes."""
        house = self.talk.house

        def work(session: Session) -> None:
            (where,) = load_where(session, [(self.company.tenant_id, self.company.id)])
            draft = read_contact("Jan de Boer, jan@boer.example, werkbegeleider")
            inviter = session.get_one(Person, self.greet.id)
            one = invite(session, where, draft, inviter=inviter, decision_id=None, now=house.now)
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

    async def opens(self, link: str, **fields: str) -> tuple[int, str]:
        """Open the page of a link, or with fields send its form. Gives the status and the page."""
        house = self.talk.house
        app = build_app(DeskPages(house.database, house.desk, clock=lambda: house.now))
        async with TestClient(TestServer(app)) as client:
            answer = await client.post(link, data=fields) if fields else await client.get(link)
            text = await answer.text()
        await house.deliver()
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


async def test_a_contact_is_said_back_invited_and_active_only_after_typing_their_surname(firm: Firm) -> None:
    said = await firm.talk.say(firm.greet, ADDS)
    assert "Jan de Boer, voorletters J., wordt werkbegeleider bij Bouwbedrijf Kale (School roc)" in said
    assert "Er is nog niets verstuurd" in said
    assert firm.mails() == []
    assert "Jan de Boer (jan@boer.example) is uitgenodigd als werkbegeleider" in await firm.talk.say(firm.greet, "ja")
    assert len(firm.mails()) == 1
    assert "Boer" not in await firm.people()
    status, page = await firm.opens(firm.link())
    assert status == 200
    assert "Greet Pos" in page
    assert "Bouwbedrijf Kale" in page
    assert "School roc" in page
    assert "Boer" not in page
    assert await firm.roles("jan@boer.example") == []
    status, page = await firm.activates()
    assert "Uw account is actief" in page
    assert await firm.roles("jan@boer.example") == [("work_supervisor", firm.company.id, None)]
    assert "Welkom" in str(firm.mails()[-1]["Subject"])
    assert "Jan de Boer heeft uw uitnodiging geactiveerd" in firm.talk.last(firm.greet)
    decisions = await firm.talk.house.all(select(Decision).order_by(Decision.id))
    assert [one.command for one in decisions] == ["contacts.add", "contacts.activate"]
    assert (decisions[1].evidence, decisions[1].words) == ("link", "[de Boer]")


async def test_of_the_link_only_a_hash_is_written_down(firm: Firm) -> None:
    await firm.adds()
    token = firm.link().removeprefix("/a/")
    await firm.activates("Mol")
    await firm.activates()
    tables = ("invitation", "outbox", "inbox", "decision", "question", "link_token")

    def work(session: Session) -> dict[str, list[str]]:
        selects = {table: session.connection().exec_driver_sql(f"SELECT * FROM {table}") for table in tables}
        return {table: [str(row) for row in rows] for table, rows in selects.items()}

    written = await firm.talk.house.database.look(work)
    assert all(written[table] for table in ("invitation", "outbox", "inbox", "decision"))
    assert [table for table, rows in written.items() if any(token in row for row in rows)] == []


async def test_a_lone_press_or_a_wrong_name_activates_nothing(firm: Firm) -> None:
    await firm.adds()
    for surname in ("", "  ", "Pos", "Jan", "Boe", "de"):
        status, page = await firm.activates(surname)
        assert status == 422, surname
        assert "Er is nog niets geactiveerd" in page
    assert "Boer" not in await firm.people()


async def test_after_five_wrong_names_the_link_rests_for_an_hour(firm: Firm) -> None:
    await firm.adds()
    for name in ("A", "B", "C", "D", "E"):
        await firm.activates(name)
    status, page = await firm.activates()
    assert status == 429
    assert "te vaak niet" in page
    firm.talk.house.now += timedelta(minutes=61)
    assert (await firm.activates())[0] == 200


async def test_a_link_works_once(firm: Firm) -> None:
    await firm.adds()
    await firm.activates()
    status, page = await firm.opens(firm.link(0))
    assert status == 200
    assert "de link werkt maar één keer" in page
    status, _ = await firm.activates(at=0)
    assert len(await firm.roles("jan@boer.example")) == 1
    assert status == 410


async def test_an_invitation_is_good_only_while_who_sent_it_still_manages_contacts(firm: Firm) -> None:
    await firm.adds()
    (greets,) = await firm.talk.house.all(select(Membership).where(Membership.person_id == firm.greet.id))
    await firm.talk.house.change(Membership, greets.id, until=date(2026, 3, 8))
    status, page = await firm.activates()
    assert (status, "ingetrokken" in page) == (410, True)
    assert await firm.roles("jan@boer.example") == []
    await firm.talk.house.change(Membership, greets.id, until=None)
    assert (await firm.activates())[0] == 200


async def test_the_welcome_is_sent_again_once_an_hour_while_they_are_a_contact(firm: Firm) -> None:
    await firm.adds()
    await firm.activates()
    link = firm.link(0)
    for letter, status in (("a", 200), ("b", 429)):
        assert (await firm.opens(link, renew="1", nonce=letter * 22))[0] == status
    assert [str(mail["Subject"])[:6] for mail in firm.mails()] == ["Greet ", "Welkom", "Welkom"]
    await firm.talk.say(firm.greet, "zet Jan de Boer op inactief")
    await firm.talk.say(firm.greet, "ja")
    firm.talk.house.now += timedelta(hours=2)
    status, page = await firm.opens(link, renew="1", nonce="c" * 22)
    assert (status, "op inactief gezet" in page) == (410, True)
    assert len(firm.mails()) == 3


async def test_an_expired_link_offers_a_new_one_that_goes_to_the_same_address_only(firm: Firm) -> None:
    await firm.adds()
    old = firm.link()
    firm.talk.house.now += WEEK
    status, page = await firm.opens(old)
    assert status == 410
    assert "verlopen" in page
    assert (await firm.opens(old, surname="de Boer", nonce="n" * 22))[0] == 410
    assert await firm.roles("jan@boer.example") == []
    status, page = await firm.opens(old, renew="1", nonce="r" * 22, email="boef@elders.example")
    assert "nieuwe link" in page
    assert len(firm.mails()) == 2
    assert firm.mails("boef@elders.example") == []
    assert firm.link() != old
    assert (await firm.activates())[0] == 200


async def test_new_links_are_rationed(firm: Firm) -> None:
    await firm.adds()
    old = firm.link()
    firm.talk.house.now += WEEK
    for letter in "abcdef":
        status, page = await firm.opens(old, renew="1", nonce=letter * 22)
    assert status == 429
    assert "morgen" in page
    assert len(firm.mails()) == 4


async def test_a_new_link_makes_the_old_one_dead(firm: Firm) -> None:
    await firm.adds()
    said = await firm.talk.say(firm.greet, "nodig Jan de Boer opnieuw uit")
    assert "Een eerdere link werkt niet meer" in said
    assert (await firm.activates(at=0))[0] == 410
    assert await firm.roles("jan@boer.example") == []
    assert (await firm.activates(at=-1))[0] == 200


async def test_what_is_missing_is_asked_one_by_one(firm: Firm) -> None:
    talk = firm.talk
    assert "Hoe heet het nieuwe contact?" in await talk.say(firm.greet, "voeg een contact toe")
    assert "Dit begreep ik niet: “Jan”" in await talk.say(firm.greet, "Jan")
    assert "eigen mailadres van Jan de Boer" in await talk.say(firm.greet, "Jan de Boer")
    assert "Welke rol krijgt Jan de Boer" in await talk.say(firm.greet, "jan@boer.example")
    assert "Dit begreep ik niet: “baas”" in await talk.say(firm.greet, "baas")
    said = await talk.say(firm.greet, "tekenbevoegd en werkbegeleider")
    assert "voorletters J., wordt tekenbevoegde en werkbegeleider" in said
    await talk.say(firm.greet, "ja")
    assert [one.roles for one in await firm.invitations()] == [["signatory", "work_supervisor"]]


async def test_a_general_address_is_refused_and_it_is_said_why(firm: Firm) -> None:
    said = await firm.talk.say(firm.greet, "voeg contact toe: Jan de Boer, info@boer.example, werkbegeleider")
    assert "info@boer.example is een algemeen adres. Anderen lezen mee" in said
    assert "voorletters J." in await firm.talk.say(firm.greet, "jan@boer.example")
    await firm.talk.say(firm.greet, "ja")
    assert [one.email for one in await firm.invitations()] == ["jan@boer.example"]


async def test_what_is_not_wholly_understood_proposes_nobody(firm: Firm) -> None:
    for words in (
        "voeg contact niet toe: Jan de Boer, jan@boer.example, werkbegeleider",
        "voeg contact toe: niet Jan de Boer, jan@boer.example, werkbegeleider",
        "voeg contact toe: Jan de Boer, jan@boer.example, geen werkbegeleider",
        "voeg contact toe: Jan de Boer, jan@boer.example, piet@mol.example, werkbegeleider",
        "voeg contact toe: Jan de Boer of Piet Mol, jan@boer.example, werkbegeleider",
    ):
        await firm.talk.say(firm.greet, words)
        await firm.talk.say(firm.greet, "ja")
        assert await firm.invitations() == [], words
        await firm.talk.say(firm.greet, "annuleren")


async def test_a_no_sends_nothing(firm: Firm) -> None:
    await firm.talk.say(firm.greet, ADDS)
    await firm.talk.say(firm.greet, "nee")
    assert await firm.invitations() == []
    assert firm.mails() == []


async def test_oops_withdraws_until_it_is_activated(firm: Firm) -> None:
    await firm.adds()
    assert "Een link die al verstuurd is, werkt niet meer" in await firm.talk.say(firm.greet, "oeps")
    status, page = await firm.activates()
    assert status == 410
    assert "ingetrokken" in page
    await firm.adds()
    await firm.activates()
    assert "heeft de uitnodiging al geactiveerd" in await firm.talk.say(firm.greet, "oeps")
    assert await firm.roles("jan@boer.example") == [("work_supervisor", firm.company.id, None)]


async def test_an_invitation_withdrawn_before_its_mail_went_is_never_sent(firm: Firm) -> None:
    house = firm.talk.house
    await firm.invites_and_withdraws()
    await house.deliver()
    assert firm.mails() == []
    (mail,) = await house.all(select(OutboxMessage).where(OutboxMessage.name == INVITED))
    assert mail.state == "dropped"


async def test_the_list_says_how_everyone_stands(firm: Firm) -> None:
    await firm.adds()
    said = await firm.talk.say(firm.greet, "wie zijn onze contacten?")
    assert "Bouwbedrijf Kale (School roc)" in said
    assert "Greet Pos, greet@pos.example: tekenbevoegde · actief" in said
    assert "Ria Kale, ria@kale.example: werkbegeleider · actief" in said
    assert "Jan de Boer, jan@boer.example: werkbegeleider · uitgenodigd, de link werkt tot en met ma 16 maart" in said
    firm.talk.house.now += WEEK
    assert "maar de link is verlopen" in await firm.talk.say(firm.greet, "onze contacten")


async def test_the_school_of_whom_another_company_knows_is_told_to_nobody(firm: Firm) -> None:
    """Kees is a supervisor elsewhere; inviting him looks like inviting anybody, and gives the same person the role."""
    house = firm.talk.house
    other = await house.tenant("elders")
    kees = await house.person("Kees", "Zon")
    await house.role(kees, Role.WORK_SUPERVISOR, other)
    said = await firm.talk.say(firm.greet, "voeg contact toe: Cornelis Zon, kees@zon.example, coördinator")
    assert "Cornelis Zon" in said
    assert "Kees" not in said
    assert "elders" not in said
    assert "is uitgenodigd als coördinator" in await firm.talk.say(firm.greet, "ja")
    assert len(await firm.roles("kees@zon.example")) == 1
    await firm.opens(firm.link(email="kees@zon.example"), surname="Zon", nonce="n" * 22)
    assert ("coordinator", firm.company.id, None) in await firm.roles("kees@zon.example")
    (person,) = await house.all(select(Person).where(Person.surname == "Zon"))
    assert (person.id, person.first_name) == (kees.id, "Kees")
    assert "Cornelis Zon heeft uw uitnodiging" in firm.talk.last(firm.greet)


async def test_who_is_an_active_contact_here_gets_another_role_at_once(firm: Firm) -> None:
    words = "voeg contact toe: Ria Kale, ria@kale.example, tekenbevoegd"
    assert "Ria Kale (ria@kale.example) is al contact" in await firm.talk.say(firm.greet, words)
    assert "is nu ook tekenbevoegde" in await firm.talk.say(firm.greet, "ja")
    assert [role for role, _, _ in await firm.roles("ria@kale.example")] == ["work_supervisor", "signatory"]
    assert "is dat al" in await firm.talk.say(firm.greet, words)
    await firm.talk.say(firm.greet, "oeps")


async def test_who_becomes_inactive_loses_all_at_once(firm: Firm) -> None:
    talk, ria = firm.talk, firm.talk.site.ria
    said = await talk.say(firm.greet, "zet Ria Kale op inactief")
    assert "Zonder werkbegeleider komen: Noor Visser en Daan Bos" in said
    assert "Er is nog niets veranderd" in said
    assert "Ria Kale is nu inactief" in await talk.say(firm.greet, "ja")
    await talk.say(ria, "alles akkoord")
    assert await talk.house.states(talk.site.noor10) == "sssss"
    assert "Ria Kale, ria@kale.example: werkbegeleider · inactief sinds 8 maart 2026" in await talk.say(
        firm.greet, "onze contacten"
    )
    await talk.say(firm.greet, "zet Ria Kale op inactief")
    assert "al inactief" in talk.last(firm.greet)


async def test_oops_makes_a_contact_active_again(firm: Firm) -> None:
    talk, ria = firm.talk, firm.talk.site.ria
    await talk.say(firm.greet, "zet Ria Kale op inactief")
    await talk.say(firm.greet, "ja")
    assert "met dezelfde rollen" in await talk.say(firm.greet, "oeps")
    await talk.say(ria, "alles akkoord")
    assert await talk.house.states(talk.site.noor10) == "aaaaa"


async def test_one_with_a_second_company_at_the_school_judges_no_longer_at_the_first(firm: Firm) -> None:
    talk, house, site = firm.talk, firm.talk.house, firm.talk.site
    second = Organisation(tenant_id=site.tenant.id, code="tweede", name="Tweede Bedrijf")
    await house.add(second)
    await house.role(site.ria, Role.WORK_SUPERVISOR, site.tenant, organisation_id=second.id)
    await talk.say(firm.greet, "zet Ria Kale op inactief")
    await talk.say(firm.greet, "ja")
    await talk.say(site.ria, "alles akkoord")
    assert await house.states(site.noor10) == "sssss"
    assert await house.all(select(DossierPart).where(DossierPart.person_id == site.ria.id)) == []
    await talk.say(firm.greet, "oeps")
    assert len(await house.all(select(DossierPart).where(DossierPart.person_id == site.ria.id))) == 2


async def test_nobody_makes_themselves_or_the_last_signatory_inactive(firm: Firm) -> None:
    talk, house = firm.talk, firm.talk.house
    assert "Uzelf kunt u niet op inactief zetten" in await talk.say(firm.greet, "zet Greet Pos op inactief")
    co = await house.person("Co", "Ordi", chat=talk.postman is None)
    await house.role(co, Role.COORDINATOR, talk.site.tenant, organisation_id=firm.company.id)
    if talk.postman is not None:
        await writes_first(talk.postman, co, house.now)
    assert "laatste tekenbevoegde" in await talk.say(co, "zet Greet Pos op inactief")
    assert (await firm.roles("greet@pos.example"))[0][2] is None


async def test_an_invitation_is_withdrawn_in_the_same_words(firm: Firm) -> None:
    await firm.adds()
    assert "De uitnodiging van Jan de Boer" in await firm.talk.say(firm.greet, "zet Jan de Boer op inactief")
    assert "is ingetrokken" in await firm.talk.say(firm.greet, "ja")
    assert (await firm.activates())[0] == 410
    await firm.talk.say(firm.greet, "oeps")
    assert (await firm.activates())[0] == 200


async def test_who_is_no_signatory_or_coordinator_manages_nobody(firm: Firm) -> None:
    for words in (ADDS, "wie zijn onze contacten", "zet Greet Pos op inactief", "nodig Greet Pos opnieuw uit"):
        said = await firm.talk.say(firm.talk.site.ria, words)
        assert "greet@pos" not in said
        assert "Klopt dat?" not in said
    assert await firm.invitations() == []


async def test_a_signatory_reaches_no_contact_of_another_company_or_school(firm: Firm) -> None:
    house = firm.talk.house
    other = await house.tenant("elders")
    (theirs,) = await house.all(select(Organisation).where(Organisation.tenant_id == other.id))
    kees = await house.person("Kees", "Zon")
    await house.role(kees, Role.SIGNATORY, other, organisation_id=theirs.id)
    second = Organisation(tenant_id=firm.talk.site.tenant.id, code="tweede", name="Tweede Bedrijf")
    await house.add(second)
    wim = await house.person("Wim", "Lek")
    await house.role(wim, Role.SIGNATORY, firm.talk.site.tenant, organisation_id=second.id)
    said = await firm.talk.say(firm.greet, "onze contacten")
    assert "Kees" not in said
    assert "Wim" not in said
    for name in ("Kees Zon", "Wim Lek", "kees@zon.example"):
        assert "Ik ken geen contact" in await firm.talk.say(firm.greet, f"zet {name} op inactief")


async def test_of_two_companies_it_is_asked_which(firm: Firm) -> None:
    house = firm.talk.house
    second = Organisation(tenant_id=firm.talk.site.tenant.id, code="tweede", name="Tweede Bedrijf")
    await house.add(second)
    await house.role(firm.greet, Role.COORDINATOR, firm.talk.site.tenant, organisation_id=second.id)
    assert "Bij welk bedrijf" in await firm.talk.say(firm.greet, ADDS)
    assert "Tweede Bedrijf" in await firm.talk.say(firm.greet, "2")
    await firm.talk.say(firm.greet, "ja")
    assert [one.organisation_id for one in await firm.invitations()] == [second.id]


async def test_a_new_supervisor_sees_only_files_with_a_part_and_a_new_signatory_all_of_the_company(firm: Firm) -> None:
    await firm.adds()
    await firm.activates()
    await firm.adds("voeg contact toe: Sien Mol, sien@mol.example, tekenbevoegd")
    await firm.opens(firm.link(email="sien@mol.example"), surname="Mol", nonce="n" * 22)

    def work(session: Session) -> list[int]:
        people = session.scalars(select(Person).where(Person.surname.in_(("Boer", "Mol"))).order_by(Person.id))
        actors = [load_actor(session, one.id, evidence=Evidence.MAILBOX, today=date(2026, 3, 9)) for one in people]
        return [len(session.scalars(visible(actor, Dossier)).all()) for actor in actors]

    assert await firm.talk.house.database.look(work) == [0, 2]


async def test_it_is_the_same_in_english(firm: Firm) -> None:
    talk = firm.talk
    await talk.house.change(Person, firm.greet.id, language="en")
    said = await talk.say(firm.greet, "add contact: Jan de Boer, jan@boer.example, work supervisor")
    assert "becomes work supervisor at Bouwbedrijf Kale" in said
    await talk.say(firm.greet, "yes")
    _, page = await firm.opens(firm.link())
    assert "What we keep" in page
    assert "Your account is active" in (await firm.activates())[1]
    assert "work supervisor · active" in await talk.say(firm.greet, "who are our contacts?")
    assert "approve nothing" in await talk.say(firm.greet, "deactivate Jan de Boer")
    assert "is now inactive" in await talk.say(firm.greet, "yes")


async def test_in_a_chat_that_a_school_shuts_contacts_are_told_by_mail(site: Site) -> None:
    house = site.house
    (company,) = await house.all(select(Organisation).where(Organisation.code == "bouw"))
    greet = await house.person("Greet", "Pos", chat=True)
    await house.role(greet, Role.SIGNATORY, site.tenant, organisation_id=company.id)
    await house.change(Tenant, site.tenant.id, chat_policy="off")
    await house.chat(greet, "onze contacten")
    told = {sent.outgoing.channel: sent.text for sent in house.heard(greet)}
    assert "greet@pos.example" in told[Channel.MAIL]
    assert "greet@pos.example" not in told[Channel.CHAT]
