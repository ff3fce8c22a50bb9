"""A new supervisor from the first mail to the third Monday, and her student beside her: by mail first, then in chat."""

from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select

from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.outbox import OutboxMessage
from core.people.models import ChatAccount
from core.record import Decision, broken
from tests.desk.test_linking import confirmation, link, start
from tests.house import MONDAY_MORNING
from tests.postal import Postman, with_real_mail
from tests.site import Site
from tests.talk.living import Talk

WEEK = timedelta(days=7)


@pytest_asyncio.fixture
async def postman(site: Site) -> Postman:
    """Nobody has a chat yet."""
    await site.house.forget(ChatAccount)
    return with_real_mail(site.house)


async def states(site: Site, week: LogbookWeek) -> str:
    return await site.house.states(week)


async def test_three_mondays(site: Site, postman: Postman) -> None:
    talk, ria, daan = Talk(site, postman), site.ria, site.daan
    house = site.house

    # The first Monday: a mail that asks for no password, answered in her own words.
    await talk.at(MONDAY_MORNING)
    assert await talk.reminded(ria) == [MONDAY_MORNING]
    said = await talk.say(ria, "akkoord behalve dinsdag van Daan, dat was 7 uur")
    assert "Terug naar Daan" in said
    assert (await states(site, site.noor10), await states(site, site.daan10)) == ("aaaaa", "acaaa")
    assert "Akkoord" in await talk.say(daan, "di 7")
    assert await states(site, site.daan10) == "aaaaa"

    # That week she links the chat, with the two links, and Daan logs his hours by mail.
    await start(house, str(ria.id), await link(site, ria.id))
    assert await start(house, str(ria.id), confirmation(postman, "ria@kale.example")) == "linked"
    house.now = MONDAY_MORNING + timedelta(days=4, hours=9)
    await talk.say(daan, "ma 8, di 8, wo 6 magazijn, do 8, vr 8")
    week11 = (await house.all(select(LogbookWeek).where(LogbookWeek.monday == MONDAY_MORNING.date())))[0]
    assert await states(site, week11) == "ddddd"
    assert "Ingediend" in await talk.say(daan, "klaar")

    # The second Monday: in chat; she puts it off, and it comes back as she said.
    await talk.at(MONDAY_MORNING + WEEK)
    assert "week 11" in house.last(ria).text
    assert await house.chat(ria, "herinner me woensdag om 10 uur") == "acted"
    await talk.at(MONDAY_MORNING + WEEK + timedelta(days=2, hours=2))
    assert "week 11" in house.last(ria).text
    assert await house.press(ria, house.last(ria).button("Akkoord")) == "acted"
    assert await states(site, week11) == "aaaaa"

    # Then a colleague is asked about, the wrong thing is taken back, and the record tells all of it.
    assert await house.chat(ria, "oeps") == "acted"
    assert await states(site, week11) == "sssss"
    assert await house.chat(ria, "alles akkoord") in {"acted", "answered"}
    if await states(site, week11) != "aaaaa":
        await house.chat(ria, "ja")
    assert await states(site, week11) == "aaaaa"
    assert await house.chat(ria, "wie gaf akkoord voor week 11?") == "answered"
    assert "Ria Kale" in house.last(ria).text

    # The third Monday: nothing is open, so nobody is asked anything; who did not hand in is named.
    before = len(house.heard(ria))
    await talk.at(MONDAY_MORNING + 2 * WEEK)
    heard = [sent.text for sent in house.heard(ria)[before:]]
    assert all("op uw akkoord" not in one or "niets" in one for one in heard)
    waiting = select(DayEntry).where(DayEntry.state == DayState.SUBMITTED)
    assert await house.all(waiting) == []
    failed = await house.all(select(OutboxMessage).where(OutboxMessage.state == "failed"))
    assert failed == []
    assert await house.all(select(Decision.id))
    assert await house.database.look(lambda session: broken(session, site.tenant.id)) is None
