"""Why hours go back is kept in the sender's own words; what may be more than a reason is only proposed."""

import pytest

from core.language import read
from core.language.meaning import Certainty
from tests.language.situations import TUESDAY, approved, digest, sure

SURE = [
    ("nl", "Daan dinsdag terug, hij was bij de tandarts", "hij was bij de tandarts"),
    ("nl", "Daan di terug (eerder naar huis)", "eerder naar huis"),
    ("nl", "Daan di terug: te vroeg weg", "te vroeg weg"),
    ("nl", "Daan hele week terug omdat hij bij de tandarts was", "omdat hij bij de tandarts was"),
    ("nl", "Daan hele week terug, verkeerde week ingevuld", "verkeerde week ingevuld"),
    ("nl", "3 terug, hij was ziek, moest naar huis", "hij was ziek, moest naar huis"),
    ("nl", "Daan wk 47 helemaal terug, fout ingevuld", "fout ingevuld"),
    ("nl", "3 di terug, hij was om 3 uur weg", "hij was om 3 uur weg"),
    ("nl", "3 di terug, overuren tellen niet mee", "overuren tellen niet mee"),
    ("nl", "3 di terug. De lunchpauze is niet afgetrokken", "De lunchpauze is niet afgetrokken"),
    ("nl", "3 wo terug. Er was een storing in Breda", "Er was een storing in Breda"),
    ("nl", "Daan helemaal terug, alle dagen staan een week te laat", "alle dagen staan een week te laat"),
    ("en", "3 Tue back, breaks were not deducted", "breaks were not deducted"),
    ("en", "Daan whole week back. He put everything on the wrong days", "He put everything on the wrong days"),
    ("en", "3 Tue back, he was at the dentist", "he was at the dentist"),
    ("en", "Daan whole week back because wrong week filled in", "because wrong week filled in"),
    ("en", "3 Tuesday back (left early)", "left early"),
]
PROPOSED = [
    ("nl", "3 di en do terug, hij heeft overgewerkt zonder overleg", "hij heeft overgewerkt zonder overleg"),
    ("nl", "3 di terug, hij heeft overgewerkt zonder te bellen", "hij heeft overgewerkt zonder te bellen"),
    ("nl", "3 di terug, hij had 3 klanten", "hij had 3 klanten"),
    ("nl", "3 di terug, hij was met Kees op pad", "hij was met Kees op pad"),
    ("en", "3 Tue back, he left without asking", "he left without asking"),
]


@pytest.mark.parametrize(("language", "text", "reason"), SURE)
def test_a_reason_is_kept_as_typed(language: str, text: str, reason: str) -> None:
    [meaning] = sure(read(text, digest(language)))
    assert (meaning.command, meaning.reason) == ("logbook.send_back", reason)
    assert [verdict.week_id for verdict in meaning.weeks] == [3]


@pytest.mark.parametrize(("language", "text", "reason"), PROPOSED)
def test_what_may_be_more_than_a_reason_is_shown_in_a_proposal(language: str, text: str, reason: str) -> None:
    reading = read(text, digest(language))
    [meaning] = reading.meanings
    assert not reading.blocks_all
    assert (meaning.command, meaning.certainty, meaning.reason) == ("logbook.send_back", Certainty.LIKELY, reason)


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("nl", "hij was bij de tandarts"),
        ("nl", "toen had hij een herexamen op school"),
        ("nl", "want hij was om 3 uur weg"),
        ("nl", "de werf lag stil door de vorst"),
        ("nl", "hij is eerder naar huis gegaan"),
        ("en", "he was at the dentist"),
        ("en", "because he had a driving test"),
        ("en", "the workshop was closed"),
    ],
)
def test_a_reason_of_known_words_only_is_kept_beside_an_approval(language: str, reason: str) -> None:
    day, yes = ("dinsdag", "akkoord behalve") if language == "nl" else ("Tuesday", "approved except")
    [meaning] = sure(read(f"3 {yes} {day}, {reason}", digest(language)))
    assert (meaning.command, meaning.reason) == ("logbook.approve_except", reason)
    assert [change.date for change in meaning.weeks[0].days] == [TUESDAY]


def test_a_reason_with_words_that_nobody_knows_is_said_back() -> None:
    [meaning] = read("3 akkoord behalve dinsdag, want hij was bij de blorp", digest()).meanings
    assert (meaning.command, meaning.reason) == ("logbook.approve_except", "want hij was bij de blorp")
    assert meaning.certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    "reason",
    [
        "want toen vertrok ze eerder en de dag erna",
        "want ze heeft elke dag gespijbeld",
        "wegens feestdag en dat geldt voor heel haar week",
        "want ik wil daar met haar over praten voor ik iets goedkeur",
    ],
)
def test_a_reason_that_may_take_back_more_than_its_day_approves_nothing(reason: str) -> None:
    assert not approved(f"3 akkoord behalve dinsdag {reason}", digest())


@pytest.mark.parametrize(
    "text",
    [
        "akkoord, hij was bij de tandarts",
        "3 akkoord behalve dinsdag, wonsdag",
        "3 akkoord behalve dinsdag, verkeerde week ingevuld",
        "3 akkoord behalve dinsdag, hij heeft overgewerkt zonder overleg",
        "3 akkoord behalve dinsdag want ik ben om 3 uur weg",
        "3 akkoord behalve dinsdag, hij was elke dag te laat",
        "3 akkoord behalve dinsdag, hij was de hele week ziek",
        "3 akkoord behalve dinsdag, pauze niet afgetrokken",
        "3 akkoord behalve dinsdag, hij was met Kees op pad",
        "3 akkoord behalve dinsdag, als hij belt",
        "3 akkoord behalve dinsdag (niet woensdag)",
    ],
)
def test_an_approval_with_more_than_a_plain_reason_never_acts(text: str) -> None:
    assert not approved(text, digest())


@pytest.mark.parametrize(
    "text", ["3 di terug, als hij belt", "3 di terug?", "3 di terug, toch niet", "3 terug, 4 niet"]
)
def test_a_condition_a_question_or_another_verdict_is_no_reason(text: str) -> None:
    assert not any(meaning.reason for meaning in read(text, digest()).meanings)
