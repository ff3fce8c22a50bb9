"""Read weeks and numbers of a list: "wk 12", "week 9/10", "9 t/m 11", "vorige week", "de week van 2 maart", "nr 2"."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from core.language.values.days import WEEK, monday_of, read_day
from core.language.values.feasts import feast_near
from core.language.values.spans import read_span
from core.language.vocabulary.said import Said

LONGEST = 60
LONGEST_NUMBER = 6
# Behind digits these make something else of them than a number of a list.
MEASURES = frozenset({"hour", "minute", "month"})
MORE_SIGNS = frozenset(",.:/")
MEASURING_SIGNS = frozenset("½¼¾eu")
# And these of a number in words as well.
COUNTED = frozenset({"month", "day_word"})
# What weeks begin with.
LEADS = frozenset({"week_of", "week_word", "feast_week", "relative_week"})
NOT_BARE = {"een", "one", "1", "a", "ein", "eine", "einen", "eins", "un", "une"}


@dataclass(frozen=True, slots=True)
class Weeks:
    """Weeks as said. numbers: ISO week numbers. mondays: of weeks said by a date or as "vorige week"."""

    length: int
    numbers: tuple[int, ...] = ()
    mondays: tuple[date, ...] = ()


MOST_LEADS = 4
MOST_COUNTED = 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers in a row. explicit: said to be numbers of the list ("nr 2"). odd: a range that runs backwards."""

    length: int
    numbers: tuple[int, ...]
    explicit: bool = False
    odd: bool = False


def read_weeks(said: Said, at: int) -> Weeks | None:
    """Read the weeks that start at a token."""
    if not said.has_any(at, LEADS):
        return None
    return _by_days(said, at) or _named(said, at) or _numbered(said, at)


def _by_days(said: Said, at: int) -> Weeks | None:
    """Read the week of a day, or that runs between two: "de week van 2 maart", "semaine du 16 au 20 novembre"."""
    of, word = said.has(at, "week_of"), said.has(at, "week_word")
    lead = of or word
    span = read_span(said, at + lead, is_dated=not of) if lead else None
    if span is not None:
        return Weeks(lead + span[0], mondays=(span[1],))
    day = read_day(said, at + of) if of else None
    on = day.days[0].on if day is not None and not day.days[0].wrong else None
    return None if day is None or on is None else Weeks(of + day.length, mondays=(monday_of(on),))


def _named(said: Said, at: int) -> Weeks | None:
    """Read "vorige week" and "de kerstweek"."""
    feast = said.value(at, "feast_week")
    if feast is not None:
        return Weeks(feast[0], mondays=(monday_of(feast_near(said.today, feast[1])),))
    moved = said.value(at, "relative_week")
    return None if moved is None else Weeks(moved[0], mondays=(monday_of(said.today) + moved[1] * WEEK,))


def _numbered(said: Said, at: int) -> Weeks | None:
    word = said.has(at, "week_word")
    if not word:
        return None
    if at + word < len(said.tokens) and said.tokens[at + word].folded in {".", "#"}:
        word += 1
    found = _row(said, at + word, slashes=True, words=True)
    if found is None:
        return None
    length = word + found.length
    while True:
        joint = _joint(said, at + length)
        again = said.has(at + length + joint, "week_word") if joint else 0
        more = _row(said, at + length + joint + again, slashes=True, words=True) if again else None
        if more is None:
            length += _dates_behind(said, at + length, found)
            return Weeks(length, numbers=found.numbers if not found.odd else (0,))
        found = Numbers(0, found.numbers + more.numbers, odd=found.odd or more.odd)
        length += joint + again + more.length


def _dates_behind(said: Said, at: int, found: Numbers) -> int:
    """Say how many tokens tell the days of one week once more: "KW 47 (16.-20.11.)"; 0 where these are of another."""
    opened = at < len(said.tokens) and said.tokens[at].folded == "("
    span = read_span(said, at + 1, is_dated=False) if opened else None
    is_closed = span is not None and said.is_near(at + 1 + span[0], ")")
    is_same = span is not None and found.numbers == (span[1].isocalendar().week,)
    return 2 + span[0] if span is not None and is_closed and is_same else 0


def read_numbers(said: Said, at: int) -> Numbers | None:
    """Read a row of numbers that starts at a token: "2", "1, 2 en 4", "1 t/m 3", "nr 2 en 3"."""
    word = said.has(at, "item_word")
    if word:
        if at + word < len(said.tokens) and said.tokens[at + word].folded == ".":
            word += 1
        found = _row(said, at + word, slashes=False, words=True)
        return None if found is None else Numbers(word + found.length, found.numbers, explicit=True, odd=found.odd)
    return _row(said, at, slashes=False, words=False)


def _row(said: Said, at: int, *, slashes: bool, words: bool) -> Numbers | None:
    first = _one(said, at, words=words)
    if first is None:
        return None
    length, numbers, odd = first[0], [first[1]], False
    while True:
        through = said.has(at + length, "through")
        following = _one(said, at + length + through, words=words) if through else None
        if following is not None:
            step = following[1] - numbers[-1]
            odd = odd or step <= 0
            if 0 < step <= LONGEST:
                numbers += range(numbers[-1] + 1, following[1])
            numbers.append(following[1])
            length += through + following[0]
            continue
        joint = _joint(said, at + length)
        if not joint and slashes and said.is_near(at + length, "/"):
            joint = 1
        following = _one(said, at + length + joint, words=words and joint > 0)
        if following is None or said.has_any(at + length + joint + 1, COUNTED):
            return Numbers(length, tuple(numbers), odd=odd)
        numbers.append(following[1])
        length += joint + following[0]


def _one(said: Said, at: int, *, words: bool) -> tuple[int, int] | None:
    """Read one whole number, unless it goes on as something else: a decimal, a clock, a date, hours."""
    if said.is_number(at):
        is_one = len(said.digits(at)) <= LONGEST_NUMBER and not _goes_on(said, at, slashes=words)
        return (1, int(said.digits(at))) if is_one else None
    found = said.value(at, "number")
    if found is None or (not words and said.tokens[at].folded in NOT_BARE):
        return None
    if said.has(at + found[0], "hour") or said.has(at + found[0], "and_a_half"):
        return None
    return found


def _goes_on(said: Said, at: int, *, slashes: bool) -> bool:
    """Say whether digits are the beginning of something else. slashes: a row may be written "9/10"."""
    sign = said.glued(at + 1)
    is_more = sign in MORE_SIGNS and said.near_number(at + 2)
    if is_more and not (sign == "/" and slashes) and not said.in_row(at):
        return True
    return sign in MEASURING_SIGNS or said.has_any(at + 1, MEASURES)


def _joint(said: Said, at: int) -> int:
    comma = 1 if at < len(said.tokens) and said.tokens[at].folded == "," else 0
    return comma + said.has(at + comma, "list_and")


class Count(NamedTuple):
    """How many there are. length: how many tokens. is_all: "alle vijf". of_days: "alle vijf dagen"."""

    length: int
    number: int
    is_all: bool = False
    of_days: bool = False


def read_count(said: Said, at: int) -> Count | None:
    """Read how many there are: "alle vijf", "de laatste twee weken", "alle vijf dagen".

    A bare "de 5" may be a number of the list, and "4 uur" are hours.
    """
    length = 0
    is_all = points = is_plural = False
    while length <= MOST_LEADS and (lead := said.has(at + length, "counts")):
        is_all = is_all or bool(said.has(at + length, "all"))
        points = bool(said.has(at + length, "points"))
        is_plural = said.has(at + length, "plural_article") > 0
        length += lead
    found = _one(said, at + length, words=True) if length <= MOST_LEADS else None
    if found is None or not 1 < found[1] <= MOST_COUNTED:
        return None
    points = is_plural or (points and not said.is_number(at + length))
    length += found[0]
    if said.is_near(at + length, "x"):
        return Count(length + 1, found[1], is_all)
    of = length + said.has(at + length, "article")
    plural = said.has(at + of, "several")
    goes_on = _joint(said, at + length) or said.has(at + length, "through")
    of_days = said.has(at + of, "day_word")
    if of_days and is_all:
        return Count(of + of_days, found[1], is_all, of_days=True)
    if of_days or not (plural or ((is_all or points) and not goes_on)):
        return None
    return Count(of + plural if plural else length, found[1], is_all)
