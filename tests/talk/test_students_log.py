"""A student's week, said in so many words: logged, looked at, mended and handed in; by chat and by mail."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.dossiers.models import Dossier
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.people.models import Person
from core.record import broken
from core.tenants.models import ChatPolicy, Organisation, Tenant
from tests.postal import with_real_mail
from tests.road.town import answer, plain
from tests.site import Site

THURSDAY = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _thursday(site: Site) -> None:
    site.house.now = THURSDAY


async def say(site: Site, channel: str, words: str) -> str:
    """Have Daan say something by chat, or by a mail that answers our last one, so that it proves enough."""
    if channel == "chat":
        return await site.house.chat(site.daan, words)
    return await site.house.mail(site.daan, words, evidence=3)


async def days(site: Site, monday: date = MONDAY) -> list[DayEntry]:
    return await site.house.all(
        select(DayEntry)
        .join(DayEntry.week)
        .where(LogbookWeek.dossier_id == site.daans.id, LogbookWeek.monday == monday)
        .order_by(DayEntry.date)
    )


async def week(site: Site, monday: date = MONDAY) -> list[tuple[str, int, str, str]]:
    """Give the days of Daan's week: weekday, minutes, note and state."""
    return [(f"{day.date:%a}", day.minutes, day.note, day.state[0]) for day in await days(site, monday)]


@pytest.mark.parametrize("channel", ["chat", "mail"])
async def test_a_week_is_logged_looked_at_mended_and_handed_in(site: Site, channel: str) -> None:
    assert await say(site, channel, "ma 8 kassa, di 7,5 spiegelen") == "acted"
    assert await week(site) == [("Mon", 480, "kassa", "d"), ("Tue", 450, "spiegelen", "d")]
    told = site.house.last(site.daan).text
    assert "kassa" in told
    assert "Nog niet ingediend: ma, di" in told
    assert "Nog leeg: wo, do" in told
    assert "klaar" in told
    assert await say(site, channel, "gisteren 6u30, vandaag 8 uur") == "acted"
    assert await say(site, channel, "di 7") == "acted"
    assert await week(site) == [
        ("Mon", 480, "kassa", "d"),
        ("Tue", 420, "spiegelen", "d"),
        ("Wed", 390, "", "d"),
        ("Thu", 480, "", "d"),
    ]
    assert await say(site, channel, "wat heb ik ingevuld?") == "answered"
    assert "29,5 uur" in site.house.last(site.daan).text
    assert "38" not in site.house.last(site.daan).text.split("week 11")[1]
    assert await say(site, channel, "klaar") == "acted"
    told = site.house.last(site.daan).text
    assert "Ingediend" in told
    assert "29,5 uur" in told
    assert "maandag 16 maart 2026" in told
    assert {day.state for day in await days(site)} == {"submitted"}
    assert await say(site, channel, "oeps") == "acted"
    assert {day.state for day in await days(site)} == {"draft"}
    assert await site.house.database.look(lambda session: broken(session, site.tenant.id)) is None


@pytest.mark.parametrize("channel", ["chat", "mail"])
async def test_the_same_in_english(site: Site, channel: str) -> None:
    await site.house.change(Person, site.daan.id, language="en")
    assert await say(site, channel, "Mon 8 checkout, Tue 7.5 shelves, yesterday 6:30, today 8") == "acted"
    assert await week(site) == [
        ("Mon", 480, "checkout", "d"),
        ("Tue", 450, "shelves", "d"),
        ("Wed", 390, "", "d"),
        ("Thu", 480, "", "d"),
    ]
    assert "Not submitted yet: Mon, Tue, Wed, Thu" in site.house.last(site.daan).text
    assert await say(site, channel, "my hours") == "answered"
    assert "30 hours" in site.house.last(site.daan).text
    assert await say(site, channel, "done") == "acted"
    assert "Submitted" in site.house.last(site.daan).text
    assert {day.state for day in await days(site)} == {"submitted"}


@pytest.mark.parametrize(
    "words",
    [
        "ma 8\ndi 8\nwo 8\ndo 8",
        "ma t/m do 8",
        "ma 8 di 8 wo 8 do 8",
        "Hoi,\n\nma: 8, di: 8, wo: 8, do: 8\n\nGroetjes, Daan",
        "week 11: ma 8, di 8, wo 8 en do 8",
        "maandag, dinsdag, woensdag en donderdag 8 uur",
        "9 maart 8, 10 maart 8, 11 maart 8, 12 maart 8",
    ],
)
async def test_a_whole_week_in_one_message(site: Site, words: str) -> None:
    assert await say(site, "chat", words) == "acted"
    assert [(minutes, note) for _, minutes, note, _ in await week(site)] == [(480, "")] * 4


async def test_a_week_can_be_logged_and_handed_in_at_once(site: Site) -> None:
    assert await say(site, "chat", "ma 8, di 8, wo 8, do 8, klaar") == "acted"
    assert {day.state for day in await days(site)} == {"submitted"}
    told = site.house.last(site.daan)
    assert "Ingediend" in told.text
    assert "Nog niet ingediend" not in told.text
    assert told.labels == []
    assert await say(site, "chat", "oeps") == "acted"
    assert await week(site) == []
    assert "er is niets ingevuld" in site.house.last(site.daan).text
    assert "niet meer" not in site.house.last(site.daan).text


async def test_a_week_with_a_day_that_is_refused_is_not_handed_in(site: Site) -> None:
    assert await say(site, "chat", "di 8, 13 maart 8, klaar") == "acted"
    assert await week(site) == [("Tue", 480, "", "d")]


async def test_hours_behind_a_no_for_a_day_that_came_back_are_still_proposed(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    assert await say(site, "chat", "nee di was 8 uur") == "answered"
    assert await say(site, "chat", "ja") == "acted"
    assert await site.house.states(site.daan10) == "asaaa"


async def test_a_day_that_came_back_is_mended_while_another_is_logged(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord behalve dinsdag, dat was 6 uur")
    assert await say(site, "chat", "di 6") == "acted"
    assert await site.house.states(site.daan10) == "aaaaa"
    assert await say(site, "chat", "di 8") == "acted"
    assert await week(site) == [("Tue", 480, "", "d")]


@pytest.mark.parametrize(
    "words",
    [
        "di 6?",
        "di niet 6",
        "di misschien 6",
        "di 6 of 7",
        "di 6 als Ria het goed vindt",
        "di 25 uur",
        "di van 9 tot 5",
        "di 8 pauze 1 uur",
        "ma 8, di",
        "ma 8 di 7 di 6",
        "klaar?",
        "nog niet klaar",
        "di 6 kassa maar niet alleen",
        "ma 8, di zou 7 zijn",
    ],
)
async def test_what_is_not_wholly_understood_logs_nothing(site: Site, words: str) -> None:
    assert await say(site, "chat", words) == "answered"
    assert await week(site) == []


@pytest.mark.parametrize("words", ["di 8 met Noor", "ma 8 kassa. Het was druk op de afdeling"])
async def test_a_note_that_may_say_more_is_said_back_first(site: Site, words: str) -> None:
    assert await say(site, "chat", words) == "answered"
    assert await week(site) == []
    assert "nog niets ingevuld" in site.house.last(site.daan).text
    assert await say(site, "chat", "ja") == "acted"
    assert [minutes for _, minutes, _, _ in await week(site)] == [480]


@pytest.mark.parametrize(("words", "note"), [("di niet gewerkt", "niet gewerkt"), ("di was ik ziek", "ziek")])
async def test_a_day_that_was_not_worked_is_logged_without_hours(site: Site, words: str, note: str) -> None:
    assert await say(site, "chat", words) == "acted"
    assert await week(site) == [("Tue", 0, note, "d")]
    assert f"di 0 “{note}”" in site.house.last(site.daan).text


async def test_a_weekday_that_is_still_to_come_is_last_weeks_and_said_back_first(site: Site) -> None:
    assert await say(site, "chat", "za 4") == "answered"
    assert "za 7 maart" in site.house.last(site.daan).text
    assert await say(site, "chat", "ja") == "acted"
    assert ("Sat", 240, "", "d") in await week(site, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("words", "why"),
    [("13 maart 8", "moet nog komen"), ("2 januari 8", "buiten je stage")],
)
async def test_days_that_cannot_be_logged_are_refused_by_name_and_the_others_are_kept(
    site: Site, words: str, why: str
) -> None:
    assert await say(site, "chat", f"di 8, {words}") == "acted"
    assert await week(site) == [("Tue", 480, "", "d")]
    assert why in site.house.last(site.daan).text


async def test_an_approved_day_stays_as_it_is(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "Daan akkoord")
    assert await say(site, "chat", "vorige week di 4") == "answered"
    assert await site.house.states(site.daan10) == "aaaaa"
    assert "al goedgekeurd" in site.house.last(site.daan).text


async def test_a_submitted_day_may_change_until_it_is_judged_and_the_supervisor_sees_the_difference(site: Site) -> None:
    await site.house.remind()
    assert await say(site, "chat", "vorige week di 4") == "acted"
    assert await site.house.states(site.daan10) == "sssss"
    await site.house.chat(site.ria, "Daan akkoord")
    assert await site.house.states(site.daan10) == "sssss"
    assert "was 7,5, nu 4 uur" in site.house.last(site.ria).text


async def test_nobody_but_the_student_sees_a_draft(site: Site) -> None:
    await say(site, "chat", "ma 8 geheim, di 8")
    site.house.now += timedelta(days=4)
    await site.house.remind()
    await site.house.chat(site.ria, "toon de uren van Daan")
    heard = "\n".join(sent.text for sent in site.house.heard(site.ria))
    assert "week 11" in heard
    assert "geheim" not in heard
    assert await site.house.chat(site.ria, "Daan week 11 akkoord") == "answered"
    assert {day.state for day in await days(site)} == {"draft"}


async def test_undo_takes_logged_hours_back_to_what_they_were(site: Site) -> None:
    await say(site, "chat", "ma 8 kassa")
    await say(site, "chat", "ma 7 vakken, di 8")
    assert await say(site, "chat", "oeps") == "acted"
    assert await week(site) == [("Mon", 480, "kassa", "d")]


async def test_handing_in_is_not_undone_once_it_was_judged(site: Site) -> None:
    await say(site, "chat", "ma 8, di 8, wo 8, do 8")
    await say(site, "chat", "klaar")
    for day in await days(site):
        await site.house.change(DayEntry, day.id, state=DayState.APPROVED)
    assert await say(site, "chat", "oeps") == "answered"
    assert {day.state for day in await days(site)} == {"approved"}


async def test_hours_over_the_limit_are_handed_in_with_a_kind_word(site: Site) -> None:
    await say(site, "chat", "ma 11")
    assert await say(site, "chat", "klaar") == "acted"
    told = site.house.last(site.daan).text
    assert "meer dan 8 uur op een dag" in told
    assert "Leeg gebleven: di, wo, do" in told


async def test_the_button_hands_in(site: Site) -> None:
    await say(site, "chat", "ma t/m do 8")
    answer = site.house.last(site.daan)
    assert await site.house.press(site.daan, answer.button("Klaar")) == "acted"
    assert {day.state for day in await days(site)} == {"submitted"}


async def test_klaar_without_drafts_hands_nothing_in(site: Site) -> None:
    assert await say(site, "chat", "klaar") == "answered"
    assert "niets om in te dienen" in site.house.last(site.daan).text


async def test_klaar_with_two_drafted_weeks_asks_which(site: Site) -> None:
    for monday in (date(2026, 2, 23), MONDAY):
        await site.house.week(site.daans, [8, 8], monday=monday, state=DayState.DRAFT)
    assert await say(site, "chat", "klaar") == "answered"
    asked = site.house.last(site.daan)
    assert "week 9" in asked.text
    assert "week 11" in asked.text
    assert await say(site, "chat", "week 9 klaar") == "acted"
    assert {day.state for day in await days(site)} == {"draft"}
    assert {day.state for day in await days(site, date(2026, 2, 23))} == {"submitted"}


async def test_two_placements_are_asked_about(site: Site) -> None:
    company = Organisation(tenant_id=site.tenant.id, code="kap", name="Kapsalon Krul")
    await site.house.add(company)
    second = await site.house.dossier(site.tenant, site.daan, site.ria, external_id="D-kap")
    await site.house.change(Dossier, second.id, organisation_id=company.id)
    assert await say(site, "chat", "ma 8") == "answered"
    asked = site.house.last(site.daan)
    assert "Kapsalon Krul" in asked.text
    assert await site.house.press(site.daan, asked.button("Kapsalon")) == "acted"
    (logged,) = await site.house.all(select(LogbookWeek).where(LogbookWeek.monday == MONDAY))
    assert logged.dossier_id == second.id


async def test_a_mail_that_proves_too_little_is_said_back_and_logged_on_a_yes(site: Site) -> None:
    assert await site.house.mail(site.daan, "ma 8 kassa, di 7,5") == "answered"
    assert await week(site) == []
    assert await site.house.mail(site.daan, "ja", answers=site.house.last(site.daan), evidence=3) == "acted"
    assert await week(site) == [("Mon", 480, "kassa", "d"), ("Tue", 450, "", "d")]


async def test_where_the_school_shut_the_chat_nothing_is_logged_by_chat(site: Site) -> None:
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    assert await say(site, "chat", "ma 8") == "answered"
    assert await week(site) == []
    assert "niet via de chat" in site.house.last(site.daan).text


async def test_a_supervisor_logs_nothing(site: Site) -> None:
    before = await site.house.all(select(DayEntry.id))
    for words in ("ma 8 kassa", "klaar", "mijn uren"):
        await site.house.chat(site.ria, words)
    assert await site.house.all(select(DayEntry.id)) == before


async def test_the_whole_week_by_real_mail_from_the_reminder_to_klaar(site: Site) -> None:
    postman = with_real_mail(site.house)
    site.house.now = datetime(2026, 3, 13, 15, 0, tzinfo=UTC)
    await site.house.remind()
    sender = "Noor Visser <noor@visser.example>"

    async def replies(text: str) -> str:
        site.house.now += timedelta(minutes=5)
        return await postman.brings(
            answer(postman.to("noor@visser.example")[-1], text, sender=sender, at=site.house.now)
        )

    assert "week 11" in plain(postman.to("noor@visser.example")[-1])
    assert await replies("ma 8 kassa, di 7,5 spiegelen, wo 8, do 8") == "acted"
    assert "kassa" in plain(postman.to("noor@visser.example")[-1])
    assert await replies("vr 6") == "acted"
    assert await replies("klaar") == "acted"
    told = plain(postman.to("noor@visser.example")[-1])
    assert "37,5 uur" in told
    logged = await site.house.all(
        select(DayEntry)
        .join(DayEntry.week)
        .where(LogbookWeek.dossier_id == site.noors.id, LogbookWeek.monday == MONDAY)
        .order_by(DayEntry.date)
    )
    assert [(day.minutes, day.note, day.state) for day in logged] == [
        (480, "kassa", "submitted"),
        (450, "spiegelen", "submitted"),
        (480, "", "submitted"),
        (480, "", "submitted"),
        (360, "", "submitted"),
    ]
