"""Taking back in free words is proposed, dropping a draft drops it, and neither happens to anything else."""

from dataclasses import replace

import pytest

from core.language import read
from core.language.meaning import Certainty
from tests.language.situations import approved, digest, one_week, sent_back, sure

TAKEN_BACK = [
    ("nl", "oeps, Daan was de verkeerde, draai terug", (3,)),
    ("nl", "sorry Daan had ik niet mogen goedkeuren, graag terugdraaien", (3,)),
    ("nl", "oei foutje, bij Daan zat ik ernaast. terugdraaien aub", (3,)),
    ("nl", "Daan graag ongedaan maken", (3,)),
    ("nl", "ik was te snel met Sanne, maak dat ongedaan", (4,)),
    ("nl", "trek die van Sanne maar weer in", (4,)),
    ("nl", "verkeerd gedrukt bij die ene, draai dat maar terug", ()),
    ("en", "oops, Daan was the wrong one, please reverse it", (3,)),
    ("en", "sorry, too quick with Sanne, take that back", (4,)),
    ("en", "please undo the one for Daan", (3,)),
    ("en", "hit the wrong button there, roll back please", ()),
]
SLIPS = [
    ("nl", "verkeerd gedrukt, draai dat maar terug"),
    ("nl", "oeps mis geklikt maak da maar ongedaan"),
    ("nl", "oei nee die had ik niet mogen goedkeuren, draai maar terug"),
    ("nl", "oeps dat was fout zet maar terug"),
    ("en", "oops wrong one, undo"),
    ("en", "sorry hit the wrong button, undo that please"),
    ("de", "ups falsch gedrückt, mach das rückgängig"),
    ("fr", "oups mauvais bouton, annule ça"),
]
DROPPED = [
    ("nl", "vergeet dat formulier gedoe maar, regel ik later wel"),
    ("nl", "nee hoor vergeet die aanmelding, regel ik zelf"),
    ("nl", "vergeet dat hele gedoe met de vacature"),
    ("en", "forget that contact stuff, I'll do it later"),
    ("en", "forget the whole vacancy thing"),
]
NEITHER = [
    ("nl", "niet terugdraaien"),
    ("nl", "Daan niet terugdraaien"),
    ("nl", "als Daan fout is terugdraaien"),
    ("nl", "kun je dat terugdraaien?"),
    ("nl", "Pieter terugdraaien"),
    ("nl", "Daan en Sanne terugdraaien, Noor ook"),
    ("nl", "vergeet Daan niet"),
    ("nl", "vergeet dinsdag niet bij Daan"),
    ("nl", "negeer mijn vorige bericht"),
    ("en", "don't undo Daan"),
    ("en", "forget Daan's Tuesday"),
]


@pytest.mark.parametrize(("language", "text", "dossiers"), TAKEN_BACK)
def test_an_answer_is_taken_back_in_free_words_after_a_yes(language: str, text: str, dossiers: tuple[int, ...]) -> None:
    context = one_week(language)
    known = {one.first_name: one.dossier_id for one in context.known}
    [meaning] = read(text, context).meanings
    assert (meaning.command, meaning.certainty) == ("logbook.undo", Certainty.LIKELY)
    expected = {known[name] for name in known if name in text}
    assert set(meaning.dossiers) == expected
    assert bool(expected) == bool(dossiers)


@pytest.mark.parametrize(("language", "text"), SLIPS)
def test_a_slip_is_taken_back_at_once(language: str, text: str) -> None:
    [meaning] = read(text, one_week(language)).meanings
    assert (meaning.command, meaning.certainty) == ("logbook.undo", Certainty.SURE)


@pytest.mark.parametrize(("language", "text"), DROPPED)
def test_a_draft_is_dropped_in_free_words(language: str, text: str) -> None:
    assert [meaning.command for meaning in read(text, one_week(language)).meanings] == ["desk.cancel"]


@pytest.mark.parametrize(("language", "text"), NEITHER)
def test_other_words_take_nothing_back_and_drop_nothing(language: str, text: str) -> None:
    found = {meaning.command for meaning in read(text, digest(language)).meanings}
    assert found.isdisjoint({"logbook.undo", "desk.cancel", "logbook.approve"})


def test_a_student_takes_nothing_back_that_way() -> None:
    assert not sure(read("draai dat van Daan terug", sent_back()))


@pytest.mark.parametrize(
    "text",
    [
        "akkoord\nMarieke",
        "akkoord, Marieke",
        "Akkoord.\n\nM.",
        "Akkoord.\n\nm",
        "Akkoord. Marieke van Rooij",
        "Marieke hier, alles akkoord",
        "met Marieke, akkoord",
        "Daan is goed.\nMarieke",
    ],
)
def test_who_speaks_signs_with_their_own_name(text: str) -> None:
    context = replace(one_week(), speaker=("Marieke", "van", "Rooij"))
    assert {week_id for week_id, _ in approved(text, context)} == {3}


@pytest.mark.parametrize(
    "text", ["alles goed Marieke", "akkoord behalve Marieke", "Marieke", "Marieke akkoord", "akkoord\nMarijke", "M"]
)
def test_a_name_of_who_speaks_within_a_sentence_is_asked_about(text: str) -> None:
    context = replace(one_week(), speaker=("Marieke", "van", "Rooij"))
    assert not approved(text, context)


def test_a_student_of_that_name_is_never_left_out() -> None:
    context = replace(digest(), speaker=("Noor", "", "Smit"))
    assert not approved("niet akkoord\nNoor", context)
    assert {week_id for week_id, _ in approved("akkoord behalve\nNoor", context)} <= {3, 4, 5}
