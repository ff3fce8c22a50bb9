"""Requests as they stand in letters: which way messages come, that they stop, a concern, a new colleague, a file."""

import pytest

from core.language import read, read_loosely
from tests.language.situations import approved, digest, sure

ASKED = [
    ("nl", "people.by_chat", "Ik ontvang de overzichten liever via telegram dan per mail. Kan dat?"),
    ("nl", "people.by_mail", "Ik krijg de lijst liever in mijn mailbox dan in de chat."),
    ("nl", "people.stop", "Ik hoef die wekelijkse mails niet meer."),
    ("nl", "people.stop", "Kunt u ophouden met mij elke week te bestoken?"),
    ("nl", "problems.report", "Ik wil iets kwijt over Daan, hij luistert niet en zit op zijn telefoon."),
    ("nl", "problems.report", "Wij zijn bezorgd over Youssef. Hij is twee keer zonder bericht weggebleven."),
    (
        "nl",
        "contacts.add",
        "Wij hebben een nieuwe collega, Tessa Kuiper, die de stagiairs begeleidt. Kunt u haar toevoegen?",
    ),
    ("nl", "logbook.show", "stuur me even wat Noor vorige week gedaan heeft"),
    ("nl", "files.export", "Kan ik de uren van november in een excel krijgen?"),
    ("en", "people.by_mail", "can I have the weekly list by email rather than on here"),
    ("en", "people.by_chat", "I'd rather get it on telegram instead of by email"),
    ("en", "people.stop", "I don't want these reminders anymore"),
    (
        "en",
        "problems.report",
        "I'd like to raise a concern about Youssef, he keeps leaving early without telling anyone",
    ),
    ("en", "contacts.add", "can you put my colleague Lisa Brown on the list as supervisor, lisa@zaag.example"),
    ("en", "roles.invite", "get tessa@zaag.example an account as coordinator please"),
    ("en", "logbook.list_open", "anything left for me to sign"),
    ("nl", "logbook.list_open", "op wiens handtekening wachten we nog bij Daan"),
    ("nl", "people.by_mail", "geen telegram meer voor mij, doe maar gewoon mail"),
    ("nl", "logbook.later", "Zodra ik beter ben neem ik de urenlijsten door."),
    ("en", "logbook.list_open", "which timesheets am I supposed to check"),
    ("en", "people.stop", "please take me off these notifications"),
    ("en", "logbook.show", "pull up youssef's hours"),
    ("en", "files.export", "could you send me the hours of November as a spreadsheet"),
]


@pytest.mark.parametrize(("language", "command", "text"), ASKED)
def test_what_a_letter_asks_is_known(language: str, command: str, text: str) -> None:
    found = read_loosely(text, digest(language))
    assert found is not None
    assert [one.command for one in found.meanings] == [command]
    assert not sure(read(text, digest(language)))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Ik ben van 2 t/m 9 december afwezig. Bij spoed kunt u contact opnemen met een collega."),
        ("nl", "Ik ben niet bezorgd over Daan, geen klachten"),
        ("nl", "ik maak me zorgen over de uren van Daan, dinsdag klopt niet"),
        ("nl", "voeg mijn nieuwe collega nog niet toe"),
        ("en", "I have no concerns about Daan and his attitude"),
        ("en", "I'm concerned about Daan's hours, he was late on Tuesday"),
        ("en", "don't put my colleague on the list as supervisor yet"),
    ],
)
def test_what_only_sounds_like_one_is_none(language: str, text: str) -> None:
    found = read_loosely(text, digest(language))
    said = {one.command for one in found.meanings} if found is not None else set()
    assert not said & {"contacts.add", "problems.report"}
    assert not approved(text, digest(language))
