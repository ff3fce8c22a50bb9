"""Read days by the feast they are: "kerstavond", "New Year's Day", "Pfingstmontag"."""

from datetime import date, timedelta

from core.language.vocabulary.said import Said

# In the word lists a feast that keeps its date is a month and a day, 1225, and the others so many days from Easter.
MONTH = 100


def read_feast(said: Said, at: int) -> tuple[int, date] | None:
    """Read a feast that starts at a token as (how many tokens, the date nearest to today)."""
    fixed, moving = said.value(at, "feast"), said.value(at, "easter_feast")
    if fixed is not None:
        return fixed[0], feast_near(said.today, fixed[1])
    if moving is None:
        return None
    years = (said.today.year - 1, said.today.year, said.today.year + 1)
    days = [easter(year) + timedelta(days=moving[1]) for year in years]
    return moving[0], min(days, key=lambda day: abs(day - said.today))


def feast_near(today: date, month_and_day: int) -> date:
    """Give the date, written as 1225, that is nearest to today."""
    month, day = divmod(month_and_day, MONTH)
    return min((date(today.year + step, month, day) for step in (-1, 0, 1)), key=lambda one: abs(one - today))


def easter(year: int) -> date:
    """Give Easter Sunday of a year.

    Source: the anonymous Gregorian computus, in J. Meeus, Astronomical Algorithms (1991), chapter 8.
    """
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
