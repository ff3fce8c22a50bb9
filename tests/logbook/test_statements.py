"""Many weeks in one answer cost no more statements of a kind than two."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from core.dossiers.models import Dossier
from tests.house import LAST_WEEK
from tests.site import Site

MORE = 12


@asynccontextmanager
async def counted(site: Site) -> AsyncIterator[list[str]]:
    """Keep every statement of the turns within."""
    engine = await site.house.database.turn(lambda session: session.get_bind())
    statements: list[str] = []

    def keep(*said: object) -> None:
        statements.append(str(said[2]))

    event.listen(engine, "before_cursor_execute", keep)
    yield statements
    event.remove(engine, "before_cursor_execute", keep)


async def many_weeks(site: Site) -> None:
    for number in range(1, MORE + 1):
        await site.house.week(site.daans, [8], monday=LAST_WEEK - timedelta(weeks=number))


@pytest.mark.parametrize("more", [False, True])
async def test_an_undo_looks_for_open_requests_once(site: Site, *, more: bool) -> None:
    if more:
        await many_weeks(site)
    await site.house.remind()
    await site.house.chat(site.ria, "alles akkoord")
    async with counted(site) as statements:
        assert await site.house.chat(site.ria, "oeps") == "acted"
    assert await site.house.states(site.daan10) == "sssss"
    assert len([one for one in statements if "FROM question" in one and "question.person_id IN" in one]) == 1


@pytest.mark.parametrize("more", [False, True])
async def test_a_refusal_looks_for_teachers_once(site: Site, *, more: bool) -> None:
    if more:
        await many_weeks(site)
    await site.house.remind()
    for dossier in (site.noors, site.daans):
        await site.house.change(Dossier, dossier.id, ends_on=date(2026, 1, 30))
    async with counted(site) as statements:
        await site.house.chat(site.ria, "alles akkoord")
    assert "meer dan 30 dagen geleden" in site.house.last(site.ria).text
    assert len([one for one in statements if "dossier_part" in one and "address" in one]) == 1


@pytest.mark.parametrize(
    "words", ["geschiedenis", "wie gaf akkoord voor week 10?", "wie keurde de uren van Daan goed?", "historisch"]
)
async def test_looking_back_on_many_weeks_costs_no_more_statements(site: Site, words: str) -> None:
    await many_weeks(site)
    counts = []
    for year in (2025, 2024):
        monday = date.fromisocalendar(year, 10, 1)
        for number in range(MORE):
            await site.house.week(site.daans, [8], monday=monday + timedelta(weeks=number))
        async with counted(site) as statements:
            assert await site.house.chat(site.ria, words) == "answered"
        counts.append(len(statements))
    assert counts[0] == counts[1]
