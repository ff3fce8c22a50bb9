"""Flags, versions and the thirty days."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dossiers.models import Dossier
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import (
    WeekState,
    flags,
    holidays_known_until,
    iso_week,
    last_day_to_approve,
    last_day_to_approve_from,
    version,
    week_state,
)
from core.tenants.models import College, Tenant

MONDAY = date(2026, 3, 2)


def a_dossier(region: str = "Noord", country: str = "NL", college: College | None = None, **more: object) -> Dossier:
    values: dict[str, object] = {
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2026, 6, 30),
        "agreed_minutes": 0,
        "week_minutes": 2400,
        "day_minutes": 480,
        "is_digital": True,
        "may_work_holidays": False,
        **more,
    }
    return Dossier(tenant=Tenant(country=country, region=region), college=college, **values)


def days(monday: date, *minutes: int, state: DayState = DayState.SUBMITTED) -> list[DayEntry]:
    return [
        DayEntry(date=monday + timedelta(days=offset), minutes=count, state=state)
        for offset, count in enumerate(minutes)
    ]


def flagged(
    dossier: Dossier, monday: date, entries: list[DayEntry], before: int = 0, today: date = MONDAY
) -> list[dict[str, Any]]:
    return flags(dossier, LogbookWeek(monday=monday), entries, before, today)


def test_an_ordinary_week_has_no_flags() -> None:
    assert flagged(a_dossier(), MONDAY, days(MONDAY, 480, 480, 480, 480, 480)) == []


def test_days_over_the_limit_are_named_with_their_dates_and_the_limit() -> None:
    found = flagged(a_dossier(), MONDAY, days(MONDAY, 480, 540, 500))
    assert found == [{"flag": "over_day", "dates": ["2026-03-03", "2026-03-04"], "minutes": 540, "limit": 480}]


def test_overtime_is_counted_per_week_as_well() -> None:
    found = flagged(a_dossier(day_minutes=600), MONDAY, days(MONDAY, 500, 500, 500, 500, 500))
    assert found == [{"flag": "over_week", "minutes": 2500, "limit": 2400}]


def test_a_limit_of_zero_is_no_limit() -> None:
    assert flagged(a_dossier(day_minutes=0, week_minutes=0), MONDAY, days(MONDAY, 900, 900, 900)) == []


@pytest.mark.parametrize(("region", "is_off"), [("Noord", True), ("Midden", False), ("Zuid", False), ("noord", True)])
def test_spring_holidays_follow_the_region(region: str, is_off: bool) -> None:
    monday = date(2026, 2, 23)
    found = flagged(a_dossier(region), monday, days(monday, 480, 0, 480))
    assert bool(found) is is_off
    if found:
        assert found[0]["flag"] == "holiday"
        assert found[0]["kind"] == "school"
        assert found[0]["name"] == "Voorjaarsvakantie"
        assert found[0]["dates"] == ["2026-02-23", "2026-02-25"]
        assert found[0]["names"]["en"]


def test_a_colleges_own_region_goes_before_the_schools() -> None:
    monday = date(2026, 2, 16)
    dossier = a_dossier("Noord", college=College(region="Zuid"))
    assert [flag["flag"] for flag in flagged(dossier, monday, days(monday, 480))] == ["holiday"]


def test_a_public_holiday_is_flagged_without_any_region() -> None:
    monday = date(2026, 4, 6)
    found = flagged(a_dossier(""), monday, days(monday, 480, 480))
    assert [(flag["kind"], flag["dates"]) for flag in found] == [("public", ["2026-04-06"])]


def test_flemish_holidays_are_known_too() -> None:
    monday = date(2026, 4, 13)
    found = flagged(a_dossier("Vlaanderen", "BE"), monday, days(monday, 480))
    assert found[0]["name"] == "Paasvakantie"


def test_who_may_work_in_holidays_gets_no_flag_for_it() -> None:
    monday = date(2026, 2, 23)
    assert flagged(a_dossier(may_work_holidays=True), monday, days(monday, 480)) == []


def test_what_the_calendar_does_not_know_gives_no_flag() -> None:
    until = holidays_known_until()
    assert until is not None
    beyond = date(until.year + 1, 7, 20)
    monday = beyond - timedelta(days=beyond.weekday())
    assert flagged(a_dossier(ends_on=date(until.year + 2, 1, 1)), monday, days(monday, 480)) == []
    assert holidays_known_until("NL", "Atlantis") is None


def test_reaching_the_agreed_hours_is_fine_and_passing_them_a_flag() -> None:
    dossier = a_dossier(agreed_minutes=2400)
    assert flagged(dossier, MONDAY, days(MONDAY, 480), before=1920) == []
    assert flagged(dossier, MONDAY, days(MONDAY, 480), before=1980) == [
        {"flag": "over_agreement", "minutes": 2460, "limit": 2400}
    ]


def test_the_thirtieth_day_is_announced_two_weeks_ahead_and_no_longer_when_it_is_past() -> None:
    dossier = a_dossier(ends_on=date(2026, 2, 6))
    last_day = last_day_to_approve(dossier.ends_on)
    assert last_day == date(2026, 3, 8)
    entries = days(date(2026, 2, 2), 480)
    assert flagged(dossier, date(2026, 2, 2), entries, today=last_day - timedelta(days=15)) == []
    (flag,) = flagged(dossier, date(2026, 2, 2), entries, today=last_day)
    assert flag == {"flag": "ends_soon", "last_day": "2026-03-08", "ended": "2026-02-06", "days_left": 0}
    assert flagged(dossier, date(2026, 2, 2), entries, today=last_day + timedelta(days=1)) == []


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(-60, 60))
def test_the_two_ways_to_count_thirty_days_agree(today: date, offset: int) -> None:
    ends_on = today + timedelta(days=offset)
    assert (last_day_to_approve(ends_on) >= today) == (ends_on >= last_day_to_approve_from(today))


def test_drafts_have_no_flags_and_no_part_in_the_version() -> None:
    drafts = days(MONDAY, 900, state=DayState.DRAFT)
    assert flagged(a_dossier(), MONDAY, drafts) == []
    assert version(7, drafts) == version(7, [])


def test_the_version_follows_week_date_and_minutes_but_not_order_or_state() -> None:
    two = days(MONDAY, 480, 420)
    assert version(1, two) == version(1, two[::-1])
    assert version(1, two) == version(1, days(MONDAY, 480, 420, state=DayState.APPROVED))
    others = {
        version(2, two),
        version(1, two[:1]),
        version(1, days(MONDAY, 480, 421)),
        version(1, days(MONDAY, 480, 420, 0)),
    }
    assert len(others | {version(1, two)}) == 5


def test_the_version_follows_the_notes_of_days_handed_in() -> None:
    plain, noted, other = (days(MONDAY, 480) for _ in range(3))
    noted[0].note, other[0].note = "uren kloppen niet", "uren kloppen"
    assert len({version(1, plain), version(1, noted), version(1, other)}) == 3
    assert version(1, days(MONDAY, 480)) == version(1, plain)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], WeekState.EMPTY),
        ([DayState.DRAFT], WeekState.DRAFT),
        ([DayState.APPROVED, DayState.DRAFT], WeekState.DRAFT),
        ([DayState.APPROVED, DayState.SUBMITTED], WeekState.SUBMITTED),
        ([DayState.APPROVED, DayState.SUBMITTED, DayState.CORRECTION], WeekState.CORRECTION),
        ([DayState.APPROVED, DayState.APPROVED], WeekState.APPROVED),
    ],
)
def test_a_weeks_state_follows_from_its_days(states: list[DayState], expected: WeekState) -> None:
    assert week_state([DayEntry(date=MONDAY, minutes=1, state=state) for state in states]) == expected


def test_the_turn_of_the_year_belongs_to_week_53() -> None:
    assert iso_week(date(2026, 12, 28)) == (2026, 53)
