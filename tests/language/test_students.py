"""What students say of a day that came back: other hours, the hours that were named, or something to ask about."""

import pytest

from core.language import read
from core.language.meaning import Certainty, Meaning, Problem
from tests.language.situations import MONDAY, TUESDAY, logging_student, one_day_back, sent_back, sure


def minutes(meaning: Meaning) -> list[int | None]:
    return [change.minutes for verdict in meaning.weeks for change in verdict.days if change.date == TUESDAY]


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "nee het was 8"), ("nl", "nee, ik heb echt 8 gewerkt"), ("nl", "nee di was 8 uur"), ("en", "no it was 8")],
)
def test_hours_behind_a_no_are_proposed(language: str, text: str, *, named: bool) -> None:
    reading = read(text, one_day_back(language, named=named))
    [meaning] = reading.meanings
    assert not reading.blocks_all
    assert (meaning.command, meaning.certainty, minutes(meaning)) == ("logbook.enter", Certainty.LIKELY, [480])


@pytest.mark.parametrize(("text", "said"), [("6", 360), ("8 uur gewerkt", 480), ("di was 8", 480)])
def test_hours_of_the_only_day_that_waits_need_no_day(text: str, said: int) -> None:
    [meaning] = sure(read(text, one_day_back(named=True)))
    assert (meaning.command, minutes(meaning)) == ("logbook.enter", [said])


@pytest.mark.parametrize("text", ["6", "nee het was 8", "8 uur gewerkt"])
def test_hours_without_a_day_are_asked_about_when_several_wait(text: str) -> None:
    assert [doubt.problem for doubt in read(text, sent_back()).doubts] == [Problem.WHICH_DAY]


def test_a_number_that_is_a_choice_is_the_choice() -> None:
    [meaning] = sure(read("1", one_day_back(named=True)))
    assert (meaning.command, meaning.number) == ("desk.choose", 1)


@pytest.mark.parametrize("text", ["ok", "klopt", "akkoord", "ja", "neem over", "ok neem maar over", "take it over"])
def test_a_yes_takes_the_hours_over_that_were_named(text: str) -> None:
    [meaning] = sure(read(text, one_day_back(named=True)))
    assert (meaning.command, meaning.number) == ("desk.choose", 1)
    assert {meaning.command for meaning in sure(read(text, one_day_back()))} == {"desk.yes"}


@pytest.mark.parametrize(
    "text", ["klopt wel", "ok doe ik", "neem niet over", "neem over?", "nee", "nee niet 8", "nee het was geen 8"]
)
def test_what_may_mean_either_is_asked_about(text: str) -> None:
    acts = {"desk.choose", "desk.yes", "logbook.enter"}
    assert acts.isdisjoint({meaning.command for meaning in read(text, one_day_back(named=True)).meanings})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "week 47 mag ingeleverd worden, alles staat erin"),
        ("nl", "alles is ingevuld, vorige week kan ingediend worden"),
        ("nl", "mijn uren van vorige week zijn compleet. Graag indienen"),
        ("nl", "ik heb donderdag toegevoegd, dus dien week 47 maar in"),
        ("nl", "vorige week is af, dien die maar in"),
        ("nl", "Week 47 is volledig ingevuld en mag doorgestuurd worden"),
        ("nl", "vorige week indienen aub"),
        ("en", "I've added Thursday so last week is complete now. Please submit it"),
        ("en", "week 47 can be submitted, everything is filled in"),
        ("en", "all days are entered, please hand in last week"),
        ("en", "last week is finished, it can be sent in"),
    ],
)
def test_a_week_is_handed_in_in_many_words(language: str, text: str) -> None:
    [meaning] = sure(read(text, logging_student(language)))
    assert (meaning.command, meaning.mondays) == ("logbook.submit", (MONDAY,))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "week 47 is klaar, dien maar in bij Marloes"),
        ("en", "Last week is complete. Please submit it to Marloes"),
    ],
)
def test_with_a_name_the_week_is_said_back_first(language: str, text: str) -> None:
    [meaning] = read(text, logging_student(language)).meanings
    assert (meaning.command, meaning.mondays, meaning.certainty) == ("logbook.submit", (MONDAY,), Certainty.LIKELY)


@pytest.mark.parametrize(
    "text",
    [
        "week 47 nog niet indienen",
        "mag week 47 ingeleverd worden?",
        "week 47 indienen als donderdag erin staat",
        "week 47 misschien indienen",
        "week 47 indienen, di 8",
        "week 47 morgen indienen",
        "moet ik week 47 indienen of week 48",
        "week 47 en week 46 indienen",
        "week 47 indienen met blorp",
        "donderdag indienen",
    ],
)
def test_what_says_more_or_less_hands_nothing_in(text: str) -> None:
    acts = sure(read(text, logging_student()))
    assert not [meaning for meaning in acts if meaning.command == "logbook.submit"]


def test_hours_are_not_added_to_a_day_that_has_some() -> None:
    assert not read("voor vorige week dinsdag moet er nog 2 uur bij", logging_student()).meanings
