"""What goes by mail instead where a school has no chat, or closed it midway."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.incoming import Channel
from core.outbox import OutboxMessage
from core.people.models import Membership, Person, Role
from core.tenants.models import ChatPolicy, Organisation
from tests.site import Site
from tests.talk.policies import NAMES, assert_nameless, in_chats, minimal, set_chat


async def test_where_the_chat_is_off_nothing_is_told_or_done_in_it(site: Site) -> None:
    await set_chat(site, ChatPolicy.OFF)
    await site.house.remind()
    assert await site.house.chat(site.ria, "alles akkoord") == "answered"
    assert await site.house.chat(site.ria, "wat staat er open?") == "answered"
    assert await site.house.states(site.noor10) == "sssss"
    assert_nameless(site.house)


@pytest.mark.parametrize("says", ["wat staat er open?", "hallo", "alles akkoord", "Noor akkoord"])
async def test_where_the_chat_is_off_it_is_said_that_hours_are_not_shown_and_not_that_none_are_open(
    site: Site, says: str
) -> None:
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(site.ria, says) == "answered"
    told = site.house.last(site.ria)
    assert "School roc houdt gegevens van studenten buiten de chat" in told.text
    assert "Er staat niets open" not in told.text
    assert_nameless(site.house)
    assert await site.house.mail(site.ria, says) in {"answered", "acted"}
    assert "buiten de chat" not in site.house.last(site.ria).text


async def test_a_list_without_the_school_whose_chat_is_off_says_whose_hours_are_not_in_it(site: Site) -> None:
    other = await site.house.tenant("dicht", chat_policy=ChatPolicy.OFF)
    emma = await site.house.person("Emma", "Duin")
    await site.house.role(site.ria, Role.WORK_SUPERVISOR, other)
    await site.house.role(emma, Role.STUDENT, other)
    emmas = await site.house.week(await site.house.dossier(other, emma, site.ria), [8, 8])
    assert await site.house.chat(site.ria, "wat staat er open?") == "answered"
    told = site.house.last(site.ria).text
    assert "Noor Visser" in told
    assert "School dicht houdt gegevens van studenten buiten de chat" in told
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    assert await site.house.states(emmas) == "ss"
    assert not any("Emma" in sent.text for sent in in_chats(site.house))


async def test_a_student_whose_school_has_no_chat_is_not_told_that_nothing_waits(site: Site) -> None:
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(site.daan, "wat staat er open?") == "answered"
    told = site.house.last(site.daan).text
    assert "School roc houdt gegevens van studenten buiten de chat" in told
    assert "✅" not in told


async def company_of(site: Site) -> int:
    (company,) = await site.house.all(select(Organisation).where(Organisation.tenant_id == site.tenant.id))
    return int(company.id)


async def signatory(site: Site) -> Person:
    company = await company_of(site)
    (rias,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    await site.house.change(Membership, rias.id, organisation_id=company)
    greet = await site.house.person("Greet", "Pos", chat=True)
    await site.house.role(greet, Role.SIGNATORY, site.tenant, organisation_id=company)
    return greet


async def still_works_there(site: Site) -> bool:
    (rias,) = await site.house.all(select(Membership).where(Membership.person_id == site.ria.id))
    return rias.until is None


async def test_in_a_minimal_chat_a_contact_who_leaves_is_told_of_without_names_of_students(site: Site) -> None:
    greet = await signatory(site)
    await set_chat(site, ChatPolicy.MINIMAL)
    assert await site.house.chat(greet, "zet Ria Kale op inactief") == "answered"
    assert "2 studenten die ik hier niet mag noemen" in " ".join(site.house.last(greet).text.split())
    assert await site.house.chat(greet, "ja") == "acted"
    assert "2 studenten" in " ".join(site.house.last(greet).text.split())
    assert_nameless(site.house)


async def test_a_yes_or_oops_of_after_the_chat_went_off_changes_no_contact(site: Site) -> None:
    greet = await signatory(site)
    await site.house.chat(greet, "zet Ria Kale op inactief")
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(greet, "ja") == "answered"
    assert await still_works_there(site)
    told = {sent.outgoing.channel: " ".join(sent.text.split()) for sent in site.house.heard(greet)}
    assert "Dit kan niet vanuit de chat" in told[Channel.MAIL]
    await set_chat(site, ChatPolicy.FULL)
    await site.house.chat(greet, "zet Ria Kale op inactief")
    assert await site.house.chat(greet, "ja") == "acted"
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(greet, "oeps") == "answered"
    assert not await still_works_there(site)


async def test_which_contact_is_meant_is_asked_by_mail_where_the_chat_is_off(site: Site) -> None:
    greet = await signatory(site)
    for surname in ("Mol", "Duif"):
        jan = await site.house.person("Jan", surname)
        await site.house.role(jan, Role.WORK_SUPERVISOR, site.tenant, organisation_id=await company_of(site))
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(greet, "zet Jan op inactief") == "answered"
    assert "Jan Mol" in {sent.outgoing.channel: sent.text for sent in site.house.heard(greet)}[Channel.MAIL]
    assert not any("Mol" in " ".join([sent.text, *sent.labels]) for sent in in_chats(site.house))


async def test_a_list_that_waited_out_quiet_hours_does_not_go_to_a_chat_that_went_off_meanwhile(site: Site) -> None:
    assert await site.house.chat(site.ria, "niet storen tussen 18:00 en 9:30") == "acted"
    await site.house.remind()
    await set_chat(site, ChatPolicy.OFF)
    site.house.now += timedelta(hours=4)
    await site.house.deliver()
    told = site.house.last(site.ria)
    assert told.outgoing.name == "reminders.digest"
    assert told.outgoing.channel is Channel.MAIL
    assert_nameless(site.house)


async def test_what_goes_by_mail_as_the_chat_is_off_is_announced_in_the_chat_that_asked(site: Site) -> None:
    greet = await signatory(site)
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.chat(greet, "wie zijn onze contacten") == "answered"
    by_way = {sent.outgoing.channel: sent.text for sent in site.house.heard(greet)}
    assert "greet@pos.example" in by_way[Channel.MAIL]
    assert "Het staat in een mail aan u" in " ".join(by_way[Channel.CHAT].split())
    assert "greet@pos.example" not in by_way[Channel.CHAT]


async def test_a_list_that_was_shown_with_names_still_counts_when_the_chat_becomes_minimal(site: Site) -> None:
    await site.house.remind()
    shown = site.house.last(site.ria)
    await set_chat(site, ChatPolicy.MINIMAL)
    before = len(site.house.sent)
    assert await site.house.press(site.ria, shown.button("1 akkoord")) == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"
    for sent in site.house.sent[before:]:
        assert not any(name in sent.text for name in NAMES) or sent.outgoing.channel is Channel.MAIL


async def test_a_choice_between_names_is_not_shown_again_when_the_chat_became_minimal(site: Site) -> None:
    other = await site.house.person("Noor", "Kwak")
    await site.house.role(other, Role.STUDENT, site.tenant)
    await site.house.week(await site.house.dossier(site.tenant, other, site.ria), [8, 8, 8, 8, 8])
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord")
    asked = site.house.last(site.ria)
    assert any("Noor Visser" in label for label in asked.labels)
    await set_chat(site, ChatPolicy.MINIMAL)
    before = len(site.house.sent)
    assert await site.house.press(site.ria, asked.button("Noor Visser")) == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"
    for sent in site.house.sent[before:]:
        if sent.outgoing.channel is Channel.CHAT:
            assert "Noor" not in " ".join([sent.text, *sent.labels])


async def test_a_question_that_is_open_when_the_chat_goes_off_acts_by_mail_only(site: Site) -> None:
    await minimal(site)
    shown = site.house.last(site.ria)
    await set_chat(site, ChatPolicy.OFF)
    assert await site.house.press(site.ria, shown.button("1 akkoord")) == "answered"
    assert await site.house.states(site.daan10) == "sssss"
    assert "niet via de chat" in site.house.last(site.ria).text
    assert_nameless(site.house)


async def test_an_answer_that_waits_is_told_as_the_school_has_it_when_it_goes(site: Site) -> None:
    """It is worded when it goes: what was to be told with names goes without them, and the row keeps them."""
    await site.house.remind()
    await site.house.chat(site.ria, "Noor akkoord")
    (row,) = await site.house.all(
        select(OutboxMessage).where(OutboxMessage.name == "desk.answer", OutboxMessage.person_id == site.ria.id)
    )
    await set_chat(site, ChatPolicy.MINIMAL)
    await site.house.change(OutboxMessage, row.id, state="planned", sent_at=None, lease_until=None)
    await site.house.deliver()
    again = site.house.last(site.ria)
    assert "nummer 2, week 10" in " ".join(again.text.split())
    assert "Noor" not in again.text
    assert "Noor" in repr(row.facts)
