"""What reports a problem or a data leak, how far its free text reaches, and what only sounds like a report."""

import pytest

from core.language import read
from core.language.meaning import Certainty, Meaning
from tests.language.situations import DAAN, approved, digest, sure


def only(text: str, language: str) -> Meaning | None:
    """Give the one thing that a message means, if it is one."""
    reading = read(text, digest(language))
    return reading.meanings[0] if len(reading.meanings) == 1 and not reading.doubts else None


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("nl", "Meld een probleem over Daan. Hij komt al drie dagen niet.", "Hij komt al drie dagen niet"),
        ("nl", "Goedemorgen, ik wil een probleem melden over Daan. Daan komt niet.", "Daan komt niet"),
        ("nl", "Klacht over Daan! Hij heeft ma 6 gewerkt.", "Hij heeft ma 6 gewerkt"),
        ("en", "Report a problem about Daan. He does not come.", "He does not come"),
    ],
)
def test_a_report_goes_on_in_the_next_sentence(language: str, text: str, told: str) -> None:
    found = only(text, language)
    assert found is not None
    assert (found.command, found.fields) == ("problems.report", {"dossiers": [DAAN.dossier_id], "text": told})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Probleem met Noor. Daan akkoord."),
        ("nl", "Klacht over Noor. De rest is goed."),
        ("en", "Problem with Noor. Daan approved."),
    ],
)
def test_a_verdict_in_the_next_sentence_is_no_part_of_a_report(language: str, text: str) -> None:
    assert "problems.report" not in {meaning.command for meaning in read(text, digest(language)).meanings}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Ik denk dat er een datalek is. Ik kreeg vandaag een lijst."),
        ("nl", "Er is een datalek. Noor akkoord."),
        ("nl", "er is een datalek geweest"),
        ("nl", "er zijn gegevens gelekt"),
        ("nl", "ik heb een datalek ontdekt"),
        ("nl", "ik kreeg gegevens van een andere school"),
        ("nl", "ik zie uren van een andere leerling"),
        ("nl", "ik zie uren van iemand anders"),
        ("nl", "ik kreeg een mail die niet voor mij is"),
        ("nl", "ik heb een lijst gekregen die niet voor mij bedoeld was"),
        ("en", "I have found a data leak"),
        ("en", "data was leaked"),
        ("en", "I got an email from another company"),
        ("en", "I see hours of another student"),
        ("en", "I got data of someone else"),
        ("en", "I received an email that was not meant for me"),
        ("en", "someone else is using my account"),
        ("en", "somebody hacked my account"),
    ],
)
def test_a_leak_is_known_in_many_words(language: str, text: str) -> None:
    found = only(text, language)
    assert found is not None
    assert (found.command, found.certainty) == ("problems.leak", Certainty.SURE)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "er is geen datalek geweest"),
        ("nl", "er zijn geen gegevens gelekt"),
        ("nl", "dit is geen datalek. Noor akkoord"),
        ("nl", "ik heb geen gegevens van een andere school"),
        ("nl", "wat is een datalek?"),
        ("nl", "hoe meld ik een datalek?"),
        ("nl", "was er een datalek?"),
        ("nl", "mijn account is niet gehackt"),
        ("en", "no data was leaked"),
        ("en", "there was no data leak"),
        ("en", "what is a data leak?"),
        ("en", "nobody else uses my account"),
        ("en", "someone else does not use my account"),
        ("en", "report a problem about someone"),
    ],
)
def test_what_denies_or_asks_reports_nothing(language: str, text: str) -> None:
    assert not {meaning.command for meaning in read(text, digest(language)).meanings} & {
        "problems.leak",
        "problems.report",
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "er is geen probleem met Daan"),
        ("nl", "ik heb geen problemen met Daan"),
        ("nl", "geen probleem"),
        ("en", "there is no problem with Daan"),
        ("en", "no problem"),
    ],
)
def test_that_there_is_no_problem_is_no_approval_by_itself(language: str, text: str) -> None:
    assert not approved(text, digest(language))
    assert not sure(read(text, digest(language)))
