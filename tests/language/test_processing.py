"""Hours that may be booked, closed, pushed through: what is done with them says yes; what says they are not right."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week


@pytest.mark.parametrize(
    ("language", "text", "weeks"),
    [
        ("nl", "Youssef mag erdoor", {5}),
        ("nl", "Sanne en Daan kunnen erdoor", {3, 4}),
        ("nl", "die van Sanne mogen wat mij betreft erdoor", {4}),
        ("nl", "nummer 4 is goed zo, merci", {4}),
        ("nl", "5 is goe zo", {5}),
        ("nl", "vind het goed", {1, 2, 3, 4, 5}),
        ("nl", "oké dan", {1, 2, 3, 4, 5}),
        ("nl", "Sanne klopt, boek maar in", {4}),
        ("nl", "Youssef is in orde, punt maar af", {5}),
        ("nl", "Sanne heeft gewerkt zoals ingevuld, vink maar af", {4}),
        ("nl", "De uren van Youssef kunt u verwerken", {5}),
        ("nl", "week 46 van Youssef mag afgesloten worden", {5}),
        ("nl", "wat mij betreft is Sanne goed", {4}),
        ("nl", "voor mij mag Youssef door", {5}),
        ("nl", "Sanne moogt ge goedkeuren", {4}),
        ("nl", "3 tem 5 akkoord", {3, 4, 5}),
        ("nl", "die van Daan mag u als goedgekeurd beschouwen", {3}),
        ("de", "die Nummern 4 und 5 habe ich geprüft, sie sind genehmigt", {4, 5}),
        ("fr", "c'est bon pour Sanne, vous pouvez valider", {4}),
    ],
)
def test_what_is_done_with_hours_says_yes(language: str, text: str, weeks: set[int]) -> None:
    assert {week for week, _ in approved(text, digest(language))} == weeks


@pytest.mark.parametrize(
    "text",
    [
        "Sanne mag niet erdoor",
        "mag Sanne erdoor",
        "Sanne mag pas erdoor als ze er was",
        "Youssef mag niet afgesloten worden",
        "boek Sanne nog niet in",
        "kunt u Sanne verwerken?",
        "daar klopt weinig van",
        "bij Daan klopt geen fluit van die uren",
        "die uren trekken op niks",
        "verwerk Sanne pas morgen",
        "niet voor mij goed",
        "niet voor ons akkoord",
        "Daan niet voor mij in orde",
    ],
)
def test_what_is_not_done_yet_or_not_right_approves_nothing(text: str) -> None:
    assert not approved(text, digest())
    assert not approved(text, one_week())


@pytest.mark.parametrize(
    "text", ["stuur 4 maar retour", "stuur Sanne maar retour, daar klopt weinig van", "zend die van Sanne retour"]
)
def test_what_is_returned_goes_back(text: str) -> None:
    assert {m.command for m in read(text, digest()).meanings} == {"logbook.send_back"}


@pytest.mark.parametrize("text", ["Daan fine except Tue, should read 7", "Daan is ok but Tuesday should say 7"])
def test_what_should_be_written_is_a_correction(text: str) -> None:
    found = read(text, one_week("en")).meanings
    assert [(m.command, [day.minutes for week in m.weeks for day in week.days]) for m in found] == [
        ("logbook.approve_except", [420])
    ]
