"""A picture of the hours a week, in whole conversations: who gets one, of what, in chat and by mail."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from sqlalchemy import delete, select

from akkoord.pictures import making
from akkoord.posts import ChatPost
from bot.build import build_bot
from bot.sending import ChatSender
from core.charts import Chart
from core.dossiers.models import Dossier, DossierPart
from core.incoming import Channel
from core.logbook.models import DayState
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Person
from core.tenants.models import ChatPolicy, Tenant
from tests.house import LAST_WEEK
from tests.postal import with_real_mail
from tests.real.fake_telegram import TOKEN, FakeTelegram
from tests.road.town import answer, plain
from tests.site import Site
from tests.talk.test_looking_back import Talk


async def chart_for(site: Site, person: Person, words: str) -> Chart | None:
    assert await site.house.chat(person, words) == "answered"
    outgoing = site.house.last(person).outgoing
    assert (outgoing.picture is not None) == (outgoing.chart is not None)
    return outgoing.chart


async def named(site: Site, person: Person, words: str = "geschiedenis van Noor") -> Chart:
    chart = await chart_for(site, person, words)
    assert chart is not None
    return chart


@pytest.mark.parametrize(
    "words", ["geschiedenis van Noor", "grafiek van Noor", "stuur me een plaatje van de uren van Noor", "chart of Noor"]
)
async def test_a_supervisor_who_names_a_student_gets_a_picture(site: Site, words: str) -> None:
    assert (await named(site, site.ria, words)).student == "Noor Visser"


async def test_a_student_gets_a_picture_of_their_own_hours(site: Site) -> None:
    for words in ("hoeveel uur heb ik?", "grafiek", "plaatje van mijn uren", "my chart"):
        assert (await named(site, site.daan, words)).student == "Daan Bos"


async def test_several_placements_get_a_table_and_a_word_on_how_to_see_one(site: Site) -> None:
    assert await chart_for(site, site.ria, "grafiek") is None
    text = site.house.last(site.ria).text
    assert "Noor Visser" in text
    assert "grafiek van Noor" in text or "grafiek van Daan" in text


async def test_two_placements_of_one_student_get_no_picture_and_no_advice_that_leads_back_here(site: Site) -> None:
    earlier = {"starts_on": date(2025, 9, 1), "ends_on": date(2025, 12, 19), "external_id": "D-earlier"}
    await site.house.dossier(site.tenant, site.daan, site.ria, **earlier)
    assert await chart_for(site, site.ria, "grafiek van Daan") is None
    assert "grafiek van" not in site.house.last(site.ria).text


async def test_before_any_hours_there_is_no_picture(site: Site) -> None:
    student = await site.house.person("Bo", "Wilg")
    await site.house.dossier(site.tenant, student, site.ria)
    draft = await site.house.dossier(site.tenant, await site.house.person("Ada", "Vis"), site.ria)
    await site.house.week(draft, [8, 8], state=DayState.DRAFT)
    assert await chart_for(site, site.ria, "grafiek van Bo") is None
    assert await chart_for(site, site.ria, "grafiek van Ada") is None


async def test_every_week_of_the_placement_is_there_with_its_hours_by_state(site: Site) -> None:
    house = site.house
    await house.week(site.noors, [8, 8], monday=date(2026, 1, 12), state=DayState.APPROVED)
    await house.week(site.noors, [8, 4], monday=date(2026, 1, 19), state=DayState.CORRECTION)
    await house.week(site.noors, [9], monday=date(2026, 1, 26), state=DayState.DRAFT)
    chart = await named(site, site.ria)
    assert (chart.weeks[0].monday, chart.weeks[-1].monday) == (date(2026, 1, 5), date(2026, 6, 29))
    steps = {later.monday - week.monday for week, later in zip(chart.weeks, chart.weeks[1:], strict=False)}
    assert steps == {timedelta(weeks=1)}
    hours = {week.monday: (week.approved, week.waiting, week.returned) for week in chart.weeks if week.minutes}
    assert hours == {
        date(2026, 1, 12): (960, 0, 0),
        date(2026, 1, 19): (0, 0, 720),
        LAST_WEEK: (0, 2400, 0),
    }
    assert (chart.limit, chart.today) == (2400, date(2026, 3, 9))


async def test_hours_outside_the_placement_are_shown_too(site: Site) -> None:
    await site.house.week(site.noors, [8], monday=date(2025, 12, 8))
    assert (await named(site, site.ria)).weeks[0].monday == date(2025, 12, 8)


async def test_of_a_placement_of_years_the_last_year_is_shown(site: Site) -> None:
    await site.house.change(Dossier, site.noors.id, starts_on=date(2023, 9, 4), ends_on=date(2027, 7, 2))
    weeks = (await named(site, site.ria)).weeks
    assert len(weeks) == 53
    assert weeks[-1].monday == date(2026, 3, 9)


async def test_holidays_are_those_of_the_schools_region(site: Site) -> None:
    def holidays(chart: Chart) -> dict[date, tuple[int, ...]]:
        return {week.monday: week.holidays for week in chart.weeks if week.holidays}

    south = holidays(await named(site, site.ria))
    assert south[date(2026, 2, 16)] == (0, 1, 2, 3, 4)
    assert south[date(2026, 4, 6)] == (0,)
    assert date(2026, 2, 23) not in south
    await site.house.change(Tenant, site.tenant.id, region="Noord")
    north = holidays(await named(site, site.ria))
    assert north[date(2026, 2, 23)] == (0, 1, 2, 3, 4)
    assert date(2026, 2, 16) not in north


async def test_a_week_over_the_limit_is_marked_in_the_words_and_the_picture(site: Site) -> None:
    await site.house.change(Dossier, site.noors.id, week_minutes=1920)
    chart = await named(site, site.ria)
    assert [week.monday for week in chart.weeks if chart.is_over(week)] == [LAST_WEEK]
    text = site.house.last(site.ria).text
    assert "40 uur, wacht op akkoord ⚠" in text
    assert "⚠ = meer dan de 32 uur die per week zijn afgesproken" in text
    await site.house.change(Dossier, site.noors.id, week_minutes=0)
    await named(site, site.ria)
    assert "⚠" not in site.house.last(site.ria).text


async def test_a_mail_has_the_table_and_below_it_the_picture_in_english(site: Site) -> None:
    await site.house.change(Person, site.ria.id, language="en")
    postman = with_real_mail(site.house)
    said = await Talk(site, postman).say(site.ria, "history of Noor")
    mail = postman.mails[-1]
    body, (image,) = mail.get_body(("html",)), [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert body is not None
    html = body.get_content()
    assert html.index("<table") < html.index("</table>") < html.index("<img")
    assert "Bar chart of the hours a week of Noor Visser, week 2 of 2026" in html
    assert image.get_content().startswith(b"\x89PNG")
    assert "40 hours in" not in said
    assert "Bar chart" not in said
    assert len(mail.as_bytes()) < 100_000


async def test_an_answer_that_brings_the_picture_back_is_read_as_any_other(site: Site) -> None:
    postman = with_real_mail(site.house)
    talk = Talk(site, postman)
    await talk.say(site.ria, "geschiedenis van Noor")
    ours = postman.mails[-1]
    sender = "Ria Kale <ria@kale.example>"
    back = message_from_bytes(answer(ours, "hoeveel uur moet Daan nog?", sender=sender, at=site.house.now))
    text = back.get_payload(decode=True)
    assert isinstance(text, bytes)
    mail = EmailMessage()
    for name, value in back.items():
        if not name.lower().startswith(("content-", "mime-")):
            mail[name] = value
    quoted = text.decode() + "> [image: Staafdiagram van de uren per week van Noor Visser]\n"
    mail.set_content(quoted)
    mail.add_alternative(
        f"<div>hoeveel uur moet Daan nog?</div><blockquote>{quoted}<img src='cid:x'></blockquote>", "html"
    )
    html = mail.get_payload(1)
    assert isinstance(html, EmailMessage)
    (png,) = [part.get_content() for part in ours.walk() if part.get_content_type() == "image/png"]
    html.add_related(png, "image", "png", cid="<x>")
    assert await postman.brings(mail.as_bytes()) == "answered"
    assert "Daan Bos" in plain(postman.mails[-1])
    assert "Noor Visser" not in plain(postman.mails[-1])


@pytest.fixture
async def telegram(site: Site) -> AsyncIterator[FakeTelegram]:
    """Let the house's chats go through the real library."""
    async with FakeTelegram() as server, build_bot(TOKEN, base_url=server.base_url) as bot:
        server.user(site.ria.id, "Ria")
        posts = {**site.house.delivery.posts, Channel.CHAT: ChatPost(ChatSender(bot), clock=lambda: site.house.now)}
        site.house.delivery.posts = posts
        yield server


async def test_a_chat_gets_a_photo_with_the_numbers_under_it(site: Site, telegram: FakeTelegram) -> None:
    await site.house.week(site.noors, [9, 9, 9, 9, 9], monday=date(2026, 1, 12), state=DayState.APPROVED)
    assert await site.house.chat(site.ria, "geschiedenis van Noor") == "answered"
    (sent,) = telegram.sent
    assert sent.photo_size[0] == 1080
    assert "Akkoord: 45 uur" in sent.text
    assert "week 3 (12–18 januari): 45 uur, akkoord ⚠" in sent.text
    (ref,) = await site.house.all(select(OutboxMessage.sent_ref).where(OutboxMessage.name == "desk.answer"))
    assert ref == f"{site.ria.id}:{sent.message_id}"


async def test_of_many_weeks_the_numbers_stand_behind_the_photo(site: Site, telegram: FakeTelegram) -> None:
    for number in range(1, 16):
        monday = LAST_WEEK - timedelta(weeks=number)
        await site.house.week(site.noors, [8, 7.5, 8, 8, 10], monday=monday, state=DayState.CORRECTION)
    await site.house.change(Dossier, site.noors.id, agreed_minutes=48000)
    assert await site.house.chat(site.ria, "grafiek van Noor") == "answered"
    photo, words = telegram.sent
    assert photo.text == "Noor Visser: uren per week. De getallen staan hieronder."
    assert photo.photo
    assert "41,5 uur, ligt bij de student om te verbeteren ⚠" in words.text
    assert words.text.count("week ") > 12


async def test_a_picture_that_cannot_be_drawn_leaves_the_answer(
    site: Site, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_chart: Chart) -> None:
        raise OSError("no font")

    monkeypatch.setattr(making, "picture_of", fail)
    assert await site.house.chat(site.ria, "geschiedenis van Noor") == "answered"
    (sent,) = telegram.sent
    assert (sent.photo, "Wacht op akkoord: 40 uur" in sent.text) == (b"", True)


async def test_who_lost_the_student_before_it_was_sent_gets_no_picture(site: Site, telegram: FakeTelegram) -> None:
    telegram.fail_next("sendPhoto", 500, "Internal Server Error")
    assert await site.house.chat(site.ria, "geschiedenis van Noor") == "answered"
    parts = delete(DossierPart).where(DossierPart.dossier_id == site.noors.id)
    await site.house.database.turn(lambda session: session.execute(parts))
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    assert telegram.sent == []
    (row,) = await site.house.all(select(OutboxMessage).where(OutboxMessage.name == "desk.answer"))
    assert row.state == OutboxState.DROPPED


async def test_a_school_that_closed_the_chat_meanwhile_has_it_sent_by_mail(site: Site, telegram: FakeTelegram) -> None:
    telegram.fail_next("sendPhoto", 500, "Internal Server Error")
    assert await site.house.chat(site.ria, "geschiedenis van Noor") == "answered"
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    site.house.now += timedelta(hours=1)
    await site.house.deliver()
    assert ["Het staat in een mail aan u" in sent.text for sent in telegram.sent] == [True]
    assert not any(sent.photo or "Noor" in sent.text for sent in telegram.sent)
    (sent,) = (sent for sent in site.house.sent if sent.outgoing.channel is Channel.MAIL)
    assert sent.outgoing.picture is not None
