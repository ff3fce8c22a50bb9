"""What is said beside a verdict: why, another time, whom one doesn't know; and hours that repeat what stands there."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week, sure
from tests.language.test_understood import told


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("goed maar volgende keer geen pauzes meetellen", "approve? 3"),
        ("akkoord, zeg hem wel dat hij voortaan eerder moet invullen", "approve? 3"),
        ("ma 8 di 8 wo 7,5 do 8 vr 8 klopt", "approve? 3"),
        ("ma 8, di 8, wo 7.5, do 8, vr 8 akkoord", "approve? 3"),
        ("7 uur op woensdag ipv 7,5", "send_back 3(Wed=7)"),
        ("donderdag waren we op cursus", "send_back? 3(Thu) because “donderdag waren we op cursus”"),
        ("niet goedkeuren aub, hij moet ze opnieuw ingeven", "send_back 3"),
        ("das dik in orde jong", "approve 3"),
    ],
)
def test_what_stands_beside_a_verdict_leaves_it_what_it_is(text: str, comes_to: str) -> None:
    assert told(read(text, one_week()), one_week()) == comes_to


@pytest.mark.parametrize(
    "text",
    [
        "goed maar volgende keer niet goed",
        "volgende keer geen pauzes meetellen",
        "goed maar voortaan pas goedkeuren als ik het zeg",
        "ma 8 di 8 wo 7,5 do 8 vr 6 klopt",
        "ma 8 di 8 wo 7,5 do 8 vr 8 klopt niet",
        "vrijdag 6 klopt",
        "7 uur op woensdag ipv 6",
        "ik was vrijdag op cursus",
        "nog niet goedkeuren, hij moet ze opnieuw ingeven",
        "niet 100% in orde",
        "meer dan in orde?",
    ],
)
def test_it_does_not_make_a_verdict_of_what_is_none(text: str) -> None:
    found = [meaning.command for meaning in sure(read(text, one_week()))]
    assert "logbook.approve" not in found
    assert "logbook.send_back" not in found


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("alles ok behalve Daan want die zat toen nog niet bij ons", {3}),
        ("Noor en Sanne goed, Daan snap ik niet", {3, 5}),
        ("groen licht voor Noor, bij Youssef ontbreekt nog een uitleg", {3, 4, 5}),
    ],
)
def test_yeses_beside_what_was_not_understood_of_somebody_else_are_said_back(text: str, left: set[int]) -> None:
    reading = read(text, digest())
    assert not approved(text, digest())
    proposed = {verdict.week_id for meaning in reading.meanings for verdict in meaning.weeks}
    assert not reading.blocks_all
    assert proposed
    assert not proposed & left


@pytest.mark.parametrize(
    "text",
    ["alles goed, Daan snap ik niet", "alles ok behalve Daan want Sanne blub niet", "Noor goed, Noor snap ik niet"],
)
def test_yeses_that_may_hold_whom_that_was_said_of_stay_blocked(text: str) -> None:
    assert not approved(text, digest())
    assert read(text, digest()).blocks_all


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("Noor akkoord, Daan was vrijdag ziek", "approve 1 2; send_back? 3(Fri) because “vrijdag ziek”"),
        (
            "alles akkoord, Daan was vrijdag ziek",
            "approve? 1 2 4 5; approve_except? 3(Fri) because “vrijdag ziek”",
        ),
    ],
)
def test_a_day_away_beside_yeses_is_said_back(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize(
    "text", ["akkoord, vrijdag was hij ziek", "vrijdag was hij ziek, klopt", "klopt, vrijdag was hij thuisgebleven"]
)
def test_a_day_away_may_be_why_the_hours_are_right(text: str) -> None:
    assert not sure(read(text, one_week()))
