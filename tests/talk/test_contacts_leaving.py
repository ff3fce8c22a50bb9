"""When a contact leaves a company, in whole conversations: all of it ends at once, and can be taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.dossiers.models import DossierPart
from core.outbox import OutboxMessage
from core.people.models import Role
from core.tenants.models import Organisation, Tenant
from tests.house import MONDAY_MORNING
from tests.talk.firm import Firm, writes_first


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
    assert "Ria Kale is weer actief, met dezelfde rollen" in await talk.say(firm.greet, "oeps")
    await talk.say(ria, "wat staat er open?")
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


async def test_a_role_that_was_taken_back_does_not_come_back_with_another_undo(firm: Firm) -> None:
    talk, house = firm.talk, firm.talk.house
    co = await house.person("Co", "Ordi", chat=talk.postman is None)
    await house.role(co, Role.COORDINATOR, talk.site.tenant, organisation_id=firm.company.id)
    if talk.postman is not None:
        await writes_first(talk.postman, co, house.now)
    await firm.adds("voeg contact toe: Ria Kale, ria@kale.example, tekenbevoegd")
    await talk.say(co, "zet Ria Kale op inactief")
    await talk.say(co, "ja")
    await talk.say(firm.greet, "oeps")
    assert "met dezelfde rollen" in await talk.say(co, "oeps")
    assert await firm.roles("ria@kale.example") == [("work_supervisor", firm.company.id, None)]


async def test_who_comes_back_is_asked_for_what_they_were_last_and_no_more(firm: Firm) -> None:
    house, site = firm.talk.house, firm.talk.site
    await house.role(site.ria, Role.SIGNATORY, site.tenant, organisation_id=firm.company.id, until=date(2025, 6, 30))
    await firm.talk.say(firm.greet, "zet Ria Kale op inactief")
    await firm.talk.say(firm.greet, "ja")
    said = await firm.talk.say(firm.greet, "nodig Ria Kale opnieuw uit")
    assert "opnieuw uitgenodigd als werkbegeleider bij" in said
    assert [one.roles for one in await firm.invitations()] == [["work_supervisor"]]


async def test_a_yes_to_what_changed_meanwhile_is_said_back_as_it_is_now(firm: Firm) -> None:
    """Whose invitation was to be withdrawn has activated it; or another student came to be theirs alone."""
    talk, site = firm.talk, firm.talk.site
    await firm.adds()
    assert "De uitnodiging van Jan de Boer" in await talk.say(firm.greet, "zet Jan de Boer op inactief")
    await firm.activates()
    if talk.postman is None:  # by mail the last one to answer is now that Jan is active
        said = await talk.say(firm.greet, "ja")
        assert "Jan de Boer is dan meteen geen contact meer" in said
        assert (await firm.roles("jan@boer.example"))[0][2] is None
        assert "Jan de Boer is nu inactief" in await talk.say(firm.greet, "ja")
    assert "komen: Noor Visser en Daan Bos" in await talk.say(firm.greet, "zet Ria Kale op inactief")
    sem = await talk.house.person("Sem", "Vos")
    await talk.house.dossier(site.tenant, sem, site.ria)
    said = await talk.say(firm.greet, "ja")
    assert "komen: Noor Visser, Daan Bos en Sem Vos" in said
    assert (await firm.roles("ria@kale.example"))[0][2] is None
    assert "Ria Kale is nu inactief" in await talk.say(firm.greet, "ja")


async def test_a_yes_to_an_invitation_gives_no_role_to_who_became_a_contact_meanwhile(firm: Firm) -> None:
    house = firm.talk.house
    wim = await house.person("Wim", "Lek")
    words = "voeg contact toe: Wim Lek, wim@lek.example, tekenbevoegd"
    assert "Er gaat een uitnodiging naar" in await firm.talk.say(firm.greet, words)
    await house.role(wim, Role.WORK_SUPERVISOR, firm.talk.site.tenant, organisation_id=firm.company.id)
    assert "is al contact van Bouwbedrijf Kale" in await firm.talk.say(firm.greet, "ja")
    assert [role for role, _, _ in await firm.roles("wim@lek.example")] == ["work_supervisor"]
    assert "is nu ook tekenbevoegde" in await firm.talk.say(firm.greet, "ja")


async def test_who_becomes_inactive_hears_it_and_of_whom_to_ask_and_no_student_is_named(firm: Firm) -> None:
    talk, ria = firm.talk, firm.talk.site.ria
    before = talk.last(ria)
    await talk.say(firm.greet, "zet Ria Kale op inactief")
    assert talk.last(ria) == before
    await talk.say(firm.greet, "ja")
    told = talk.last(ria)
    assert "Greet Pos heeft u op inactief gezet als contact van Bouwbedrijf Kale bij School roc" in told
    assert "Vraag het Greet Pos, of de school: stage@roc.example" in told
    assert "Noor" not in told
    assert "Daan" not in told
    await talk.say(firm.greet, "oeps")
    assert "Greet Pos heeft u weer op actief gezet" in talk.last(ria)


async def test_who_became_inactive_has_nothing_left_that_was_open(firm: Firm) -> None:
    """The digest of before, its page and its buttons, and the reminders that were to come."""
    talk, house, ria = firm.talk, firm.talk.house, firm.talk.site.ria
    page = await house.database.look(
        lambda session: session.scalars(
            select(OutboxMessage.token).where(
                OutboxMessage.name == "reminders.digest", OutboxMessage.person_id == ria.id
            )
        ).one()
    )
    buttons = house.last(ria).outgoing.choices if talk.postman is None else ()
    # The link of a mail opens it; what went to a chat has none.
    assert ("Noor Visser" in (await firm.opens(f"/w/{page}"))[1]) == (talk.postman is not None)
    await talk.say(firm.greet, "zet Ria Kale op inactief")
    await talk.say(firm.greet, "ja")
    assert "Noor Visser" not in (await firm.opens(f"/w/{page}"))[1]
    for _, data in buttons:
        await house.press(ria, data)
    for words in ("wat staat er open?", "1 akkoord", "geschiedenis van Noor", "week 10", "bewijs"):
        assert "Visser" not in await talk.say(ria, words), words
    assert await house.states(talk.site.noor10) == "sssss"
    heard = talk.last(ria)
    await talk.at(MONDAY_MORNING + timedelta(days=2))
    await talk.at(MONDAY_MORNING + timedelta(days=7))
    assert talk.last(ria) == heard


async def test_a_withdrawn_invitation_does_not_come_back_beside_a_newer_one(firm: Firm) -> None:
    talk, house = firm.talk, firm.talk.house
    co = await house.person("Co", "Ordi", chat=talk.postman is None)
    await house.role(co, Role.COORDINATOR, talk.site.tenant, organisation_id=firm.company.id)
    if talk.postman is not None:
        await writes_first(talk.postman, co, house.now)
    await firm.adds("voeg contact toe: Jan de Boer, jan@boer.example, tekenbevoegd")
    await talk.say(co, "zet Jan de Boer op inactief")
    await talk.say(co, "ja")
    await firm.adds()
    await talk.say(co, "oeps")
    assert (await firm.activates(at=0))[0] == 410
    assert (await firm.activates(at=1))[0] == 200
    assert [role for role, _, _ in await firm.roles("jan@boer.example")] == ["work_supervisor"]


@pytest.mark.parametrize("firm", ["chat"], indirect=True)
async def test_a_chat_without_names_names_no_student_who_is_left_alone(firm: Firm) -> None:
    await firm.talk.house.change(Tenant, firm.talk.site.tenant.id, chat_policy="minimal")
    said = await firm.talk.say(firm.greet, "zet Ria Kale op inactief")
    said += await firm.talk.say(firm.greet, "ja")
    assert "2 studenten die ik hier niet mag noemen" in said
    assert "Ria Kale is nu inactief" in said
    for name in ("Noor", "Daan"):
        assert name not in said
