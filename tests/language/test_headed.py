"""A verdict that heads a list is of each thing in it, and never of what was not listed."""

import pytest

from tests.language.situations import digest, done

# What becomes of whom: 1 and 2 are Noor's, 3 is Daan's, 4 is Sanne's, 5 is Youssef's.
LISTS = [
    ("akkoord:\n- Sanne\n- Daan", {"approve": {3, 4}}),
    ("akkoord: Sanne, Daan\nniet akkoord: Youssef", {"approve": {3, 4}, "reject": {5}}),
    ("goedgekeurd: 1, 2 en 4\nafgekeurd: 3", {"approve": {1, 2, 4}, "reject": {3}}),
    ("terug: Daan dinsdag, Sanne vrijdag", {"send_back": {3, 4}}),
    ("terug: Daan (dinsdag), Sanne", {"send_back": {3, 4}}),
    ("akkoord:\nSanne\nDaan\n\nterug:\nYoussef", {"approve": {3, 4}, "send_back": {5}}),
    ("nog niet: Daan, Sanne", {"hold": {3, 4}}),
    ("akkoord: week 46", {"approve": {1, 5}}),
    ("terug: Daan dinsdag 6", {"send_back": {3}}),
]
OPEN = [
    "terug: Daan die ene keer, Sanne",
    "terug: Daan, ik weet het niet",
    "akkoord: Daan of Sanne",
    "akkoord: Daan dinsdag 6, Sanne",
    "akkoord: Sanne, Daan?",
    "akkoord:\n- Jan\n- Kees",
]


@pytest.mark.parametrize(("said", "weeks"), LISTS)
def test_a_head_judges_what_it_lists(said: str, weeks: dict[str, set[int]]) -> None:
    assert done(said, digest()) == weeks


@pytest.mark.parametrize("said", OPEN)
def test_a_head_of_what_is_not_understood_judges_nobody_else(said: str) -> None:
    acted = done(said, digest())
    assert not {1, 2, 5} & set().union(*acted.values())
