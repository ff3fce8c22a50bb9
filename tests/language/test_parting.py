"""A word between two names, or two days, parts them: what takes away behind it reaches only the last."""

import pytest

from core.language import read
from tests.language.situations import digest, one_week, sure
from tests.language.test_understood import told

THUMBS = ["👍", "✅"]
BETWEEN = [
    "gezien",
    "nagekeken",
    "gecheckt",
    "graag",
    "merci",
    "dank je",
    "top",
    "lekker",
    "gewerkt",
]


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("behind", ["terug", "niet", "nog niet"])
def test_nobody_named_in_front_of_such_a_word_is_judged_with_who_stands_behind_it(between: str, behind: str) -> None:
    for text in (f"Noor {between} Daan {behind}", f"Noor {between} en Daan {behind}", f"Noor {between}, Daan {behind}"):
        judged = {verdict.week_id for meaning in sure(read(text, digest())) for verdict in meaning.weeks}
        assert not judged & {1, 2}, text


@pytest.mark.parametrize("thumb", THUMBS)
@pytest.mark.parametrize(("behind", "what"), [("terug", "send_back 3"), ("niet", "hold 3"), ("nog niet", "hold 3")])
def test_a_thumb_is_of_who_stands_in_front_of_it(thumb: str, behind: str, what: str) -> None:
    for text in (f"Noor {thumb} Daan {behind}", f"Noor {thumb} en Daan {behind}", f"Noor {thumb}, Daan {behind}"):
        assert set(told(read(text, digest()), digest()).split("; ")) == {"approve 1 2", what}, text


@pytest.mark.parametrize("between", [*THUMBS, *BETWEEN, "ja", "jep", "uiteraard", "was er", "ingevuld"])
@pytest.mark.parametrize("behind", ["niet", "terug", "ziek", "vrij"])
def test_no_day_goes_back_with_one_behind_such_a_word(between: str, behind: str) -> None:
    text = f"maandag {between} dinsdag {behind}"
    days = {
        change.date.weekday()
        for one in sure(read(text, one_week()))
        for verdict in one.weeks
        for change in verdict.days
    }
    assert 0 not in days, text


@pytest.mark.parametrize(
    ("text", "comes_to"),
    [
        ("de uren van Noor en de uren van Daan terug", "send_back 1 2 3"),
        ("Noor en ook Daan terug", "send_back 1 2 3"),
        ("Noor terug en Daan terug", "send_back 1 2; send_back 3"),
        ("graag Noor en Daan terug", "send_back 1 2 3"),
        ("Daan maandag 6 en dinsdag 7", "send_back 3(Mon=6 Tue=7)"),
        ("Daan ma ziek en di vrij", "send_back 3(Mon Tue) because “ma ziek en di vrij”"),
    ],
)
def test_what_only_joins_parts_nothing(text: str, comes_to: str) -> None:
    assert told(read(text, digest()), digest()) == comes_to


@pytest.mark.parametrize("text", ["Noor oei Daan ok", "Noor hmm, Daan ok", "1 tja 3 ok"])
def test_a_yes_does_not_reach_over_a_hesitation(text: str) -> None:
    assert not {1, 2} & {verdict.week_id for meaning in sure(read(text, digest())) for verdict in meaning.weeks}


@pytest.mark.parametrize("text", ["ok maar even bellen", "ok, ma even bellen", "akkoord, nog even overleggen"])
def test_who_wants_to_talk_first_is_asked_whether_they_agree(text: str) -> None:
    assert not sure(read(text, one_week()))


@pytest.mark.parametrize("text", ["hmm ok", "tja, akkoord", "overlegd, akkoord", "amai goed gewerkt, alles ok"])
def test_a_sigh_in_front_is_no_more_than_that(text: str) -> None:
    assert told(read(text, one_week()), one_week()) == "approve 3"
