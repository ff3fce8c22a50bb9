"""Words that count from the day on which they were said, heard or picked only on a later one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.dossiers.models import Dossier
from core.logbook.models import DayEntry, DayState
from core.tenants.models import Organisation
from tests.site import Site

SUNDAY_NIGHT = datetime(2026, 3, 15, 22, 59, tzinfo=UTC)
"""A minute before midnight in the Netherlands."""


async def drafts(site: Site) -> dict[date, int]:
    days = await site.house.all(select(DayEntry).where(DayEntry.state == DayState.DRAFT))
    return {day.date: day.minutes for day in days}


@pytest.mark.parametrize("channel", ["chat", "mail"])
async def test_today_is_the_day_on_which_it_was_said(site: Site, channel: str) -> None:
    house = site.house
    house.now = SUNDAY_NIGHT + timedelta(minutes=5)
    sent_at = SUNDAY_NIGHT.isoformat()
    if channel == "chat":
        heard = await house.chat(site.daan, "vandaag 8", sent_at=sent_at)
    else:
        heard = await house.mail(site.daan, "vandaag 8", evidence=3, sent_at=sent_at)
    assert heard == "answered"
    assert await drafts(site) == {}
    assert "zo 15 maart: 8 uur" in house.last(site.daan).text
    if channel == "chat":
        assert await house.chat(site.daan, "ja") == "acted"
    else:
        assert await house.mail(site.daan, "ja", answers=house.last(site.daan), evidence=3) == "acted"
    assert await drafts(site) == {date(2026, 3, 15): 480}


async def test_a_date_is_logged_at_once_however_late_it_is_heard(site: Site) -> None:
    site.house.now = SUNDAY_NIGHT + timedelta(days=1)
    assert await site.house.chat(site.daan, "9 maart 8", sent_at=SUNDAY_NIGHT.isoformat()) == "acted"
    assert await drafts(site) == {date(2026, 3, 9): 480}


async def test_a_clock_that_is_years_behind_counts_for_nothing(site: Site) -> None:
    site.house.now = SUNDAY_NIGHT
    words, sent_at = "vandaag 8", datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    assert await site.house.mail(site.daan, words, evidence=3, sent_at=sent_at) == "acted"
    assert await drafts(site) == {date(2026, 3, 15): 480}


async def test_kept_words_are_read_as_of_the_day_on_which_they_were_said(site: Site) -> None:
    house = site.house
    company = Organisation(tenant_id=site.tenant.id, code="kap", name="Kapsalon Krul")
    await house.add(company)
    second = await house.dossier(site.tenant, site.daan, site.ria, external_id="D-kap")
    await house.change(Dossier, second.id, organisation_id=company.id)
    house.now = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
    await house.chat(site.daan, "vandaag 8")
    asked = house.last(site.daan)
    house.now += timedelta(days=1)
    assert await house.press(site.daan, asked.button("Kapsalon")) == "answered"
    assert await drafts(site) == {}
    assert "do 12 maart: 8 uur" in house.last(site.daan).text
    assert await house.chat(site.daan, "ja") == "acted"
    assert await drafts(site) == {date(2026, 3, 12): 480}
