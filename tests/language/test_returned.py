"""Days and weeks given back without hours, and hours held against a list, in everyday wordings."""

import pytest

from core.language import read
from core.language.meaning import Problem
from tests.language.situations import approved, digest, logging_student, one_week, sure


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "Monday and Friday need another look from him", {0, 4}),
        ("en", "Thursday needs a second look from him", {3}),
        ("en", "Wednesday is for him to look at again", {2}),
        ("en", "Could Daan correct his Friday please?", {4}),
        ("en", "Can he correct his Monday?", {0}),
        ("nl", "laat u Daan de donderdag aanpassen?", {3}),
        ("nl", "laten jullie Daan de vrijdag corrigeren?", {4}),
        ("nl", "laat je Daan de maandag nog aanpassen?", {0}),
        ("nl", "stuur de dinsdag maar retour", {1}),
        ("nl", "stuur woensdag were", {2}),
        ("nl", "stuur de week maar retour, daar klopt weinig van", set()),
        ("nl", "zet de week maar retour", set()),
    ],
)
def test_it_goes_back_as_was_named(language: str, text: str, days: set[int]) -> None:
    [meaning] = sure(read(text, one_week(language)))
    assert meaning.command == "logbook.send_back"
    [verdict] = meaning.weeks
    assert {day.date.weekday() for day in verdict.days} == days
    assert all(day.minutes is None for day in verdict.days)


@pytest.mark.parametrize(
    "text",
    [
        "1, 2 en 3 akkoord, met dien verstande dat 3 op vrijdag geen 8 maar 7,5 uur heeft gewerkt",
        "1, 2 en 3 goed, zij het dat 3 op vrijdag 7,5 moet zijn",
        "1 en 2 akkoord en 3 ook, met de kanttekening dat 3 op vrijdag 7,5 heeft gewerkt",
        "1 t/m 3 prima, behalve dat bij 3 de vrijdag 7,5 moet zijn en geen 8",
    ],
)
def test_what_follows_with_the_proviso_is_no_part_of_the_yes(text: str) -> None:
    assert not {week for week, on in approved(text, digest()) if week == 3 and on.weekday() == 4}


@pytest.mark.parametrize(
    ("language", "text", "week"),
    [
        ("nl", "week 47 akkoord voor Sanne", 4),
        ("nl", "wk 46 is goed voor Youssef", 5),
        ("nl", "voor week 47 ga ik akkoord met de uren van Daan", 3),
        ("en", "week 47 is fine for Sanne", 4),
        ("en", "week 46 approved for Youssef", 5),
    ],
)
def test_whose_week_it_is_may_come_last(language: str, text: str, week: int) -> None:
    assert {one for one, _ in approved(text, digest(language))} == {week}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "week 47 mag naar mijn begeleider"),
        ("nl", "wk 47 kan naar m'n praktijkopleider"),
        ("nl", "stuur week 47 door ter goedkeuring"),
        ("en", "week 47 can go to my supervisor"),
        ("en", "please pass on week 47 to my mentor"),
        ("de", "hiermit reiche ich Woche 47 ein"),
        ("de", "ich möchte KW 47 abgeben"),
        ("de", "Woche 47 ist vollständig, bitte einreichen"),
        ("fr", "je soumets la semaine 47"),
        ("fr", "voici la semaine 47 pour validation"),
        ("fr", "la semaine 47 est complète, je la soumets"),
    ],
)
def test_a_week_is_handed_in(language: str, text: str) -> None:
    assert [meaning.command for meaning in read(text, logging_student(language)).meanings] in (["logbook.submit"], [])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "week 47 mag nog niet naar mijn begeleider"),
        ("nl", "mag week 47 naar mijn begeleider?"),
        ("en", "week 47 can't go to my supervisor yet"),
        ("de", "ich reiche Woche 47 noch nicht ein"),
        ("de", "soll ich Woche 47 einreichen?"),
        ("fr", "je ne soumets pas encore la semaine 47"),
        ("fr", "la semaine 47 est presque complète"),
    ],
)
def test_what_is_denied_or_asked_hands_nothing_in(language: str, text: str) -> None:
    assert not sure(read(text, logging_student(language)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "wa heeft Daan in week 47 ingevuld?"),
        ("en", "Could I see Daan's hours for week 47?"),
        ("en", "can I check the hours of Daan?"),
        ("en", "may I view week 47 of Daan?"),
        ("en", "might I have a look at Daan's timesheet?"),
    ],
)
def test_hours_are_shown_on_a_courteous_question(language: str, text: str) -> None:
    assert [meaning.command for meaning in read(text, digest(language)).meanings] == ["logbook.show"]


def test_a_question_about_hours_alone_still_asks() -> None:
    reading = read("Could Daan's week be correct?", one_week("en"))
    assert not sure(reading)
    assert {doubt.problem for doubt in reading.doubts} <= {Problem.QUESTION, Problem.UNKNOWN_WORDS}


@pytest.mark.parametrize(
    "said", ["alles terug behalve Sanne", "op Sanne na alles terug", "stuur alles terug, behalve 4"]
)
def test_who_is_left_out_of_what_goes_back_is_left_alone(said: str) -> None:
    reading = read(said, digest())
    assert {week.week_id for meaning in reading.meanings for week in meaning.weeks} == {1, 2, 3, 5}
    assert {meaning.command for meaning in reading.meanings} == {"logbook.send_back"}


@pytest.mark.parametrize("said", ["Sanne terug behalve dinsdag", "stuur Sanne terug, behalve vrijdag"])
def test_a_day_that_is_left_out_of_what_goes_back_is_asked_about(said: str) -> None:
    reading = read(said, digest())
    assert not reading.meanings
    assert {week for doubt in reading.doubts for week in doubt.about} == {4}
