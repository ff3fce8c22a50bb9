"""Words that name nobody in reach: they are asked about by themselves, and never lost from what is taken away."""

import pytest

from core.language import read
from core.language.meaning import Certainty, Problem
from tests.language.situations import approved, digest, one_week, sure

# Each takes something away from a yes, and names who it is about in words that we do not know.
TAKEN_AWAY = [
    ("nl", "akkoord, behalve week 46 van Kees en week 47 van Daan", "Kees"),
    ("nl", "akkoord met alles behalve week 47 van Pieter", "Pieter"),
    ("nl", "akkoord, alleen week 47 van Marloes niet", "Marloes"),
    ("nl", "alles akkoord, behalve Pieter", "Pieter"),
    ("nl", "alles akkoord behalve de Poolse jongen", "Poolse jongen"),
    ("nl", "alles behalve pieter is akkoord", "pieter"),
    ("nl", "alles akkoord op pieter na", "pieter"),
    ("nl", "alles akkoord behalve Noor en Pieter", "Pieter"),
    ("nl", "akkoord behalve 47 van Daan, Piet en Kees", "Piet, Kees"),
    ("nl", "Daan akkoord, Pieter niet", "Pieter"),
    ("nl", "alles goed, Pieter terug", "Pieter"),
    ("nl", "akkoord maar Pieter nog niet", "Pieter"),
    ("nl", "wacht met Pieter, rest akkoord", "Pieter"),
    ("nl", "alleen Pieter akkoord", "Pieter"),
    ("en", "all approved except Peter", "Peter"),
    ("en", "approved, but not week 46 of Peter", "Peter"),
    ("en", "everyone but peter is fine", "peter"),
    ("en", "hold Peter, rest ok", "Peter"),
]
# Each says yes to someone we do not know: that is no yes to anyone else.
APPROVED = [
    ("nl", "Marloes is goed", "Marloes"),
    ("nl", "marloes akkoord", "marloes"),
    ("nl", "Jan Jansen week 46 akkoord", "Jan Jansen"),
    ("nl", "Jan van Dam is akkoord", "Jan van Dam"),
    ("nl", "Week 47 van Marloes klopt", "Marloes"),
    ("nl", "week 47 van marloes klopt", "marloes"),
    ("nl", "Saskia week 46 en Noor week 46 akkoord", "Saskia"),
    ("nl", "alle brammen akkoord", "brammen"),
    ("nl", "Pieters uren kloppen", "Pieters"),
    ("nl", "akkoord voor Marloes", "Marloes"),
    ("nl", "Marloes: akkoord", "Marloes"),
    ("nl", "Noor, Marloes, Piet en Daan akkoord", "Marloes, Piet"),
    ("en", "Peter is fine", "Peter"),
    ("en", "week 47 of peter is ok", "peter"),
    ("en", "all bobs approved", "bobs"),
]


@pytest.mark.parametrize(("language", "text", "words"), TAKEN_AWAY)
def test_a_name_that_is_lost_from_what_is_taken_away_holds_up_the_whole_message(
    language: str, text: str, words: str
) -> None:
    reading = read(text, digest(language))
    assert reading.blocks_all
    assert (reading.doubts[0].problem, reading.doubts[0].words) == (Problem.UNKNOWN_NAME, words)


@pytest.mark.parametrize(("language", "text", "words"), APPROVED)
def test_a_yes_to_someone_unknown_is_proposed_for_nobody_else(language: str, text: str, words: str) -> None:
    reading = read(text, digest(language))
    assert not reading.meanings
    assert [(doubt.problem, doubt.words) for doubt in reading.doubts] == [(Problem.UNKNOWN_NAME, words)]


@pytest.mark.parametrize(
    ("text", "weeks"), [("Marloes is goed, Daan is goed", {3}), ("Noor akkoord, Marloes ook", {1, 2})]
)
def test_what_else_was_wholly_understood_is_done(text: str, weeks: set[int]) -> None:
    reading = read(text, digest())
    assert {week_id for week_id, _ in approved(text, digest())} == weeks
    assert [(doubt.problem, doubt.words) for doubt in reading.doubts] == [(Problem.UNKNOWN_NAME, "Marloes")]


@pytest.mark.parametrize(
    "text", ["1 akkoord, 4 snap ik niet", "alles akkoord, week 11 niet", "akkoord behalve week 46 en 47 van Daan"]
)
def test_anything_lost_from_what_is_taken_away_holds_up_the_whole_message(text: str) -> None:
    assert not approved(text, digest())
    assert read(text, digest()).blocks_all


@pytest.mark.parametrize("text", ["alles akkoord behalve Yousef", "Yousef niet, rest akkoord", "akkoord, Yousef terug"])
def test_a_guess_at_who_is_left_out_makes_a_proposal_of_it_all(text: str) -> None:
    reading = read(text, digest())
    assert reading.meanings
    assert {meaning.certainty for meaning in reading.meanings} == {Certainty.LIKELY}


def test_several_unknown_names_are_asked_about_in_one_question() -> None:
    reading = read("Kees is akkoord. Noor terug. Marloes is akkoord.", digest())
    assert [(doubt.problem, doubt.words) for doubt in reading.doubts] == [(Problem.UNKNOWN_NAME, "Kees, Marloes")]


def test_the_hours_of_someone_unknown_are_asked_for_by_name() -> None:
    reading = read("toon de uren van Marloes", digest())
    assert [(doubt.problem, doubt.words) for doubt in reading.doubts] == [(Problem.UNKNOWN_NAME, "Marloes")]


@pytest.mark.parametrize("text", ["Akkoord.\nMarieke", "akkoord, Marieke"])
def test_whoever_signs_is_no_student(text: str) -> None:
    reading = read(text, one_week())
    assert not sure(reading)
    assert [meaning.command for meaning in reading.meanings] == ["logbook.approve"]
