"""A company's contacts in whole conversations, by chat and by mail: who is added, and who may see and do that."""

from datetime import date

import pytest
from inscriptis import get_text
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import load_actor, visible
from core.dossiers.models import Dossier
from core.incoming import Channel, Evidence
from core.people.models import Membership, Person, Role
from core.tenants.models import Organisation, Tenant
from tests.house import WORDING
from tests.site import Site
from tests.talk.firm import ADDS, WEEK, Firm


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


async def test_help_and_who_can_not_stand_in_name_contacts_to_who_manages_them_and_to_nobody_else(firm: Firm) -> None:
    talk, ria = firm.talk, firm.talk.site.ria
    assert "voeg contact toe" in await talk.say(firm.greet, "help")
    assert "voeg contact toe" in await talk.say(firm.greet, "Kees vervangt mij tot vrijdag")
    assert "contact" not in await talk.say(ria, "help")
    said = await talk.say(ria, "Kees vervangt mij tot vrijdag")
    assert "door wie bij uw bedrijf tekenbevoegd of coördinator is" in said
    assert "voeg contact toe" not in said
    for person in (firm.greet, ria):
        await talk.house.change(Person, person.id, language="en")
    assert "add contact" in await talk.say(firm.greet, "help")
    assert "add contact" in await talk.say(firm.greet, "Kees stands in for me until Friday")
    assert "by a signatory or coordinator" in await talk.say(ria, "Kees stands in for me until Friday")


async def test_an_address_of_another_contact_or_of_a_student_there_gets_nothing(firm: Firm) -> None:
    for words, why in (
        ("voeg contact toe: Piet Mol, ria@kale.example, tekenbevoegd", "is het adres van Ria Kale"),
        ("voeg contact toe: Noor Visser, noor@visser.example, werkbegeleider", "is het adres van een student"),
    ):
        assert why in await firm.talk.say(firm.greet, words)
        await firm.talk.say(firm.greet, "ja")
    assert await firm.invitations() == []
    assert [role for role, _, _ in await firm.roles("ria@kale.example")] == ["work_supervisor"]
    assert [role for role, _, _ in await firm.roles("noor@visser.example")] == ["student"]


async def test_a_coordinator_makes_others_signatory_and_not_themselves(firm: Firm) -> None:
    (greets,) = await firm.talk.house.all(select(Membership).where(Membership.person_id == firm.greet.id))
    await firm.talk.house.change(Membership, greets.id, role=Role.COORDINATOR)
    words = "voeg contact toe: Greet Pos, greet@pos.example, tekenbevoegd"
    assert "Uzelf kunt u niet tekenbevoegd maken" in await firm.talk.say(firm.greet, words)
    await firm.talk.say(firm.greet, "ja")
    assert [role for role, _, _ in await firm.roles("greet@pos.example")] == ["coordinator"]
    assert "is nu ook tekenbevoegde" in await firm.adds("voeg contact toe: Ria Kale, ria@kale.example, tekenbevoegd")
    said = await firm.talk.say(firm.greet, "oeps")
    assert "Ria Kale is nu de laatste tekenbevoegde" in said
    assert [role for role, _, _ in await firm.roles("ria@kale.example")] == ["work_supervisor", "signatory"]


@pytest.mark.parametrize(
    ("command", "is_invited", "said"),
    [
        ("contacts.add", True, "the invitation of Jan no longer holds"),
        ("contacts.add", False, "Jan no longer has the role"),
        ("contacts.deactivate", True, "the invitation of Jan holds again"),
        ("contacts.deactivate", False, "Jan is active again"),
    ],
)
def test_what_was_taken_back_is_said_with_the_name_in_english(command: str, is_invited: bool, said: str) -> None:
    change = {"command": command, "contact": "Jan", "is_invited": is_invited}
    html = WORDING.say("contacts.undone", {"changes": [change]}, "en", "mail").html
    assert said in get_text(html)


@pytest.mark.parametrize(
    ("language", "missing"),
    [
        ("nl", "Wat nog ontbreekt, is het eigen mailadres van Jan de Boer"),
        ("en", "What is still missing is Jan de Boer's own mail address"),
    ],
)
async def test_an_answer_that_gives_something_else_is_told_what_is_still_missing(
    firm: Firm, language: str, missing: str
) -> None:
    await firm.talk.house.change(Person, firm.greet.id, language=language)
    await firm.talk.say(firm.greet, {"nl": "voeg contact toe", "en": "add contact"}[language])
    assert missing not in await firm.talk.say(firm.greet, "Jan de Boer")
    assert missing in await firm.talk.say(firm.greet, "J.")
