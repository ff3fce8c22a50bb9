"""What is said of one is never done to another, in whatever order and with whatever signs names and verdicts stand."""

from datetime import date, timedelta
from itertools import product

import pytest

from core.language import read
from tests.language.situations import DAAN, MONDAY, SANNE, approved, digest, sure

FRIDAY = MONDAY + timedelta(days=4)
DAANS, SANNES = 3, 4
EXCEPTED = {
    "nl": [
        "{} goed behalve vrijdag",
        "{} akkoord, maar vrijdag niet",
        "{} ok maar vrijdag was 6",
        "{} goed, vrijdag 6",
    ],
    "en": [
        "{} ok except Friday",
        "{} is fine but Friday was 6",
        "{} approved apart from Friday",
        "{} good, not Friday",
    ],
    "de": [
        "{} passt außer Freitag",
        "{} gut, aber Freitag waren es 6",
        "{} genehmigt bis auf Freitag",
        "{} ok, Freitag 6",
    ],
    "fr": ["{} ok sauf vendredi", "{} validé mais vendredi 6", "{} c'est bon à part vendredi", "{} ok, pas vendredi"],
}
JOINTS = (" ", ", ", " - ", "\n", ". ", "; ", {"nl": " en ", "en": " and ", "de": " und ", "fr": " et "})
OTHERS = {
    "nl": [
        "{} goed",
        "{} terug",
        "bedankt {}",
        "vrijdag van {}",
        "donderdag 6 voor {}",
        "over {} twijfel ik",
        "zegt {}",
    ],
    "en": [
        "{} ok",
        "{} back",
        "thanks {}",
        "Thursday is wrong for {}",
        "I'll check {}",
        "not sure about {}",
        "says {}",
    ],
    "de": ["{} passt", "{} zurück", "danke {}", "Donnerstag von {} ist falsch", "laut {}", "bei {} zweifle ich"],
    "fr": ["{} ok", "{} à renvoyer", "merci {}", "jeudi de {} à corriger", "dit {}", "je doute de {}"],
}
YES = {"nl": "goed", "en": "ok", "de": "passt", "fr": "ok"}
BACK = {"nl": "terug", "en": "back", "de": "zurück", "fr": "à renvoyer"}


def messages(language: str) -> list[str]:
    """Give verdicts with an exception, each followed by something about somebody else."""
    joints = [joint if isinstance(joint, str) else joint[language] for joint in JOINTS]
    return [
        first.format(DAAN.first_name) + joint + other.format(SANNE.first_name)
        for first, joint, other in product(EXCEPTED[language], joints, OTHERS[language])
    ]


def days_of(week: int, changed: set[tuple[int, date]]) -> set[date]:
    """Give the days of one week among those of several."""
    return {day for of, day in changed if of == week}


@pytest.mark.parametrize("language", EXCEPTED)
def test_a_day_that_is_left_out_is_not_approved_whoever_is_named_behind_it(language: str) -> None:
    context = digest(language)
    assert [said for said in messages(language) if FRIDAY in days_of(DAANS, set(approved(said, context)))] == []


@pytest.mark.parametrize("language", YES)
@pytest.mark.parametrize("sign", [": ", " : ", ":", " = ", "=", " - ", " – "])
@pytest.mark.parametrize("between", [" ", "  ", ", ", "; ", "\n", " | "])
def test_each_gets_the_verdict_behind_their_own_name(language: str, sign: str, between: str) -> None:
    said = f"Daan{sign}{YES[language]}{between}Sanne{sign}{BACK[language]}"
    done = {week.week_id: meaning.command for meaning in sure(read(said, digest(language))) for week in meaning.weeks}
    assert done.get(DAANS, "logbook.approve") == "logbook.approve"
    assert done.get(SANNES, "logbook.send_back") == "logbook.send_back"


@pytest.mark.parametrize("sign", [": ", ":", " = "])
def test_pairs_on_one_line_are_understood_at_once(sign: str) -> None:
    said = f"Daan{sign}goed Sanne{sign}terug Youssef{sign}goed"
    found = {week.week_id: one.command for one in sure(read(said, digest())) for week in one.weeks}
    assert found == {3: "logbook.approve", 4: "logbook.send_back", 5: "logbook.approve"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "akkoord voor Daan en Sanne, vrijdag niet"),
        ("nl", "akkoord voor Daan (niet vrijdag) en Sanne"),
        ("en", "approve Daan and Sanne, not Friday"),
        ("de", "ok für Daan und Sanne, nicht Freitag"),
        ("fr", "ok pour Daan et Sanne, pas vendredi"),
        ("nl", "week 46 is goed behalve Noor en week 47 klopt"),
        ("de", "KW 46 passt außer Noor und KW 47 passt"),
        ("nl", "niet Daan, Sanne goed"),
        ("de", "ja zu Sanne Daan zurückschicken"),
        ("nl", "Daan, terug Sanne, niet"),
    ],
)
def test_what_can_be_cut_in_two_ways_is_asked_about(language: str, text: str) -> None:
    reading = read(text, digest(language))
    assert not sure(reading)
    assert reading.doubts


@pytest.mark.parametrize(
    "text",
    [
        "Daan: goed Sanne: goed?",
        "Daan: goed Sanne: goed als de uren kloppen",
        "Daan - goed Sanne - goed onder voorbehoud",
        "Daan: goed of Sanne: goed",
        "Klopt het dat Daan: goed Sanne: terug",
        "Noor zegt Daan: goed Sanne: goed",
        "goed Daan - terug Sanne - goed",
    ],
)
def test_no_pairs_are_parted_where_something_reaches_over_them(text: str) -> None:
    assert not sure(read(text, digest()))
