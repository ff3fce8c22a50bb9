"""Admins choose how much of their school goes through chat."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.incoming import Channel
from core.people.models import LinkToken, Person, Role
from core.record import Decision
from core.tenants.models import ChatPolicy, Tenant
from tests.site import Site
from tests.talk.policies import set_chat


async def admin(site: Site, *tenants: Tenant) -> Person:
    hanneke = await site.house.person("Hanneke", "Wilg", chat=True)
    for tenant in tenants or (site.tenant,):
        await site.house.role(hanneke, Role.ADMIN, tenant)
    return hanneke


async def policy_of(site: Site, tenant: Tenant | None = None) -> str:
    (policy,) = await site.house.all(select(Tenant.chat_policy).where(Tenant.id == (tenant or site.tenant).id))
    return str(policy)


@pytest.mark.parametrize(
    ("words", "policy"),
    [
        ("chat minimaal", "minimal"),
        ("/chat minimaal", "minimal"),
        ("chat minimal", "minimal"),
        ("chat uit", "off"),
        ("chat off", "off"),
    ],
)
async def test_an_admin_chooses_after_hearing_what_it_means(site: Site, words: str, policy: str) -> None:
    hanneke = await admin(site)
    assert await site.house.chat(hanneke, words) == "answered"
    asked = " ".join(site.house.last(hanneke).text.split())
    assert "nog niets veranderd" in asked
    assert {"minimal": "zonder namen van studenten", "off": "alles gaat per mail"}[policy] in asked
    assert await policy_of(site) == "full"
    assert await site.house.chat(hanneke, "ja") == "acted"
    assert await policy_of(site) == policy
    (decision,) = await site.house.all(select(Decision).where(Decision.person_id == hanneke.id))
    assert decision.tenant_id == site.tenant.id
    assert decision.facts == {"was": {"chat_policy": "full"}, "now": {"chat_policy": policy}}


async def test_no_leaves_the_chat_as_it_is(site: Site) -> None:
    hanneke = await admin(site)
    await site.house.chat(hanneke, "chat uit")
    assert await site.house.chat(hanneke, "nee") == "answered"
    assert await policy_of(site) == "full"


async def test_an_admin_takes_a_choice_back(site: Site) -> None:
    hanneke = await admin(site)
    await site.house.chat(hanneke, "chat minimaal")
    await site.house.chat(hanneke, "ja")
    assert await site.house.chat(hanneke, "oeps") == "acted"
    assert await policy_of(site) == "full"
    assert "staat weer op volledig" in " ".join(site.house.last(hanneke).text.split())


async def test_a_choice_is_not_taken_back_over_a_later_one(site: Site) -> None:
    hanneke = await admin(site)
    await site.house.chat(hanneke, "chat minimaal")
    await site.house.chat(hanneke, "ja")
    await set_chat(site, ChatPolicy.OFF)
    await set_chat(site, ChatPolicy.FULL)
    assert await site.house.chat(hanneke, "oeps") == "answered"
    assert await policy_of(site) == "full"
    assert "opnieuw gekozen" in site.house.last(hanneke).text


async def test_a_chat_that_is_off_is_never_opened_from_a_chat(site: Site) -> None:
    """Whoever holds the admin's phone can't open what was closed because of it, not by undoing it either."""
    hanneke = await admin(site)
    await site.house.chat(hanneke, "chat uit")
    await site.house.chat(hanneke, "ja")
    assert await policy_of(site) == "off"
    for words in ("oeps", "chat volledig", "ja"):
        assert await site.house.chat(hanneke, words) == "answered"
        assert await policy_of(site) == "off"
    assert any("alleen per mail" in " ".join(sent.text.split()) for sent in site.house.heard(hanneke))


async def test_an_admin_chooses_by_mail_while_the_chat_is_off(site: Site) -> None:
    hanneke = await admin(site)
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.mail(hanneke, "chat minimaal") == "answered"
    asked = site.house.last(hanneke)
    assert asked.outgoing.channel is Channel.MAIL
    assert await site.house.mail(hanneke, "ja", answers=asked) == "acted"
    assert await policy_of(site) == "minimal"
    assert "Koppel uw chat" not in site.house.last(hanneke).text  # it is linked already


async def test_an_admin_without_a_chat_is_offered_one_when_they_open_it_for_the_school(site: Site) -> None:
    """The mail that welcomed them could not: the chat was off."""
    sanne = await site.house.person("Sanne", "Mol")
    await site.house.role(sanne, Role.ADMIN, site.tenant)
    for policy, is_offered in (("uit", False), ("minimaal", True)):
        await site.house.mail(sanne, f"chat {policy}")
        assert await site.house.mail(sanne, "ja", answers=site.house.last(sanne)) == "acted"
        told = site.house.last(sanne)
        assert told.outgoing.channel is Channel.MAIL
        assert ("Koppel uw chat" in told.text) is is_offered
        assert (await site.house.all(select(LinkToken.person_id)) == [sanne.id]) is is_offered


async def test_a_yes_of_before_the_chat_went_off_opens_nothing(site: Site) -> None:
    hanneke = await admin(site)
    await site.house.chat(hanneke, "chat minimaal")
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(hanneke, "ja") == "answered"
    assert await policy_of(site) == "off"


async def test_an_admin_of_two_schools_is_asked_which(site: Site) -> None:
    other = await site.house.tenant("andere")
    hanneke = await admin(site, site.tenant, other)
    assert await site.house.chat(hanneke, "chat minimaal") == "answered"
    asked = site.house.last(hanneke)
    assert "Voor welke school" in asked.text
    assert "School roc" in asked.text
    assert await site.house.press(hanneke, asked.button("School andere")) == "answered"
    assert "School andere" in site.house.last(hanneke).text
    assert await site.house.chat(hanneke, "ja") == "acted"
    assert (await policy_of(site), await policy_of(site, other)) == ("full", "minimal")


async def test_who_is_no_admin_chooses_nothing(site: Site) -> None:
    for words in ("chat uit", "chat minimaal", "chat volledig"):
        assert await site.house.chat(site.ria, words) == "answered"
        assert await site.house.chat(site.ria, "ja") == "answered"
    assert await policy_of(site) == "full"


async def test_an_admin_whose_role_ended_before_the_yes_chooses_nothing(site: Site) -> None:
    other = await site.house.tenant("andere")
    hanneke = await site.house.person("Hanneke", "Wilg", chat=True)
    await site.house.role(hanneke, Role.ADMIN, other)
    await site.house.role(hanneke, Role.ADMIN, site.tenant, until=site.house.now.date())
    await site.house.chat(hanneke, "chat uit")
    await site.house.press(hanneke, site.house.last(hanneke).button("School roc"))
    site.house.now += timedelta(days=1)
    assert await site.house.chat(hanneke, "ja") == "answered"
    assert (await policy_of(site), await policy_of(site, other)) == ("full", "full")


@pytest.mark.parametrize("words", ["chat?", "welke chat", "which chat", "/chat"])
async def test_anyone_can_ask_how_the_chat_stands(site: Site, words: str) -> None:
    await set_chat(site, ChatPolicy.MINIMAL)
    hanneke = await admin(site)
    assert await site.house.chat(hanneke, words) == "answered"
    assert "chat volledig" in site.house.last(hanneke).text
    assert await site.house.chat(site.ria, words) == "answered"
    told = site.house.last(site.ria).text
    assert "School roc: minimaal" in told
    assert "chat volledig" not in told


async def test_an_admin_who_asks_for_what_is_so_already_hears_that(site: Site) -> None:
    hanneke = await admin(site)
    assert await site.house.chat(hanneke, "chat volledig") == "answered"
    assert "stond al op volledig" in " ".join(site.house.last(hanneke).text.split())
    assert await site.house.all(select(Decision)) == []
