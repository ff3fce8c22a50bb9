"""Corrections that name the student last, or say both how much it is off and what it should be; and regrets."""

import pytest

from core.language import read
from tests.language.situations import DAAN, TUESDAY, approved, digest, sure


def sent_back(text: str, language: str) -> list[tuple[int, dict[object, float | None]]]:
    """Give what is sent back at once, by week: each day with the hours that it should have."""
    return [
        (week.week_id, {day.date: None if day.minutes is None else day.minutes / 60 for day in week.days})
        for meaning in sure(read(text, digest(language)))
        for week in meaning.weeks
        if meaning.command == "logbook.send_back"
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "dinsdag moet 7 zijn bij Daan"),
        ("nl", "Helaas, dinsdag moet 7 zijn voor Daan"),
        ("en", "tuesday should be 7 for daan"),
        ("en", "Unfortunately Tuesday should be 7 for Daan."),
        ("nl", "Daan dinsdag een uur te veel. Graag 7 van maken."),
        ("nl", "Bij Daan staat er dinsdag een uur te veel. Dat moet 7 zijn."),
    ],
)
def test_a_correction_is_of_whom_it_names_last(language: str, text: str) -> None:
    assert sent_back(text, language) == [(3, {TUESDAY: 7.0})]
    assert DAAN.dossier_id == next(week.dossier_id for week in digest().weeks if week.week_id == 3)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "dinsdag moet 7 zijn bij Daan?"),
        ("nl", "dinsdag moet 7 zijn bij Daan en 6 bij Sanne"),
        ("nl", "dinsdag moet niet 7 zijn bij Daan"),
        ("nl", "dinsdag moet 7 zijn als het die van Daan is"),
        ("nl", "Daan dinsdag een uur te veel. Dat moet 5 zijn."),
        ("nl", "Daan dinsdag een uur te weinig. Dat moet 7 zijn."),
        ("en", "tuesday should be 7 for dave"),
    ],
)
def test_what_does_not_fit_is_asked_about(language: str, text: str) -> None:
    assert not sent_back(text, language)


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "Helaas, Daan is niet akkoord", set()),
        ("en", "I'm afraid Daan isn't approved", set()),
        ("nl", "Ondergetekende verklaart zich akkoord met de uren van Daan", {3}),
        ("en", "daan's hours match our records", {3}),
        ("en", "daan's hours don't match our records", set()),
        ("en", "do daan's hours match our records?", set()),
        ("en", "according to our records daan worked 6 on tuesday", set()),
    ],
)
def test_regrets_and_records_leave_a_verdict_what_it_is(language: str, text: str, weeks: set[int]) -> None:
    assert {week for week, _ in approved(text, digest(language))} == weeks


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "change Daan's Tuesday from 8 to 7"),
        ("nl", "dinsdag 7 voor Daan ipv 8"),
        ("en", "With Daan, Tuesday needs changing from 8 to 7."),
        ("en", "could you change Daan's Tuesday from 8 to 7 please"),
        ("en", "daan worked 7 on tuesday, not 8"),
        ("nl", "Daan werkte 7 op dinsdag, niet 8"),
    ],
)
def test_what_stands_and_what_should_be_are_told_apart(language: str, text: str) -> None:
    assert sent_back(text, language) == [(3, {TUESDAY: 7.0})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "don't change Daan's Tuesday from 8 to 7"),
        ("en", "change Daan's Tuesday from 8 to 7?"),
        ("en", "change Daan's Tuesday from 7 to 6"),
        ("en", "Daan's Tuesday should be from 8 to 5"),
        ("nl", "dinsdag 7 voor Daan ipv 6"),
        ("en", "daan worked 7 on tuesday, not 6"),
        ("en", "daan worked 7 on tuesday, not 8?"),
    ],
)
def test_what_stands_otherwise_is_asked_about(language: str, text: str) -> None:
    assert not [hours for _, days in sent_back(text, language) for hours in days.values() if hours is not None]
