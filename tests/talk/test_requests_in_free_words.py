"""Requests in free words, in whole conversations: said back with what was read, and only done after a yes."""

import pytest
from sqlalchemy import func, select

from core.contacts.models import Invitation
from core.people.models import Person, Role
from core.people.stand_ins import StandIn
from core.problems.models import Problem
from core.tenants.models import Organisation
from tests.site import Site


async def said(site: Site, who: Person, text: str) -> str:
    await site.house.chat(who, text)
    return " ".join(site.house.last(who).text.split())


async def count(site: Site, model: type) -> int:
    return int((await site.house.all(select(func.count()).select_from(model)))[0])


async def colleague(site: Site, first: str, last: str, *roles: Role) -> Person:
    (company,) = await site.house.all(select(Organisation))
    person = await site.house.person(first, last, chat=True)
    for role in roles:
        await site.house.role(person, role, site.tenant, organisation_id=company.id)
    return person


async def test_a_leak_in_free_words_is_reported_with_all_of_them_after_a_yes(site: Site) -> None:
    told = await said(site, site.ria, "ik heb de lijst met studenten aan de verkeerde persoon gemaild")
    assert "Dit klinkt als een mogelijk datalek" in told
    assert "aan de verkeerde persoon gemaild" in told
    assert await count(site, Problem) == 0
    await said(site, site.ria, "ja")
    (problem,) = await site.house.all(select(Problem))
    assert problem.kind == "leak"


async def test_a_leak_that_is_none_is_not_reported(site: Site) -> None:
    await said(site, site.ria, "ik heb de lijst met studenten aan de verkeerde persoon gemaild")
    await said(site, site.ria, "nee")
    assert await count(site, Problem) == 0


async def test_a_report_says_back_whom_it_is_about_and_all_that_was_typed(site: Site) -> None:
    text = "kunt u de school laten weten dat Daan drie keer zonder bericht is weggebleven"
    told = await said(site, site.ria, text)
    assert text in told
    assert "Daan Bos" in told
    assert await count(site, Problem) == 0
    await said(site, site.ria, "ja")
    (problem,) = await site.house.all(select(Problem))
    assert problem.dossier_id == site.daans.id


async def test_a_report_about_nobody_asks_whom_and_keeps_the_words(site: Site) -> None:
    told = await said(site, site.ria, "laat de school weten dat hij steeds te laat komt")
    assert "Noor Visser" in told
    await site.house.press(site.ria, site.house.last(site.ria).button("Daan Bos, Bouwbedrijf Kale"))
    assert "hij steeds te laat komt" in " ".join(site.house.last(site.ria).text.split())


@pytest.mark.parametrize(
    "text", ["laat de school nog niet weten dat Daan te laat komt", "nog niet doorgeven aan school"]
)
async def test_what_is_held_back_is_not_done(site: Site, text: str) -> None:
    await said(site, site.ria, text)
    await said(site, site.ria, "ja")
    assert await count(site, Problem) == 0


async def test_a_contact_is_read_in_the_senders_own_characters_and_invited_after_a_yes(site: Site) -> None:
    boss = await colleague(site, "Kim", "Los", Role.COORDINATOR)
    told = await said(site, boss, "zou je Iris Mol als werkbegeleider willen toevoegen? iris@zaag.example")
    assert "Iris Mol" in told
    assert "iris@zaag.example" in told
    assert await count(site, Invitation) == 0
    await said(site, boss, "ja")
    (invitation,) = await site.house.all(select(Invitation))
    assert (invitation.email, invitation.roles) == ("iris@zaag.example", ["work_supervisor"])


async def test_a_contact_without_an_address_is_asked_for_it_and_kept(site: Site) -> None:
    boss = await colleague(site, "Kim", "Los", Role.COORDINATOR)
    assert "mailadres" in await said(site, boss, "graag onze nieuwe collega Iris Mol erbij zetten als begeleider")
    assert "Iris Mol" in await said(site, boss, "iris@zaag.example")
    await said(site, boss, "ja")
    (invitation,) = await site.house.all(select(Invitation))
    assert invitation.email == "iris@zaag.example"


async def test_who_left_is_said_back_in_lower_case_too(site: Site) -> None:
    boss = await colleague(site, "Kim", "Los", Role.COORDINATOR)
    await colleague(site, "Bert", "Vos", Role.WORK_SUPERVISOR)
    told = await said(site, boss, "bert vos is sinds vorige maand met pensioen, haal hem maar weg")
    assert "Bert Vos" in told
    assert site.house.last(boss).labels[0] == "Ja, klopt"


async def test_a_first_name_never_tells_who_goes_by_it_at_another_company(site: Site) -> None:
    boss = await colleague(site, "Kim", "Los", Role.COORDINATOR)
    stranger = await site.house.person("Dirk", "Elders", chat=True)
    other = Organisation(tenant_id=site.tenant.id, code="pijp", name="Loodgieter Pijp")
    await site.house.add(other)
    await site.house.role(stranger, Role.WORK_SUPERVISOR, site.tenant, organisation_id=other.id)
    told = await said(site, boss, "dirk is sinds vorige maand met pensioen, haal hem maar weg")
    assert ("dirk" in told.lower(), "Elders" in told) == (True, False)
    told = await said(site, site.ria, "ik ben met vakantie van 20 maart t/m 3 april, Dirk tekent de uren zolang")
    assert ("Dirk" in told, "Elders" in told) == (True, False)
    admin = await site.house.person("Hanneke", "Duin", chat=True)
    await site.house.role(admin, Role.ADMIN, site.tenant)
    assert "Dirk Elders" in await said(site, admin, "zet dirk terug naar alleen lezen")


async def test_a_stand_in_is_said_back_with_the_days(site: Site) -> None:
    await colleague(site, "Bert", "Vos", Role.WORK_SUPERVISOR)
    text = "ik ben met vakantie van 20 maart t/m 3 april, Bert tekent de uren zolang"
    told = await said(site, site.ria, text)
    assert "Bert Vos" in told
    assert "20 maart" in told
    assert "3 april" in told
    assert await count(site, StandIn) == 0
    await said(site, site.ria, "ja")
    (row,) = await site.house.all(select(StandIn))
    assert (row.since.isoformat(), row.until.isoformat()) == ("2026-03-20", "2026-04-03")


async def test_an_admin_who_names_no_role_is_asked_for_it(site: Site) -> None:
    admin = await site.house.person("Hanneke", "Duin", chat=True)
    await site.house.role(admin, Role.ADMIN, site.tenant)
    await colleague(site, "Bert", "Vos", Role.WORK_SUPERVISOR)
    assert "Welke rol krijgt Bert Vos" in await said(site, admin, "zet bert vos terug naar alleen lezen")
    assert "Bert Vos" in await said(site, admin, "coördinator")
    assert site.house.last(admin).labels[0] == "Ja, klopt"


async def test_what_somebody_may_not_ask_is_not_guessed(site: Site) -> None:
    told = await said(site, site.daan, "zou je Iris Mol als werkbegeleider willen toevoegen? iris@zaag.example")
    assert "Iris Mol" not in told or "Ja, klopt" not in site.house.last(site.daan).labels
    assert await count(site, Invitation) == 0
