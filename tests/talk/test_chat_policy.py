"""How much of a school goes through chat, in whole conversations: minimal, and of two schools of which one is."""

import pytest
from sqlalchemy import select

from core.incoming import Channel
from core.people.models import Address, Role
from core.people.preferences import Preference, Way
from tests.site import Site
from tests.talk.policies import NOTE, assert_nameless, in_chats, minimal


async def test_a_minimal_chat_shows_numbers_weeks_and_hours_and_no_names_or_notes(site: Site) -> None:
    await minimal(site)
    told = site.house.last(site.ria)
    assert told.outgoing.channel is Channel.CHAT
    assert "2 weken wachten op uw akkoord" in told.text
    assert "week 10 (2–8 maart): 40 uur" in told.text
    assert "week 10 (2–8 maart): 37,5 uur" in told.text
    assert "ma: opmerking niet in de chat" in told.text
    assert told.labels == ["Alles akkoord", "1 akkoord", "2 akkoord"]
    assert_nameless(site.house)


async def test_in_a_minimal_chat_one_approves_by_number_and_takes_it_back(site: Site) -> None:
    await minimal(site)
    assert await site.house.chat(site.ria, "1 akkoord") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"
    assert await site.house.states(site.noor10) == "sssss"
    told = " ".join(site.house.last(site.ria).text.split())
    assert "nummer 1, week 10" in told
    assert "37,5 uur akkoord" in told
    assert "nummer 2, week 10" in told
    assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(site.daan10) == "sssss"
    assert "nummer 1, week 10" in " ".join(site.house.last(site.ria).text.split())
    assert_nameless(site.house)


@pytest.mark.parametrize("says", ["alles akkoord", "button"])
async def test_in_a_minimal_chat_one_approves_all_that_was_shown(site: Site, says: str) -> None:
    await minimal(site)
    if says == "button":
        assert await site.house.press(site.ria, site.house.last(site.ria).button("Alles akkoord")) == "acted"
    else:
        assert await site.house.chat(site.ria, says) == "acted"
    assert await site.house.states(site.daan10) == await site.house.states(site.noor10) == "aaaaa"
    assert_nameless(site.house)


async def test_a_name_that_is_typed_is_understood_and_not_said_back(site: Site) -> None:
    await minimal(site)
    assert await site.house.chat(site.ria, "Noor akkoord") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"
    assert "nummer 2, week 10" in " ".join(site.house.last(site.ria).text.split())
    assert_nameless(site.house)


async def test_why_hours_go_back_is_read_back_in_no_minimal_chat(site: Site) -> None:
    await minimal(site)
    assert await site.house.chat(site.ria, "1 terug, hij was ziek, moest naar huis") == "acted"
    assert await site.house.states(site.daan10) == "ccccc"
    for sent in in_chats(site.house):
        assert "ziek" not in sent.text
    told = site.house.last(site.daan)
    assert told.outgoing.channel is Channel.CHAT
    assert_nameless(site.house)


async def test_words_that_are_only_proposed_or_asked_about_are_not_read_back(site: Site) -> None:
    await minimal(site)
    assert await site.house.chat(site.daan, "vrijdag 8 Noor geholpen misschien?") == "answered"
    for sent in in_chats(site.house):
        assert "geholpen" not in sent.text
    assert await site.house.chat(site.ria, "1 terug, hij was ziek, moest naar huis?") == "answered"
    for sent in in_chats(site.house):
        assert "ziek" not in sent.text
    assert_nameless(site.house)


async def test_words_that_are_not_understood_are_not_read_back(site: Site) -> None:
    await minimal(site)
    for words in ("Noor blabla zzz", "Nor akkoord", "die van Visser misschien wel", "Noor akkoord?"):
        assert await site.house.chat(site.ria, words) == "answered"
        assert_nameless(site.house)
    assert await site.house.states(site.noor10) == "sssss"


async def test_who_can_not_be_named_is_no_choice_either(site: Site) -> None:
    """A name that fits two students is asked about without them: the number in the list says it."""
    other = await site.house.person("Noor", "Kwak")
    await site.house.role(other, Role.STUDENT, site.tenant)
    week = await site.house.week(await site.house.dossier(site.tenant, other, site.ria), [8, 8, 8, 8, 8])
    await minimal(site)
    assert await site.house.chat(site.ria, "Noor akkoord") == "answered"
    asked = site.house.last(site.ria)
    assert "Welke student bedoelt u?" in asked.text
    assert "het nummer uit de lijst" in asked.text
    assert "Kwak" not in " ".join([asked.text, *asked.labels])
    assert_nameless(site.house)
    assert await site.house.chat(site.ria, "2 akkoord") == "acted"
    states = {await site.house.states(site.noor10), await site.house.states(week)}
    assert states == {"aaaaa", "sssss"}
    assert await site.house.states(site.daan10) == "sssss"


@pytest.mark.parametrize("words", ["geschiedenis van Noor", "wie gaf akkoord voor week 10?", "grafiek van Noor"])
async def test_what_can_not_do_without_a_name_goes_by_mail_and_the_chat_says_so(site: Site, words: str) -> None:
    await minimal(site)
    assert await site.house.chat(site.ria, "Noor akkoord") == "acted"
    assert await site.house.chat(site.ria, words) == "answered"
    mail, chat = None, None
    for sent in site.house.heard(site.ria)[-2:]:
        if sent.outgoing.channel is Channel.MAIL:
            mail = sent
        else:
            chat = sent
    assert chat is not None
    assert mail is not None
    assert "Het staat in een mail aan u" in " ".join(chat.text.split())
    assert "Noor Visser" in mail.text
    assert (mail.outgoing.picture is not None) == ("Noor" in words)
    assert_nameless(site.house)


async def test_without_an_address_that_works_the_chat_says_that_there_is_none(site: Site) -> None:
    await minimal(site)
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.ria.id))
    await site.house.change(Address, address.id, works=False)
    assert await site.house.chat(site.ria, "geschiedenis van Noor") == "answered"
    assert "geen mailadres" in site.house.last(site.ria).text
    assert_nameless(site.house)


async def test_what_was_mended_goes_by_mail_since_nothing_else_says_whose_it_is(site: Site) -> None:
    await minimal(site)
    assert await site.house.chat(site.ria, "1 akkoord behalve dinsdag, dat was 6 uur") == "acted"
    assert await site.house.chat(site.daan, "di 7") == "acted"
    told = site.house.last(site.ria)
    assert told.outgoing.channel is Channel.MAIL
    assert "Daan Bos" in told.text
    assert_nameless(site.house)


async def test_a_student_sees_their_own_hours_in_a_minimal_chat_without_any_name(site: Site) -> None:
    await minimal(site)
    assert await site.house.chat(site.ria, "1 akkoord behalve dinsdag, dat was 6 uur") == "acted"
    told = site.house.last(site.daan)
    assert told.outgoing.channel is Channel.CHAT
    assert "moet 6 uur zijn" in told.text
    assert "Ria" not in told.text
    assert await site.house.chat(site.daan, "di 6") == "acted"
    assert await site.house.chat(site.daan, "mijn uren") == "answered"
    assert "Daan" not in site.house.last(site.daan).text
    assert_nameless(site.house)


async def test_a_reminder_wanted_in_both_names_students_in_its_mail_only(site: Site) -> None:
    await site.house.add(Preference(person_id=site.ria.id, channel=Way.BOTH))
    await minimal(site)
    mails = [sent for sent in site.house.heard(site.ria) if sent.outgoing.channel is Channel.MAIL]
    assert len(mails) == 1
    assert "Noor Visser" in mails[0].text
    assert NOTE in mails[0].text
    assert len(in_chats(site.house)) == 1
    assert_nameless(site.house)


async def test_a_supervisor_of_two_schools_sees_names_of_the_full_one_only(site: Site) -> None:
    other = await site.house.tenant("open")
    emma = await site.house.person("Emma", "Duin")
    await site.house.role(site.ria, Role.WORK_SUPERVISOR, other)
    await site.house.role(emma, Role.STUDENT, other)
    emmas = await site.house.week(await site.house.dossier(other, emma, site.ria), [8, 8, 8, 8, 8])
    await minimal(site)
    told = site.house.last(site.ria)
    assert "Emma Duin" in told.text
    assert_nameless(site.house)
    assert await site.house.chat(site.ria, "alles akkoord") == "acted"
    told = site.house.last(site.ria)
    assert "Emma Duin" in told.text
    assert "nummer 1, week 10" in " ".join(told.text.split())
    assert await site.house.states(emmas) == "aaaaa"
    assert await site.house.chat(site.ria, "geschiedenis van Emma") == "answered"
    assert "Emma Duin" in site.house.last(site.ria).text
    assert site.house.last(site.ria).outgoing.channel is Channel.CHAT
    assert site.house.last(site.ria).outgoing.picture is not None
    assert_nameless(site.house)
