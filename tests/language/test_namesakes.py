"""A student whose name is a word of every day is heard as any other; where nobody is called so, it is asked who is."""

from dataclasses import replace

import pytest

from core.language import read
from core.language.meaning import Context
from tests.language.situations import DAAN, digest
from tests.language.test_understood import told


def with_daan_called(first_name: str, language: str) -> Context:
    context = digest(language)
    known = [one._replace(first_name=first_name, surname="Jansen") if one == DAAN else one for one in context.known]
    return replace(context, known=known)


@pytest.mark.parametrize(
    ("language", "name", "said", "comes_to"),
    [
        ("nl", "Ben", "akkoord voor {}", "approve 3"),
        ("nl", "Ben", "uren van {} kloppen", "approve 3"),
        ("nl", "Ben", "keur {} maar goed", "approve 3"),
        ("nl", "Ben", "stuur {} terug", "send_back 3"),
        ("nl", "Ben", "Noor en {} akkoord", "approve 1 2 3"),
        ("nl", "Ben", "Ok, akkoord voor {}", "approve 3"),
        ("nl", "Ben", "alles goed behalve {}", "approve 1 2 4 5"),
        ("nl", "Bas", "keur {} goed, Noor terug", "send_back 1 2; approve 3"),
        ("nl", "Can", "{} is goed", "approve 3"),
        ("en", "Mark", "Yes, approve {}", "approve 3"),
        ("en", "Mark", "send {} back", "send_back 3"),
        ("en", "Will", "all good except {}", "approve 1 2 4 5"),
        ("fr", "Claire", "Oui, je valide {}", "approve 3"),
        ("de", "Frank", "Ja, Stunden von {} passen", "approve 3"),
        ("de", "Frank", "{} zurück", "send_back 3"),
    ],
)
def test_who_is_known_is_meant(language: str, name: str, said: str, comes_to: str) -> None:
    context = with_daan_called(name, language)
    assert told(read(said.format(name), context), context) == comes_to


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "akkoord voor Ben"),
        ("nl", "uren van Ben kloppen"),
        ("nl", "keur Ben maar goed"),
        ("nl", "stuur Ben terug"),
        ("nl", "Ja, Daan akkoord Ben"),
        ("nl", "Nee, Daan moet terug Ben"),
        ("en", "Yes, approve Mark"),
        ("en", "send Mark back"),
        ("en", "Yes, Daan is fine with Mark"),
        ("fr", "Oui, je valide Claire"),
        ("de", "Ja, Stunden von Frank passen"),
    ],
)
def test_who_is_not_known_moves_nothing(language: str, said: str) -> None:
    reading = read(said, digest(language))
    assert reading.doubts
    assert not reading.meanings
