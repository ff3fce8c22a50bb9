"""Whatever is typed, the reader answers, and means nothing else the second time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.language import read
from core.language.reader import LONGEST
from core.language.vocabulary.words import LANGUAGES, lexicon
from tests.language.situations import digest, one_week, sent_back

LEXICONS = [lexicon(language) for language in LANGUAGES]
KNOWN_WORDS = sorted(word for words in LEXICONS for word in {*words.root.after, *words.inside})
NAMES = ["Noor", "van den Berg", "Daan", "Sanne", "Youssef"]
SIGNS = [*",.?!:-\n…(/'👍👎½6", "\n\n", "7,5", "7:30", "46", "2026-11-17"]


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


def test_a_text_that_is_too_long_is_asked_about_whole() -> None:
    reading = read("akkoord\n" + "x" * LONGEST, digest())
    assert reading.blocks_all
    assert not reading.meanings
