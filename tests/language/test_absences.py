"""Days on which somebody was not there: they go back without hours, and hours behind them are of other days."""

from datetime import timedelta

import pytest

from core.language import read
from tests.language.situations import MONDAY, digest, sure

# By the number of the day in the week, the hours it should have; None where none were said.
SAID = [
    ("Daan ziek op dinsdag, woensdag 6", {1: None, 2: 6}),
    ("Daan ziek op dinsdag en woensdag 6", {1: None, 2: 6}),
    ("Daan ziek di en wo, do 6", {1: None, 2: None, 3: 6}),
    ("Daan was dinsdag ziek, woensdag 6", {1: None, 2: 6}),
    ("Daan dinsdag en woensdag ziek", {1: None, 2: None}),
    ("Daan dinsdag, woensdag 6", {1: 6, 2: 6}),
]


@pytest.mark.parametrize(("said", "days"), SAID)
def test_hours_behind_who_was_away_are_of_the_day_that_they_stand_behind(
    said: str, days: dict[int, int | None]
) -> None:
    (meaning,) = sure(read(said, digest()))
    (week,) = meaning.weeks
    assert meaning.command == "logbook.send_back"
    assert week.week_id == 3
    told = {change.date: change.minutes for change in week.days}
    assert told == {MONDAY + timedelta(days=day): None if hours is None else hours * 60 for day, hours in days.items()}


@pytest.mark.parametrize(
    "said", ["Daan vrijdag 2 uur ziek", "Daan vrijdag 2 uur naar de tandarts", "Daan vrijdag 2 uur op school"]
)
def test_how_long_somebody_was_away_is_not_how_long_they_worked(said: str) -> None:
    assert not [
        day.minutes for one in sure(read(said, digest())) for week in one.weeks for day in week.days if day.minutes
    ]


@pytest.mark.parametrize(("said", "hours"), [("Daan vrijdag -2 uur", 6), ("Daan vrijdag +1 uur", 9), ("Daan vr-6", 6)])
def test_a_sign_against_hours_makes_a_difference_of_them(said: str, hours: int) -> None:
    (meaning,) = sure(read(said, digest()))
    assert [day.minutes for week in meaning.weeks for day in week.days] == [hours * 60]


@pytest.mark.parametrize("said", ["Daan dinsdag 7,30", "Daan dinsdag 7,15 uur", "Daan dinsdag 7.45"])
def test_minutes_behind_a_comma_may_be_a_clock(said: str) -> None:
    assert not sure(read(said, digest()))
