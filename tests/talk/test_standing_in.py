"""A colleague stands in for a while, in whole conversations: asked, confirmed, told, judged, and over."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.access import load_actor, may_judge, visible
from core.dossiers.models import Dossier
from core.incoming import Evidence
from core.people.models import Address, ChatAccount, Membership, Person, Role
from core.people.stand_ins import StandIn
from core.record import Decision
from core.tenants.models import Organisation, Tenant
from tests.house import MONDAY_MORNING
from tests.postal import with_real_mail
from tests.site import Site
from tests.talk.living import Talk

TUESDAY = MONDAY_MORNING + timedelta(days=1)
WEDNESDAY = MONDAY_MORNING + timedelta(days=2)
SATURDAY = MONDAY_MORNING + timedelta(days=5)
ASKS = "van morgen tot vrijdag neemt mijn collega Jan het over"


@dataclass
class Firm:
    """Ria's site, with a colleague at the same company who trains a student of his own."""

    talk: Talk
    jan: Person
    company: Organisation
    jans: Dossier

    @property
    def ria(self) -> Person:
        return self.talk.site.ria

    async def judges(self, person: Person, today: date) -> set[int]:
        """Name the dossiers that someone may judge on a day."""

        def work(session):  # type: ignore[no-untyped-def]  # a look through the database
            actor = load_actor(session, person.id, evidence=Evidence.CHAT, today=today)
            judged = set(session.scalars(select(Dossier.id).where(may_judge(actor))))
            assert judged <= {one.id for one in session.scalars(visible(actor, Dossier))}
            return judged

        return set(await self.talk.house.database.look(work))

    async def standing(self) -> list[StandIn]:
        return await self.talk.house.all(select(StandIn).order_by(StandIn.id))


@pytest_asyncio.fixture(params=["chat", "mail"])
async def firm(site: Site, request: pytest.FixtureRequest) -> Firm:
    house = site.house
    (company,) = await house.all(select(Organisation).where(Organisation.code == "bouw"))
    jan = await house.person("Jan", "Mol", chat=True)
    await house.role(jan, Role.WORK_SUPERVISOR, site.tenant, organisation_id=company.id)
    emma = await house.person("Emma", "Duin")
    await house.role(emma, Role.STUDENT, site.tenant)
    jans = await house.dossier(site.tenant, emma, jan)
    await house.week(jans, [8, 8, 8, 8, 8])
    postman = None
    if request.param == "mail":
        postman = with_real_mail(house)
        await house.forget(ChatAccount)
    talk = Talk(site, postman)
    await talk.at(MONDAY_MORNING)
    return Firm(talk, jan, company, jans)


async def test_a_stand_in_is_confirmed_told_reminded_judges_and_ends_by_itself(firm: Firm) -> None:
    talk, site = firm.talk, firm.talk.site
    said = await talk.say(firm.ria, ASKS)
    assert "Jan Mol vervangt u van 10 maart 2026 tot en met 13 maart 2026" in said
    assert "Bouwbedrijf Kale (School roc)" in said
    assert "Er is nog niets veranderd" in said
    assert await firm.standing() == []
    assert "Geregeld: Jan Mol vervangt u" in await talk.say(firm.ria, "ja")
    assert "Ria Kale heeft u gevraagd te vervangen" in talk.last(firm.jan)
    assert "Noor" not in talk.last(firm.jan)
    await talk.at(WEDNESDAY)
    assert "Noor Visser" in talk.last(firm.jan)
    assert "Emma Duin" in talk.last(firm.jan)
    assert await talk.reminded(firm.ria) == [MONDAY_MORNING]
    said = await talk.say(firm.jan, "Noor akkoord")
    assert "Jan Mol voor Ria Kale" in said
    assert await talk.house.states(site.noor10) == "aaaaa"
    assert "Jan Mol voor Ria Kale" in await talk.say(firm.ria, "wie gaf akkoord voor week 10 van Noor?")
    assert "Jan Mol voor Ria Kale" in await talk.say(firm.jan, "bewijs")
    (decision,) = await talk.house.all(select(Decision).where(Decision.command == "logbook.approve"))
    assert decision.facts["weeks"][0]["in_place_of"] == firm.ria.id
    await talk.at(SATURDAY)
    assert await firm.judges(firm.jan, date(2026, 3, 14)) == {firm.jans.id}
    await talk.at(MONDAY_MORNING + timedelta(days=7))
    assert "Daan Bos" in talk.last(firm.ria)
    assert "Daan Bos" not in talk.last(firm.jan)


async def test_a_student_is_told_who_approved_in_whose_place(firm: Firm) -> None:
    talk, daan = firm.talk, firm.talk.site.daan
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    await talk.at(WEDNESDAY)
    await talk.say(firm.jan, "Daan akkoord")
    assert "Jan Mol voor Ria Kale is akkoord" in talk.last(daan)
    assert "Jan Mol voor Ria Kale" in await talk.say(daan, "wie gaf akkoord voor week 10?")


async def test_a_receipt_of_ones_own_and_anothers_weeks_names_both(firm: Firm) -> None:
    talk = firm.talk
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    await talk.at(WEDNESDAY)
    assert "Jan Mol voor zichzelf en voor Ria Kale" in await talk.say(firm.jan, "alles akkoord")
    assert "Jan Mol voor zichzelf en voor Ria Kale" in await talk.say(firm.jan, "bewijs")
    assert "Jan Mol, wo 11 maart" in await talk.say(firm.jan, "wie gaf akkoord voor week 10 van Emma?")


async def test_hours_closed_on_a_stand_ins_word_say_in_whose_place(firm: Firm) -> None:
    talk, daan = firm.talk, firm.talk.site.daan
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    await talk.at(WEDNESDAY)
    await talk.say(firm.jan, "Daan akkoord, alleen dinsdag moet 7 zijn")
    assert "Jan Mol voor Ria Kale vraagt je" in talk.last(daan)
    await talk.say(daan, "di 7")
    assert await talk.house.states(talk.site.daan10) == "aaaaa"
    assert "Jan Mol voor Ria Kale" in await talk.say(firm.ria, "wie gaf akkoord voor week 10 van Daan?")


async def test_what_a_stand_in_sent_back_is_the_absent_ones_again_afterwards(firm: Firm) -> None:
    talk, daan = firm.talk, firm.talk.site.daan
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    await talk.at(WEDNESDAY)
    await talk.say(firm.jan, "Daan akkoord, alleen dinsdag moet 7 zijn")
    told = talk.last(firm.jan)
    talk.house.now = SATURDAY
    await talk.say(daan, "di 7")
    assert await talk.house.states(talk.site.daan10) == "asaaa"
    assert talk.last(firm.jan) == told
    await talk.at(MONDAY_MORNING + timedelta(days=7))
    assert "Daan Bos" in talk.last(firm.ria)


async def test_a_stand_in_judges_exactly_what_the_absent_one_may_and_only_then(firm: Firm) -> None:
    talk, site = firm.talk, firm.talk.site
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    own, both = {firm.jans.id}, {firm.jans.id, site.noors.id, site.daans.id}
    assert await firm.judges(firm.jan, date(2026, 3, 9)) == own
    assert await firm.judges(firm.jan, date(2026, 3, 10)) == both
    assert await firm.judges(firm.jan, date(2026, 3, 13)) == both
    assert await firm.judges(firm.jan, date(2026, 3, 14)) == own
    assert await firm.judges(firm.ria, date(2026, 3, 10)) == {site.noors.id, site.daans.id}


async def test_nothing_is_left_when_either_loses_the_role(firm: Firm) -> None:
    talk = firm.talk
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    (rias,) = await talk.house.all(select(Membership).where(Membership.person_id == firm.ria.id))
    await talk.house.change(Membership, rias.id, until=date(2026, 3, 9))
    assert await firm.judges(firm.jan, date(2026, 3, 11)) == {firm.jans.id}
    await talk.house.change(Membership, rias.id, until=None)
    (jans,) = await talk.house.all(select(Membership).where(Membership.person_id == firm.jan.id))
    await talk.house.change(Membership, jans.id, until=date(2026, 3, 9))
    assert await firm.judges(firm.jan, date(2026, 3, 11)) == set()


async def test_nothing_is_left_to_who_goes_to_another_company(firm: Firm) -> None:
    house = firm.talk.house
    await firm.talk.say(firm.ria, ASKS)
    await firm.talk.say(firm.ria, "ja")
    ours = {firm.talk.site.noors.id, firm.talk.site.daans.id}
    assert ours <= await firm.judges(firm.jan, TUESDAY.date())
    other = Organisation(tenant_id=firm.talk.site.tenant.id, code="anders", name="Anders BV")
    await house.add(other)
    (membership,) = await house.all(select(Membership).where(Membership.person_id == firm.jan.id))
    await house.change(Membership, membership.id, organisation_id=other.id)
    assert not ours & await firm.judges(firm.jan, TUESDAY.date())


async def test_who_is_back_ends_it_and_oops_lets_it_hold_again(firm: Firm) -> None:
    talk, site = firm.talk, firm.talk.site
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    await talk.at(WEDNESDAY - timedelta(hours=2))
    assert "Jan Mol vervangt u niet meer" in await talk.say(firm.ria, "ik ben er weer")
    assert "U vervangt Ria Kale niet meer" in talk.last(firm.jan)
    assert await firm.judges(firm.jan, date(2026, 3, 11)) == {firm.jans.id}
    assert "vervanging geldt weer" in await talk.say(firm.ria, "oeps")
    assert await firm.judges(firm.jan, date(2026, 3, 11)) == {firm.jans.id, site.noors.id, site.daans.id}


async def test_a_stand_in_taken_back_is_off_and_said_to_both(firm: Firm) -> None:
    talk = firm.talk
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    assert "vervanging gaat niet door" in await talk.say(firm.ria, "oeps")
    assert "U vervangt Ria Kale niet meer" in talk.last(firm.jan)
    assert await firm.judges(firm.jan, date(2026, 3, 11)) == {firm.jans.id}


async def test_a_no_changes_nothing(firm: Firm) -> None:
    await firm.talk.say(firm.ria, ASKS)
    assert "gaat niet door" in await firm.talk.say(firm.ria, "nee")
    assert await firm.standing() == []


@pytest.mark.parametrize("words", ["Kees vervangt mij tot vrijdag", "kees@elders.example vervangt mij tot vrijdag"])
async def test_who_is_not_of_the_company_is_refused_and_it_is_said_what_to_do(firm: Firm, words: str) -> None:
    """Kees works at another company, and another school knows him at this one."""
    house = firm.talk.house
    other = await house.tenant("elders")
    kees = await house.person("Kees", "Elders")
    elsewhere = Organisation(tenant_id=firm.talk.site.tenant.id, code="else", name="Elders")
    await house.add(elsewhere)
    await house.role(kees, Role.WORK_SUPERVISOR, firm.talk.site.tenant, organisation_id=elsewhere.id)
    (same,) = await house.all(select(Organisation).where(Organisation.tenant_id == other.id))
    await house.role(kees, Role.SIGNATORY, other, organisation_id=same.id)
    said = await firm.talk.say(firm.ria, words)
    assert "Ik ken geen collega van hetzelfde bedrijf" in said
    assert "contactpersoon" in said
    assert await firm.standing() == []


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER, Role.SCHOOL, Role.ADMIN])
async def test_a_student_or_the_school_is_no_colleague(firm: Firm, role: Role) -> None:
    house = firm.talk.house
    kees = await house.person("Kees", "Elders")
    await house.role(kees, role, firm.talk.site.tenant, organisation_id=firm.company.id)
    assert "Ik ken geen collega" in await firm.talk.say(firm.ria, "Kees vervangt mij tot vrijdag")


async def test_a_stand_in_passes_nothing_on(firm: Firm) -> None:
    talk, site = firm.talk, firm.talk.site
    piet = await talk.house.person("Piet", "Roos")
    await talk.house.role(piet, Role.COORDINATOR, site.tenant, organisation_id=firm.company.id)
    await talk.say(firm.ria, "Jan vervangt mij tot vrijdag")
    await talk.say(firm.ria, "ja")
    said = await talk.say(firm.jan, "Piet vervangt mij tot vrijdag")
    assert "Wat u zelf voor Ria Kale waarneemt, gaat niet mee" in said
    await talk.say(firm.jan, "ja")
    assert await firm.judges(piet, date(2026, 3, 10)) == {firm.jans.id}
    assert await firm.judges(firm.jan, date(2026, 3, 10)) == {firm.jans.id, site.noors.id, site.daans.id}


async def test_who_only_stands_in_has_nothing_to_leave(firm: Firm) -> None:
    talk, site = firm.talk, firm.talk.site
    piet = await talk.house.person("Piet", "Roos", chat=talk.postman is None)
    await talk.house.role(piet, Role.COORDINATOR, site.tenant, organisation_id=firm.company.id)
    await talk.say(firm.ria, "Piet vervangt mij tot vrijdag")
    await talk.say(firm.ria, "ja")
    assert await firm.judges(piet, date(2026, 3, 10)) == {site.noors.id, site.daans.id}
    assert "kunt u niet doorgeven" in await talk.say(piet, "Jan vervangt mij tot vrijdag")
    assert len(await firm.standing()) == 1


async def test_who_is_away_then_or_is_stood_in_for_already_is_told_so(firm: Firm) -> None:
    talk = firm.talk
    piet = await talk.house.person("Piet", "Roos")
    await talk.house.role(piet, Role.COORDINATOR, talk.site.tenant, organisation_id=firm.company.id)
    await talk.say(firm.jan, "Piet vervangt mij van morgen tot donderdag")
    await talk.say(firm.jan, "ja")
    assert "Jan Mol is in die tijd zelf weg" in await talk.say(firm.ria, "Jan vervangt mij tot vrijdag")
    await talk.say(firm.ria, "Piet vervangt mij tot vrijdag")
    await talk.say(firm.ria, "ja")
    assert "vervangt iemand u al" in await talk.say(firm.ria, "Piet vervangt mij tot woensdag")


async def test_two_of_one_name_are_asked_about_and_the_address_tells_them_apart(firm: Firm) -> None:
    talk = firm.talk
    other = await talk.house.person("Jan", "Duif")
    await talk.house.role(other, Role.SIGNATORY, talk.site.tenant, organisation_id=firm.company.id)
    said = await talk.say(firm.ria, "Jan vervangt mij tot vrijdag")
    assert "Jan Mol" in said
    assert "Jan Duif" in said
    assert "Jan Duif vervangt u van 9 maart 2026 tot en met 13 maart 2026" in await talk.say(firm.ria, "2")
    await talk.say(firm.ria, "ja")
    assert [row.stand_in_id for row in await firm.standing()] == [other.id]
    assert "Jan Mol vervangt u" not in await talk.say(firm.ria, "jan@duif.example vervangt mij morgen")


async def test_who_and_until_when_are_asked_for(firm: Firm) -> None:
    talk = firm.talk
    assert "Wie vervangt u?" in await talk.say(firm.ria, "ik wil een vervanger")
    assert "Van wanneer tot en met wanneer?" in await talk.say(firm.ria, "Jan Mol")
    said = await talk.say(firm.ria, "van morgen tot vrijdag")
    assert "Jan Mol vervangt u van 10 maart 2026 tot en met 13 maart 2026" in said
    await talk.say(firm.ria, "ja")
    assert len(await firm.standing()) == 1


async def test_one_day_is_that_day_and_monday_to_friday_is_next_week(firm: Firm) -> None:
    talk = firm.talk
    assert "van 10 maart 2026 tot en met 10 maart 2026" in await talk.say(firm.ria, "Jan vervangt mij morgen")
    await talk.at(WEDNESDAY)
    said = await talk.say(firm.ria, "van maandag tot vrijdag neemt Jan het over")
    assert "van 16 maart 2026 tot en met 20 maart 2026" in said


async def test_of_two_schools_only_the_one_that_knows_the_colleague_is_left(firm: Firm) -> None:
    talk = firm.talk
    other = await talk.house.tenant("ander")
    sam = await talk.house.person("Sam", "Kei")
    await talk.house.role(firm.ria, Role.WORK_SUPERVISOR, other)
    sams = await talk.house.dossier(other, sam, firm.ria)
    await talk.house.week(sams, [8, 8, 8, 8, 8])
    said = await talk.say(firm.ria, ASKS)
    assert "Dit blijft bij u" in said
    assert "School ander" in said
    await talk.say(firm.ria, "ja")
    assert sams.id not in await firm.judges(firm.jan, date(2026, 3, 11))
    await talk.at(WEDNESDAY)
    assert "Sam Kei" in talk.last(firm.ria)
    assert "Noor" not in talk.last(firm.ria)


async def test_settings_name_the_stand_in_to_both(firm: Firm) -> None:
    talk = firm.talk
    await talk.say(firm.ria, ASKS)
    await talk.say(firm.ria, "ja")
    assert "Jan Mol vervangt u (di 10 maart tot en met vr 13 maart)" in await talk.say(firm.ria, "instellingen")
    assert "u vervangt Ria Kale (di 10 maart tot en met vr 13 maart)" in await talk.say(firm.jan, "instellingen")


async def test_it_is_the_same_in_english(firm: Firm) -> None:
    talk = firm.talk
    await talk.house.change(Person, firm.ria.id, language="en")
    said = await talk.say(firm.ria, "from tomorrow until Friday my colleague Jan takes over")
    assert "Jan Mol stands in for you" in said
    assert "Settled" in await talk.say(firm.ria, "yes")
    assert "Welcome back" in await talk.say(firm.ria, "I'm back")


async def test_a_chat_that_a_school_shuts_shows_a_stand_in_nothing_there(site: Site) -> None:
    house = site.house
    (company,) = await house.all(select(Organisation).where(Organisation.code == "bouw"))
    jan = await house.person("Jan", "Mol", chat=True)
    await house.role(jan, Role.SIGNATORY, site.tenant, organisation_id=company.id)
    await house.chat(site.ria, "Jan vervangt mij tot vrijdag")
    await house.chat(site.ria, "ja")
    await house.change(Tenant, site.tenant.id, chat_policy="off")
    await house.chat(jan, "wat staat er open?")
    assert "Noor" not in house.last(jan).text
    assert await house.all(select(Address).where(Address.person_id == jan.id))
