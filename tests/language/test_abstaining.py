"""Whose hours somebody does not judge, or not yet, are left; a yes to others that are named stays what it is."""

import pytest

from core.language import read
from tests.language.situations import DAAN, YOUSSEF, digest, sure


def told(text: str, language: str) -> tuple[set[int], set[int]]:
    """Give the dossiers of whom a week is approved at once, and of those that are only left."""
    students = {one.week_id: one.dossier_id for one in digest(language).weeks}
    reading = read(text, digest(language))
    left = {"logbook.hold", "logbook.later"}
    return (
        {students[one.week_id] for meaning in sure(reading) for one in meaning.weeks if meaning.command not in left},
        {students[one.week_id] for meaning in reading.meanings for one in meaning.weeks if meaning.command in left},
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Daan akkoord, Youssef werkt niet bij ons"),
        ("nl", "Daan akkoord. Youssef valt niet onder mij."),
        ("nl", "Daan akkoord, over Youssef kan ik niets zeggen"),
        ("nl", "Daan akkoord, over Youssef moet ik nog even met Kees overleggen"),
        ("nl", "Daan akkoord. Youssef volgt later deze week."),
        ("nl", "Daan akkoord. Youssef moet ik nog navragen bij de ploegbaas."),
        ("nl", "Daan akkoord. Ik moet Youssef nog spreken voordat ik zijn uren kan goedkeuren."),
        ("en", "Daan approved, Youssef isn't one of mine"),
        ("en", "Daan approved, I can't judge Youssef"),
        ("en", "Daan approved. I'd like to check with Youssef first."),
        ("en", "Daan approved. I still need to speak with Youssef about his before I can sign them off."),
        ("en", "Daan approved. I haven't been able to look at Youssef's yet."),
    ],
)
def test_who_is_not_judged_is_left_and_the_other_approved(language: str, text: str) -> None:
    assert told(text, language) == ({DAAN.dossier_id}, {YOUSSEF.dossier_id})


@pytest.mark.parametrize("text", ["Daan akkoord. De anderen vallen niet onder mij maar onder collega Mark."])
def test_the_rest_may_be_somebody_elses(text: str) -> None:
    approved, left = told(text, "nl")
    assert approved == {DAAN.dossier_id}
    assert YOUSSEF.dossier_id in left


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Daan kan ik niet beoordelen"),
        ("nl", "akkoord, maar Daan ken ik niet goed genoeg?"),
        ("nl", "is Daan niet van mij?"),
        ("nl", "niet van mij maar wel akkoord"),
        ("nl", "voordat ik Daan goedkeur moet ik hem nog spreken"),
        ("en", "I don't know, approve"),
        ("en", "I can't judge any of them"),
        ("en", "I need to ask Daan before I approve"),
    ],
)
def test_nothing_is_approved_by_it(language: str, text: str) -> None:
    approved, _ = told(text, language)
    assert DAAN.dossier_id not in approved


def test_the_rest_with_her_is_of_her_other_days() -> None:
    reading = read("Sanne woensdag 7. Voor de rest is alles ok bij haar.", digest())
    assert {week.week_id for meaning in reading.meanings for week in meaning.weeks} == {4}
