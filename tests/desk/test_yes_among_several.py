"""A "ja" while more than one question waits: it is about what was proposed last, or it is asked what it is about."""

from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select

from core.people.preferences import Preference, Way
from core.questions import Question
from tests.site import Site

WAITING = 2


@pytest_asyncio.fixture
async def asked_twice(site: Site) -> Site:
    """Leave two questions open that know nothing of each other, as where one came while the other was answered."""
    await site.house.chat(site.ria, "voortaan allebei")
    (first,) = await site.house.all(select(Question.facts))
    site.house.now += timedelta(minutes=1)
    later = {"asked_at": site.house.now, "chat_delivered_at": site.house.now}
    await site.house.add(Question(person_id=site.ria.id, kind="proposal", facts=first, **later))
    site.house.now += timedelta(minutes=1)
    return site


async def test_yes_behind_a_proposal_is_about_that_proposal(asked_twice: Site) -> None:
    house, ria = asked_twice.house, asked_twice.ria
    await house.chat(ria, "voortaan allebei")
    house.now += timedelta(minutes=1)
    assert await house.chat(ria, "ja") == "acted"
    assert "in de chat en per mail" in house.last(ria).text


async def test_yes_to_one_of_two_questions_is_asked_about_and_then_done(asked_twice: Site) -> None:
    house, ria = asked_twice.house, asked_twice.ria
    assert await house.chat(ria, "ja") == "answered"
    asked = house.last(ria)
    assert "Waar hoort dit bij: “ja”?" in asked.text
    assert len(asked.labels) == WAITING
    assert await house.press(ria, asked.button("“Klopt dit?”")) == "acted"
    assert house.last(ria).text.startswith("Goed. Herinneringen komen voortaan in de chat en per mail.")
    assert "“ja / die vraag”" in house.last(ria).text


async def two_proposals(site: Site, apart: timedelta) -> None:
    """Leave two proposals open that know nothing of each other: mail alone, and some time later both ways."""
    house, ria = site.house, site.ria
    await house.chat(ria, "voortaan allebei")
    ((row, facts),) = [(one.id, one.facts) for one in await house.all(select(Question))]
    (meaning,) = facts["meanings"]
    await house.change(Question, row, facts={**facts, "meanings": [{**meaning, "command": "people.by_mail"}]})
    house.now += apart
    later = {"asked_at": house.now, "chat_delivered_at": house.now}
    await house.add(Question(person_id=ria.id, kind="proposal", facts=facts, **later))
    house.now += timedelta(minutes=1)


async def test_a_yes_long_after_the_first_of_two_proposals_is_about_the_second_alone(site: Site) -> None:
    await two_proposals(site, timedelta(days=8))
    assert await site.house.chat(site.ria, "ja") == "acted"
    assert "in de chat en per mail" in site.house.last(site.ria).text
    (way,) = await site.house.all(select(Preference.channel).where(Preference.person_id == site.ria.id))
    assert way == Way.BOTH


async def test_a_yes_within_a_week_of_the_first_of_two_proposals_is_still_asked_about(site: Site) -> None:
    await two_proposals(site, timedelta(days=6))
    assert await site.house.chat(site.ria, "ja") == "answered"
    assert "Waar hoort dit bij: “ja”?" in site.house.last(site.ria).text


async def test_a_yes_to_the_only_proposal_after_a_week_is_said_back_again(site: Site) -> None:
    await site.house.chat(site.ria, "voortaan allebei")
    site.house.now += timedelta(days=8)
    assert await site.house.chat(site.ria, "ja") == "answered"
    assert "Klopt dat?" in site.house.last(site.ria).text


async def test_no_to_one_of_two_questions_is_asked_about_and_drops_that_one(asked_twice: Site) -> None:
    house, ria = asked_twice.house, asked_twice.ria
    assert await house.chat(ria, "nee") == "answered"
    await house.press(ria, house.last(ria).button("“Klopt dit?”"))
    assert "het voorstel gaat niet door" in house.last(ria).text
