"""Whatever is typed, the reader answers, soon, and means nothing else the second time."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.language import read, warm
from core.language.vocabulary.words import LANGUAGES, lexicon
from tests.language.situations import digest, one_week, sent_back

WORDS = [" ".join(sorted(lexicon(language).known)) for language in LANGUAGES]
KNOWN_WORDS = sorted(word for words in WORDS for word in words.split(" "))
NAMES = ["Noor", "van den Berg", "Daan", "Sanne", "Youssef"]
SIGNS = [*",.?!:-\n…(/'👍👎½6", "\n\n", "7,5", "7:30", "46", "2026-11-17"]
LONG = 20_000
# Seconds of work after which a reader hangs, on any machine; benchmarks/bench_reading.py has the figures.
HANGS = 30
# Each is repeated to the longest text that is read.
SHAPES = ["de ", "akkoord ", "akkoord. ", "niet ", "Daan ", "dan ", "di 6, ", "ma t/m ", "1,", "1/", "3e ", "zo ", "? "]
SHAPES += ["\n", "'", "mvg\n", "keur ", "toon de uren van Daan. ", "ipv 8 ", "en een half ", "e\u0301", "op dinsdag "]
SHAPES += ["beste ", "alle ", "half ", "week 46 en ", "Yousef "]


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for context in (digest(), one_week("en"), sent_back()):
        assert read(text, context) == read(text, context)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*KNOWN_WORDS, *NAMES, *SIGNS * 5]), max_size=25).map(" ".join))
def test_no_row_of_known_words_makes_the_reader_fail(text: str) -> None:
    for context in (digest(), sent_back()):
        reading = read(text, context)
        assert reading.meanings or reading.doubts
        assert {verdict.week_id for meaning in reading.meanings for verdict in meaning.weeks} <= {1, 2, 3, 4, 5}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_text_makes_the_reader_hang(shape: str) -> None:
    warm()
    text = (shape * (LONG // len(shape) + 1))[:LONG]
    for context in (digest(), sent_back()):
        begun = process_time()
        read(text, context)
        assert process_time() - begun < HANGS


def test_a_text_that_is_too_long_is_asked_about_whole() -> None:
    reading = read("akkoord\n" + "x" * LONG, digest())
    assert reading.blocks_all
    assert not reading.meanings
