"""Read days: weekdays, dates, "gisteren", "afgelopen vrijdag", "ma t/m do"; a weekday that belies its date is none."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.language.values.feasts import read_feast
from core.language.vocabulary.said import Said
from core.language.vocabulary.text import Sort
from core.language.vocabulary.words import SHORTEST_DAY

WEEK = timedelta(days=7)
NEAR = timedelta(days=45)
ORDINALS = {"e", "de", "ste", "th", "st", "nd", "rd", "er", "ème"}
OF_MONTH = {"de", "the", "den", "le"}
ARTICLES = {"de", "the", "op", "on", ",", "den", "der", "dem", "le"}
# Behind these "4.3." is a date, where it could be hours and a full stop.
TO_A_DATE = {"am", "vom", "den", "dem", "zum", "bis", "ab", "seit"}
SUNDAY = 6
# How many words lead on at most: "à partir de".
LONGEST_LEAD = 3
# Behind these a day bounds others.
BOUNDING = frozenset({"time_until", "after_day"})
# What a day begins with, where it is no digit.
BEGINNINGS = frozenset(
    {"day", "up_to", "relative_day", "relative_week", "last", "month", "feast", "easter_feast", "feast_week"}
)


# Frozen in all but name, as an item is.
@dataclass(slots=True, unsafe_hash=True)
class Day:
    """A day as said. weekday: 0-6, or None when only a date was said. on: the date, None when only a weekday was said.

    half: only a part of the day was named. wrong: weekday and date belie each other. near: it was spelled differently,
    or may have been something else, so that it is only proposed. onward: it and all days of its week behind it.
    bounds: others end or begin at it ("tot woensdag", "na woensdag"), and it may be none of them.
    """

    weekday: int | None = None
    on: date | None = None
    half: bool = False
    wrong: bool = False
    near: bool = False
    onward: bool = False
    bounds: bool = False


# Frozen in all but name, as an item is.
@dataclass(slots=True, unsafe_hash=True)
class Days:
    """One or more days. length: how many tokens. weak: a short form that is also an everyday word."""

    length: int
    days: tuple[Day, ...]
    weak: bool = False


def read_days(said: Said, at: int) -> Days | None:
    """Read the list or range of days that starts at a token: "ma, di en do", "ma t/m do", "3 en 4 maart"."""
    pair = _two_of_a_month(said, at)
    if pair is not None:
        return pair
    first = read_day(said, at) or _up_to(said, at)
    if first is None:
        return None
    length, days, weak = first.length, list(first.days), first.weak
    # "Goed vanaf woensdag, maandag niet": behind the comma another list begins.
    is_open = _is_led_on(said, at)
    is_closed = is_strung = False
    while True:
        through = said.has(at + length, "through")
        # "Van dinsdag tot vrijdag" may leave the Friday out.
        until = 0 if through else said.has(at + length, "time_until")
        if through or until:
            last = read_day(said, at + length + through + until)
            between = None if last is None else _between(days[-1], last.days[0])
            if last is not None and between is not None:
                days[-1:] = [replace(day, near=True) for day in between] if until else between
                length, weak = length + through + until + last.length, False
                continue
        joint = 0 if is_open else _joint(said, at + length)
        following = read_day(said, at + length + joint) if joint or said.has(at + length, "day") else None
        is_and = joint > 0 and said.has(at + length + joint - 1, "list_and") > 0
        # In "ma, di en wo. do niet" the "en" closed a list, in "ma di wo, do vr niet" the comma begins one.
        is_next = (is_closed and not is_and) or (is_strung and joint > 0 and not is_and)
        if following is None or (following.weak and not joint) or is_next:
            days = [replace(days[0], onward=True)] if is_open and len(days) == 1 else days
            days = [replace(days[0], bounds=True)] if _is_bound(said, at) and len(days) == 1 else days
            onward = _onward(said, at, at + length) if len(days) == 1 else 0
            days = [replace(days[0], onward=True)] if onward else days
            return Days(length + onward, tuple(days), weak)
        is_closed, is_strung = is_closed or is_and, is_strung or not joint
        days += following.days
        length, weak = length + joint + following.length, False


def _onward(said: Said, at: int, end: int) -> int:
    """Say how many words go on from a day: "woensdag en verder", "from Wednesday on"."""
    is_led = at > 0 and said.has(at - 1, "time_since") == 1
    return said.has(end, "onward_tail") or (
        said.has(end, "onward_end") if is_led and not said.has(end + 1, "article") else 0
    )


def read_day(said: Said, at: int) -> Days | None:
    """Read one day that starts at a token."""
    if not said.has_any(at, BEGINNINGS):
        return _dated(said, at) if said.is_number(at) else _unlisted(said, at)
    named = _weekday(said, at)
    if named is not None:
        return _with_date(said, at, named)
    relative = said.value(at, "relative_day")
    if relative is not None:
        return Days(relative[0], (Day(on=said.today + timedelta(days=relative[1])),))
    return _in_week(said, at) or _last(said, at) or _dated(said, at) or _feast(said, at) or _of_month(said, at)


def _unlisted(said: Said, at: int) -> Days | None:
    """Read what no list of days has: "maadnag", or "de 17e"."""
    named = _misspelt(said, at)
    return _of_month(said, at) if named is None else _with_date(said, at, named)


def begins_a_day(said: Said, at: int) -> bool:
    """Say whether a day may start at a token that no list of days has: "maadnag", or the "de" of "de 17e"."""
    word = said.folded[at]
    if len(word) < SHORTEST_DAY:
        return word in OF_MONTH and said.is_number(at + 1)
    return said.tokens[at].sort is Sort.WORD and not said.words.knows(word) and said.words.is_like_a_weekday(word)


def _in_week(said: Said, at: int) -> Days | None:
    """Read "vorige week dinsdag"."""
    moved = said.value(at, "relative_week")
    if moved is None:
        return None
    comma = 1 if said.is_near(at + moved[0], ",") else 0
    weekday = _weekday(said, at + moved[0] + comma)
    if weekday is None:
        return None
    wanted = monday_of(said.today) + moved[1] * WEEK + timedelta(days=_number(weekday))
    return Days(moved[0] + comma + weekday.length, (replace(weekday.days[0], on=wanted),))


def _last(said: Said, at: int) -> Days | None:
    """Read "afgelopen vrijdag"."""
    last = said.has(at, "last")
    weekday = _weekday(said, at + last) if last else None
    if weekday is None:
        return None
    day = replace(weekday.days[0], on=said.today - timedelta(days=_days_back(said, weekday)))
    return _checked(said, at, last + weekday.length, day)


def _days_back(said: Said, weekday: Days) -> int:
    """Say how many days ago this weekday was, today's a week ago."""
    return (said.today.weekday() - _number(weekday) - 1) % 7 + 1


def _dated(said: Said, at: int) -> Days | None:
    dated = read_date(said, at)
    return None if dated is None else Days(dated[0], (Day(on=dated[1]),))


def _feast(said: Said, at: int) -> Days | None:
    """Read "nieuwjaarsdag" or "Easter Monday"."""
    feast = read_feast(said, at)
    return None if feast is None else Days(feast[0], (Day(on=feast[1]),))


def _of_month(said: Said, at: int) -> Days | None:
    """Read "de 17e" as the nearest such day that has been; it may have been a number of the list."""
    article = at < len(said.tokens) and said.tokens[at].folded in OF_MONTH
    dated = _ordinal_date(said, at + 1) if article else None
    return None if dated is None else Days(1 + dated[0], (Day(on=dated[1], near=True),))


def read_date(said: Said, at: int) -> tuple[int, date] | None:
    """Read a date as (how many tokens, date): "3 maart", "3/3", "27 feb 2026", "March 3rd", "2026-03-03"."""
    if said.is_number(at):
        return _iso(said, at) or _day_month(said, at) or _slashed(said, at) or _dotted(said, at)
    month = said.value(at, "month")
    if month is not None and said.is_number(at + month[0]):
        length = month[0] + 1
        length += read_ordinal(said, at + length)
        return _with_year(said, at, length, int(said.digits(at + month[0])[:4]), month[1])
    return None


def monday_of(day: date) -> date:
    """Give the Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def _weekday(said: Said, at: int) -> Days | None:
    for length, entry in said.matches(at):
        if "day" in entry.labels:
            day = Day(weekday=entry.values["day"], half="half_day" in entry.labels)
            return Days(length, (day,), weak="weak" in entry.labels)
    return _misspelt(said, at)


def _misspelt(said: Said, at: int) -> Days | None:
    """Read a weekday with a letter wrong, "maadnag", where nothing else is known of the word."""
    is_word = at < len(said.tokens) and said.tokens[at].sort is Sort.WORD
    if not is_word or said.words.knows(said.tokens[at].folded):
        return None
    numbers = {said.words.weekday(day) for day in said.words.like_weekdays(said.tokens[at].folded)}
    return Days(1, (Day(weekday=numbers.pop(), near=True),)) if len(numbers) == 1 else None


def _number(found: Days) -> int:
    return found.days[0].weekday or 0


def _with_date(said: Said, at: int, named: Days) -> Days:
    """Read what may follow a weekday: a date, an ordinal ("vrijdag de 6e"), "vorige week"."""
    following = at + named.length
    gone_by = said.has(following, "last_after")
    if gone_by:
        day = replace(named.days[0], on=said.today - timedelta(days=_days_back(said, named)))
        return _checked(said, at, named.length + gone_by, day)
    moved = said.value(following, "relative_week")
    if moved is not None:
        wanted = monday_of(said.today) + moved[1] * WEEK + timedelta(days=_number(named))
        return Days(named.length + moved[0], (replace(named.days[0], on=wanted),))
    return _checked(said, at, named.length, named.days[0], weak=named.weak)


def _checked(said: Said, at: int, length: int, day: Day, *, weak: bool = False) -> Days:
    """Add the date that follows, if there is one, and see whether it falls on the weekday."""
    skip = 0
    while skip < 2 and at + length + skip < len(said.tokens) and said.tokens[at + length + skip].folded in ARTICLES:  # noqa: PLR2004 - a comma and an article
        skip += 1
    dated = read_date(said, at + length + skip) or _ordinal_date(said, at + length + skip) or _named(said, at + length)
    skip = 0 if dated is not None and said.tokens[at + length].folded == "(" else skip
    if dated is None:
        return Days(length, (day,), weak)
    wrong = dated[1].weekday() != day.weekday or (day.on is not None and day.on != dated[1])
    return Days(length + skip + dated[0], (replace(day, on=dated[1], wrong=wrong),))


def _named(said: Said, at: int) -> tuple[int, date] | None:
    """Read the name of a day behind its weekday: "donderdag (kerstavond)", "friday, New Year's Day"."""
    opening = said.tokens[at].folded if at < len(said.tokens) else ""
    found = read_feast(said, at + (opening in {"(", ","}))
    if found is None or opening == ",":
        return found if opening != "," else None
    is_closed = opening == "(" and said.is_near(at + 1 + found[0], ")")
    return (found[0] + 2, found[1]) if is_closed else found if opening != "(" else None


def read_ordinal(said: Said, at: int) -> int:
    """Say whether an ordinal stands against the token before it: 1 or 0 tokens."""
    return 1 if at < len(said.tokens) and said.tokens[at].near and said.tokens[at].folded in ORDINALS else 0


def _ordinal_date(said: Said, at: int) -> tuple[int, date] | None:
    """Read "6e" or "27th" as the nearest such date, in the past before the future."""
    if not said.is_number(at) or not read_ordinal(said, at + 1):
        return None
    number = int(said.digits(at)[:3])
    for months in (0, -1, 1):
        index = said.today.year * 12 + said.today.month - 1 + months
        found = _date(index // 12, index % 12 + 1, number)
        if found is not None and found <= said.today:
            return 2, found
    return None


def _iso(said: Said, at: int) -> tuple[int, date] | None:
    digits = said.digits(at)
    is_iso = len(digits) == 4 and said.is_near(at + 1, "-") and said.near_number(at + 2)  # noqa: PLR2004 - a year
    if is_iso and said.is_near(at + 3, "-") and said.near_number(at + 4):
        found = _date(int(digits), int(said.digits(at + 2)[:3]), int(said.digits(at + 4)[:3]))
        return None if found is None else (5, found)
    return None


def _day_month(said: Said, at: int) -> tuple[int, date] | None:
    length = 1 + (read_ordinal(said, at + 1) or (said.words.has_dotted_dates and said.is_near(at + 1, ".")))
    if at + length < len(said.tokens) and said.tokens[at + length].folded == "of" and said.words.language == "en":
        length += 1
    month = said.value(at + length, "month")
    if month is None:
        return None
    return _with_year(said, at, length + month[0], int(said.digits(at)[:3]), month[1])


def _slashed(said: Said, at: int) -> tuple[int, date] | None:
    """Read "3/3" or "3-3-2026", day before month; without a year only when it is a date of these weeks."""
    for sign in ("/", "-"):
        if not (said.is_near(at + 1, sign) and said.near_number(at + 2)):
            continue
        day, month = int(said.digits(at)[:3]), int(said.digits(at + 2)[:3])
        if said.is_near(at + 3, sign) and said.near_number(at + 4):
            year = int(said.digits(at + 4)[:5])
            found = _date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 - two digits
            return None if found is None else (5, found)
        dated = nearest_date(said.today, month, day)
        are_weeks = day in said.weeks and month in said.weeks
        if sign == "/" and dated is not None and abs(dated - said.today) <= NEAR and not are_weeks:
            return 3, dated
    return None


def _dotted(said: Said, at: int) -> tuple[int, date] | None:
    """Read "4.3." or "04.03.2026", in a language that writes dates so; never what may be hours."""
    if not (said.words.has_dotted_dates and said.is_near(at + 1, ".") and said.near_number(at + 2)):
        return None
    day, month = int(said.digits(at)[:3]), int(said.digits(at + 2)[:3])
    if not said.is_near(at + 3, "."):
        return None
    if said.near_number(at + 4):
        year = int(said.digits(at + 4)[:5])
        found = _date(year if year > 99 else 2000 + year, month, day)  # noqa: PLR2004 - two digits
        return None if found is None else (5, found)
    dated = nearest_date(said.today, month, day)
    before = said.tokens[at - 1].folded if at else ""
    is_led = before in TO_A_DATE or (at > 0 and said.has(at - 1, "day") > 0) or before == ","
    return (4, dated) if is_led and dated is not None and abs(dated - said.today) <= NEAR else None


def _with_year(said: Said, at: int, length: int, day: int, month: int) -> tuple[int, date] | None:
    if said.is_number(at + length) and len(said.digits(at + length)) == 4:  # noqa: PLR2004 - a year
        found = _date(int(said.digits(at + length)), month, day)
        return None if found is None else (length + 1, found)
    nearest = nearest_date(said.today, month, day)
    return None if nearest is None else (length, nearest)


def nearest_date(today: date, month: int, day: int) -> date | None:
    """Give the date without a year that is nearest to today."""
    found = [_date(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    return min((one for one in found if one is not None), key=lambda one: abs(one - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_led_on(said: Said, at: int) -> bool:
    """Say whether a day begins what goes on: "vanaf woensdag", "à partir de mercredi"."""
    if "time_from_on" not in said.labels:
        return False
    return any(said.has(at - length, "time_from_on") == length for length in range(1, min(at, LONGEST_LEAD) + 1))


def _is_bound(said: Said, at: int) -> bool:
    """Say whether a day bounds others: "tot woensdag", "na woensdag"."""
    if said.labels.isdisjoint(BOUNDING):
        return False
    lengths = range(1, min(at, LONGEST_LEAD) + 1)
    return any(
        length in {said.has(at - length, "time_until"), said.has(at - length, "after_day")} for length in lengths
    )


def _joint(said: Said, at: int) -> int:
    """Say how many tokens join two members of a list: a comma, "en", "+", or ", en"."""
    comma = 1 if at < len(said.tokens) and said.tokens[at].folded == "," else 0
    return comma + said.has(at + comma, "list_and")


def _up_to(said: Said, at: int) -> Days | None:
    """Read "t/m donderdag" with nothing in front of it, as the days of a week up to that one."""
    lead = said.has(at, "up_to")
    last = _weekday(said, at + lead) if lead else None
    days = None if last is None else _between(Day(weekday=0), last.days[0])
    return None if days is None or last is None else Days(lead + last.length, tuple(days))


def _between(first: Day, last: Day) -> list[Day] | None:
    """Give the days of a range within one week, or None when it is none."""
    if first.on is not None and last.on is not None:
        count = (last.on - first.on).days
        return [Day(on=first.on + timedelta(days=step)) for step in range(count + 1)] if 0 < count <= SUNDAY else None
    if first.weekday is None or last.weekday is None or first.on is not None or last.on is not None:
        return None
    if first.weekday >= last.weekday or first.half or last.half:
        return None
    return [Day(weekday=number) for number in range(first.weekday, last.weekday + 1)]


def _two_of_a_month(said: Said, at: int) -> Days | None:
    """Read "23 en 24 februari": days that share the month said last."""
    if not said.is_number(at):
        return None
    joint = _joint(said, at + 1)
    if not joint or not said.is_number(at + 1 + joint):
        return None
    last = _day_month(said, at + 1 + joint)
    if last is None:
        return None
    first = _date(last[1].year, last[1].month, int(said.digits(at)[:3]))
    if first is None or first >= last[1]:
        return None
    return Days(1 + joint + last[0], (Day(on=first), Day(on=last[1])))
