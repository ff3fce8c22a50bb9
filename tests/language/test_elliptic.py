"""Short clauses that lean on others: "ook", "rest wel", "donderdag van 4", "dat moet 8 zijn", a day that is missing."""

from datetime import date, timedelta

import pytest

from core.language import read
from core.language.meaning import Certainty, Context, Problem
from tests.language.situations import MONDAY, TUESDAY, approved, digest, one_week, sure

WEDNESDAY, THURSDAY = MONDAY + timedelta(days=2), MONDAY + timedelta(days=3)
EVERYONE = {1, 2, 3, 4, 5}


def proposed(text: str, context: Context) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for meaning in read(text, context).meanings:
        if meaning.certainty is Certainty.LIKELY:
            found.setdefault(meaning.command, set()).update(verdict.week_id for verdict in meaning.weeks)
    return found


def days(text: str, context: Context) -> dict[int, dict[date, int | None]]:
    return {
        verdict.week_id: {change.date: change.minutes for change in verdict.days}
        for meaning in sure(read(text, context))
        for verdict in meaning.weeks
        if verdict.days
    }


@pytest.mark.parametrize(
    ("text", "weeks"), [("week 47 van Daan ook", {3}), ("2 tm 4 ook", {2, 3, 4}), ("rest ook akkoord", EVERYONE)]
)
def test_what_goes_on_with_an_earlier_message_is_proposed(text: str, weeks: set[int]) -> None:
    assert proposed(text, digest()) == {"logbook.approve": weeks}
    assert not approved(text, digest())


@pytest.mark.parametrize("text", ["1 snap ik niet, 5 ook", "3 snap ik, 5 ook", "niet week 47 van Daan ook"])
def test_also_behind_what_was_not_understood_is_asked_about(text: str) -> None:
    assert not read(text, digest()).meanings


def test_the_rest_the_other_way_round_is_proposed() -> None:
    assert proposed("4 niet, rest wel", digest()) == {"logbook.approve": {1, 2, 3, 5}}
    assert not approved("4 niet, rest wel", digest())


def test_the_rest_is_not_the_other_way_round_of_a_yes() -> None:
    assert not proposed("4 akkoord, rest wel", digest())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Daan week 47: dinsdag was 6 uur en donderdag ook", {3: {TUESDAY: 360, THURSDAY: 360}}),
        ("3 di terug, wo ook", {3: {TUESDAY: None, WEDNESDAY: None}}),
        ("3 akkoord behalve di, wo ook", {3: {TUESDAY: None, WEDNESDAY: None}}),
        ("alles ok maar bij Daan klopt di en do niet dat moet 6 zijn", {3: {TUESDAY: 360, THURSDAY: 360}}),
        ("alles ok maar bij Daan klopt di en ook do niet dat moet 6 zijn", {3: {TUESDAY: None, THURSDAY: 360}}),
        ("3 klopt di en do niet", {3: {TUESDAY: None, THURSDAY: None}}),
        ("alles akkoord behalve donderdag van 3", {3: {THURSDAY: None}}),
        ("approve all but thursday of 3", {3: {THURSDAY: None}}),
        ("3 do van 8 naar 6", {3: {THURSDAY: 360}}),
    ],
)
def test_a_day_is_what_the_words_around_it_say(text: str, found: dict[int, dict[date, int | None]]) -> None:
    assert days(text, digest()) == found


def test_a_day_of_a_number_leaves_the_others_approved() -> None:
    assert {week_id for week_id, _ in approved("approve all but thursday of 3", digest("en"))} == EVERYONE
    assert (3, THURSDAY) not in approved("approve all but thursday of 3", digest("en"))


@pytest.mark.parametrize(("language", "text"), [("nl", "dinsdag mist"), ("en", "Tuesday is missing")])
def test_a_day_that_is_said_to_be_missing_is_proposed_to_go_back(language: str, text: str) -> None:
    assert proposed(text, one_week(language)) == {"logbook.send_back": {3}}
    assert not sure(read(text, one_week(language)))


def test_a_missing_day_of_several_students_is_asked_about() -> None:
    assert [doubt.problem for doubt in read("week 47 dinsdag mist", digest()).doubts] == [Problem.WHICH_WEEK]
