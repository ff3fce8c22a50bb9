"""Days said by what is celebrated, by their number in the month, or with a letter wrong."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.language import read
from core.language.meaning import Context, OpenWeek, Problem
from core.language.values.feasts import easter
from tests.language.situations import DAAN, NOOR, SANNE, STUDENTS, approved, one_week, sure


def _week(week_id: int, dossier: int, monday: date, hours: tuple[float, ...]) -> OpenWeek:
    minutes = {monday + timedelta(days=day): round(amount * 60) for day, amount in enumerate(hours) if amount}
    return OpenWeek(week_id, dossier, monday, minutes, frozenset(minutes), week_id)


def around(today: date, language: str = "nl") -> Context:
    """Noor has the week before last and the last, Daan and Sanne the last, in January or behind Easter."""
    last = today - timedelta(days=today.weekday() + 7)
    weeks = (
        _week(1, NOOR.dossier_id, last - timedelta(days=7), (8, 8, 8, 4, 6)),
        _week(2, NOOR.dossier_id, last, (8, 8, 7.5, 4, 7)),
        _week(3, DAAN.dossier_id, last, (6, 6, 6, 4, 8)),
        _week(4, SANNE.dossier_id, last, (8, 9, 8, 8, 7)),
    )
    now = datetime.combine(today, datetime.min.time(), ZoneInfo("Europe/Amsterdam")).replace(hour=10)
    return Context(now, language, STUDENTS, weeks, focus=[1, 2, 3, 4])


JANUARY = date(2027, 1, 6)
APRIL = date(2027, 4, 7)


@pytest.mark.parametrize(
    ("today", "language", "text", "week", "on", "hours"),
    [
        (JANUARY, "nl", "Daan: nieuwjaarsdag terug", 3, date(2027, 1, 1), None),
        (JANUARY, "nl", "Sanne oudejaarsdag moet 6 zijn", 4, date(2026, 12, 31), 6),
        (JANUARY, "nl", "Sanne oudjaar 5 ipv 8", 4, date(2026, 12, 31), 5),
        (JANUARY, "nl", "kerstavond van Noor was 3 uur", 1, date(2026, 12, 24), 3),
        (JANUARY, "nl", "Noor eerste kerstdag terug", 1, date(2026, 12, 25), None),
        (JANUARY, "nl", "Daan vrijdag (nieuwjaarsdag) terug", 3, date(2027, 1, 1), None),
        (JANUARY, "en", "Daan's New Year's Day should be 5", 3, date(2027, 1, 1), 5),
        (JANUARY, "en", "Sanne's New Year's Eve was 6 hours", 4, date(2026, 12, 31), 6),
        (JANUARY, "en", "Noor Christmas Eve back please", 1, date(2026, 12, 24), None),
        (JANUARY, "de", "Silvester bei Sanne muss 6 sein", 4, date(2026, 12, 31), 6),
        (JANUARY, "de", "Neujahr bei Daan waren es 5 statt 8", 3, date(2027, 1, 1), 5),
        (JANUARY, "fr", "Daan, le jour de l'an: 5 au lieu de 8", 3, date(2027, 1, 1), 5),
        (APRIL, "nl", "Sanne tweede paasdag moet 7 zijn", 4, date(2027, 3, 29), 7),
        (APRIL, "nl", "Noor goede vrijdag 5 ipv 6", 1, date(2027, 3, 26), 5),
        (APRIL, "en", "Sanne's Easter Monday was 7 hours", 4, date(2027, 3, 29), 7),
        (APRIL, "de", "Ostermontag bei Sanne muss 7 sein", 4, date(2027, 3, 29), 7),
    ],
)
def test_a_feast_is_its_date(today: date, language: str, text: str, week: int, on: date, hours: float | None) -> None:
    [meaning] = sure(read(text, around(today, language)))
    assert meaning.command == "logbook.send_back"
    [verdict] = meaning.weeks
    [day] = verdict.days
    assert (verdict.week_id, day.date) == (week, on)
    assert day.minutes == (None if hours is None else hours * 60)


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "kerstweek van Noor akkoord", {1}),
        ("nl", "de week tussen kerst en nieuwjaar van Noor is goed", {2}),
        ("nl", "week tussen kerst en oud en nieuw akkoord voor Sanne", {4}),
        ("nl", "de week van nieuwjaarsdag van Daan akkoord", {3}),
        ("en", "Christmas week for Noor approved", {1}),
        ("en", "the week between Christmas and New Year is fine for Sanne", {4}),
        ("de", "Weihnachtswoche von Noor passt", {1}),
        ("fr", "la semaine de Noël de Noor est validée", {1}),
        ("nl", "Sanne akkoord, gelukkig nieuwjaar!", {4}),
        ("en", "Happy new year! Daan is fine", {3}),
        ("nl", "Fijne kerst! Daan akkoord", {3}),
    ],
)
def test_a_week_may_be_named_by_its_feast_and_a_wish_names_none(language: str, text: str, weeks: set[int]) -> None:
    assert {week for week, _ in approved(text, around(JANUARY, language))} == weeks


@pytest.mark.parametrize(
    "text",
    ["Daan donderdag (nieuwjaarsdag) terug", "Sanne dinsdag (kerstavond) moet 6 zijn", "Daan tweede kerstdag terug"],
)
def test_a_feast_on_another_weekday_or_in_no_week_shown_is_asked(text: str) -> None:
    reading = read(text, around(JANUARY))
    assert not sure(reading)
    assert {doubt.problem for doubt in reading.doubts} <= {Problem.WHICH_DAY, Problem.UNKNOWN_WEEK}


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("nl", "maadnag moet 7 zijn", 0),
        ("nl", "woensdga was 6 uur", 2),
        ("nl", "donderdg 7 ipv 8", 3),
        ("nl", "de 17e moet 6 zijn", 1),
        ("nl", "op de 20ste was het 7 uur", 4),
        ("en", "the 17th should be 6", 1),
        ("en", "wednsday should be 6", 2),
        ("en", "thurdsay was 7", 3),
        ("de", "Mitwoch muss 6 sein", 2),
        ("de", "Donerstag waren es 7 Stunden", 3),
        ("fr", "vendrdi c'était 6 heures", 4),
    ],
)
def test_a_day_with_a_letter_wrong_or_only_its_number_is_proposed(language: str, text: str, day: int) -> None:
    reading = read(text, one_week(language))
    assert not sure(reading)
    days = [one.date.weekday() for meaning in reading.meanings for verdict in meaning.weeks for one in verdict.days]
    assert days == [day]


@pytest.mark.parametrize("text", ["dins was 7", "woens 6 ipv 7,5", "dond. moet 7 zijn"])
def test_a_short_form_is_a_day(text: str) -> None:
    assert sure(read(text, one_week()))


@pytest.mark.parametrize(
    ("year", "on"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (2000, (4, 23))],
)
def test_easter_falls_where_the_church_has_it(year: int, on: tuple[int, int]) -> None:
    assert easter(year) == date(year, *on)
