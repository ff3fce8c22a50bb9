"""Many ways to say yes, not yet, later and no (many_words.txt): what each approves, leaves open, or only asks about."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language import read
from core.language.meaning import Context
from tests.language.situations import approved, digest, one_week, sure
from tests.language.test_the_rule import TAKES_AWAY, inserted

ACTS = frozenset({"logbook.approve", "logbook.approve_except", "logbook.send_back", "logbook.undo", "desk.yes"})
# What sets a condition or an order, beside the words that take away.
CONDITIONS = {
    "nl": ["mits", "zolang", "zodra", "nooit", "eerst", "pas", "zonder", "alleen als", "voordat", "nauwelijks"],
    "en": ["never", "once", "provided", "until", "without", "first", "hardly", "as long as", "not until", "before"],
}
ONE_CLAUSE = re.compile(r"[^\W\d_' ]+(?: [^\W\d_' ]+)*")
SITUATIONS = {"digest": digest, "one_week": one_week}
LINES = [
    tuple(line.split(" | ", 3))
    for line in Path(__file__).with_name("many_words.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def _said(*deeds: str) -> list[tuple[str, str, str, str]]:
    """Give the lines that do one of these: language, what was answered, what it does, what is said."""
    return [(one[0], one[1], one[2], one[3].replace("⏎", "\n")) for one in LINES if one[2].split()[0] in deeds]


def _context(answered: str, language: str) -> Context:
    return SITUATIONS[answered](language)


def _weeks(deed: str) -> set[int]:
    return {int(week_id) for week_id in deed.split()[1:]}


@pytest.mark.parametrize(("language", "answered", "deed", "text"), _said("approves"))
def test_a_yes_in_many_words_approves_just_those_weeks(language: str, answered: str, deed: str, text: str) -> None:
    assert {week_id for week_id, _ in approved(text, _context(answered, language))} == _weeks(deed)


@pytest.mark.parametrize(("language", "answered", "deed", "text"), _said("hold", "later", "reject"))
def test_what_is_not_said_yes_to_is_left_open_in_many_words(language: str, answered: str, deed: str, text: str) -> None:
    reading = read(text, _context(answered, language))
    found = {meaning.command: {week.week_id for week in meaning.weeks} for meaning in reading.meanings}
    assert found.get(f"logbook.{deed.split(maxsplit=1)[0]}") == _weeks(deed)
    assert not approved(text, _context(answered, language))


@pytest.mark.parametrize(("language", "answered", "deed", "text"), _said("asks"))
def test_what_mocks_doubts_or_depends_is_asked_about(language: str, answered: str, deed: str, text: str) -> None:
    reading = read(text, _context(answered, language))
    assert reading.blocks_all or ACTS.isdisjoint(meaning.command for meaning in reading.meanings), deed


@pytest.mark.parametrize(("language", "answered", "deed", "text"), _said("never"))
def test_what_is_not_quite_a_yes_is_never_done(language: str, answered: str, deed: str, text: str) -> None:
    assert ACTS.isdisjoint(meaning.command for meaning in sure(read(text, _context(answered, language)))), deed


@st.composite
def taken_away(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A language, what was answered, a yes, and that yes with a word that takes away or sets a condition in it."""
    language, answered, _, text = draw(st.sampled_from(_said("approves")))
    changed = inserted(text, [*TAKES_AWAY[language], *CONDITIONS[language]])
    return language, answered, text, draw(st.sampled_from(list(changed)))


@settings(max_examples=300)
@given(taken_away())
def test_a_word_that_takes_away_anywhere_never_approves_more(drawn: tuple[str, str, str, str]) -> None:
    language, answered, text, changed = drawn
    context = _context(answered, language)
    assert approved(changed, context) <= approved(text, context)


@st.composite
def plainly_taken_away(draw: st.DrawFn) -> tuple[str, str, str]:
    """The same of a yes in one clause, about all that was shown."""
    bare = [one for one in _said("approves") if one[1] == "one_week" and ONE_CLAUSE.fullmatch(one[3])]
    language, answered, _, text = draw(st.sampled_from(bare))
    changed = inserted(text, [*TAKES_AWAY[language], *CONDITIONS[language]])
    return language, answered, draw(st.sampled_from(list(changed)))


@settings(max_examples=300)
@given(plainly_taken_away())
def test_a_yes_in_one_clause_with_a_word_that_takes_away_approves_nothing(drawn: tuple[str, str, str]) -> None:
    language, answered, changed = drawn
    assert not approved(changed, _context(answered, language))
