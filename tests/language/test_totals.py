"""The hours of a whole week beside a yes: approved where that many were shown, and asked about where they were not."""

import pytest

from core.language import read
from tests.language.situations import approved, digest, one_week, sure

# Every week has 39.5 hours; 3 is Daan's, 1 and 2 are Noor's.
AGREE = [
    ("nl", "Daan klopt, 39,5 uur", {3}),
    ("nl", "Daan 39,5 uur akkoord", {3}),
    ("nl", "akkoord met de 39u30 van Daan", {3}),
    ("nl", "Noor allebei akkoord, 79 uur", {1, 2}),
    ("nl", "Daan 39,5 uur en Sanne 39,5 uur akkoord", {3, 4}),
    ("en", "Daan's 39.5 hours are correct", {3}),
    ("de", "Daan passt, 39,5 Stunden", {3}),
    ("fr", "Daan c'est bon, 39,5 heures", {3}),
]
DIFFER = [
    ("nl", "Daan klopt, 40 uur"),
    ("nl", "Daan 38,5 uur akkoord"),
    ("nl", "Daan niet akkoord, 39,5 uur"),
    ("nl", "Daan akkoord, geen 39,5 uur"),
    ("nl", "Daan akkoord ipv 39,5 uur"),
    ("nl", "Daan akkoord als het 39,5 uur is"),
    ("nl", "Daan 39,5 uur?"),
    ("nl", "Daan moet 39,5 uur zijn"),
    ("nl", "Daan akkoord behalve vrijdag, 39,5 uur"),
    ("nl", "Daan 39,5 uur akkoord, dinsdag 6"),
    ("en", "Daan approved, 40 hours"),
]


@pytest.mark.parametrize(("language", "said", "weeks"), AGREE)
def test_the_total_that_was_shown_is_part_of_a_yes(language: str, said: str, weeks: set[int]) -> None:
    reading = read(said, digest(language))
    assert {week for week, _ in approved(said, digest(language))} == weeks
    assert not reading.doubts


@pytest.mark.parametrize(("language", "said"), DIFFER)
def test_another_total_or_one_that_is_denied_approves_nothing(language: str, said: str) -> None:
    for context in (digest(language), one_week(language)):
        assert not [one for one in sure(read(said, context)) if one.command == "logbook.approve"]


def test_a_total_of_no_one_is_asked_about_where_several_were_shown() -> None:
    assert approved("39,5 uur klopt", one_week()) == approved("akkoord", one_week())
    assert not approved("39,5 uur klopt", digest())
