"""A bare verdict in front of who is named is of those, and of nobody else."""

import pytest

from core.language import read
from tests.language.situations import digest, done, one_week, sure

Done = dict[str, set[int]]


@pytest.mark.parametrize(
    ("language", "said", "acts"),
    [
        ("nl", "terug, Daan klopt niet", {"send_back": {3}}),
        ("nl", "stuur maar terug, Daan dinsdag 6", {"send_back": {3}}),
        ("nl", "graag aanpassen. Daan vrijdag 4 en Sanne maandag 7", {"send_back": {3, 4}}),
        ("nl", "terug, want Daan was ziek", {}),
        ("nl", "terug. Daan is goed", {}),
        ("nl", "prima, stuur Daan maar terug", {}),
        ("nl", "ok, Daan dinsdag 6", {}),
        ("nl", "ok, Daan terug, rest akkoord", {"send_back": {3}, "approve": {1, 2, 4, 5}}),
        ("nl", "akkoord, Daan dinsdag 6", {"approve_except": {3}, "approve": {1, 2, 4, 5}}),
        ("nl", "ok, maar Daan terug", {"send_back": {3}, "approve": {1, 2, 4, 5}}),
        ("en", "fine, send Daan back", {}),
        ("en", "send back, Daan is wrong", {"send_back": {3}}),
        ("de", "gut, Daan Dienstag 6", {}),
        ("fr", "bien, Daan mardi 6", {}),
    ],
)
def test_what_opens_a_message_is_of_those_it_names(language: str, said: str, acts: Done) -> None:
    assert done(said, digest(language)) == acts


def test_a_nod_to_days_of_the_one_week_that_was_asked_about_still_approves_the_others() -> None:
    (meaning,) = sure(read("ok, dinsdag 6", one_week()))
    assert meaning.command == "logbook.approve_except"


@pytest.mark.parametrize(
    ("language", "said", "acts"),
    [
        ("nl", "alles goed bij Daan, rest terug", {"approve": {3}, "send_back": {1, 2, 4, 5}}),
        ("nl", "alles goed met Daan, Sanne terug", {"approve": {3}, "send_back": {4}}),
        ("nl", "iedereen behalve Daan terug", {}),
        ("en", "everyone except Daan should be sent back", {}),
        ("nl", "Daam goed, rest terug", {}),
        ("nl", "de eerste 2 goed, rest terug", {}),
        ("nl", "Noor 46 goed, de rest terug", {}),
        ("nl", "Noor, bedankt, Daan is akkoord", {"approve": {3}}),
        ("en", "Daan, sorry for the delay, Sanne is fine", {"approve": {4}}),
        ("nl", "ok, bedankt voor de herinnering", {}),
        ("nl", "akkoord, bedankt voor de herinnering", {"approve": {1, 2, 3, 4, 5}}),
        ("nl", "akkoord:\nDaan 38 uur\nSanne 39,5", {}),
        ("nl", "Daan is vrijdag terug", {}),
        ("en", "Daan is back Friday", {}),
        ("nl", "vrijdag van Daan moet terug", {"send_back": {3}}),
        ("en", "all approved, Daan only", {}),
        ("nl", "week 47 goed, Noor terug", {"approve": {3, 4}}),
        ("nl", "Daan goed, Noor terug", {"approve": {3}, "send_back": {1, 2}}),
        ("nl", "week 46 alleen Noor goed", {"approve": {1}}),
    ],
)
def test_what_is_said_of_some_is_not_of_the_others(language: str, said: str, acts: Done) -> None:
    assert done(said, digest(language)) == acts
