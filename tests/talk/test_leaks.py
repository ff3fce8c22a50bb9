"""Data leaks, in whole conversations: at once to every officer concerned, with a receipt."""

import pytest
from sqlalchemy import select

from core.people.models import Address, Membership, Person, Role
from core.problems.models import Problem
from core.record import Decision
from core.tenants.models import Tenant
from tests.road.town import answer, plain
from tests.site import Site
from tests.talk.cases import OFFICER, SCHOOL, Case


@pytest.mark.parametrize(
    "words",
    ["datalek: ik kreeg een lijst van een ander bedrijf", "ik denk dat er een datalek is", "Is dit een datalek?"],
)
async def test_a_leak_goes_to_the_privacy_officer_at_once_with_a_receipt(case: Case, words: str) -> None:
    talk, ria = case.talk, case.site.ria
    said = await talk.say(ria, words)
    (mail,) = case.mails(OFFICER)
    assert words in plain(mail)
    assert "Ria Kale" in plain(mail)
    (decision,) = await talk.house.all(select(Decision))
    assert f"nummer {decision.id}" in said
    assert "ma 9 maart 2026, 08:00" in said
    assert OFFICER in said
    raw = answer(mail, "Wij zoeken het uit.", sender=f"FG <{OFFICER}>", at=talk.house.now)
    assert await case.postman.brings(raw) == "passed_on"
    assert "Wij zoeken het uit." in talk.last(ria)


async def test_a_leak_goes_to_every_school_concerned_and_says_who_could_not_be_told(site: Site) -> None:
    house = site.house
    second = await house.tenant("vak", contact_email="balie@vak.example", privacy_email="fg@vak.example")
    third = await house.tenant("stil", contact_email="", privacy_email="")
    for tenant in (second, third):
        await house.role(site.ria, Role.WORK_SUPERVISOR, tenant)
    await house.chat(site.ria, "er is een datalek")
    sent = {one.outgoing.address for one in house.sent if one.outgoing.name == "problems.leak_to_school"}
    assert sent == {"stage@roc.example", "fg@vak.example"}
    assert "Nog niet gemeld bij School stil" in house.last(site.ria).text


async def test_a_leak_is_taken_from_a_mail_that_proves_only_its_domain(site: Site) -> None:
    house = site.house
    assert await house.mail(site.ria, "datalek: ik kreeg een lijst van een ander bedrijf") == "acted"
    assert [one.outgoing.address for one in house.sent if one.outgoing.name == "problems.leak_to_school"] == [SCHOOL]


async def test_a_stranger_who_speaks_of_a_leak_is_told_where_to_turn(site: Site) -> None:
    house = site.house
    await house.change(Tenant, site.tenant.id, privacy_email=OFFICER)
    stranger = await house.person("Wim", "Vreemd")
    await house.forget(Address)
    await house.chat(stranger, "ik denk dat er een datalek is")
    assert f"School roc: {OFFICER}" in house.last(stranger).text
    assert await house.all(select(Problem)) == []


async def test_a_leak_without_words_is_sent_at_once_and_what_is_told_next_goes_after_it(case: Case) -> None:
    talk, ria = case.talk, case.site.ria
    said = await talk.say(ria, "ik denk dat er een datalek is")
    assert "Wat is er gebeurd?" in said
    assert len(case.mails(OFFICER)) == 1
    said = await talk.say(ria, "Ik zag gisteren uren van iemand anders, akkoord?")
    assert "Ook dit is op ma 9 maart 2026, 08:00 verstuurd" in said
    first, second = case.mails(OFFICER)
    assert "Ik zag gisteren uren van iemand anders, akkoord?" in plain(second)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert await case.site.house.states(case.site.daan10) == "sssss"
    assert "Wat is er gebeurd?" not in await talk.say(ria, "datalek: nu weer")


async def test_a_leak_in_english_is_sent_with_a_receipt(case: Case) -> None:
    await case.talk.house.change(Person, case.site.ria.id, language="en")
    said = await case.talk.say(case.site.ria, "data leak: I got a list of another company")
    assert "I reported this at once as a possible data leak" in said
    assert "What happens next" in said
    (mail,) = case.mails(OFFICER)
    assert "data leak: I got a list of another company" in plain(mail)


async def test_details_of_a_leak_go_to_every_officer_and_no_further(site: Site) -> None:
    house = site.house
    second = await house.tenant("vak", privacy_email="fg@vak.example")
    await house.role(site.ria, Role.WORK_SUPERVISOR, second)
    await house.tenant("ander", privacy_email="fg@ander.example")
    await house.chat(site.ria, "er is een datalek")
    await house.chat(site.ria, "ik zag een lijst van een ander")
    more = [one.outgoing.address for one in house.sent if one.outgoing.name == "problems.more_to_school"]
    assert sorted(more) == ["fg@vak.example", "stage@roc.example"]


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("alles akkoord", "er is nog niets gebeurd"),
        ("Noor akkoord", "er is nog niets gebeurd"),
        ("dank u", "Graag gedaan"),
        ("wat staat er open?", "Noor Visser"),
    ],
)
async def test_what_is_clearly_something_else_is_not_sent_after_a_leak(site: Site, words: str, heard: str) -> None:
    """Details go to the officer without a yes, so they are never words that mean something else."""
    house = site.house
    await house.remind()
    await house.chat(site.ria, "er is een datalek")
    await house.chat(site.ria, words)
    assert heard in house.last(site.ria).text
    assert "problems.more_to_school" not in {one.outgoing.name for one in house.sent}
    assert await house.states(site.noor10) == await house.states(site.daan10) == "sssss"


async def test_who_belongs_to_no_school_any_more_is_told_whom_to_tell_of_a_leak(case: Case) -> None:
    await case.talk.house.forget(Membership)
    said = await case.talk.say(case.site.ria, "er is een datalek")
    assert "Dit account hoort bij geen school meer, dus ik kan dit niet voor u doorgeven. Meld het nu zelf" in said
    assert f"School roc: {OFFICER}" in said
    assert case.mails(OFFICER) == []
