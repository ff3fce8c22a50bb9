"""Where no reader of values is asked, none would have found anything: a word list may get a new sort of beginning."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.language.clauses.items import BEGINNINGS, DAY, TIMING, _begins_a_value, _may_count
from core.language.values.ahead import may_begin, read_ahead, read_clock
from core.language.values.days import OF_MONTH, read_day, read_days
from core.language.values.hours import read_hours
from core.language.values.times import read_times
from core.language.values.weeks import read_count, read_numbers, read_weeks
from core.language.vocabulary.files import vocabulary
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort, clean, tokenise
from core.language.vocabulary.words import LANGUAGES, lexicon
from tests.language.test_many_words import LINES

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
READERS = (read_days, read_weeks, read_hours, read_numbers, read_times)


def _phrases(raw: object) -> list[str]:
    if isinstance(raw, str):
        return [raw]
    if isinstance(raw, dict):
        return [*(str(key) for key in raw), *(one for value in raw.values() for one in _phrases(value))]
    return [one for value in raw for one in _phrases(value)] if isinstance(raw, list) else []


def found_by(readers: Sequence[Callable[[Said, int], object]], said: Said, at: int) -> list[str]:
    return [reader.__name__ for reader in readers if reader(said, at) is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reader_of_values_finds_what_is_passed_over(language: str) -> None:
    written = dict.fromkeys(_phrases(vocabulary(language)))
    follows = ("", " 5", " dinsdag", " tuesday", " montag", " mardi", " week 47", " 5 maart", " uur", " half")
    texts = [f"{phrase}{behind}" for phrase in written for behind in follows]
    texts += [said for of, _, _, said in LINES if of == language]
    for text in [*texts, "maadnag komt", "de 17e is goed", "zeseneenhalf", "½ uur"]:
        said = Said(tokenise(clean(text)), lexicon(language), today=date(2026, 11, 23))
        for at in range(min(len(said.tokens), 3)):
            phrases = said.phrases(at)
            if not _begins_a_value(said, phrases, at):
                assert found_by(READERS, said, at) == [], (text, at)
            elif said.tokens[at].sort is Sort.WORD and phrases.labels & BEGINNINGS == DAY:
                assert found_by(READERS[1:], said, at) == [], (text, at)
            elif frozenset() < phrases.labels & BEGINNINGS <= TIMING and said.folded[at] not in OF_MONTH:
                assert found_by(READERS[:-1], said, at) == [], (text, at)
            if not _may_count(said, phrases, at):
                assert read_count(said, at) is None, (text, at)
            if not may_begin(said, at):
                ahead = (read_ahead(said, at, NOW), read_clock(said, at), read_day(said, at), read_weeks(said, at))
                assert ahead == (None, None, None, None), (text, at)
