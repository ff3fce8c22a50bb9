"""Read the days from which to which a week runs: "16 au 20 novembre", "16.-20.11.", "16.11. bis 20.11."."""

from datetime import date
from typing import NamedTuple

from core.language.values.days import WEEK, monday_of, nearest_date
from core.language.vocabulary.said import Said

# A lower number may be one of the list.
LEAST_ALONE = 13
YEAR = 4


class Written(NamedTuple):
    """A day as it is written. length: how many tokens. month: None when it was left out."""

    length: int
    day: int
    month: int | None


def read_span(said: Said, at: int, *, is_dated: bool) -> tuple[int, date] | None:
    """Read the week that runs between two days, as (how many tokens, its Monday).

    is_dated: nothing in front says that days follow, so that "16-20" may be the numbers of weeks.
    """
    first = _written(said, at)
    if first is None:
        return None
    joint = said.has(at + first.length, "through")
    last = _written(said, at + first.length + joint) if joint else None
    if last is None:
        return None if is_dated else _alone(said, at, first)
    if is_dated and not (first.month or last.month):
        return None
    begin, end = _dates(said.today, first, last)
    if begin is None or end is None or begin > end or monday_of(begin) != monday_of(end):
        return None
    return first.length + joint + last.length, monday_of(begin)


def _alone(said: Said, at: int, first: Written) -> tuple[int, date] | None:
    """Read "la semaine du 16", where that is a Monday that has been; what it begins with is no number of the list."""
    is_day = first.day >= LEAST_ALONE or said.has(at - 1, "day") > 0
    begin = _latest(said.today, first.day) if first.month is None and is_day else None
    return (first.length, begin) if begin is not None and begin == monday_of(begin) else None


def _dates(today: date, first: Written, last: Written) -> tuple[date | None, date | None]:
    """Give both days; a month that only the last has is that of both."""
    if last.month is None and first.month is None:
        end = _latest(today, last.day)
        return (None, None) if end is None else (_in_month(end, first.day), end)
    month = last.month or first.month or 1
    return nearest_date(today, first.month or month, first.day), nearest_date(today, month, last.day)


def _written(said: Said, at: int) -> Written | None:
    if not said.is_number(at):
        return None
    day, length = int(said.digits(at)[:3]), 1
    month: int | None = None
    is_dotted = said.words.has_dotted_dates and said.is_near(at + 1, ".")
    sign = "." if is_dotted else "/"
    if said.is_near(at + 1, sign) and said.near_number(at + 2):
        month, length = int(said.digits(at + 2)[:3]), 3 + said.is_near(at + 3, sign)
        is_year = said.near_number(at + length) and len(said.digits(at + length)) == YEAR
        return Written(length + is_year, day, month)
    length += is_dotted
    named = said.value(at + length, "month")
    if named is not None:
        length, month = length + named[0], named[1]
        length += said.is_number(at + length) and len(said.digits(at + length)) == YEAR
    return Written(length, day, month)


def _latest(today: date, day: int) -> date | None:
    """Give the last such day of a month that has been, or that is of this week."""
    month = today + WEEK
    for _ in range(2):
        found = _in_month(month, day)
        if found is not None and found < monday_of(today) + WEEK:
            return found
        month = month.replace(day=1) - WEEK
    return None


def _in_month(month: date, day: int) -> date | None:
    try:
        return month.replace(day=day)
    except ValueError:
        return None
