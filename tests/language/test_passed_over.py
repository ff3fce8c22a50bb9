"""Whoever is named is answered for: nobody is passed over in silence, and no word reaches further than it was said."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week, sure
from tests.language.test_understood import told

# 1 and 2 are Noor's, 3 is Daan's, 4 is Sanne's, 5 is Youssef's.


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Noor is aardig, Sanne nog niet", {1, 2}),
        ("Daan blub, Sanne ok", {3}),
        ("Noor hmpf, Daan blub, Sanne terug", {1, 2, 3}),
        ("Noor? nee Sanne terug", set()),
    ],
)
def test_of_whom_nothing_was_understood_is_asked(text: str, about: set[int]) -> None:
    reading = read(text, digest())
    assert about <= {week for doubt in reading.doubts for week in doubt.about}
    assert not {week for week, _ in approved(text, digest())} & about


def test_praise_was_said_in_full() -> None:
    assert not read("Noor doet het goed, Daan akkoord", digest()).doubts


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("akkoord: Noor, Daan", "approve 1 2; approve 3"),
        ("akkoord: Noor, Daan, Sanne. terug: Youssef", "approve 1 2; approve 3; approve 4; send_back 5"),
        ("terug: Noor, Daan", "send_back 1 2; send_back 3"),
        ("nog niet: Noor, Daan, Sanne", "hold 1 2; hold 3; hold 4"),
    ],
)
def test_a_verdict_in_front_is_of_the_whole_list(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


def test_a_yes_in_front_of_two_names_and_a_no_only_proposes() -> None:
    assert not approved("goed, Noor, Daan niet", digest())


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("ma di wo goed do vr niet", "approve_except 3(Thu Fri)"),
        ("maandag dinsdag woensdag kloppen donderdag en vrijdag niet", "approve_except 3(Thu Fri)"),
        ("maandag klopt dinsdag niet", "asks unfinished “maandag klopt dinsdag niet” of 3"),
    ],
)
def test_a_denial_reaches_no_days_that_had_their_yes(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize(
    "text",
    [
        "dinsdag 7 tot 15u30",
        "dinsdag 7u tot 15u30",
        "di 9 tot 16",
        "woensdag 8 uur tot 17 uur",
    ],
)
def test_a_begin_in_front_of_an_end_is_no_amount(text: str) -> None:
    (meaning,) = sure(read(text, one_week()))
    assert [change.minutes for verdict in meaning.weeks for change in verdict.days] == [None]


def test_what_may_be_hours_of_the_day_is_only_proposed() -> None:
    assert not sure(read("dinsdag 7 tot 8", one_week()))
    assert told(read("woensdag 7 tot 16 met een uur pauze", one_week()), one_week()).startswith("send_back 3(Wed=8)")


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("akkoord met week 46, week 47 kijk ik later naar", "approve 1 5; later 2 3 4"),
        ("ok voor 1, 2 en 3 terug", "approve 1; send_back 2 3"),
        ("goed voor 1, 2 doe ik morgen", "approve 1; later 2 on 2026-11-24"),
        ("ok voor 1, 2 en 3", "approve 1 2 3"),
    ],
)
def test_a_row_is_parted_between_its_yes_and_what_takes_away(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("Noor wel, Sanne niet", "approve? 1 2; hold 4"),
        ("Noor en Daan mogen, Youssef terug", "approve? 1 2 3; send_back 5"),
        ("Sanne nog niet, Daan wel", "approve? 3; hold 4"),
        ("Daan mag", "approve? 3"),
    ],
)
def test_behind_a_name_wel_and_mag_propose_a_yes(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize(
    "text",
    [
        "Daan mag niet",
        "Daan mag nog niet",
        "mag Daan?",
        "Daan mag?",
        "Daan mag als Sanne mag",
        "Daan mag bellen",
        "Daan mag zijn uren aanpassen",
        "misschien mag Daan wel",
        "Daan wel of niet",
    ],
)
def test_no_yes_is_proposed_where_something_takes_it_away(text: str) -> None:
    proposed = [meaning for meaning in read(text, digest()).meanings if "approve" in meaning.command]
    assert not proposed


@pytest.mark.parametrize("text", ["do niet gewerkt wel vr", "maandag niet gewerkt dinsdag wel"])
def test_a_day_of_work_behind_a_day_off_does_not_go_back_with_it(text: str) -> None:
    assert not sure(read(text, one_week()))


@pytest.mark.parametrize(
    "text",
    [
        "de urekes zijn ok",
        "staat goed zo allemaal",
        "perfect ingevuld allemaal",
        "alles staat er juist in",
        "mooi bijgehouden",
    ],
)
def test_well_written_hours_are_approved(text: str) -> None:
    assert {week for week, _ in approved(text, digest())} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    "text",
    [
        "staat niet goed allemaal",
        "niet netjes ingevuld",
        "staat dit goed",
        "is alles correct opgeschreven?",
        "als ze goed ingevuld zijn",
        "nog niet goed ingevuld",
        "Piet staat er goed in",
        "staat goed, tenzij Daan iets vergat",
    ],
)
def test_hours_that_may_not_be_well_written_are_not_approved(text: str) -> None:
    assert not approved(text, digest())
