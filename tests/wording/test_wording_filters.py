"""Hours, days and weeks as people write them."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wording_filters import Filters, by_student, first_names

NL, EN = Filters("nl"), Filters("en")


@pytest.mark.parametrize(
    ("minutes", "dutch", "english"),
    [
        (480, "8", "8"),
        (450, "7,5", "7.5"),
        (435, "7,25", "7.25"),
        (465, "7,75", "7.75"),
        (440, "7:20", "7:20"),
        (426, "7:06", "7:06"),
        (0, "0", "0"),
        (30, "0,5", "0.5"),
        (-90, "-1,5", "-1.5"),
        (6000, "100", "100"),
    ],
)
def test_minutes_are_written_as_hours(minutes: int, dutch: str, english: str) -> None:
    assert NL.hours(minutes) == dutch
    assert EN.hours(minutes) == english


@given(st.integers(min_value=0, max_value=100_000))
def test_written_hours_can_be_read_back_exactly(minutes: int) -> None:
    written = NL.hours(minutes)
    if ":" in written:
        hours, rest = written.split(":")
        assert int(hours) * 60 + int(rest) == minutes
    else:
        assert float(written.replace(",", ".")) * 60 == minutes


def test_the_unit_follows_the_number() -> None:
    assert EN.hours_long(60) == "1 hour"
    assert EN.hours_long(450) == "7.5 hours"
    assert NL.hours_long(60) == "1 uur"


def test_days_are_written_short() -> None:
    assert NL.day("2026-03-03") == "di 3 maart"
    assert EN.day({"date": "2026-03-03"}) == "Tue 3 March"
    assert NL.weekday("2026-03-03") == "dinsdag"
    assert NL.day_year("2026-03-03") == "3 maart 2026"


def test_a_moment_is_told_by_its_own_clock() -> None:
    assert NL.moment("2026-03-03T09:05:59+01:00") == "di 3 maart 2026, 09:05"


@pytest.mark.parametrize(
    ("monday", "written"),
    [
        ("2026-11-16", "week 47 (16–22 november)"),
        ("2026-02-23", "week 9 (23 februari–1 maart)"),
        ("2026-12-28", "week 53 (28 december 2026–3 januari 2027)"),
    ],
)
def test_a_week_is_written_with_its_dates(monday: str, written: str) -> None:
    assert NL.week(monday) == written
    year, number, _ = date.fromisoformat(monday).isocalendar()
    assert NL.week({"year": year, "week": number}) == written
    assert NL.week({"monday": monday}) == written


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 1, 1)))
def test_a_week_always_holds_its_own_number(day: date) -> None:
    monday = day - timedelta(days=day.weekday())
    assert re.match(rf"week {monday.isocalendar().week} \(", EN.week(monday.isoformat()))


def test_names_are_joined_as_a_sentence_does() -> None:
    assert NL.together(["a", "b", "c"]) == "a, b en c"
    assert EN.together(iter(["a", "b"])) == "a and b"
    assert NL.either(["a"]) == "a"
    assert NL.together([]) == ""


def test_weeks_of_one_student_at_two_schools_stay_apart() -> None:
    one, other = {"student": "Noor", "school": "A"}, {"student": "Noor", "school": "B"}
    assert by_student([one, one, other]) == [[one, one], [other]]


def test_students_who_share_a_first_name_are_named_in_full() -> None:
    weeks = [
        {"student": "Noor Kwak", "first_name": "Noor"},
        {"student": "Noor Kwak", "first_name": "Noor"},
        {"student": "Noor Bos", "first_name": "Noor"},
        {"student": "Tijn Bos", "first_name": "Tijn"},
    ]
    assert first_names(weeks) == ["Noor Kwak", "Noor Bos", "Tijn"]


def test_an_example_picks_a_day_that_is_still_to_be_judged() -> None:
    days = [
        {"date": "2026-11-16", "minutes": 480, "state": "submitted"},
        {"date": "2026-11-17", "minutes": 480, "state": "approved"},
    ]
    week = {"student": "Noor Kwak", "first_name": "Noor", "monday": "2026-11-16", "number": 4, "days": days}
    assert NL.example([week]) == {
        "name": "Noor Kwak",
        "about": "Noor Kwak week 47",
        "week": 47,
        "weekday": "maandag",
        "hours": "7",
        "numbers": ["4"],
    }


def test_an_example_never_asks_for_no_hours_at_all() -> None:
    days = [{"date": "2026-11-16", "minutes": 30, "state": "submitted"}]
    week = {"student": "Noor Kwak", "first_name": "", "monday": "2026-11-16", "number": None, "days": days}
    assert NL.example([week])["hours"] == "1,5"
