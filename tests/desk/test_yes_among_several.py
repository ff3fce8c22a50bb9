"""A "ja" while more than one question waits: it is about what was proposed last, or it is asked what it is about."""

from datetime import timedelta

import pytest_asyncio
from sqlalchemy import select

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


async def test_no_to_one_of_two_questions_is_asked_about_and_drops_that_one(asked_twice: Site) -> None:
    house, ria = asked_twice.house, asked_twice.ria
    assert await house.chat(ria, "nee") == "answered"
    await house.press(ria, house.last(ria).button("“Klopt dit?”"))
    assert "het voorstel gaat niet door" in house.last(ria).text
