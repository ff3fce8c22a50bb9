"""How much of a school goes through chat, in whole conversations: minimal, off, of two schools, and switched midway."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.incoming import Channel
from core.logbook.models import DayEntry
from core.outbox import OutboxMessage
from core.people.models import Address, LinkToken, Membership, Person, Role
from core.people.preferences import Preference, Way
from core.record import Decision
from core.tenants.models import ChatPolicy, Organisation, Tenant
from tests.house import House, Sent
from tests.site import Site

NAMES = ("Noor", "Visser", "Daan", "Bos")
NOTE = "ruzie met de kraan"


async def set_chat(site: Site, policy: ChatPolicy) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=policy)


async def add_note(site: Site) -> None:
    """Give Daan's Monday a note."""

    def note(session: Session) -> None:
        first = select(DayEntry.id).where(DayEntry.week_id == site.daan10.id).order_by(DayEntry.date).limit(1)
        session.execute(update(DayEntry).where(DayEntry.id == first.scalar_subquery()).values(note=NOTE))

    await site.house.database.turn(note)


async def minimal(site: Site) -> None:
    """Let nothing but numbers through chat, with a note to keep out of it, on the Monday of a list."""
    await set_chat(site, ChatPolicy.MINIMAL)
    await add_note(site)
    await site.house.remind()


def in_chats(house: House) -> list[Sent]:
    return [sent for sent in house.sent if sent.outgoing.channel is Channel.CHAT]


def assert_nameless(house: House) -> None:
    """Nothing that went to any chat names a student or holds their note: no text, no button, no picture."""
    for sent in in_chats(house):
        shown = " ".join([sent.text, *sent.labels])
        for text in (*NAMES, NOTE):
            assert text not in shown, shown
        assert sent.outgoing.chart is None or sent.outgoing.chart.student not in {"Noor Visser", "Daan Bos"}


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


# Who chooses it


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
