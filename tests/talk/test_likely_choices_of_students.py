"""A student who is not understood is offered to log these hours, to mend them, or to hand the week in."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.tenants.models import ChatPolicy, Tenant
from tests.site import Site

MONDAY = date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _thursday(site: Site) -> None:
    site.house.now = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


async def labels(site: Site, text: str) -> list[str]:
    """Have Daan say something and give what can be chosen."""
    await site.house.chat(site.daan, text)
    return site.house.last(site.daan).labels


async def days(site: Site, monday: date = MONDAY) -> list[tuple[str, int, str]]:
    found = await site.house.all(
        select(DayEntry)
        .join(DayEntry.week)
        .where(LogbookWeek.dossier_id == site.daans.id, LogbookWeek.monday == monday)
        .order_by(DayEntry.date)
    )
    return [(f"{day.date:%a}", day.minutes, day.state) for day in found]


async def test_hours_in_words_that_are_not_understood_are_one_choice_away(site: Site) -> None:
    choices = await labels(site, "pfoe dinsdag tja niet 8 hoor, 6 uur zowat")
    assert choices[0] == "Invullen: di 10 mrt 6 uur"
    assert await days(site) == []
    await site.house.press(site.daan, site.house.last(site.daan).button(choices[0]))
    assert await days(site) == [("Tue", 360, DayState.DRAFT)]
    assert "zowat / Invullen”" in site.house.last(site.daan).text


async def test_a_week_is_one_choice_away_from_being_handed_in(site: Site) -> None:
    await site.house.chat(site.daan, "ma 8, di 7,5")
    choices = await labels(site, "tja pfoe kan naar de zozo baas?")
    assert choices[0] == "Dien in: week 11 (15,5 uur)"
    await site.house.press(site.daan, site.house.last(site.daan).button(choices[0]))
    assert {state for _, _, state in await days(site)} == {DayState.SUBMITTED}
    assert "baas? / Dien in”" in site.house.last(site.daan).text


async def test_a_day_that_came_back_is_offered_to_be_mended(site: Site) -> None:
    await site.house.chat(site.ria, "toon week 10 van Daan")
    await site.house.chat(site.ria, "dinsdag moet 6 zijn")
    choices = await labels(site, "hmm tja dinsdag pfoe niet zozo 6,5 hoor?")
    assert choices[0] == "Verbeteren: di 3 mrt 6,5 uur"
    await site.house.press(site.daan, site.house.last(site.daan).button(choices[0]))
    assert ("Tue", 390, DayState.SUBMITTED) in await days(site, date(2026, 3, 2))
    assert "hoor? / Verbeteren”" in site.house.last(site.daan).text


@pytest.mark.parametrize("answer", ["ja", "ja klopt", "oké", "1", "2", "3"])
async def test_neither_a_yes_nor_a_number_in_chat_picks_what_was_only_guessed(site: Site, answer: str) -> None:
    await site.house.chat(site.daan, "ma 8, di 7,5")
    before = await days(site)
    for text in ("tja pfoe kan naar de zozo baas?", "pfoe dinsdag tja niet 8 hoor, 6 uur zowat"):
        assert [label for label in await labels(site, text) if label.startswith(("Dien in", "Invullen"))]
        await site.house.chat(site.daan, answer)
        assert await days(site) == before


async def test_what_a_student_refused_is_not_offered_again(site: Site) -> None:
    await site.house.chat(site.daan, "ma 8, di 7,5")
    assert "Dien in: week 11 (15,5 uur)" in await labels(site, "tja pfoe kan naar de zozo baas?")
    await site.house.chat(site.daan, "laat maar")
    assert "Dien in: week 11 (15,5 uur)" not in await labels(site, "tja pfoe kan naar de zozo baas?")


async def test_no_button_of_a_student_names_anybody(site: Site) -> None:
    def minimal(session: Session) -> None:
        session.get_one(Tenant, site.tenant.id).chat_policy = ChatPolicy.MINIMAL

    await site.house.database.turn(minimal)
    choices = await labels(site, "pfoe dinsdag tja niet 8 hoor, Noor en Daan 6 uur zowat")
    assert choices[0] == "Invullen: di 10 mrt 6 uur"
    assert not [label for label in choices if "Noor" in label or "Daan" in label]
