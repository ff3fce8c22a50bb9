"""Where a student can't log or hand in from here, they hear why, and an example names the day that it is about."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from core.dossiers.models import Dossier
from core.logbook.models import DayEntry, DayState
from core.tenants.models import ChatPolicy, Tenant
from tests.site import Site

WORDS = ("ma 8", "klaar", "mijn uren")


@pytest.fixture(autouse=True)
def _thursday(site: Site) -> None:
    site.house.now = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(
    "changed", [{"is_digital": False}, {"starts_on": date(2026, 3, 16)}, {"ends_on": date(2026, 2, 1)}]
)
async def test_without_a_running_placement_it_says_so(site: Site, words: str, changed: dict[str, Any]) -> None:
    await site.house.change(Dossier, site.daans.id, **changed)
    assert await site.house.chat(site.daan, words) == "answered"
    assert "Er loopt nu geen stage" in site.house.last(site.daan).text


async def test_the_button_of_a_placement_that_is_long_over_does_not_blame_the_chat(site: Site) -> None:
    await site.house.chat(site.daan, "ma 8")
    button = site.house.last(site.daan).button("Klaar")
    await site.house.change(Dossier, site.daans.id, ends_on=date(2026, 2, 1))
    assert await site.house.press(site.daan, button) == "answered"
    assert "Er loopt nu geen stage" in site.house.last(site.daan).text
    (draft,) = await site.house.all(select(DayEntry).where(DayEntry.date == date(2026, 3, 9)))
    assert draft.state == DayState.DRAFT


@pytest.mark.parametrize("words", WORDS)
async def test_where_the_chat_is_shut_a_running_placement_is_not_denied(site: Site, words: str) -> None:
    await site.house.chat(site.daan, "ma 8")
    await site.house.change(Tenant, site.tenant.id, chat_policy=ChatPolicy.OFF)
    assert await site.house.chat(site.daan, words) == "answered"
    assert "niet via de chat" in site.house.last(site.daan).text


async def test_a_week_without_hours_is_not_blamed_on_the_chat(site: Site) -> None:
    assert await site.house.chat(site.daan, "week 40 klaar") == "answered"
    told = site.house.last(site.daan).text
    assert "niets om in te dienen" in told
    assert "staat het ervoor" not in told


async def test_the_example_of_another_weeks_empty_day_names_its_date(site: Site) -> None:
    (friday,) = await site.house.all(
        select(DayEntry).where(DayEntry.week_id == site.daan10.id, DayEntry.date == date(2026, 3, 6))
    )
    await site.house.change(DayEntry, friday.id, date=date(2026, 3, 7))
    await site.house.chat(site.daan, "mijn uren")
    assert "vr 6 maart 8" in site.house.last(site.daan).text
    assert await site.house.chat(site.daan, "vr 6 maart 8") == "acted"
