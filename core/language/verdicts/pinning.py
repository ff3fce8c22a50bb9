"""Tell by the days that are spoken of which of several weeks is meant: by a date, or by what is said to stand there."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from core.language.meaning import OpenWeek
from core.language.values.days import Day, monday_of
from core.language.values.figures import Figures


def pinned(weeks: Sequence[OpenWeek], figures: Iterable[Figures]) -> OpenWeek | None:
    """Give the one week that holds every day said, with the hours said to stand there; None when it can't be told."""
    named = [(day, one) for one in figures for day in one.days]
    fitting = [week for week in weeks if all(_holds(week, day, one) for day, one in named)]
    tells = any(day.on is not None or one.was is not None for day, one in named)
    return fitting[0] if tells and len(fitting) == 1 else None


def _holds(week: OpenWeek, day: Day, figures: Figures) -> bool:
    if day.on is not None and monday_of(day.on) != week.monday:
        return False
    on = day.on or week.monday + timedelta(days=day.weekday or 0)
    return figures.was is None or figures.was.minutes == week.minutes.get(on)
