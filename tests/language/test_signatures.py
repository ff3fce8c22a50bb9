"""Who signs, and what a mail program adds, says nothing of hours; what may say something is never taken for that."""

import pytest

from core.language import read
from core.language.meaning import Certainty
from tests.language.situations import approved, digest, one_week, sure

SIGNED = [
    ("nl", "alles ok gr marijke"),
    ("nl", "Akkoord. Mvg, Marijke Aalbers - Aalbers Installatie B.V. - 06-12345678"),
    ("nl", "akkoord met vriendelijke groet Kees Brands 06 12 34 56 78"),
    ("nl", "Akkoord.\n\nMet vriendelijke groet,\n\nMarieke van Rooij\nRooij Installatietechniek\n+31 13 123 45 67"),
    ("nl", "akkoord\nVerstuurd vanaf mijn Galaxy S10"),
    ("nl", "akkoord\nGroet,\nDaan"),
    ("en", "all fine, kind regards Rahul"),
    ("en", "all approved. Cheers, Rahul Sent from my iPhone"),
    ("en", "approved\n\nSent from Outlook for Android"),
]


@pytest.mark.parametrize(("language", "text"), SIGNED)
def test_a_yes_with_a_signature_is_a_yes(language: str, text: str) -> None:
    assert {week_id for week_id, _ in approved(text, digest(language))} == {1, 2, 3, 4, 5}
    assert not read(text, digest(language)).doubts


def test_what_stands_before_a_signature_and_an_advertisement_is_done() -> None:
    reading = read("Hoi, 1 2 ok 3 nog ff niet, 4 5 ok. Gr Marijke Sent from my iPhone", digest())
    assert {week_id for week_id, _ in approved("1 2 ok 3 nog ff niet, 4 5 ok. Gr Marijke", digest())} == {1, 2, 4, 5}
    assert {meaning.certainty for meaning in reading.meanings} == {Certainty.SURE}


def test_what_stands_below_an_advertisement_is_read() -> None:
    text = "1 ok\nVerzonden vanaf mijn Samsung Galaxy\n2 ok"
    assert {week_id for week_id, _ in approved(text, digest())} == {1, 2}


@pytest.mark.parametrize(
    "text",
    [
        "akkoord gr niet",
        "akkoord, mvg Marijke niet akkoord",
        "akkoord mvg behalve marijke",
        "akkoord, groet Daan",
        "ok gr exept marijke",
        "alles ok gr marijke\n3 niet",
        "akkoord gr 3 en 4 weet ik niet",
        "akkoord\nVerstuurd vanaf mijn telefoon maar 3 niet",
    ],
)
def test_a_signature_never_swallows_what_may_say_something(text: str) -> None:
    assert {3} - {week_id for week_id, _ in approved(text, digest())}


def test_a_number_of_the_list_is_no_part_of_a_signature() -> None:
    assert {week_id for week_id, _ in approved("akkoord gr 2", digest())} == {2}


def test_a_signature_alone_is_no_answer() -> None:
    assert not sure(read("gr Marijke", one_week()))


@pytest.mark.parametrize("text", ["akkoord gr dindag", "akkoord, gr Dindag", "akkoord groeten vrijdags"])
def test_a_mistyped_day_behind_a_sign_off_is_no_name(text: str) -> None:
    assert not approved(text, digest())
