"""What somebody meant by a message that is not understood is most often one of the three things that are offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from core.choices import APPROVING, DOUBTS, MOST, in_order, later, offered
from core.language import read
from core.language.meaning import Context, Meaning
from core.language.requests.gist import gist_of
from core.language.students.likely import likely_of
from core.language.vocabulary.words import LANGUAGES
from tests.language.situations import digest, logging_student, one_day_back, one_week, sent_back, two_at_once
from tests.language.test_any_text import KNOWN_WORDS, NAMES, SIGNS
from tests.language.test_understood import SITUATIONS, done

OWN = {"student": logging_student, "sent back": sent_back, "one day back": one_day_back}
FILE = Path(__file__).parent / "meant.yaml"
# The share of which that may be expected.
TRIED, KEPT_APART = "tried", "kept apart"
LEAST = {TRIED: 0.95, KEPT_APART: 0.88}
# There are few of some languages: one message more or less is an eighth of these.
LEAST_OF_A_LANGUAGE = 0.7


def told_of(part: str) -> Iterator[tuple[str, Context, str]]:
    """Give each message of a part, where it was said, and what was meant."""
    for situation, languages in yaml.safe_load(FILE.read_text())[part].items():
        for language, lines in languages.items():
            for text, meant in lines.items():
                yield text, (SITUATIONS | OWN)[situation](language), meant


def three(text: str, context: Context) -> list[Meaning]:
    """Give what is offered, as the desk would."""
    if context.for_student:
        return likely_of(text, context)[:MOST]
    gist = gist_of(text, context)
    is_doubtful = gist.doubts or any(doubt.problem in DOUBTS for doubt in read(text, context).doubts)
    chosen = in_order(list(offered(gist, context)), later(context, text), gist, is_doubtful=is_doubtful)
    return [one.meaning for one in chosen]


def said(text: str, context: Context) -> list[str]:
    weeks = {week.week_id: week for week in context.weeks}
    return [_own(meaning) or done(meaning, weeks) for meaning in three(text, context)]


def _own(meaning: Meaning) -> str:
    """Tell what a student would log or hand in, by the days of the month."""
    if meaning.command == "logbook.log":
        return " ".join(["log", *(f"{day.date.day}={(day.minutes or 0) / 60:g}" for day in meaning.days)])
    return f"submit {meaning.mondays[0].day}" if meaning.command == "logbook.submit" else ""


@pytest.mark.parametrize("part", [TRIED, KEPT_APART])
def test_one_of_three_choices_is_what_was_meant(part: str) -> None:
    found = [meant in said(text, context) for text, context, meant in told_of(part)]
    assert sum(found) / len(found) >= LEAST[part]


@pytest.mark.parametrize("part", [TRIED, KEPT_APART])
def test_every_language_is_helped_as_well(part: str) -> None:
    for language in LANGUAGES:
        found = [meant in said(text, context) for text, context, meant in told_of(part) if context.language == language]
        assert sum(found) / len(found) >= LEAST_OF_A_LANGUAGE


@pytest.mark.parametrize(
    ("situation", "text", "first"),
    [
        ("digest", "Noor beide weken prima joh, dinsdag wk 47 schijnbaar 6", "approve_except 1 2(Tue=6)"),
        ("digest", "pfoe Sanne donderdag schijnbaar 6 uur geworden", "send_back 4(Thu=6)"),
        ("digest", "Sanne donderdag zowat een uur te veel tjonge", "send_back 4(Thu=7)"),
        ("one week", "vrijdag pfoe van 9 tot 3 met een half uur pauze zowat", "send_back 3(Fri=5.5)"),
        ("one week", "donderdag 8? schijnbaar 6", "send_back 3(Thu=6)"),
        ("one week", "8 8 7 8 8 schijnbaar tjonge", "send_back 3(Wed=7)"),
        ("one week", "ma t/m vr 8 8 7 8 6 schijnbaar tjonge", "send_back 3(Wed=7 Fri=6)"),
        ("two at once", "schijnbaar in 47 donderdag 7, 46 tjonge", "send_back 2(Thu=7)"),
        ("two at once", "voor beide schijnbaar: vrijdag 7,5", "send_back 1(Fri=7.5) 2(Fri=7.5)"),
        ("digest", "tjonge bij Daan schijnbaar te veel: di 1u, do 0,5u", "send_back 3(Tue=7 Thu=7.5)"),
        ("two at once", "pfoe woensdag week 46 schijnbaar 7 tjonge", "send_back 1(Wed=7)"),
    ],
)
def test_what_accounts_for_most_of_it_comes_first(situation: str, text: str, first: str) -> None:
    assert said(text, SITUATIONS[situation]("nl"))[0] == first


@pytest.mark.parametrize("part", [TRIED, KEPT_APART])
def test_in_doubt_what_approves_comes_last(part: str) -> None:
    for text, context, _ in told_of(part):
        approves = [meaning.command in APPROVING for meaning in three(text, context)]
        if not context.for_student and gist_of(text, context).doubts:
            assert approves == sorted(approves)
            assert approves[:1] != [True]


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*KNOWN_WORDS, *NAMES, *SIGNS * 5]), max_size=25).map(" ".join))
def test_whatever_a_student_types_only_days_gone_by_are_offered(text: str) -> None:
    for context in (logging_student(), sent_back("en"), one_day_back("fr")):
        for meaning in three(text, context):
            dates = [day.date for day in (*meaning.days, *(day for week in meaning.weeks for day in week.days))]
            assert dates
            assert max(dates) <= context.now.date()


@pytest.mark.parametrize(
    "text", ["week 47 is zowat nog niet klaar pfoe", "pfoe nog niet schijnbaar", "vind het later wel"]
)
def test_a_week_that_is_not_finished_is_not_offered_to_be_handed_in(text: str) -> None:
    assert said(text, logging_student()) == []


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*KNOWN_WORDS, *NAMES, *SIGNS * 5]), max_size=25).map(" ".join))
def test_whatever_is_typed_only_what_waits_is_offered(text: str) -> None:
    for context in (digest(), one_week("en"), two_at_once("fr")):
        weeks = {week.week_id: week for week in context.weeks}
        meanings = three(text, context)
        assert len(meanings) <= MOST
        for meaning in meanings:
            for verdict in meaning.weeks:
                assert weeks[verdict.week_id].open
                assert {day.date for day in verdict.days} <= weeks[verdict.week_id].open


def test_a_language_with_its_country_is_read_as_that_language() -> None:
    said = "woensdag was het 6 en de rest weet ik niet"
    assert gist_of(said, digest("nl-BE")) == gist_of(said, digest("nl")) != gist_of("", digest())
