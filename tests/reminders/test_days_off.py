"""Days without reminders: public holidays of the school's country, builders' holidays and one's own."""

from datetime import UTC, date, datetime

import pytest

from core.logbook.holidays import builders_holiday
from core.reminders.days_off import DaysOff, next_time

NL, BE = frozenset({"NL"}), frozenset({"BE"})


@pytest.mark.parametrize(
    ("countries", "day", "moved"),
    [
        (NL, "2026-04-06", "2026-04-07"),
        (NL, "2026-04-07", "2026-04-07"),
        (NL, "2026-12-25", "2026-12-28"),
        (BE, "2026-12-25", "2026-12-28"),
        (NL, "2026-07-21", "2026-07-21"),
        (BE, "2026-07-21", "2026-07-22"),
        (NL | BE, "2026-07-21", "2026-07-22"),
        (NL, "2026-03-15", "2026-03-15"),
        (frozenset(), "2026-04-06", "2026-04-06"),
    ],
)
def test_a_public_holiday_moves_to_the_next_working_day(countries: frozenset[str], day: str, moved: str) -> None:
    assert DaysOff(countries).moved(date.fromisoformat(day)) == date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("region", "year", "first", "last"),
    [
        ("Noord", 2024, date(2024, 8, 5), date(2024, 8, 23)),
        ("Midden", 2024, date(2024, 7, 29), date(2024, 8, 16)),
        ("Zuid", 2024, date(2024, 7, 22), date(2024, 8, 9)),
    ],
)
def test_the_builders_holiday_is_as_the_trade_advised(region: str, year: int, first: date, last: date) -> None:
    assert builders_holiday(region, year) == (first, last)


@pytest.mark.parametrize("year", range(2024, 2030))
@pytest.mark.parametrize("region", ["Noord", "Midden", "Zuid"])
def test_it_is_three_weeks_from_a_monday_to_a_friday(region: str, year: int) -> None:
    period = builders_holiday(region, year)
    assert period is not None
    assert (period[0].weekday(), period[1].weekday(), (period[1] - period[0]).days) == (0, 4, 18)


def test_where_it_is_not_known_there_is_none() -> None:
    assert builders_holiday("Vlaanderen", 2026) is None
    assert builders_holiday("Zuid", 2090) is None


def test_in_the_builders_holiday_nothing_goes_before_the_monday_after() -> None:
    off = DaysOff(NL, "Zuid")
    assert off.moved(date(2026, 7, 27)) == date(2026, 8, 17)
    assert not off.has(date(2026, 8, 15))


def test_a_free_period_is_free_on_both_its_ends() -> None:
    off = DaysOff(NL, "", (date(2026, 3, 9), date(2026, 3, 11)))
    assert [off.has(date(2026, 3, day)) for day in (8, 9, 11, 12)] == [False, True, True, False]
    assert off.moved(date(2026, 3, 9)) == date(2026, 3, 12)


def test_it_goes_at_the_same_time_of_day_also_when_the_clock_changed() -> None:
    off = DaysOff(NL, "", (date(2026, 3, 27), date(2026, 3, 29)))
    assert next_time(off, datetime(2026, 3, 27, 7, 0, tzinfo=UTC), "Europe/Amsterdam") == datetime(
        2026, 3, 30, 6, 0, tzinfo=UTC
    )
    assert next_time(off, datetime(2026, 3, 30, 6, 0, tzinfo=UTC), "Europe/Amsterdam") is None
