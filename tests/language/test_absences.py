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
