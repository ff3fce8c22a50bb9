"""What an admin says of who has which role at their school, in whole conversations by chat and by mail."""

from datetime import date

from sqlalchemy import select

from core.dossiers.models import DossierPart, Part
from core.people.models import Address, Membership, Person, Role
from core.record import Decision
from tests.talk.school import School


async def test_a_role_is_given_after_a_yes_told_and_taken_back(school: School) -> None:
    anna = await school.person("Anna", "Vries", Role.TEACHER)
    said = await school.say("maak Anna Vries beheerder")
    assert "Anna Vries (anna@vries.example), al bekend bij de school, wordt meteen beheerder bij School roc" in said
    assert await school.roles(anna) == [("teacher", None)]
    assert "is nu beheerder bij School roc" in await school.say("ja")
    assert await school.roles(anna) == [("teacher", None), ("admin", None)]
    assert "U bent nu beheerder bij School roc" in school.told(anna)
    assert "Hanneke Duin" in school.told(anna)
    assert "heeft de rol die er net bij kwam bij School roc niet meer" in await school.say("oeps")
    assert await school.roles(anna) == [("teacher", None)]
    assert "U bent geen beheerder meer bij School roc" in school.told(anna)
    assert await school.decided() == ["roles.give", "logbook.undo"]


async def test_a_role_is_taken_after_a_yes_told_and_given_back(school: School) -> None:
    site = school.firm.talk.site
    anna = await school.person("Anna", "Vries", Role.TEACHER)
    await school.house.role(anna, Role.ADMIN, school.tenant)
    part = DossierPart(tenant_id=school.tenant.id, dossier_id=site.noors.id, person_id=anna.id, part=Part.TEACHER)
    await school.house.add(part)
    parts = select(DossierPart.dossier_id).where(DossierPart.person_id == anna.id)
    assert "geen docent meer bij School roc" in await school.say("Anna Vries is geen docent meer")
    assert await school.house.all(parts) == [site.noors.id]
    assert "is nu geen docent meer" in await school.say("ja")
    assert await school.roles(anna) == [("admin", None)]
    assert await school.house.all(parts) == []
    assert "U bent geen docent meer bij School roc" in school.told(anna)
    assert "heeft de rol bij School roc weer" in await school.say("oeps")
    assert await school.roles(anna) == [("teacher", None), ("admin", None)]
    assert await school.house.all(parts) == [site.noors.id]
    assert await school.decided() == ["roles.take", "logbook.undo"]


async def test_a_role_at_a_company_is_given_and_taken_where_it_was_said(school: School) -> None:
    zand = await school.company("Zandbak")
    kale = school.firm.company
    jan = await school.person("Jan", "Boer", Role.COORDINATOR, organisation_id=kale.id)
    await school.say("Jan Boer wordt coördinator bij Zandbak", "ja")
    assert await school.roles(jan) == [("coordinator", kale.id), ("coordinator", zand.id)]
    said = await school.say("haal de rol coördinator weg bij Jan Boer")
    assert "Waar bedoelt u: Bouwbedrijf Kale (School roc) of Zandbak (School roc)" in said
    assert "geen coördinator meer bij Bouwbedrijf Kale (School roc)" in await school.say("1")
    await school.say("ja")
    assert await school.roles(jan) == [("coordinator", zand.id)]
    assert "geen bedrijf dat “Luchtkasteel”" in await school.say("maak Jan Boer tekenbevoegde bij Luchtkasteel")
    assert await school.decided() == ["roles.give", "roles.take"]


async def test_of_two_of_the_same_name_it_is_asked_who(school: School) -> None:
    first = await school.person("Jan", "Boer", Role.TEACHER)
    second = Person(first_name="Jan", infix="de", surname="Boer")
    second.addresses = [Address(email="jan.de.boer@school.example")]
    await school.house.add(second)
    await school.house.role(second, Role.TEACHER, school.tenant)
    said = await school.say("Jan Boer is geen docent meer")
    assert "Wie bedoelt u" in said
    assert "jan.de.boer@school.example" in said
    said = await school.say("2")
    assert "jan.de.boer@school.example" in said
    await school.say("ja")
    assert await school.roles(first) == [("teacher", None)]
    assert await school.roles(second) == []


async def test_the_last_admin_can_not_stop_but_one_of_two_can(school: School) -> None:
    for words in ("Hanneke Duin is geen beheerder meer", "verwijder hanneke@duin.example als beheerder"):
        assert "de laatste beheerder van School roc" in await school.say(words)
    await school.say("ja")
    assert await school.roles(school.hanneke) == [("admin", None)]
    await school.person("Anna", "Vries", Role.ADMIN)
    assert "u bent zelf dan meteen geen beheerder meer" in await school.say("Hanneke Duin is geen beheerder meer")
    await school.say("ja")
    assert await school.roles(school.hanneke) == []
    assert await school.decided() == ["roles.take"]


async def test_a_yes_that_comes_when_they_have_become_the_last_admin_changes_nothing(school: School) -> None:
    anna = await school.person("Anna", "Vries", Role.ADMIN)
    await school.say("Hanneke Duin is geen beheerder meer")
    (annas,) = await school.house.all(select(Membership).where(Membership.person_id == anna.id))
    await school.house.change(Membership, annas.id, until=date(2026, 3, 8))
    assert "de laatste beheerder van School roc" in await school.say("ja")
    assert await school.roles(school.hanneke) == [("admin", None)]


async def test_the_last_signatory_of_a_company_stays(school: School) -> None:
    assert "de laatste tekenbevoegde van Bouwbedrijf Kale" in await school.say("Greet Pos is geen tekenbevoegde meer")
    assert await school.roles(school.firm.greet) == [("signatory", school.firm.company.id)]


async def test_nobody_gives_themselves_a_role(school: School) -> None:
    for words in ("maak Hanneke Duin docent", "geef hanneke@duin.example de rol schoolcontact"):
        assert "Uzelf kunt u geen rol geven" in await school.say(words)
    assert await school.roles(school.hanneke) == [("admin", None)]


async def test_an_admin_of_two_schools_is_asked_where_and_of_one_governs_that_one(school: School) -> None:
    other = await school.house.tenant("mbo", name="Mbo Het Wad")
    anna = await school.person("Anna", "Vries", Role.TEACHER)
    await school.house.role(anna, Role.TEACHER, other)
    said = await school.say("welke rollen heeft Anna Vries?")
    assert "docent bij School roc" in said
    assert "Wad" not in said
    await school.house.role(school.hanneke, Role.ADMIN, other)
    assert "Waar bedoelt u: Mbo Het Wad of School roc" in await school.say("Anna Vries is geen docent meer")
    assert "geen docent meer bij Mbo Het Wad" in await school.say("1")
    await school.say("ja")
    assert await school.roles(anna) == [("teacher", None)]
    decided = (await school.house.all(select(Decision)))[-1]
    assert decided.tenant_id == other.id
    assert "om docent te worden bij Mbo Het Wad" in await school.say(
        "nodig uit: Sanne Mol, sanne@mol.example, docent bij Mbo Het Wad"
    )


async def test_the_roles_of_somebody_are_shown_and_a_student_is_nobody(school: School) -> None:
    said = await school.say("welke rollen heeft Greet Pos?")
    assert "tekenbevoegde bij Bouwbedrijf Kale (School roc)" in said
    for words in ("welke rollen heeft Noor Visser?", "maak Noor Visser docent"):
        said = await school.say(words)
        assert "student" not in said
        assert "niemand" in said
    assert await school.decided() == []


async def test_a_place_that_is_somebodys_name_is_never_left_out(school: School) -> None:
    zand = await school.company("Zandbak")
    jan = await school.person("Jan", "Boer", Role.COORDINATOR, organisation_id=zand.id)
    for words in ("Jan Boer is geen coördinator meer bij Kale", "maak Jan Boer tekenbevoegde bij Kale"):
        said = await school.say(words)
        assert "Wie bedoelt u: Jan Boer, jan@boer.example of Ria Kale, ria@kale.example" in said
        assert "geen bedrijf dat “Kale” heet" in await school.say("1")
        await school.say("ja")
    assert await school.roles(jan) == [("coordinator", zand.id)]
    assert await school.decided() == []
