"""Read moments that lie ahead: "donderdag", "volgende week maandag", "over een uur", "om half 8"; never one gone by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import yaml

from core.language.values.days import BEGINNINGS, WEEK, Day, begins_a_day, monday_of, read_day, read_ordinal
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import phrase_tokens
from core.language.vocabulary.words import LANGUAGES, borrowed
from core.languages import FOLDER

HOUR = 60
DAY = 24 * HOUR
HALF = 30
NOON = 12
TWO_DIGITS = 2
YEAR_DIGITS = 4
CLOCK_SIGNS = frozenset({":", ".", "u", "h"})
HALVES = {"am": 0, "pm": NOON}
LONGEST_SPAN = 366 * DAY
LAST_OF_A_WEEK = timedelta(days=6)
# What moments begin with, where it is no digit: parts of the vocabulary, and names of small words.
VALUES = BEGINNINGS | {"later_day", "week_of", "week_word"}
LEADING = ("ahead", "this_week", "next_week", "next", "half_to", "half_past")
# The minutes of the day that each part has, first and behind the last.
PARTS = {"morning": (0, NOON * HOUR), "afternoon": (NOON * HOUR, 18 * HOUR), "evening": (17 * HOUR, DAY)}
LAST_OF_A_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day, a time or both. length: how many tokens. minute: of the day, local. on: None when no day was said.

    until: the last day of a whole week, which begins on `on`.
    """

    length: int
    on: date | None = None
    minute: int | None = None
    until: date | None = None


Phrases = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Leads:
    """The small words of one language, folded: see its requests.yaml. phrases: by name, the longest first."""

    spans: Mapping[str, int]
    phrases: Mapping[str, Phrases]
    text_leads: frozenset[str]


@cache
def leads(language: str) -> Leads:
    """Give the small words of a language; read from its file once."""
    with (FOLDER / language / "requests.yaml").open(encoding="utf-8") as file:
        raw: dict[str, Any] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes strings only
    spans = {word: int(minutes) for word, minutes in raw.pop("spans").items()}
    text_leads = frozenset(raw.pop("text_leads"))
    phrases = {
        name: tuple(sorted((phrase_tokens(one) for one in written), key=len, reverse=True))
        for name, written in raw.items()
    }
    return Leads(spans, phrases, text_leads)


def may_begin(said: Said, at: int) -> bool:
    """Say whether a moment ahead, a day, a week or a number can begin at a token; most words are none of these."""
    is_value = said.is_number(at) or said.has_any(at, VALUES)
    return is_value or said.tokens[at].folded in _openings(said.words.language) or begins_a_day(said, at)


@cache
def _openings(language: str) -> frozenset[str]:
    """Give the words that phrases in front of moments begin with."""
    return frozenset(word for name in LEADING for word in _by_first_word(language)[name])


def read_ahead(said: Said, at: int, now: datetime) -> Ahead | None:
    """Read the day or the span that starts at a token, from now on; None for what is no day, or only a day gone by."""
    return _span(said, at, now) or _week(said, at) or _day(said, at) or _first_of_two(said, at)


def read_clock(said: Said, at: int) -> Ahead | None:
    """Read a time of day: "18:00", "18.30", "18u", "8 uur", "8 pm", "half 8"."""
    half = _half(said, at)
    if half is not None:
        return _in_part(said, at, half)
    if not said.is_number(at):
        return None
    hour = _hour(said, at)
    sign = said.tokens[at + 1].folded if at + 1 < len(said.tokens) else ""
    if hour is None:
        return None
    if sign in CLOCK_SIGNS and said.tokens[at + 1].near and said.near_number(at + 2):
        digits = said.digits(at + 2)
        is_time = len(digits) == TWO_DIGITS and int(digits) < HOUR
        length = 3 + _starts(said, at + 3, "clock")
        return _in_part(said, at, _time(length, hour * HOUR + int(digits))) if is_time else None
    if sign in HALVES and 0 < hour <= NOON:
        return _time(2, (hour % NOON + HALVES[sign]) * HOUR)
    word = _starts(said, at + 1, "clock")
    whole = _in_part(said, at, _time(1 + word, hour * HOUR))
    is_led = at > 0 and _starts(said, at - 1, "clock_lead") == 1
    return whole if is_led or (whole is not None and whole.length > 1) else None


def _in_part(said: Said, at: int, time: Ahead | None) -> Ahead | None:
    """Read the part of the day behind a time: "8 uur 's avonds" is 20:00; None where it belies the hour."""
    if time is None or time.minute is None:
        return None
    for name, (since, until) in PARTS.items():
        part = _starts(said, at + time.length, name)
        if part:
            found = (minute for minute in (time.minute, time.minute + NOON * HOUR) if since <= minute < until)
            return next((Ahead(time.length + part, minute=minute) for minute in found), None)
    return time


def _half(said: Said, at: int) -> Ahead | None:
    """Read "half 8", half an hour before eight, or "half past 8"."""
    for name, minutes in (("half_to", -HALF), ("half_past", HALF)):
        lead = _starts(said, at, name)
        hour = _hour(said, at + lead) if lead else None
        if hour:
            length = lead + 1
            return _time(length + _starts(said, at + length, "clock"), hour * HOUR + minutes)
    return None


def _time(length: int, minute: int) -> Ahead | None:
    return Ahead(length, minute=minute % DAY) if 0 <= minute <= DAY else None


def _hour(said: Said, at: int) -> int | None:
    number = _number(said, at)
    return number if number is not None and number <= DAY // HOUR else None


def _number(said: Said, at: int) -> int | None:
    """Read one whole number, in digits or as one word."""
    if said.is_number(at):
        return int(said.digits(at)) if len(said.digits(at)) <= YEAR_DIGITS else None
    found = said.value(at, "number")
    return found[1] if found is not None and found[0] == 1 else None


def _starts(said: Said, at: int, name: str) -> int:
    """Say how many tokens the longest phrase of this name has that starts here; 0 for none."""
    if not 0 <= at < len(said.tokens):
        return 0
    for phrase in _by_first_word(said.words.language)[name].get(said.tokens[at].folded, ()):
        if tuple(token.folded for token in said.tokens[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def is_lead(said: Said, word: str, name: str) -> bool:
    """Say whether a word as it is matched is one of these, in the language of what was said."""
    return (word,) in _by_first_word(said.words.language)[name].get(word, ())


@cache
def _by_first_word(language: str) -> Mapping[str, Mapping[str, Phrases]]:
    """Give the phrases by name and first word, of a language and those that it borrows from, the longest first."""
    found: dict[str, dict[str, Phrases]] = {}
    for code in (language, *borrowed(language)):
        for name, phrases in leads(code).phrases.items():
            of = found.setdefault(name, {})
            for phrase in phrases:
                of[phrase[0]] = tuple(sorted((*of.get(phrase[0], ()), phrase), key=len, reverse=True))
    return found


def _span(said: Said, at: int, now: datetime) -> Ahead | None:
    """Read "over drie dagen" or "in an hour"."""
    lead = _starts(said, at, "ahead")
    if not lead:
        return None
    one = _starts(said, at + lead, "one")
    number = 1 if one else _number(said, at + lead)
    unit = at + lead + (one or 1)
    word = said.tokens[unit].folded if unit < len(said.tokens) else ""
    minutes = max(leads(language).spans.get(word, 0) for language in LANGUAGES) * (number or 0)
    if not 0 < minutes <= LONGEST_SPAN:
        return None
    length = unit + 1 - at
    if minutes >= DAY:
        return Ahead(length, now.date() + timedelta(minutes=minutes))
    # On the wall clock: in the night that it is set, an hour more or less is what everyone's own clock does too.
    then = now + timedelta(minutes=minutes)
    return Ahead(length, then.date(), then.hour * HOUR + then.minute)


def _week(said: Said, at: int) -> Ahead | None:
    """Read "volgende week", with a weekday behind it or not, and "deze week", which is what is left of it."""
    monday = monday_of(said.today)
    this = _starts(said, at, "this_week")
    if this:
        return None if _weekday(said, at + this) else Ahead(this, said.today, until=monday + LAST_OF_A_WEEK)
    length = _starts(said, at, "next_week")
    if not length:
        return None
    weekday = _weekday(said, at + length)
    if weekday:
        return Ahead(length + weekday[0], monday + WEEK + timedelta(days=weekday[1]))
    return Ahead(length, monday + WEEK, until=monday + WEEK + LAST_OF_A_WEEK)


def _first_of_two(said: Said, at: int) -> Ahead | None:
    """Read the "7" of "7 tot 11 december": a day of the month that is said with the last one."""
    length = 1 + read_ordinal(said, at + 1)
    until = _starts(said, at + length, "until") if said.is_number(at) and len(said.digits(at)) <= TWO_DIGITS else 0
    last = _day(said, at + length + until) if until and said.is_number(at + length + until) else None
    number = int(said.digits(at)) if last is not None else 0
    if last is None or last.on is None or not 0 < number < last.on.day:
        return None
    first = last.on.replace(day=number)
    return Ahead(length, first) if first >= said.today else None


def _weekday(said: Said, at: int) -> tuple[int, int] | None:
    found = read_day(said, at)
    day = found.days[0] if found is not None else None
    return (found.length, day.weekday) if found and day and day.weekday is not None and day.on is None else None


def _day(said: Said, at: int) -> Ahead | None:
    later = said.value(at, "later_day")
    if later is not None:
        return Ahead(later[0], said.today + timedelta(days=later[1]))
    lead = _starts(said, at, "next")
    found = read_day(said, at + lead)
    if found is None or found.days[0].wrong or found.days[0].half:
        return None
    length = lead + found.length
    named = found.days[0]
    if named.on is None and not lead:
        following = _starts(said, at + length, "next_week")
        if following:
            return Ahead(length + following, monday_of(said.today) + WEEK + timedelta(days=named.weekday or 0))
    on = _from_now_on(said, named, at, length)
    return None if on is None else Ahead(length, on)


def _from_now_on(said: Said, day: Day, at: int, length: int) -> date | None:
    """Give the day that is meant of those ahead: the next such weekday, and a date without a year this year or next."""
    if day.on is None:
        return said.today + timedelta(days=((day.weekday or 0) - said.today.weekday() - 1) % 7 + 1)
    has_year = any(said.is_number(index) and len(said.digits(index)) == YEAR_DIGITS for index in range(at, at + length))
    is_dated = any(said.is_number(index) for index in range(at, at + length))
    if day.on >= said.today:
        return day.on
    if has_year or not is_dated or day.weekday is not None:
        return None
    try:
        return day.on.replace(year=day.on.year + 1)
    except ValueError:
        return None


__all__ = ["Ahead", "is_lead", "leads", "may_begin", "read_ahead", "read_clock"]
