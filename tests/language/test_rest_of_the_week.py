""" "De rest van de week" behind a student's day: the other days of that week, and nobody else's."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, sure

# 1 and 2 are weeks 46 and 47 of Noor; 3 and 4 are week 47 of Daan and of Sanne.
OF_NO_KNOWN_WEEK = [
    ("nl", "Noor was er donderdag niet, rest van week 46 klopt"),
    ("nl", "Noor was er donderdag niet, de rest van week 47 klopt"),
    ("nl", "Noor donderdag niet, rest van de week klopt"),
    ("nl", "Noor was er donderdag niet, de rest van die week is akkoord"),
    ("en", "Noor was sick on Thursday, the rest of week 46 is fine"),
    ("en", "Noor was not there on Thursday, the rest of the week is ok"),
    ("en", "Noor was not there on Thursday, rest of that week approved"),
]
OF_ONE_WEEK = [
    ("nl", "4 donderdag moet 6 zijn, rest van de week klopt", 4),
    ("nl", "Noor week 47 donderdag moet 6 zijn, rest van week 47 akkoord", 2),
    ("nl", "Sanne donderdag 6 uur, de rest van haar week is akkoord", 4),
    ("en", "3 Thursday should be 6, the rest of week 47 is fine", 3),
]


@pytest.mark.parametrize(("language", "text"), OF_NO_KNOWN_WEEK)
def test_the_rest_of_the_week_of_one_student_approves_nobody_else(language: str, text: str) -> None:
    assert not approved(text, digest(language))
    assert read(text, digest(language)).doubts


@pytest.mark.parametrize(("language", "text", "week"), OF_ONE_WEEK)
def test_the_rest_of_the_week_is_the_other_days_of_that_week(language: str, text: str, week: int) -> None:
    (meaning,) = sure(read(text, digest(language)))
    assert meaning.command == "logbook.approve_except"
    assert [verdict.week_id for verdict in meaning.weeks] == [week]


def test_the_rest_of_a_week_that_no_day_was_named_of_is_asked_about() -> None:
    reading = read("1 donderdag moet 6 zijn, rest van week 47 klopt", digest())
    assert [meaning.command for meaning in sure(reading)] == ["logbook.send_back"]
    assert [doubt.words for doubt in reading.doubts] == ["rest van week 47 klopt"]


def test_without_days_the_rest_of_week_47_is_that_of_the_other_students() -> None:
    assert {week for week, _ in approved("2 akkoord, rest van week 47 ook", digest())} == {2, 3, 4}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Daan's week is good but for Sunday, he was away then. Rest is approved."),
        ("en", "Sanne is fine but for Thursday when she left at noon. The rest is approved."),
        ("nl", "De week van Daan klopt op zaterdag na. Voor de rest akkoord."),
        ("nl", "Noor akkoord behalve het gedoe in de werkplaats. De rest ook akkoord."),
    ],
)
def test_nothing_is_done_when_the_exception_in_front_of_the_rest_was_not_understood(language: str, text: str) -> None:
    assert not sure(read(text, digest(language)))
    assert read(text, digest(language)).doubts
