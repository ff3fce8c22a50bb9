"""Twice the text takes twice the work, counted in calls: so no machine is too slow for it, and none too fast."""

import os
import sys
from collections.abc import Iterator
from types import FrameType

import pytest

from core.language import read, read_loosely, warm
from core.language.meaning import Context
from core.language.reader import MOST_ITEMS
from core.language.requests.gist import LONGEST, gist_of
from core.language.requests.offers import offers_of
from core.language.vocabulary.entries import vocabulary_labels
from core.language.vocabulary.words import LANGUAGES
from tests.language.situations import digest, sent_back

# Twice this is still read whole: beyond, less is asked of a text, which would hide what is quadratic in the rest.
WORDS = MOST_ITEMS // 2 - 50
MOST_GROWTH = 2.6
SHAPES = ["de ", "alle ", "Daan ", "di 6, ", "ma t/m ", "1,", "1/", "3e ", "? ", "\n", "'", "ipv 8 ", "Yousef ", "( "]
SHAPES += ["en een half ", "e\u0301", "op dinsdag ", "week 46 en ", "\U0001f44d ", "7,5 ", "7:30 ", "van den Berg "]
SHAPES += ["toon de uren van Daan. ", "akkoord. ", "niet ", "beste ", "mvg\n", "- ", "1 ", "nee, ", "sorry ", "A. "]
SHAPES += ["zo ", "keur ", ":)", ": ", "= "]
IS_NIGHT = "NIGHTLY" in os.environ
PARTS = 16


def _shapes() -> Iterator[tuple[str, str]]:
    """Give what is said again and again, with its language; by night a phrase for every set of parts that one plays."""
    yield from (("nl", shape) for shape in SHAPES)
    for language in LANGUAGES if IS_NIGHT else ():
        found: dict[frozenset[str], str] = {}
        for phrase, labels in vocabulary_labels(language):
            found.setdefault(labels, phrase)
        yield from ((language, f"{phrase} ") for phrase in found.values())


def _calls(text: str, context: Context) -> int:
    """Count the calls that it takes to do with a text all that the desk may ask of it, where such was read before."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        read(text, context)
        read_loosely(text, context)
        offers_of(gist_of(text, context), context)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("part", range(PARTS))
def test_twice_the_text_takes_twice_the_work(part: int) -> None:
    warm()
    for language, shape in list(_shapes())[part::PARTS]:
        words = min(WORDS, LONGEST // len(shape) // 2)
        for context in (digest(language), sent_back(language)) if IS_NIGHT else (digest(language),):
            _calls(shape * (words - 1), context)  # what is only built once is no part of either
            once, twice = _calls(shape * words, context), _calls(shape * (2 * words), context)
            assert twice < MOST_GROWTH * once, (shape, language, once, twice)
