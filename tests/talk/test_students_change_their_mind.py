"""Hours that a student changes after they were shown: what is handed in, and what stays written beside them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core.logbook.models import DayEntry, LogbookWeek
from tests.site import Site

THURSDAY = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _thursday(site: Site) -> None:
    site.house.now = THURSDAY


async def week(site: Site) -> list[tuple[str, int, str, str]]:
    """Give the days of Daan's running week: weekday, minutes, note and state."""
    days = await site.house.all(
        select(DayEntry)
        .join(DayEntry.week)
        .where(LogbookWeek.dossier_id == site.daans.id, LogbookWeek.monday == THURSDAY.date().replace(day=9))
        .order_by(DayEntry.date)
    )
    return [(f"{day.date:%a}", day.minutes, day.note, day.state[0]) for day in days]


async def test_a_yes_hands_in_only_the_hours_that_were_shown(site: Site) -> None:
    house = site.house
    await house.chat(site.daan, "ma 8")
    await house.mail(site.daan, "klaar")
    shown = house.last(site.daan)
    assert "samen 8 uur" in shown.text
    await house.chat(site.daan, "di 7")
    assert await house.mail(site.daan, "ja", answers=shown, evidence=3) == "answered"
    assert {state for *_, state in await week(site)} == {"d"}
    shown = house.last(site.daan)
    assert "samen 15 uur" in shown.text
    assert await house.mail(site.daan, "ja", answers=shown, evidence=3) == "acted"
    assert {state for *_, state in await week(site)} == {"s"}


async def test_a_button_hands_in_only_the_hours_that_were_shown(site: Site) -> None:
    house = site.house
    await house.chat(site.daan, "ma 8")
    await house.chat(site.daan, "di 7")
    button = house.last(site.daan).button("Klaar")
    await house.chat(site.daan, "oeps")
    assert await house.press(site.daan, button) == "answered"
    assert await week(site) == [("Mon", 480, "", "d")]
    assert await house.chat(site.daan, "ja") == "acted"
    assert await week(site) == [("Mon", 480, "", "s")]


async def test_a_day_off_leaves_no_note_on_the_hours_that_take_its_place(site: Site) -> None:
    await site.house.chat(site.daan, "di ziek")
    await site.house.chat(site.daan, "di 8")
    assert await week(site) == [("Tue", 480, "", "d")]
    await site.house.chat(site.daan, "oeps")
    assert await week(site) == [("Tue", 0, "ziek", "d")]


async def test_a_day_that_becomes_free_leaves_out_what_was_done(site: Site) -> None:
    await site.house.chat(site.daan, "di 8 kassa")
    await site.house.chat(site.daan, "di 0")
    assert await week(site) == [("Tue", 0, "", "d")]


async def test_other_hours_keep_the_note(site: Site) -> None:
    await site.house.chat(site.daan, "di 8 kassa")
    await site.house.chat(site.daan, "di 7")
    assert await week(site) == [("Tue", 420, "kassa", "d")]
