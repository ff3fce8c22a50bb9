"""Days whose hours should be otherwise, without how many; every day at once; and amounts in half sentences."""

import pytest

from core.language import read
from core.language.meaning import Certainty
from tests.language.situations import digest, one_week, sure
from tests.language.test_understood import told


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("vrijdag moet eruit", "send_back 3(Fri)"),
        ("donderdag te veel", "send_back? 3(Thu)"),
        ("woensdag mag je schrappen", "send_back 3(Wed)"),
        ("ma en di zijn verwisseld", "send_back 3(Mon Tue)"),
        ("de rest klopt, vrijdag moet minder zijn", "approve_except 3(Fri)"),
        ("hij was donderdag maar een halve dag hier", "send_back? 3(Thu)"),
        ("maandag doe maar 7", "send_back 3(Mon=7)"),
        ("vrijdag moet nog 6 worden", "send_back 3(Fri=6)"),
        ("woensdag 6 u 30", "send_back 3(Wed=6.5)"),
        ("woensdag 6 uur 45", "send_back 3(Wed=6.75)"),
        ("di klopt niet dat waren er maar 5", "send_back 3(Tue=5)"),
        ("vrijdag waren het er 6", "send_back 3(Fri=6)"),
        ("dinsdag moet ge een uur afdoen", "send_back 3(Tue=7)"),
    ],
)
def test_a_day_that_should_be_otherwise_goes_back(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize(
    "text",
    [
        "vrijdag niet schrappen",
        "vrijdag hoeft niet minder",
        "vrijdag eruit?",
        "moet vrijdag eruit",
        "vrijdag weglaten als hij ziek was",
        "misschien moet vrijdag eraf",
        "vrijdag moet nog niet 6 worden",
        "vrijdag klopt eraf",
        "woensdag 6 uur 30 november",
        "die van vrijdag mag Piet schrappen",
    ],
)
def test_a_day_of_which_that_is_not_surely_said_stays(text: str) -> None:
    assert not sure(read(text, one_week()))


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("elke dag een half uur eraf", "send_back? 3(Mon=7.5 Tue=7.5 Wed=7 Thu=7.5 Fri=7.5)"),
        ("iedere dag 7 uur", "send_back? 3(Mon=7 Tue=7 Wed=7 Thu=7 Fri=7)"),
        ("alle dagen een uur te veel geschreven", "send_back? 3(Mon=7 Tue=7 Wed=6.5 Thu=7 Fri=7)"),
    ],
)
def test_what_is_said_of_every_day_is_said_back_first(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize(
    "text", ["niet elke dag een half uur eraf", "elke dag een half uur eraf?", "elke dag een kwartier"]
)
def test_nothing_is_done_with_every_day_where_that_is_denied_or_asked(text: str) -> None:
    found = read(text, one_week())
    assert not sure(found)
    assert found.blocks_all or found.doubts or found.meanings[0].certainty is Certainty.LIKELY


def test_go_ahead_with_somebody_is_said_back_first() -> None:
    assert told(read("Daan en Sanne doe maar", digest()), digest()) == "approve? 3 4"
    assert not sure(read("Daan doe maar niet", digest())) or told(
        read("Daan doe maar niet", digest()), digest()
    ).startswith("hold")


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("Sanne was heel de week ziek", "send_back? 4"),
        ("Youssef was week 46 afwezig", "send_back? 5"),
        ("alles ok, Daan is die week niet geweest", "approve 1 2 4 5; send_back? 3"),
    ],
)
def test_a_week_away_is_said_back_as_going_back(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize("text", ["ben heel de week ziek", "was Sanne week 47 ziek?", "Sanne was week 47 niet ziek"])
def test_no_week_goes_back_for_who_was_not_surely_away(text: str) -> None:
    assert not [meaning for meaning in read(text, digest()).meanings if meaning.command == "logbook.send_back"]


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("46 goed 47 nog niet", "approve? 1 5; hold? 2 3 4"),
        ("Noor 46 goed 47 terug", "approve 1; send_back? 2"),
    ],
)
def test_a_bare_number_of_the_calendar_proposes_that_week(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("dit klopt niet vrijdag was hij op school", "send_back 3(Fri) because “vrijdag was hij op school”"),
        ("klopt niet donderdag moet 6 zijn", "send_back 3(Thu=6)"),
    ],
)
def test_behind_a_denial_without_a_comma_a_day_is_told_of(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize(
    "text", ["niet akkoord vrijdag is prima", "dit klopt niet vrijdag was goed", "klopt dit niet vrijdag was 8"]
)
def test_a_denial_does_not_reach_over_a_day_with_a_yes_of_its_own(text: str) -> None:
    assert not sure(read(text, one_week()))
