"""Every example, with a typo, another comma, a greeting or a "niet": it keeps its meaning or we ask, never another one.

200,000 generated messages, and two million in `make nightly`. One that fails is printed with what it came from.
"""

import os
import random
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

import pytest

import core.desk  # noqa: F401 - declares every command
from core.command import REGISTRY, Confirm
from core.language import read
from core.language.meaning import Context
from core.language.requests.sentences import examples
from core.language.vocabulary.words import LANGUAGES
from tests.language.mutations import KEEPING, NUMBER, Act, Doing, doing, negation, number
from tests.language.situations import digest, logging_student, one_day_back, one_week, sent_back
from tests.language.test_the_rule import CLAUSES, MIXED, STUDENTS_SAY, STUDENTS_YES, YESES

MESSAGES = 200_000 * int(os.environ.get("NIGHTLY", "1"))
SHARDS = 40
MOST_LISTED = 5
KINDS = [*KEEPING, "negation", "negation", "number"]
OF_STUDENTS = {"logbook.submit", "logbook.mine", "logbook.log", "logbook.enter"}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in one of our languages, and the situation it is said in."""

    text: str
    language: str
    context: Context
    before: Doing


@cache
def all_examples() -> tuple[Example, ...]:
    """Collect every example of the sentence files, and the verdicts of the tests."""
    return tuple(_examples())


def _examples() -> Iterator[Example]:
    for language in LANGUAGES:
        everything = digest(language)
        for command, found in examples(language).items():
            context = logging_student(language) if command in OF_STUDENTS else everything
            yield from (_example(text, language, context) for text in found)
        for text in (*MIXED.get(language, ()), *(text for text, _ in CLAUSES.get(language, ()))):
            yield _example(text, language, everything)
        for text in YESES.get(language, ()):
            yield from (_example(text, language, context) for context in (everything, one_week(language)))
        for text in STUDENTS_SAY.get(language, ()):
            yield _example(text, language, sent_back(language))
        for text in STUDENTS_YES.get(language, ()):
            yield _example(text, language, one_day_back(language, named=True))


def _example(text: str, language: str, context: Context) -> Example:
    return Example(text, language, context, _does(text, context))


def _does(text: str, context: Context) -> Doing:
    return doing(read(text, context), context, _is_harmless)


def _is_harmless(command: str) -> bool:
    """Say whether a command changes nothing by these words alone: it only reads, or is always said back first."""
    declared = REGISTRY[command]
    return declared.confirm is Confirm.ALWAYS or (declared.confirm is Confirm.NEVER and not declared.acts)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_changed_message_keeps_its_meaning_or_is_asked_about(shard: int) -> None:
    rng = random.Random(shard)
    wrong: list[tuple[str, str, str]] = []
    for _ in range(MESSAGES // SHARDS):
        example, kind = rng.choice(all_examples()), rng.choice(KINDS)
        change = KEEPING.get(kind) or (negation if kind == "negation" else number)
        text = change(rng, example.text, example.language)
        if text == example.text:
            continue
        after = _does(text, example.context)
        if not _is_right(kind, example.before, after, f"{example.text} {text}"):
            wrong.append((kind, example.text, text))
    assert wrong == []


def _is_right(kind: str, before: Doing, after: Doing, text: str) -> bool:
    if kind in KEEPING:
        return after.does_no_more_than(before)
    if kind == "negation":
        return after.approved <= before.approved
    # Another number may be another week of the list or of the calendar, or other hours; no third week is touched.
    named = {int(digits) for digits in NUMBER.findall(text)}
    return all(_is_named(act, named) for act in after.approved - before.approved)


def _is_named(act: Act, numbers: AbstractSet[int]) -> bool:
    """Say whether a day that is approved is of a week that these numbers name, or that lies between two of them."""
    week_id, day = act
    number = day.isocalendar().week
    ends = [one for one in numbers if one <= MOST_LISTED]
    return number in numbers or (bool(ends) and min(ends) <= week_id <= max(ends))


def test_most_messages_keep_their_meaning_in_capitals_and_with_a_greeting() -> None:
    """What only ever asks would pass the test above."""
    rng = random.Random(0)
    acting = [one for one in all_examples() if one.before != Doing(frozenset(), frozenset())]
    for kind, least in (("case", 0.95), ("courtesy", 0.9), ("punctuation", 0.7), ("signature", 0.35), ("typo", 0.15)):
        kept = [_does(KEEPING[kind](rng, one.text, one.language), one.context) == one.before for one in acting * 3]
        assert sum(kept) >= least * len(kept), kind


def test_the_examples_are_many_and_most_of_them_act() -> None:
    found = all_examples()
    assert len(found) > 300
    assert {replace(one, text="").language for one in found} == set(LANGUAGES)
