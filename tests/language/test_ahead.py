"""Days and times that lie ahead of Wednesday 25 November 2026, ten in the morning."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.language.values.ahead import read_ahead, read_clock
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import lexicon

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def said(text: str, language: str) -> Said:
    return Said(tokenise(clean(text)), lexicon(language), today=NOW.date())


@pytest.mark.parametrize(
    ("text", "language", "on"),
    [
        ("donderdag", "nl", date(2026, 11, 26)),
        ("woensdag", "nl", date(2026, 12, 2)),
        ("do", "nl", date(2026, 11, 26)),
        ("aanstaande vrijdag", "nl", date(2026, 11, 27)),
        ("volgende week", "nl", date(2026, 11, 30)),
        ("volgende week dinsdag", "nl", date(2026, 12, 1)),
        ("dinsdag volgende week", "nl", date(2026, 12, 1)),
        ("morgen", "nl", date(2026, 11, 26)),
        ("overmorgen", "nl", date(2026, 11, 27)),
        ("vandaag", "nl", date(2026, 11, 25)),
        ("3 december", "nl", date(2026, 12, 3)),
        ("3 juni", "nl", date(2027, 6, 3)),
        ("1 januari", "nl", date(2027, 1, 1)),
        ("2027-03-01", "nl", date(2027, 3, 1)),
        ("over drie dagen", "nl", date(2026, 11, 28)),
        ("over een week", "nl", date(2026, 12, 2)),
        ("over 2 weken", "nl", date(2026, 12, 9)),
        ("Thursday", "en", date(2026, 11, 26)),
        ("next week", "en", date(2026, 11, 30)),
        ("next week Tuesday", "en", date(2026, 12, 1)),
        ("tomorrow", "en", date(2026, 11, 26)),
        ("in 3 days", "en", date(2026, 11, 28)),
        ("in a week", "en", date(2026, 12, 2)),
        ("December 3rd", "en", date(2026, 12, 3)),
    ],
)
def test_a_day_ahead_is_read_whole(text: str, language: str, on: date) -> None:
    words = said(text, language)
    found = read_ahead(words, 0, NOW)
    assert found is not None
    assert (found.on, found.length) == (on, len(words.tokens))


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("volgende week", "nl", (date(2026, 11, 30), date(2026, 12, 6))),
        ("next week", "en", (date(2026, 11, 30), date(2026, 12, 6))),
        ("deze week", "nl", (date(2026, 11, 25), date(2026, 11, 29))),
        ("this week", "en", (date(2026, 11, 25), date(2026, 11, 29))),
        ("volgende week dinsdag", "nl", (date(2026, 12, 1), None)),
    ],
)
def test_a_whole_week_has_a_first_and_a_last_day(text: str, language: str, days: tuple[date, date | None]) -> None:
    found = read_ahead(said(text, language), 0, NOW)
    assert found is not None
    assert (found.on, found.until) == days


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("7 tot 11 december", "nl"),
        ("7 t/m 11 december", "nl"),
        ("7e tot en met 11 december", "nl"),
        ("7 until 11 December", "en"),
    ],
)
def test_the_first_of_two_days_has_the_month_of_the_last(text: str, language: str) -> None:
    found = read_ahead(said(text, language), 0, NOW)
    assert found is not None
    assert found.on == date(2026, 12, 7)


@pytest.mark.parametrize("text", ["7 tot 11", "11 tot 7 december", "7 tot vrijdag", "0 tot 11 december"])
def test_a_number_before_what_has_no_later_day_of_a_month_is_no_day(text: str) -> None:
    assert read_ahead(said(text, "nl"), 0, NOW) is None


@pytest.mark.parametrize(
    "text", ["gisteren", "24 november 2026", "vrijdag 26 november", "over 0 dagen", "over 99999 weken"]
)
def test_a_day_that_went_by_or_that_is_none_is_not_read(text: str) -> None:
    assert read_ahead(said(text, "nl"), 0, NOW) is None


def test_a_span_of_hours_tells_day_and_time() -> None:
    found = read_ahead(said("over een uur", "nl"), 0, NOW)
    assert found is not None
    assert (found.on, found.minute) == (NOW.date(), 11 * 60)


def test_a_span_of_hours_may_pass_midnight() -> None:
    found = read_ahead(said("in 15 hours", "en"), 0, NOW)
    assert found is not None
    assert (found.on, found.minute) == (date(2026, 11, 26), 60)


@pytest.mark.parametrize(
    ("text", "language", "minute"),
    [
        ("18:00", "nl", 1080),
        ("18.30", "nl", 1110),
        ("18u", "nl", 1080),
        ("8u15", "nl", 495),
        ("8 uur", "nl", 480),
        ("24:00", "nl", 0),
        ("half 8", "nl", 450),
        ("half acht", "nl", 450),
        ("half 1", "nl", 30),
        ("6 pm", "en", 1080),
        ("12 am", "en", 0),
        ("half past 7", "en", 450),
        ("8 o'clock", "en", 480),
        ("8 uur 's avonds", "nl", 1200),
        ("8 's avonds", "nl", 1200),
        ("half 8 's ochtends", "nl", 450),
        ("12 uur 's middags", "nl", 720),
        ("8 in the evening", "en", 1200),
        ("7:30 in the morning", "en", 450),
    ],
)
def test_a_time_of_day_is_read_whole(text: str, language: str, minute: int) -> None:
    words = said(text, language)
    found = read_clock(words, 0)
    assert found is not None
    assert (found.minute, found.length) == (minute, len(words.tokens))


@pytest.mark.parametrize(("text", "language"), [("morgen om 10", "nl"), ("tomorrow at 10", "en")])
def test_a_number_behind_the_word_for_a_clock_is_a_time(text: str, language: str) -> None:
    found = read_clock(said(text, language), 2)
    assert found is not None
    assert found.minute == 600


@pytest.mark.parametrize(
    "text", ["20 uur 's ochtends", "12 uur 's avonds", "25:00", "18:60", "8", "8:5", "13 pm", "99 uur", "half"]
)
def test_what_is_no_time_of_day_is_not_read(text: str) -> None:
    assert read_clock(said(text, "nl"), 0) is None
