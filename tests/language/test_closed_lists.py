"""A list of names behind a yes ends where somebody else gets a verdict of their own."""

import pytest

from core.language import read
from tests.language.situations import DAAN, SANNE, digest, sure


def yeses(text: str, language: str) -> set[int]:
    """Give the dossiers of whom a week is approved at once."""
    students = {one.week_id: one.dossier_id for one in digest(language).weeks}
    found = sure(read(text, digest(language)))
    return {students[one.week_id] for meaning in found if meaning.command == "logbook.approve" for one in meaning.weeks}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "akkoord voor Daan en Sanne, Youssef nog niet"),
        ("nl", "goedkeuring voor Daan en Sanne, Youssef terug"),
        ("nl", "akkoord voor Daan en Sanne, maar Youssef niet"),
        ("nl", "akkoord voor Daan en Sanne, wacht met Youssef"),
        ("en", "go ahead with daan and sanne, leave youssef for now"),
        ("en", "approve daan, sanne, leave youssef"),
        ("en", "approve daan and sanne, send youssef back"),
    ],
)
def test_the_list_keeps_all_of_its_names(language: str, text: str) -> None:
    assert yeses(text, language) == {DAAN.dossier_id, SANNE.dossier_id}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "akkoord voor Daan en niet Sanne, Youssef terug"),
        ("nl", "akkoord voor Daan en misschien Sanne, Youssef terug"),
        ("nl", "akkoord voor Daan, Sanne, Youssef nog niet"),
        ("nl", "akkoord voor Daan, en Sanne, Youssef nog niet"),
        ("nl", "akkoord voor Daan en Sanne, is Youssef goed?"),
        ("nl", "akkoord voor Daan en Sanne, mits Youssef tekent"),
        ("nl", "Daan akkoord en Sanne, Youssef nog niet"),
    ],
)
def test_where_it_may_begin_the_next_list_it_is_no_part_of_the_first(language: str, text: str) -> None:
    assert SANNE.dossier_id not in yeses(text, language)


@pytest.mark.parametrize(
    "text", ["keur de uren van Daan, Youssef en Sanne goed", "hierbij keur ik Daan, Youssef en Sanne goed"]
)
def test_a_verb_that_comes_apart_holds_a_list(text: str) -> None:
    assert len(yeses(text, "nl")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "keur Daan, Youssef en Sanne niet goed",
        "keur Daan, Youssef en Sanne nog niet goed",
        "keur Daan, Youssef en Sanne goed?",
        "keur Daan, Youssef en Sanne goed als ze tekenen",
    ],
)
def test_what_takes_away_reaches_the_whole_list(text: str) -> None:
    assert not yeses(text, "nl")
