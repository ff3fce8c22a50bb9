"""When words may mean several students or weeks: it is asked with choices, and the words are not forgotten."""

from datetime import timedelta

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


@pytest.mark.parametrize(
    "look", ["laat Bram Celik zien", "toon Celik", "Celik?", "uren van Celik", "wat heeft Celik gewerkt?"]
)
async def test_asking_to_see_someone_is_no_pick(brams: tuple[Site, LogbookWeek, LogbookWeek], look: str) -> None:
    site, _, _ = brams
    await site.house.chat(site.ria, "Bram akkoord")
    await site.house.chat(site.ria, look)
    assert await approvals(site) == 0


async def test_words_that_proved_too_little_are_only_proposed_after_a_pick(
    brams: tuple[Site, LogbookWeek, LogbookWeek],
) -> None:
    site, _, _ = brams
    await site.house.mail(site.ria, "alles akkoord behalve Bram")
    await site.house.chat(site.ria, "Bram Celik")
    await site.house.mail(site.ria, "Bram Celik", answers=site.house.last(site.ria))
    assert await approvals(site) == 0


async def test_two_names_that_had_to_be_asked_about_come_to_an_end(
    brams: tuple[Site, LogbookWeek, LogbookWeek],
) -> None:
    site, _, celik = brams
    sannes = []
    for surname in ("Groen", "Vos"):
        sanne = await site.house.person("Sanne", surname)
        await site.house.role(sanne, Role.STUDENT, site.tenant)
        sannes.append(await site.house.week(await site.house.dossier(site.tenant, sanne, site.ria), [8, 8]))
    site.house.now += timedelta(days=2)
    await site.house.remind()
    await site.house.chat(site.ria, "Bram en Sanne akkoord")
    for _ in range(2):
        asked = site.house.last(site.ria)
        wanted = next(label for label in asked.labels if label in {"Bram Celik", "Sanne Vos"})
        await site.house.press(site.ria, asked.button(wanted))
    assert await site.house.states(celik) == "aaaaa"
    assert await site.house.states(sannes[1]) == "aa"
    assert await approvals(site) == 7


async def test_an_ignored_proposal_does_not_stand_beside_the_next_list(site: Site) -> None:
    await site.house.remind()
    await site.house.chat(site.ria, "ik denk dat Noor akkoord is")
    site.house.now += timedelta(days=2)
    await site.house.remind()
    assert await site.house.chat(site.ria, "akkoord") == "acted"
    assert await approvals(site) == 10


async def test_a_student_tells_weeks_that_came_back_apart(site: Site) -> None:
    for number in (1, 2):
        monday = site.daan10.monday - timedelta(days=7 * number)
        await site.house.week(site.daans, [8, 7.5, 8, 8, 6], monday=monday)
    await site.house.remind()
    for number in (8, 9, 10):
        await site.house.chat(site.ria, f"Daan week {number} dinsdag terug")
    await site.house.chat(site.daan, "di 6")
    labels = site.house.last(site.daan).labels
    assert len(labels) == len(set(labels))
    assert [label for label in labels if "week 9" in label]
