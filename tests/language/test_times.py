"""Times of day are read as what they are: a begin, an end, a break; never as an amount, a week or a list number."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.language.values.times import Times, read_clock, read_times
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import clean, tokenise
from core.language.vocabulary.words import lexicon

HOUR = 60
HOURS = {
    "nl": ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"],
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}


def spoken(text: str, language: str = "nl") -> Said:
    return Said(tokenise(clean(text)), lexicon(language), today=date(2026, 11, 23))


def times(text: str, language: str = "nl") -> Times | None:
    """Give the times that the whole text is; None when it is none, or more than that."""
    said = spoken(text, language)
    found = read_times(said, 0)
    return found if found is not None and found.length == len(said.tokens) else None


def clock(text: str, language: str = "nl") -> int | None:
    said = spoken(text, language)
    found = read_clock(said, 0)
    return found.minute if found is not None and found.length == len(said.tokens) else None


def at(hours: float) -> int:
    return round(hours * HOUR)


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("nl", "half acht", 7.5), ("nl", "half 8", 7.5), ("nl", "kwart voor 9", 8.75),
        ("nl", "kwart over vier", 16.25 - 12),
        ("nl", "kwart na vier", 4.25), ("nl", "tien voor half vijf", 4 + 20 / 60),
        ("nl", "vijf over half 3", 2 + 35 / 60),
        ("nl", "10 over 4", 4 + 10 / 60), ("nl", "16u30", 16.5), ("nl", "16.30", 16.5), ("nl", "7:05", 7 + 5 / 60),
        ("nl", "3 uur 's middags", 15), ("nl", "half 8 's avonds", 19.5), ("nl", "8u", 8),
        ("en", "half past two", 2.5), ("en", "half two", 2.5), ("en", "quarter to eight", 7.75),
        ("en", "a quarter past four", 4.25), ("en", "ten to four", 3 + 50 / 60), ("en", "20 past 3", 3 + 20 / 60),
        ("en", "3 pm", 15), ("en", "8am", 8), ("en", "4:30pm", 16.5), ("en", "noon", 12), ("en", "8 o'clock", 8),
        ("nl", "7:75", None), ("nl", "25 uur", None), ("nl", "half 7,5", None), ("en", "8 hours", None),
        ("nl", "30 minuten", None),
    ],
)  # fmt: skip
def test_a_time_of_day_is_read_in_its_many_forms(language: str, text: str, hours: float | None) -> None:
    assert clock(text, language) == (None if hours is None else at(hours))


@pytest.mark.parametrize(
    ("language", "text", "since", "until"),
    [
        ("nl", "van half 9 tot 2", 8.5, 14), ("nl", "van 8 tot 4", 8, 16),
        ("nl", "half acht tot kwart over vier", 7.5, 16.25),
        ("nl", "van 7u30 tot 16u", 7.5, 16), ("nl", "8:30-17:00", 8.5, 17), ("nl", "8.30 – 17.00", 8.5, 17),
        ("nl", "vanaf 9 uur tot half 6", 9, 17.5), ("nl", "van 1 tot 5", 1, 5), ("nl", "van 13 tot 17 uur", 13, 17),
        ("nl", "van 9 uur 's ochtends tot 1 uur 's middags", 9, 13), ("nl", "van 22 tot 6", 22, 30),
        ("en", "from 8 till 4", 8, 16), ("en", "8am to 4pm", 8, 16), ("en", "from 8:00 to 15:30", 8, 15.5),
        ("en", "from half past eight until five", 8.5, 17), ("en", "between 9 and 5pm", 9, 17),
        ("nl", "tot 3 uur", None, 3), ("nl", "maar tot half vier", None, 3.5), ("nl", "pas vanaf 10", 10, None),
        ("en", "until 3", None, 3), ("en", "since half past nine", 9.5, None),
    ],
)  # fmt: skip
def test_begin_and_end_are_read(language: str, text: str, since: float | None, until: float | None) -> None:
    found = times(text, language)
    assert found is not None
    assert (found.since, found.until) == tuple(None if one is None else at(one) for one in (since, until))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "van 8 naar 6"), ("nl", "van 4"), ("nl", "9 t/m 11"), ("nl", "1 tot 4"), ("nl", "6"), ("nl", "half 8"),
        ("nl", "7,5 uur"), ("nl", "tot 4 maart"), ("nl", "anderhalf uur"), ("nl", "voor 3"), ("nl", "8 uur"),
        ("nl", "10/11"),
        ("en", "from 8 to 6"), ("en", "from 7:30 to 7"), ("en", "1 to 4"), ("en", "8 hours"), ("en", "from 4"),
        ("en", "one to four"), ("en", "half an hour"), ("nl", "3-11"), ("nl", "met 8 uur"), ("nl", "zonder 8"),
    ],
)  # fmt: skip
def test_amounts_weeks_dates_and_numbers_are_no_times(language: str, text: str) -> None:
    assert times(text, language) is None


@pytest.mark.parametrize(
    ("language", "text", "worked"),
    [
        ("nl", "van half 8 tot 4 met halfuur pauze", 8), ("nl", "van 8 tot half 5 min drie kwartier pauze", 7.75),
        ("nl", "8:00-16:30 (30 min pauze)", 8), ("nl", "van 7 tot 3, zonder pauze", 8),
        ("nl", "van 8 tot 5, pauze van een uur", 8),
        ("nl", "van 8 tot 5", None), ("nl", "tot 3 uur", None), ("nl", "van 22 tot 6 zonder pauze", None),
        ("en", "from 8 to 4 with a half hour break", 7.5), ("en", "8am to 4:30pm, half hour lunch", 8),
        ("en", "from 8 till 4, no break", 8), ("en", "from 8 till 4", None),
    ],
)  # fmt: skip
def test_what_was_worked_is_only_known_when_the_break_is(language: str, text: str, worked: float | None) -> None:
    found = times(text, language)
    assert found is not None
    assert found.minutes == (None if worked is None else at(worked))


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{}:{:02}", "{}u{:02}", "{}.{:02} uur", "{}h{:02}", "{:02}:{:02}u"]),
)
def test_a_time_in_digits_is_read_back(hour: int, minute: int, shape: str) -> None:
    assert clock(shape.format(hour, minute)) == hour * HOUR + minute


@given(st.integers(0, 11), st.sampled_from(["nl", "en"]), st.booleans())
def test_a_time_in_words_is_read_back(index: int, language: str, digits: bool) -> None:
    hour = index + 1
    name = str(hour) if digits else HOURS[language][index]
    half, before, past = {
        "nl": ("half", "kwart voor", "kwart over"),
        "en": ("half past", "quarter to", "quarter past"),
    }[language]
    shift = -30 if language == "nl" else 30
    assert clock(f"{half} {name}", language) == (hour * HOUR + shift) % (24 * HOUR)
    assert clock(f"{before} {name}", language) == hour * HOUR - 15
    assert clock(f"{past} {name}", language) == hour * HOUR + 15


quarters = st.integers(24, 95).map(lambda quarter: quarter * 15)


@given(
    quarters,
    quarters,
    st.integers(0, 12).map(lambda five: five * 5),
    st.sampled_from(["van {} tot {}", "{}-{}", "{} – {}"]),
)
def test_what_was_worked_is_read_back(begin: int, end: int, rest: int, shape: str) -> None:
    assume(begin < end and rest < end - begin <= 14 * HOUR)
    written = shape.format(*(f"{minute // HOUR}:{minute % HOUR:02}" for minute in (begin, end)))
    found = times(f"{written} met {rest} min pauze" if rest else f"{written} zonder pauze")
    assert found is not None
    assert (found.since, found.until, found.rest, found.minutes) == (begin, end, rest, end - begin - rest)


@given(st.text(max_size=40), st.sampled_from(["nl", "en"]))
def test_any_text_is_read_without_raising(text: str, language: str) -> None:
    said = spoken(f"van 8 {text} tot {text} 4", language)
    for index in range(len(said.tokens)):
        found = read_times(said, index)
        assert found is None or 0 < found.length <= len(said.tokens) - index
        one = read_clock(said, index)
        assert one is None or 0 <= one.minute < 24 * HOUR


@given(st.integers(1, 12), st.integers(1, 12))
def test_an_end_before_its_begin_is_in_the_afternoon(begin: int, end: int) -> None:
    assume(begin != end)
    found = times(f"van {begin} tot {end}")
    assert found is not None
    assert found.since is not None
    assert found.until is not None
    assert 0 < found.until - found.since <= 12 * HOUR
