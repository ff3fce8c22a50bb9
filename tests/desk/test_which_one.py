"""When words may mean several students or weeks: it is asked with choices, and the words are not forgotten."""

import pytest
import pytest_asyncio
from sqlalchemy import select

from core.logbook.models import Approval, LogbookWeek
from core.people.models import Role
from tests.house import House
from tests.site import Site


@pytest_asyncio.fixture
async def brams(site: Site) -> tuple[Site, LogbookWeek, LogbookWeek]:
    """Give Ria two more students, both called Bram."""
    house: House = site.house
    weeks = []
    for surname in ("Berg", "Celik"):
        bram = await house.person("Bram", surname)
        await house.role(bram, Role.STUDENT, site.tenant)
        weeks.append(await house.week(await house.dossier(site.tenant, bram, site.ria), [8, 9.5, 8, 8, 8]))
    await house.remind()
    return site, weeks[0], weeks[1]


async def approvals(site: Site) -> int:
    return len(await site.house.all(select(Approval).where(Approval.withdrawn_at.is_(None))))


async def test_students_of_one_name_are_told_apart_in_the_question(
    brams: tuple[Site, LogbookWeek, LogbookWeek],
) -> None:
    site, _, _ = brams
    await site.house.chat(site.ria, "Bram dinsdag moet 8 zijn")
    asked = site.house.last(site.ria)
    assert "Bram Berg" in asked.text
    assert "Bram Celik" in asked.text
    assert [label for label in asked.labels if label.startswith("Bram")] == ["Bram Berg", "Bram Celik"]


@pytest.mark.parametrize("answer", ["[button]", "2", "Celik", "Bram Celik", "bram celik week 10"])
async def test_the_kept_words_are_carried_out_for_whom_was_picked(
    brams: tuple[Site, LogbookWeek, LogbookWeek], answer: str
) -> None:
    site, berg, celik = brams
    await site.house.chat(site.ria, "Bram akkoord behalve dinsdag, dat was 8 uur")
    asked = site.house.last(site.ria)
    if answer == "[button]":
        await site.house.press(site.ria, asked.button("Bram Celik"))
    else:
        await site.house.chat(site.ria, answer)
    assert await site.house.states(celik) == "acaaa"
    assert await site.house.states(berg) == "sssss"
    assert "Bram akkoord behalve dinsdag" in site.house.last(site.ria).text


async def test_an_exception_that_had_to_be_asked_about_stays_one(brams: tuple[Site, LogbookWeek, LogbookWeek]) -> None:
    site, berg, celik = brams
    await site.house.chat(site.ria, "alles goed behalve Bram, die moet dinsdag 8 zijn")
    assert await approvals(site) == 0
    await site.house.chat(site.ria, "Bram Celik")
    assert (await site.house.states(celik))[1] != "a"
    await site.house.chat(site.ria, "akkoord")
    assert (await site.house.states(celik))[1] != "a"
    assert await site.house.states(berg) in {"aaaaa", "sssss"}


async def test_a_week_that_was_meant_is_picked(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "akkoord behalve dinsdag, dat was 6 uur")
    asked = site.house.last(site.ria)
    assert [label for label in asked.labels if "week" in label] == ["Daan, week 10", "Noor, week 10"]
    await site.house.press(site.ria, asked.button("Daan"))
    assert await site.house.states(site.daan10) == "acaaa"
    assert await site.house.states(site.noor10) == "sssss"


async def test_another_answer_than_a_pick_is_read_for_itself(brams: tuple[Site, LogbookWeek, LogbookWeek]) -> None:
    site, berg, celik = brams
    await site.house.chat(site.ria, "Bram dinsdag moet 8 zijn")
    assert await site.house.chat(site.ria, "Noor akkoord") == "acted"
    assert await site.house.states(site.noor10) == "aaaaa"
    assert await site.house.states(berg) == await site.house.states(celik) == "sssss"


async def test_a_plain_yes_to_the_list_is_said_back_first(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "ja")
    assert await approvals(site) == 0
    assert await site.house.chat(site.ria, "ja") == "acted"
    assert await approvals(site) == 10


async def test_what_was_done_is_not_done_again_by_a_pick(brams: tuple[Site, LogbookWeek, LogbookWeek]) -> None:
    site, _, celik = brams
    await site.house.chat(site.ria, "Noor akkoord. Bram akkoord")
    asked = site.house.last(site.ria)
    assert await site.house.states(site.noor10) == "aaaaa"
    await site.house.press(site.ria, asked.button("Bram Celik"))
    assert await site.house.states(celik) == "aaaaa"
    assert "Noor" not in site.house.last(site.ria).text
