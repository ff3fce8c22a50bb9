"""Half sentences of busy people: "Noor top, Daan terug", "klopt niet stuur maar terug", "di ziek wo weer gewerkt"."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week, sure
from tests.language.test_understood import told


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("Noor top, Daan terug", "approve? 1 2; send_back 3"),
        ("1 super 2 terug", "approve? 1; send_back 2"),
        ("Sanne perfect, Noor ook", "approve? 1 2; approve? 4"),
        ("Youssef terug, de rest is top", "approve? 1 2 3 4; send_back 5"),
        ("alles nagekeken en geen opmerkingen", "approve 1 2 3 4 5"),
        ("klopt niet stuur maar terug", "send_back 1 2 3 4 5"),
        ("kijk er straks naar", "later 1 2 3 4 5"),
    ],
)
def test_a_half_sentence_comes_to_what_is_meant(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("donderdag ziek, rest perfect", "approve_except? 3(Thu) because “donderdag ziek”"),
        ("maandag moet 7 u 30 zijn voor de rest top", "approve_except? 3(Mon=7.5)"),
        ("maandag moet 7 zijn en woensdag moet 8 zijn", "send_back 3(Mon=7 Wed=8)"),
        ("verkeerd ingevuld stuur maar terug", "send_back 3"),
        ("niet goed terug graag", "send_back? 3"),
        ("di ziek wo verlof", "send_back 3(Tue Wed) because “di ziek wo verlof”"),
        ("woensdag maar tot de middag gewerkt", "send_back 3(Wed) because “woensdag maar tot de middag gewerkt”"),
    ],
)
def test_so_does_one_about_a_week(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize(
    "text", ["Noor niet top", "Noor top?", "is Noor top", "als Noor top is", "Top, Noor", "dank je Noor, super"]
)
def test_praise_that_may_be_none_of_hours_approves_nobody(text: str) -> None:
    assert not approved(text, digest())


@pytest.mark.parametrize(
    "text",
    [
        "dinsdag vrij en woensdag niet",
        "dinsdag ziek woensdag weer gewerkt",
        "maandag was hij op school en dinsdag hier",
        "klopt niet terugsturen",
        "klopt stuur niet terug",
        "niet verkeerd stuur maar terug",
    ],
)
def test_nothing_goes_back_of_which_the_opposite_may_be_said(text: str) -> None:
    assert not [meaning for meaning in sure(read(text, one_week())) if meaning.command == "logbook.send_back"]


def test_the_day_behind_a_day_off_that_was_none_does_not_go_back() -> None:
    reading = read("dinsdag was hij vrij, woensdag niet", one_week())
    assert reading.doubts
    assert not sure(reading)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Noor great, Daan back"),
        ("de", "Noor super, Daan zurück"),
        ("fr", "Noor parfait, Daan à corriger"),
    ],
)
def test_in_each_language_what_goes_back_reaches_nobody_who_was_praised(language: str, text: str) -> None:
    assert told(read(text, digest(language)), digest(language)) == "approve? 1 2; send_back 3"


@pytest.mark.parametrize(
    "text",
    [
        "hij was er ma, di en wo. do en vr niet",
        "hij was er ma di wo, do vr niet",
        "was maar 3 dagen hier (ma di wo)",
        "ma di wo 3 dagen",
        "ja maar woensdag ook",
    ],
)
def test_days_of_which_little_can_be_told_are_left(text: str) -> None:
    assert not sure(read(text, one_week()))


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("ma, di en wo niet", "send_back 3(Mon Tue Wed)"),
        ("ma t/m wo en vr 7 uur", "send_back 3(Mon=7 Tue=7 Wed=7 Fri=7)"),
        ("ma t/m do ok vrijdag 5 uur", "approve_except 3(Fri=5)"),
        ("ma t/m do ok, vrijdag verlof", "approve_except? 3(Fri) because “vrijdag verlof”"),
        ("ja maar woensdag niet", "approve_except 3(Wed)"),
    ],
)
def test_lists_of_days_are_what_they_were(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize("text", ["ik heb nr 2 per ongeluk goedgekeurd", "2 is ten onrechte goedgekeurd"])
def test_a_yes_that_was_a_mistake_is_none(text: str) -> None:
    assert not [meaning for meaning in read(text, digest()).meanings if "approve" in meaning.command]


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("alles 👍", "approve? 1 2 3 4 5"),
        ("alle 5 👌", "approve? 1 2 3 4 5"),
        ("Noor terug, rest 👍", "send_back 1 2; approve? 3 4 5"),
        ("akkoord voor Noor en Daan 👍", "approve 1 2 3"),
        ("alles terug 👍", "send_back 1 2 3 4 5"),
        ("Noor niet 👍", "hold 1 2"),
    ],
)
def test_a_thumb_behind_all_of_them_is_said_back_as_a_yes(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to
