"""Praise of a person is no judgement of hours: alone it is asked about, and beside a verdict it adds nothing."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week, sure

OF_A_PERSON = [
    ("nl", "Sanne doet het hartstikke goed"),
    ("nl", "we zijn ontzettend tevreden over Sanne"),
    ("nl", "Sanne is een harde werker, heel blij met haar"),
    ("nl", "Daan werkt flink mee en komt altijd netjes op tijd"),
    ("nl", "ja hij doet het prima"),
    ("nl", "goeie stagiair, die Daan"),
    ("en", "Sanne is doing a great job"),
    ("en", "really pleased with Daan, he works hard"),
    ("en", "we are proud of her, a good worker"),
    ("de", "Sanne macht das sehr gut, wir sind froh über sie"),
    ("de", "mit Daan sehr zufrieden, er arbeitet gut"),
    ("fr", "Sanne travaille très bien"),
    ("fr", "nous sommes contents de Daan"),
]
BESIDE_A_YES = [
    ("nl", "Daan akkoord, we zijn heel blij met hem", {3}),
    ("nl", "Sanne doet het super, haar uren zijn akkoord", {4}),
    ("nl", "Sanne doet het super. Daan akkoord", {3}),
    ("en", "Daan's week is approved. He does a great job.", {3}),
    ("en", "Sanne works hard, week approved", {4}),
]
OF_HOURS = [
    ("en", "happy with Daan's hours", {3}),
    ("en", "very happy with Sanne's timesheet", {4}),
    ("en", "pleased with week 47 of Daan", {3}),
]


@pytest.mark.parametrize("situation", [digest, one_week])
@pytest.mark.parametrize(("language", "text"), OF_A_PERSON)
def test_praise_of_a_person_proposes_nothing(language: str, text: str, situation: object) -> None:
    context = digest(language) if situation is digest else one_week(language)
    reading = read(text, context)
    assert not reading.meanings or reading.blocks_all
    assert reading.doubts


@pytest.mark.parametrize(("language", "text", "weeks"), BESIDE_A_YES)
def test_praise_beside_a_yes_takes_nothing_away_and_adds_nothing(language: str, text: str, weeks: set[int]) -> None:
    assert {week for week, _ in approved(text, digest(language))} == weeks


@pytest.mark.parametrize(("language", "text", "weeks"), OF_HOURS)
def test_who_is_happy_with_hours_approves_them(language: str, text: str, weeks: set[int]) -> None:
    assert {week for week, _ in approved(text, digest(language))} == weeks


@pytest.mark.parametrize(
    "text", ["Sanne doet het niet goed", "Sanne doet het goed maar haar uren kloppen niet", "niet tevreden over Daan"]
)
def test_praise_that_is_denied_or_contradicted_approves_nothing(text: str) -> None:
    assert not approved(text, digest())


def test_what_goes_back_goes_back_beside_praise() -> None:
    (meaning,) = sure(read("Daan werkt goed, maar dinsdag terug", digest()))
    assert meaning.command == "logbook.send_back"


def test_a_bare_yes_beside_praise_is_said_back() -> None:
    assert not approved("goed, hij doet het prima hier", one_week())
