"""A text that is twice as long takes twice the work: counted in calls, so that no machine is too slow for it."""

import sys
from collections.abc import Iterator
from functools import cache
from types import FrameType

import pytest

from core.language import read, read_loosely, warm
from core.language.meaning import Context
from core.language.requests.gist import gist_of
from core.language.vocabulary.words import LANGUAGES, vocabulary_labels
from tests.language.situations import digest, sent_back

WORDS = 400
# Work may double with the text; what is quadratic makes four of it.
MOST_GROWTH = 2.6
SHAPES = ["Daan ", "di 6, ", "ma t/m ", "1,", "1/", "3e ", "? ", "\n", "'", "toon de uren van Daan. ", "ipv 8 ", "Yousef "]
SHAPES += ["en een half ", "e\u0301", "op dinsdag ", "week 46 en ", "\U0001f44d ", "( ", "1 ", "7,5 ", "7:30 ", "van den Berg "]


@cache
def _one_of_each(language: str) -> tuple[str, ...]:
    """Give a phrase for each part that phrases of a language play."""
    found: dict[frozenset[str], str] = {}
    for phrase, labels in vocabulary_labels(language):
        found.setdefault(labels, phrase)
    return tuple(found.values())


def _shapes() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield from ((language, f"{phrase} ") for phrase in _one_of_each(language))
    yield from (("nl", shape) for shape in SHAPES)


def _calls(text: str, context: Context) -> int:
    """Count the calls that it takes to do with a text all that the desk may ask of it."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:  # noqa: ARG001 - Python's own signature
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        read(text, context)
        read_loosely(text, context)
        gist_of(text, context)
    finally:
        sys.setprofile(None)
    return count


PARTS = 16


@pytest.mark.parametrize("part", range(PARTS))
def test_twice_the_text_takes_twice_the_work(part: int) -> None:
    warm()
    for language, shape in list(_shapes())[part::PARTS]:
        for context in (digest(language), sent_back(language)):
            once, twice = shape * WORDS, shape * (2 * WORDS)
            _calls(once, context)
            assert _calls(twice, context) < MOST_GROWTH * _calls(once, context), (shape, language)
