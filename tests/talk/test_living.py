"""Living with it, in whole conversations: which way it speaks, when it is silent, in which language."""

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.outbox import OutboxMessage
from core.people.models import Address, ChatAccount, Person, Role
from core.people.preferences import Preference
from core.tenants.models import Tenant
from tests.house import MONDAY_MORNING
from tests.postal import with_real_mail
from tests.site import Site
from tests.talk.living import Talk

TUESDAY = MONDAY_MORNING + timedelta(days=1, hours=3)
WEDNESDAY = MONDAY_MORNING + timedelta(days=2)
THURSDAY = MONDAY_MORNING + timedelta(days=3)
NEXT_MONDAY = MONDAY_MORNING + timedelta(days=7)
FRIDAY_AFTERNOON = datetime(2026, 3, 13, 15, 0, tzinfo=UTC)
SUNDAY_EVENING = datetime(2026, 3, 15, 18, 0, tzinfo=UTC)


@pytest_asyncio.fixture(params=["chat", "mail"])
async def talk(site: Site, request: pytest.FixtureRequest) -> Talk:
    """Send Ria Monday's list, in the chat or, where nobody has one, by mail."""
    postman = None
    if request.param == "mail":
        postman = with_real_mail(site.house)
        await site.house.forget(ChatAccount)
    talk = Talk(site, postman)
    await talk.at(MONDAY_MORNING)
    return talk


async def test_reminders_stop_are_said_to_and_begin_again(talk: Talk) -> None:
    ria = talk.site.ria
    said = await talk.say(ria, "stop met herinneren")
    assert "geen herinneringen meer" in said
    assert "dan hoort de school dat" in said
    assert "begin weer" in said
    await talk.at(WEDNESDAY)
    await talk.at(NEXT_MONDAY)
    assert await talk.reminded(ria) == [MONDAY_MORNING]
    assert "Daan Bos" in await talk.say(ria, "wat staat er open?")
    assert "weer herinneringen" in await talk.say(ria, "begin weer")
    await talk.at(NEXT_MONDAY + timedelta(days=2))
    assert len(await talk.reminded(ria)) == 2
    assert await talk.decided() == ["people.stop", "people.start"]


async def test_the_school_still_hears_of_weeks_that_wait_too_long(talk: Talk) -> None:
    await talk.say(talk.site.ria, "geen herinneringen meer")
    await talk.at(MONDAY_MORNING + timedelta(days=14))
    rows = await talk.house.all(select(OutboxMessage).where(OutboxMessage.name == "reminders.school_late"))
    assert [row.state for row in rows] == ["sent"]


async def test_stop_says_no_to_what_is_asked_and_ends_reminders_when_nothing_is(talk: Talk) -> None:
    said = await talk.say(talk.site.ria, "herinner me")
    assert "Wanneer" in said
    assert "ik vraag er niet meer naar" in await talk.say(talk.site.ria, "stop")
    assert await talk.decided() == []
    assert "geen herinneringen meer" in await talk.say(talk.site.ria, "stop")
    assert await talk.decided() == ["people.stop"]


async def test_stopping_is_taken_back_with_oops(talk: Talk) -> None:
    await talk.say(talk.site.ria, "stop met de herinneringen")
    assert "Teruggedraaid" in await talk.say(talk.site.ria, "oeps")
    await talk.at(WEDNESDAY)
    assert len(await talk.reminded(talk.site.ria)) == 2


async def test_a_negated_or_doubtful_wish_changes_nothing(talk: Talk) -> None:
    for words in ("stop niet met herinneren", "misschien geen herinneringen meer", "herinner me niet donderdag"):
        await talk.say(talk.site.ria, words)
    assert await talk.decided() == []
    assert "Klopt dat?" in await talk.say(talk.site.ria, "stop met herinneren?")
    assert await talk.decided() == []
    assert "geen herinneringen meer" in await talk.say(talk.site.ria, "ja")
    assert await talk.decided() == ["people.stop"]


async def test_another_language_is_spoken_at_once_and_kept(talk: Talk) -> None:
    assert "Fine, in English from now on." in await talk.say(talk.site.ria, "English please")
    assert "What is open" not in await talk.say(talk.site.ria, "settings")
    await talk.at(WEDNESDAY)
    assert "await your approval" in talk.last(talk.site.ria)
    assert "voortaan in het Nederlands" in await talk.say(talk.site.ria, "graag in het Nederlands")
    assert "Taken back" in await talk.say(talk.site.ria, "oops")


async def test_a_snoozed_list_comes_at_the_day_with_what_is_true_then(talk: Talk) -> None:
    ria = talk.site.ria
    said = await talk.say(ria, "herinner me donderdag")
    assert "do 12 maart 2026, 08:00" in said
    await talk.at(WEDNESDAY)
    assert len(await talk.reminded(ria)) == 1
    await talk.say(ria, "Noor akkoord")
    await talk.at(THURSDAY - timedelta(minutes=1))
    assert len(await talk.reminded(ria)) == 1
    await talk.at(THURSDAY)
    assert await talk.reminded(ria) == [MONDAY_MORNING, THURSDAY]
    assert "waar u om vroeg" in talk.last(ria)
    assert "Daan Bos" in talk.last(ria)
    assert "Noor Visser" not in talk.last(ria)
    await talk.at(THURSDAY + timedelta(hours=1))
    assert len(await talk.reminded(ria)) == 2


async def test_a_snooze_may_name_a_time_and_takes_the_place_of_the_list_of_its_day(talk: Talk) -> None:
    ria = talk.site.ria
    assert "wo 11 maart 2026, 10:00" in await talk.say(ria, "herinner me woensdag om 10 uur")
    await talk.at(WEDNESDAY)
    await talk.at(WEDNESDAY + timedelta(hours=2))
    await talk.at(WEDNESDAY + timedelta(hours=4))
    assert await talk.reminded(ria) == [MONDAY_MORNING, WEDNESDAY + timedelta(hours=2)]


async def test_another_snooze_takes_the_place_of_the_first(talk: Talk) -> None:
    ria = talk.site.ria
    await talk.say(ria, "herinner me woensdag")
    await talk.say(ria, "herinner me over een week")
    await talk.at(WEDNESDAY)
    await talk.at(NEXT_MONDAY - timedelta(hours=1))
    assert len(await talk.reminded(ria)) == 1
    await talk.at(NEXT_MONDAY)
    assert await talk.reminded(ria) == [MONDAY_MORNING, NEXT_MONDAY]


async def test_a_moment_too_far_is_refused_and_a_missing_one_asked(talk: Talk) -> None:
    assert "meer dan een maand" in await talk.say(talk.site.ria, "herinner me 3 december")
    assert "Wanneer zal ik u herinneren?" in await talk.say(talk.site.ria, "herinner me")
    assert "do 12 maart 2026, 08:00" in await talk.say(talk.site.ria, "donderdag")
    assert await talk.decided() == ["people.snooze"]


async def test_who_says_later_is_offered_a_reminder(talk: Talk) -> None:
    ria = talk.site.ria
    said = await talk.say(ria, "dat doe ik morgen")
    assert "niet goedgekeurd" in said
    assert "di 10 maart 2026, 08:00 aan herinneren?" in said
    assert await talk.decided() == []
    assert "di 10 maart 2026, 08:00" in await talk.say(ria, "ja")
    await talk.at(MONDAY_MORNING + timedelta(days=1))
    assert len(await talk.reminded(ria)) == 2
    assert await talk.decided() == ["people.snooze"]
    assert await talk.house.states(talk.site.noor10) == "sssss"


async def test_a_student_stops_snoozes_and_sees_settings_too(talk: Talk) -> None:
    daan = talk.site.daan
    await talk.at(FRIDAY_AFTERNOON)
    assert len(await talk.reminded(daan)) == 1
    said = await talk.say(daan, "herinner me maandag om 9 uur")
    assert "ma 16 maart 2026, 09:00" in said
    await talk.at(SUNDAY_EVENING)
    assert len(await talk.reminded(daan)) == 1
    await talk.at(NEXT_MONDAY + timedelta(hours=1))
    assert "waar je om vroeg" in talk.last(daan)
    assert "week 11" in talk.last(daan)
    said = await talk.say(daan, "mijn instellingen")
    assert "Zo staat het nu" in said
    assert "Vervanging" not in said
    assert "uw" not in said.split("(Bericht van")[0].split("[#")[0].lower().split()
    assert "Je uren moeten nog steeds" in await talk.say(daan, "stop met herinneren")
    await talk.at(FRIDAY_AFTERNOON + timedelta(days=7))
    assert len(await talk.reminded(daan)) == 2


async def test_settings_name_all_that_was_set_and_how_to_change_it(talk: Talk) -> None:
    ria = talk.site.ria
    for words in ("niet storen tussen 18:00 en 8:00", "niet storen in het weekend", "herinner me donderdag"):
        await talk.say(ria, words)
    said = await talk.say(ria, "instellingen")
    assert "18:00 tot 8:00 uur en het weekend" in said
    assert "uitgesteld tot do 12 maart 2026, 08:00" in said
    assert "Vervanging: geen" in said
    assert await talk.decided() == ["people.quiet", "people.quiet_weekend", "people.snooze"]


async def test_no_reminder_on_a_public_holiday_but_the_working_day_after(talk: Talk) -> None:
    """Easter Monday is 6 April 2026, and summer time has begun."""
    await talk.say(talk.site.ria, "oké dank je wel")
    easter = datetime(2026, 4, 6, 6, 0, tzinfo=UTC)
    before = len(await talk.reminded(talk.site.ria))
    await talk.at(easter)
    assert len(await talk.reminded(talk.site.ria)) == before
    await talk.at(easter + timedelta(hours=23))
    assert len(await talk.reminded(talk.site.ria)) == before
    await talk.at(easter + timedelta(days=1))
    assert (await talk.reminded(talk.site.ria))[before:] == [easter + timedelta(days=1)]
    await talk.at(easter + timedelta(days=2))
    assert len(await talk.reminded(talk.site.ria)) == before + 2


@pytest.mark.parametrize(("country", "count"), [("BE", 2), ("NL", 1)])
async def test_whose_holiday_it_is_follows_from_the_school(talk: Talk, country: str, count: int) -> None:
    """King's Day of 2026 is a Monday, and free in the Netherlands only."""
    await talk.house.change(Tenant, talk.site.tenant.id, country=country)
    await talk.at(datetime(2026, 4, 27, 6, 0, tzinfo=UTC))
    assert len(await talk.reminded(talk.site.ria)) == count
    await talk.at(datetime(2026, 4, 28, 6, 0, tzinfo=UTC))
    assert len(await talk.reminded(talk.site.ria)) == 2


async def test_no_reminders_in_the_builders_holiday_or_ones_own(talk: Talk) -> None:
    ria = talk.site.ria
    said = await talk.say(ria, "geen herinneringen in de bouwvak")
    assert "ma 27 juli tot en met vr 14 augustus" in said
    said = await talk.say(ria, "ik ben met vakantie tot woensdag 18 maart")
    assert "wo 18 maart" in said
    is_mail = talk.postman is not None
    assert ("Klopt dat?" in said) is is_mail, "by mail a machine may have said so, and is not taken at its word"
    if is_mail:
        await talk.say(ria, "ja")
    await talk.at(WEDNESDAY)
    await talk.at(NEXT_MONDAY)
    assert len(await talk.reminded(ria)) == 1
    assert "Welkom terug" in await talk.say(ria, "ik ben er weer")
    await talk.at(NEXT_MONDAY + timedelta(days=2))
    assert len(await talk.reminded(ria)) == 2


async def test_where_the_builders_holiday_is_not_known_the_days_are_asked(talk: Talk) -> None:
    await talk.house.change(Tenant, talk.site.tenant.id, country="BE", region="Vlaanderen")
    assert "in België per provincie" in await talk.say(talk.site.ria, "bouwvak")
    assert await talk.decided() == []
    said = await talk.say(talk.site.ria, "bouwverlof van 13 maart tot en met 20 maart")
    assert "vr 13 maart tot en met vr 20 maart" in said


async def test_a_students_sunday_on_easter_goes_once_after_it_and_about_its_own_week(talk: Talk) -> None:
    daan = talk.site.daan
    for moment in ("2026-04-03T14:00", "2026-04-05T17:00", "2026-04-06T17:00"):
        await talk.at(datetime.fromisoformat(moment).replace(tzinfo=UTC))
        assert await talk.reminded(daan) == []
    tuesday = datetime(2026, 4, 7, 17, 0, tzinfo=UTC)
    await talk.at(tuesday)
    assert await talk.reminded(daan) == [tuesday]
    assert "week 14" in talk.last(daan)


async def test_a_school_that_gets_no_reminders_is_told_so(site: Site) -> None:
    house = site.house
    desk = await house.person("Hanneke", "Wilg", chat=True)
    await house.role(desk, Role.SCHOOL, site.tenant)
    for words in ("stop met herinneren", "herinner me donderdag", "begin weer"):
        await house.chat(desk, words)
        assert "krijgt geen herinneringen van mij" in house.last(desk).text
    await house.chat(desk, "instellingen")
    assert "Herinneringen" not in house.last(desk).text
    assert "Taal: Nederlands" in house.last(desk).text


async def test_mail_only_is_kept_to_and_the_chat_still_answers(site: Site) -> None:
    house = site.house
    assert await house.chat(site.ria, "voortaan alleen per mail") == "acted"
    assert "per mail" in house.last(site.ria).text
    assert house.last(site.ria).outgoing.channel == "chat"
    await house.remind()
    assert house.last(site.ria).outgoing.channel == "mail"
    await house.chat(site.ria, "stuur het in de chat")
    house.now = WEDNESDAY
    await house.remind()
    assert house.last(site.ria).outgoing.channel == "chat"


async def test_chat_without_a_chat_is_refused(site: Site) -> None:
    postman = with_real_mail(site.house)
    site.house.now = FRIDAY_AFTERNOON
    await site.house.remind()
    talk = Talk(site, postman)
    assert "nog geen chat" in await talk.say(site.noor, "stuur het in de chat")
    assert await talk.decided() == []


async def test_a_reminder_in_both_is_answered_in_either_and_done_once(site: Site) -> None:
    house = site.house
    await house.chat(site.ria, "allebei")
    await house.chat(site.ria, "ja")
    await house.remind()
    by_chat, by_mail = house.heard(site.ria)[-2:]
    assert [by_chat.outgoing.channel, by_mail.outgoing.channel] == ["chat", "mail"]
    for sent in (by_chat, by_mail):
        assert "Noor Visser" in sent.text
    assert await house.mail(site.ria, "1 akkoord", answers=by_mail) == "acted"
    assert await house.states(site.daan10) == "aaaaa"
    assert await house.chat(site.ria, "alles akkoord") == "acted"
    assert await house.states(site.noor10) == "aaaaa"
    assert await house.mail(site.ria, "akkoord", answers=by_mail) == "answered"
    given = [row for row in await house.all(select(OutboxMessage)) if row.name == "logbook.student_approved"]
    assert len(given) == 2


async def test_both_is_said_back_first_since_it_may_mean_two_weeks(talk: Talk) -> None:
    if talk.postman is None:
        said = await talk.say(talk.site.ria, "allebei")
        assert "herinneringen in de chat en per mail" in said
        assert await talk.house.states(talk.site.noor10) == "sssss"
    else:
        await talk.say(talk.site.ria, "allebei")
    assert await talk.decided() == []


async def test_a_button_in_chat_closes_what_was_mailed(site: Site) -> None:
    house = site.house
    await house.chat(site.ria, "allebei")
    await house.chat(site.ria, "ja")
    await house.remind()
    by_chat, by_mail = house.heard(site.ria)[-2:]
    assert await house.press(site.ria, by_chat.outgoing.choices[0][1]) == "acted"
    assert await house.mail(site.ria, "ja", answers=by_mail) == "answered"
    house.now = WEDNESDAY
    await house.remind()
    assert house.last(site.ria).outgoing.name != "reminders.digest"


async def test_a_student_gets_both_and_hands_in_once(site: Site) -> None:
    house = site.house
    house.now = FRIDAY_AFTERNOON
    await house.chat(site.daan, "voortaan allebei")
    await house.chat(site.daan, "ja")
    await house.remind()
    by_chat, by_mail = house.heard(site.daan)[-2:]
    assert {by_chat.outgoing.channel, by_mail.outgoing.channel} == {"chat", "mail"}
    await house.mail(site.daan, "ma 8, di 8, wo 8, do 8, vr 8", answers=by_mail)
    await house.mail(site.daan, "klaar", answers=by_mail)
    house.now = SUNDAY_EVENING
    await house.remind()
    assert sum(sent.outgoing.name == "reminders.student" for sent in house.heard(site.daan)) == 2


async def test_in_quiet_hours_the_chat_waits_and_answers_do_not(site: Site) -> None:
    house = site.house
    said = await house.chat(site.daan, "niet storen tussen 18:00 en 8:00")
    assert said == "acted"
    await house.remind()
    evening = datetime(2026, 3, 9, 19, 0, tzinfo=UTC)
    house.now = evening
    await house.chat(site.ria, "Daan akkoord")
    before = len(house.heard(site.daan))
    await house.chat(site.daan, "mijn uren")
    assert len(house.heard(site.daan)) == before + 1
    house.now = datetime(2026, 3, 10, 6, 59, tzinfo=UTC)
    await house.deliver()
    assert len(house.heard(site.daan)) == before + 1
    house.now = datetime(2026, 3, 10, 7, 0, tzinfo=UTC)
    await house.deliver()
    assert house.last(site.daan).outgoing.name == "logbook.student_approved"


async def test_mail_comes_in_quiet_hours_and_of_both_only_the_chat_waits(site: Site) -> None:
    house = site.house
    await house.chat(site.ria, "niet storen tussen 7:00 en 10:00")
    await house.chat(site.ria, "allebei")
    await house.chat(site.ria, "ja")
    before = len(house.heard(site.ria))
    await house.remind()
    assert [sent.outgoing.channel for sent in house.heard(site.ria)[before:]] == ["mail"]
    house.now = MONDAY_MORNING + timedelta(hours=2)
    await house.remind()
    assert [sent.outgoing.channel for sent in house.heard(site.ria)[before:]] == ["mail", "chat"]
    assert await house.chat(site.ria, "alles akkoord") == "acted"


async def test_a_weekend_of_quiet_ends_on_monday_morning(site: Site) -> None:
    house = site.house
    await house.chat(site.daan, "niet storen in het weekend")
    house.now = SUNDAY_EVENING
    await house.remind()
    assert house.last(site.daan).outgoing.name != "reminders.student"
    house.now = NEXT_MONDAY
    await house.deliver()
    assert house.last(site.daan).outgoing.name == "reminders.student"


async def test_a_wish_in_a_fresh_mail_is_said_back_in_the_language_asked_for(site: Site) -> None:
    house = site.house
    await house.mail(site.ria, "English please")
    (person,) = await house.all(select(Person).where(Person.id == site.ria.id))
    assert person.language == "nl"
    assert "Is that right?" in house.last(site.ria).text
    await house.mail(site.ria, "yes", answers=house.last(site.ria))
    assert "Fine, in English from now on." in house.last(site.ria).text


async def test_who_has_a_bouncing_address_is_not_sent_to_mail_only(site: Site) -> None:
    (address,) = await site.house.all(select(Address).where(Address.person_id == site.ria.id))
    await site.house.change(Address, address.id, works=False)
    await site.house.chat(site.ria, "voortaan alleen per mail")
    assert "geen eigen mailadres" in site.house.last(site.ria).text
    assert not await site.house.all(select(Preference))
