"""Whom an admin invites to a role at their school, in whole conversations by chat and by mail."""

from datetime import date

import pytest
from sqlalchemy import select

from core.contacts.models import Invitation
from core.incoming import Channel
from core.people.models import Address, Membership, Person, Role
from core.tenants.models import ChatPolicy, Tenant
from tests.talk.school import ANNA, JAN, School


async def test_an_admin_invites_another_who_is_one_only_after_typing_their_surname(school: School) -> None:
    firm = school.firm
    said = await school.say(f"nodig uit als beheerder: Anna de Vries, {ANNA}")
    assert f"Anna de Vries krijgt op {ANNA} een uitnodiging om beheerder te worden bij School roc" in said
    assert firm.mails(ANNA) == []
    assert "is uitgenodigd als beheerder bij School roc" in await school.say("ja")
    assert len(firm.mails(ANNA)) == 1
    assert "Vries" not in await firm.people()
    status, page = await firm.opens(firm.link(email=ANNA))
    assert status == 200
    assert "Hanneke Duin" in page
    assert "beheerder" in page
    assert "Vries" not in page
    assert "coördinator" not in page
    await firm.opens(firm.link(email=ANNA), surname="Mol", nonce="m" * 22)
    assert await firm.roles(ANNA) == []
    status, page = await firm.opens(firm.link(email=ANNA), surname="de Vries", nonce="n" * 22)
    assert "Uw account is actief" in page
    assert await firm.roles(ANNA) == [("admin", None, None)]
    assert "Anna de Vries heeft uw uitnodiging geactiveerd en is nu beheerder bij School roc" in school.told(
        school.hanneke
    )
    assert "beheerder bij School roc" in str(firm.mails(ANNA)[-1]["Subject"])
    assert await school.decided() == ["roles.invite", "contacts.activate"]


async def test_in_english_a_teacher_is_invited(school: School) -> None:
    await school.house.change(Person, school.hanneke.id, language="en")
    said = await school.say("invite as a teacher: Sanne Mol, sanne@mol.example")
    assert "gets an invitation at sanne@mol.example to become teacher at School roc" in said
    await school.say("yes")
    link = school.firm.link(email="sanne@mol.example")
    await school.firm.opens(link, surname="Mol", nonce="n" * 22)
    assert await school.firm.roles("sanne@mol.example") == [("teacher", None, None)]


async def test_what_is_missing_is_asked_one_by_one(school: School) -> None:
    assert "Hoe heet wie u wilt uitnodigen" in await school.say("nodig iemand uit")
    assert "Wat is het eigen mailadres van Anna de Vries" in await school.say("Anna de Vries")
    assert "algemeen adres" in await school.say("info@vries.example")
    assert "Welke rol krijgt Anna de Vries" in await school.say(ANNA)
    assert "Dit begreep ik niet: “baas”" in await school.say("baas")
    assert "om docent te worden bij School roc" in await school.say("docent")
    await school.say("ja")
    assert [one.roles for one in await school.firm.invitations()] == [["teacher"]]


async def test_the_first_signatory_of_a_company_is_invited_by_the_school(school: School) -> None:
    zand = await school.company("Zandbak Zuid")
    said = await school.say(f"nodig uit: Jan de Boer, {JAN}, tekenbevoegde bij Zandbak Zuid")
    assert "om tekenbevoegde te worden bij Zandbak Zuid (School roc)" in said
    await school.say("ja")
    await school.firm.activates()
    assert await school.firm.roles(JAN) == [("signatory", zand.id, None)]
    assert "is nu tekenbevoegde bij Zandbak Zuid (School roc)" in school.told(school.hanneke)


async def test_of_several_companies_it_is_asked_which_and_a_company_of_another_school_is_none(school: School) -> None:
    zand = await school.company("Zandbak Zuid")
    await school.company("Verweg", await school.house.tenant("mbo", name="Mbo Het Wad"))
    said = await school.say(f"nodig uit als coördinator: Jan de Boer, {JAN}")
    assert "Waar bedoelt u: Bouwbedrijf Kale (School roc) of Zandbak Zuid (School roc)" in said
    assert "Verweg" not in said
    assert "om coördinator te worden bij Zandbak Zuid" in await school.say("2")
    await school.say("ja")
    assert [one.organisation_id for one in await school.firm.invitations()] == [zand.id]
    said = await school.say("nodig uit: Piet Vos, piet@vos.example, coördinator bij Verweg")
    assert "Dit begreep ik niet" in said
    assert len(await school.firm.invitations()) == 1


async def test_with_many_companies_the_name_is_typed(school: School) -> None:
    for number in range(9):
        await school.company(f"Bedrijf {number} & Zn.")
    said = await school.say(f"nodig uit als werkbegeleider: Jan de Boer, {JAN}")
    assert "Bij welk bedrijf? Typ de naam" in said
    assert "om werkbegeleider te worden bij Bedrijf 7 & Zn. (School roc)" in await school.say("bedrijf 7 & zn.")


async def test_oops_withdraws_an_invitation_until_it_was_followed(school: School) -> None:
    await school.say(f"nodig uit als beheerder: Anna de Vries, {ANNA}", "ja")
    assert "Een link die al verstuurd is, werkt niet meer" in await school.say("oeps")
    status, page = await school.firm.opens(school.firm.link(email=ANNA), surname="de Vries", nonce="n" * 22)
    assert (status, "geldt niet meer" in page) == (410, True)
    assert await school.firm.roles(ANNA) == []
    await school.say(f"nodig uit als beheerder: Anna de Vries, {ANNA}", "ja")
    await school.firm.opens(school.firm.link(email=ANNA), surname="de Vries", nonce="o" * 22)
    assert "heeft de uitnodiging al geactiveerd" in await school.say("oeps")
    assert await school.firm.roles(ANNA) == [("admin", None, None)]


async def test_an_invitation_is_good_only_while_who_sent_it_is_an_admin(school: School) -> None:
    await school.say(f"nodig uit als beheerder: Anna de Vries, {ANNA}", "ja")
    (theirs,) = await school.house.all(select(Membership).where(Membership.person_id == school.hanneke.id))
    await school.house.change(Membership, theirs.id, until=date(2026, 3, 8))
    status, _ = await school.firm.opens(school.firm.link(email=ANNA), surname="de Vries", nonce="n" * 22)
    assert status == 410
    assert await school.firm.roles(ANNA) == []


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("nodig uit als docent: Hanneke Duin, hanneke@duin.example", "Uzelf kunt u geen rol geven"),
        ("nodig uit als beheerder: Noor Visser, noor@visser.example", "adres van een student van School roc"),
        ("nodig uit als beheerder: Piet Mol, greet@pos.example", "Dat adres is van Greet Pos"),
        ("nodig uit als tekenbevoegde: Greet Pos, greet@pos.example", "Greet Pos is dat al bij Bouwbedrijf Kale"),
        ("nodig uit: Jan de Boer, jan@boer.example, beheerder en tekenbevoegde", "gaan niet in één keer"),
        ("nodig uit als docent: Jan de Boer, jan@boer.example bij Bouwbedrijf Kale", "Zo’n rol is er bij een school"),
        ("nodig uit als docent: Jan de Boer, jan@boer.example, beheerder", "Dit begreep ik niet"),
        ("nodig uit als docent: Jan de Boer niet, jan@boer.example", "Dit begreep ik niet"),
    ],
)
async def test_who_can_not_be_invited_is_refused_with_why(school: School, words: str, answer: str) -> None:
    assert answer in await school.say(words)
    await school.say("ja")
    assert await school.firm.invitations() == []
    assert await school.decided() == []


async def test_of_whom_only_another_school_knows_nothing_is_told(school: School) -> None:
    other = await school.house.tenant("mbo", name="Mbo Het Wad")
    bo = await school.person("Bo", "Wadden", Role.ADMIN, tenant=other)
    said = await school.say("nodig uit als beheerder: Bob Wad, bo@wadden.example")
    assert "Bob Wad krijgt op bo@wadden.example een uitnodiging" in said
    assert "niemand die “Bo Wadden”" in await school.say("welke rollen heeft Bo Wadden?")
    assert "niemand die “Bo Wadden”" in await school.say("maak Bo Wadden beheerder")
    assert await school.roles(bo) == [("admin", None)]


@pytest.mark.parametrize(
    "words",
    [
        "maak Greet Pos geen beheerder",
        "maak Greet Pos misschien beheerder",
        "Greet Pos is niet geen tekenbevoegde meer",
        "maak Greet Pos niet beheerder",
        "nodig Anna de Vries niet uit als beheerder",
    ],
)
async def test_what_is_not_wholly_meant_changes_nothing(school: School, words: str) -> None:
    await school.say(words, "ja")
    assert await school.decided() == []
    assert await school.firm.invitations() == []


@pytest.mark.parametrize(
    "words",
    [
        f"nodig uit als beheerder: Anna de Vries, {ANNA}",
        "maak Greet Pos beheerder",
        "Ria Kale is geen werkbegeleider meer",
        "welke rollen heeft Ria Kale?",
    ],
)
async def test_nobody_but_an_admin_may(school: School, words: str) -> None:
    said = await school.say(words, who=school.firm.greet)
    assert "werkbegeleider bij" not in said
    await school.say("ja", who=school.firm.greet)
    assert await school.decided() == []
    assert await school.firm.invitations() == []


async def test_who_says_it_in_the_words_of_the_other_is_told_how_it_is_said(school: School) -> None:
    said = await school.say("nodig uit als werkbegeleider: Sanne Mol, sanne@mol.example", who=school.firm.greet)
    assert "voeg contact toe:" in said
    assert "nodig uit als docent:" in await school.say("nodig Sanne Mol uit")
    assert "nodig uit als docent:" in await school.say("voeg contact toe: Sanne Mol, sanne@mol.example, docent")
    assert await school.firm.invitations() == []


@pytest.mark.parametrize("firm", ["chat"], indirect=True)
async def test_where_a_school_keeps_chat_shut_roles_change_by_mail_only(school: School) -> None:
    anna = await school.person("Anna", "Vries", Role.TEACHER)
    await school.house.change(Tenant, school.tenant.id, chat_policy=ChatPolicy.OFF)
    house = school.house
    await house.chat(school.hanneke, "maak Anna Vries beheerder")
    await house.chat(school.hanneke, "ja")
    assert await school.roles(anna) == [("teacher", None)]
    assert not any("Vries" in sent.text for sent in house.sent if sent.outgoing.channel is Channel.CHAT)
    assert await house.all(select(Invitation)) == []


@pytest.mark.parametrize("words", ["docent", "tekenbevoegde bij Bouwbedrijf Kale"])
async def test_an_invitation_of_who_became_a_student_meanwhile_gives_no_role(school: School, words: str) -> None:
    await school.say(f"nodig uit: Anna de Vries, {ANNA}, {words}", "ja")
    anna = Person(first_name="Anna", infix="de", surname="Vries")
    anna.addresses = [Address(email=ANNA)]
    await school.house.add(anna)
    await school.house.role(anna, Role.STUDENT, school.tenant)
    status, page = await school.firm.opens(school.firm.link(email=ANNA), surname="de Vries", nonce="n" * 22)
    assert (status, "Er is niets geactiveerd" in page) == (410, True)
    assert await school.firm.roles(ANNA) == [("student", None, None)]
