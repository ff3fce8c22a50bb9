"""How much more or less a day should have, what it should not be, and from what to what; never the amount itself."""

import pytest

from core.language import read
from core.language.meaning import Meaning, Problem
from tests.language.situations import approved, digest, logging_student, one_week, sure

LESS = [
    ("nl", "maandag is een uur te lang, stuur die maar terug", 0, 7),
    ("nl", "dinsdag anderhalf uur te veel gerekend", 1, 6.5),
    ("nl", "haal een half uur van donderdag af", 3, 7.5),
    ("nl", "trek 2 uur van vrijdag af", 4, 6),
    ("nl", "van vrijdag moet nog een kwartier af", 4, 7.75),
    ("nl", "dinsdag moet een uur vanaf", 1, 7),
    ("nl", "een uur te hoog op donderdag", 3, 7),
    ("nl", "maandag graag verminderen met een half uur", 0, 7.5),
    ("en", "Daan's Monday is an hour too long, send it back", 0, 7),
    ("en", "Tuesday is half an hour too long", 1, 7.5),
    ("en", "deduct an hour from Friday", 4, 7),
    ("en", "take two hours off Thursday", 3, 6),
    ("en", "shave half an hour off Tuesday", 1, 7.5),
    ("en", "Monday is over by an hour", 0, 7),
    ("de", "Montag ist eine Stunde zu lang", 0, 7),
    ("de", "Freitag eine halbe Stunde zu viel eingetragen", 4, 7.5),
    ("de", "zieh am Dienstag eine Stunde ab", 1, 7),
    ("fr", "mardi une heure trop longue", 1, 7),
    ("fr", "vendredi une demi-heure de trop", 4, 7.5),
    ("fr", "retirez une heure lundi", 0, 7),
]
MORE = [
    ("nl", "op dinsdag ontbreekt een half uur", 1, 8.5),
    ("nl", "maandag mist nog een uur", 0, 9),
    ("nl", "er ontbreekt een kwartier op donderdag", 3, 8.25),
    ("nl", "vrijdag een uur te krap", 4, 9),
    ("nl", "tel bij dinsdag een half uur op, een half uur erbij", 1, 8.5),
    ("en", "Tuesday is missing half an hour", 1, 8.5),
    ("en", "an hour is missing on Friday", 4, 9),
    ("en", "add an hour to Monday", 0, 9),
    ("en", "Thursday is an hour too short", 3, 9),
    ("en", "Monday is short by half an hour", 0, 8.5),
    ("de", "bitte den Dienstag zurückgeben, da fehlt eine halbe Stunde", 1, 8.5),
    ("de", "am Freitag fehlt eine Stunde", 4, 9),
    ("de", "Montag eine Stunde zu kurz", 0, 9),
    ("fr", "il manque une heure jeudi", 3, 9),
    ("fr", "lundi, il manque une demi-heure", 0, 8.5),
    ("fr", "ajoutez une heure mardi", 1, 9),
]


def of_days(meanings: list[Meaning]) -> dict[int, float | None]:
    """Give what goes back, in hours by weekday."""
    return {
        day.date.weekday(): None if day.minutes is None else day.minutes / 60
        for meaning in meanings
        for verdict in meaning.weeks
        for day in verdict.days
    }


@pytest.mark.parametrize(("language", "text", "day", "hours"), [*LESS, *MORE])
def test_a_difference_is_never_taken_for_the_hours(language: str, text: str, day: int, hours: float) -> None:
    found = list(read(text, one_week(language)).meanings)
    assert of_days(found) in ({day: hours}, {}), found
    assert not approved(text, one_week(language))


@pytest.mark.parametrize(
    ("language", "text", "day", "hours"),
    [one for one in [*LESS, *MORE] if " op, " not in one[1] and " from " not in one[1]],
)
def test_a_plain_difference_acts(language: str, text: str, day: int, hours: float) -> None:
    assert of_days(sure(read(text, one_week(language)))) == {day: hours}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "dinsdag scheelt een half uur"),
        ("nl", "maandag een verschil van een uur"),
        ("nl", "op vrijdag zit hij er een uur naast"),
        ("nl", "donderdag wijkt een half uur af van mijn lijst"),
        ("nl", "dinsdag kwam hij een uur te laat op gang"),
        ("nl", "maandag ontbreken 8 uur"),
        ("nl", "haal 8 uur van vrijdag af"),
        ("en", "Tuesday is out by an hour"),
        ("en", "Monday is off by half an hour"),
        ("en", "on Friday there is a difference of an hour"),
        ("en", "deduct 9 hours from Friday"),
        ("en", "Thursday an hour wonky"),
        ("de", "Dienstag weicht eine Stunde ab von unserer Liste"),
        ("fr", "mardi il y a un écart de une heure"),
    ],
)
def test_a_difference_either_way_or_past_belief_is_asked(language: str, text: str) -> None:
    reading = read(text, one_week(language))
    assert all(hours is None for hours in of_days(list(reading.meanings)).values()), reading
    assert reading.doubts or not sure(reading)


@pytest.mark.parametrize(
    ("language", "text", "day", "hours"),
    [
        ("nl", "dinsdag 7 en geen 8", 1, 7),
        ("nl", "donderdag 6,5u gewerkt geen 8", 3, 6.5),
        ("nl", "de maandag dat waren er zes en geen acht", 0, 6),
        ("nl", "vrijdag geen 8 maar 7", 4, 7),
        ("nl", "da moet 7u zijn en geen 8u, dinsdag", 1, 7),
        ("nl", "vrijdag was geen 8 uur", 4, None),
        ("nl", "donderdag moet terug, dat was geen 8 uur", 3, None),
        ("en", "Tuesday should read 6 not 8", 1, 6),
        ("en", "Monday was not 8 but 5.5", 0, 5.5),
        ("en", "Friday wasn't 8 hours", 4, None),
        ("de", "Dienstag waren es 7 und keine 8", 1, 7),
        ("de", "Freitag nicht 8 sondern 6", 4, 6),
        ("fr", "mardi 7 et pas 8", 1, 7),
        ("fr", "lundi pas 8 mais 6", 0, 6),
        ("nl", "di 8 → 7", 1, 7),
        ("nl", "vr 8=>6,5", 4, 6.5),
        ("nl", "ma 8 -> 7u30", 0, 7.5),
        ("en", "Thu 8 -> 6", 3, 6),
        ("de", "Di 8 → 7,5", 1, 7.5),
        ("fr", "mardi 8 → 6", 1, 6),
    ],
)
def test_what_it_was_not_is_held_against_what_was_shown(
    language: str, text: str, day: int, hours: float | None
) -> None:
    found = list(read(text, one_week(language)).meanings)
    assert of_days(found) in ({day: hours}, {}), found
    if "da moet" not in text:
        assert of_days(sure(read(text, one_week(language)))) == {day: hours}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "dinsdag was geen 7 uur"),
        ("nl", "dinsdag 6 en geen 9"),
        ("nl", "vrijdag geen 6 maar 7"),
        ("nl", "di 7 → 6"),
        ("en", "Monday should be 6, not 7"),
        ("en", "Monday was not 9 but 7"),
        ("de", "Freitag nicht 7 sondern 6"),
        ("fr", "lundi pas 9 mais 6"),
    ],
)
def test_what_it_was_not_and_was_not_shown_is_asked(language: str, text: str) -> None:
    reading = read(text, one_week(language))
    assert not sure(reading)
    assert any(doubt.problem is Problem.BAD_HOURS for doubt in reading.doubts)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("nl", "dinsdag 8 uur is te veel", 1),
        ("nl", "donderdag 8 uur lijkt me wel te veel", 3),
        ("nl", "vrijdag 8 uur is te weinig", 4),
        ("en", "Tuesday 8 hours is too much", 1),
        ("en", "Monday 8 hours was too many", 0),
        ("de", "Montag 8 Stunden ist zu viel", 0),
        ("fr", "lundi 8 heures c'est trop", 0),
    ],
)
def test_hours_that_are_too_many_go_back_without_others(language: str, text: str, day: int) -> None:
    assert of_days(list(read(text, one_week(language)).meanings)) in ({day: None}, {})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "maandag 2 uur is te weinig"),
        ("nl", "dinsdag 5 uur is te veel"),
        ("en", "Monday 2 hours is too little"),
        ("de", "Montag 2 Stunden ist zu wenig"),
        ("fr", "lundi 2 heures c'est trop peu"),
    ],
)
def test_hours_that_are_too_few_and_were_not_shown_are_asked(language: str, text: str) -> None:
    assert not of_days(list(read(text, one_week(language)).meanings))


@pytest.mark.parametrize("text", ["3 goed, geen 4", "alles akkoord, geen 3", "3 en 4 akkoord, niet 5"])
def test_a_number_of_the_list_is_no_amount(text: str) -> None:
    assert not of_days(list(read(text, digest()).meanings))


@pytest.mark.parametrize("text", ["haal een uur van maandag af", "dinsdag scheelt een uur", "maandag een uur te lang"])
def test_a_students_difference_is_not_logged_as_hours(text: str) -> None:
    assert not sure(read(text, logging_student()))
