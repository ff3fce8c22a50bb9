"""How hours, days and weeks are written in a sentence, per language; facts hold ISO dates and whole minutes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from core.languages import LANGUAGES

QUARTER = 15


def day_of(when: str | Mapping[str, Any]) -> date:
    """Read the date of a fact: an ISO date or moment, or a mapping that holds one as "date"."""
    text = when if isinstance(when, str) else str(when["date"])
    return datetime.fromisoformat(text).date()


def monday_of(week: str | Mapping[str, Any]) -> date:
    """Read a week's Monday: an ISO date, or a mapping with "monday", or with "year" and "week"."""
    if isinstance(week, str):
        return date.fromisoformat(week)
    if week.get("monday"):
        return date.fromisoformat(week["monday"])
    return date.fromisocalendar(week["year"], week["week"], 1)


def iso_year(week: str | Mapping[str, Any]) -> int:
    """Give the year that a week's number belongs to."""
    return monday_of(week).isocalendar().year


def by_student(weeks: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Group weeks that stand next to each other and are one student's at one school; their order stays.

    Those without a name stand together, as nothing tells them apart.
    """

    def whose(week: Mapping[str, Any]) -> tuple[Any, ...]:
        return (
            "" if week.get("is_unnamed") else week["student"],
            week.get("school"),
            week.get("teacher"),
            week.get("organisation"),
        )

    return [list(group) for _, group in groupby(weeks, key=whose)]


def first_names(weeks: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name each student once, in order; two who share a first name are named in full."""
    people = dict.fromkeys((str(week["student"]), str(week.get("first_name") or week["student"])) for week in weeks)
    given = [first for _, first in people]
    return [first if given.count(first) == 1 else full for full, first in people]


def begun(text: str) -> str:
    """Write what a sentence begins with: its first letter a capital."""
    return text[:1].upper() + text[1:]


class Filters:
    """The filters of one language, as the templates know them."""

    def __init__(self, language: str) -> None:
        self.words = LANGUAGES[language].written

    def all(self) -> dict[str, Any]:
        """Give each filter by the name it has in a template."""
        return {
            "hours": self.hours,
            "hours_long": self.hours_long,
            "weekday": self.weekday,
            "short_weekday": self.short_weekday,
            "day": self.day,
            "short_day": self.short_day,
            "day_year": self.day_year,
            "moment": self.moment,
            "week": self.week,
            "short_week": self.short_week,
            "iso_year": iso_year,
            "together": self.together,
            "begun": begun,
            "either": self.either,
            "named": self.named,
            "by_student": by_student,
            "first_names": first_names,
            "example": self.example,
        }

    def hours(self, minutes: int) -> str:
        """Write minutes as hours: whole quarters with a decimal ("7,5"), anything else as a clock ("7:20")."""
        if minutes < 0:
            return f"-{self.hours(-minutes)}"
        whole, rest = divmod(minutes, 60)
        if rest % QUARTER:
            return f"{whole}:{rest:02}"
        hundredths = f"{rest * 100 // 60:02}".rstrip("0")
        return f"{whole}{self.words.decimal}{hundredths}" if hundredths else str(whole)

    def hours_long(self, minutes: int) -> str:
        """Write minutes with their unit: "7,5 uur"."""
        return f"{self.hours(minutes)} {self.words.hour if abs(minutes) == 60 else self.words.hours}"  # noqa: PLR2004 - an hour

    def weekday(self, when: str | Mapping[str, Any]) -> str:
        """Name the weekday of a date: "dinsdag"."""
        return self.words.weekdays[day_of(when).weekday()]

    def short_weekday(self, when: str | Mapping[str, Any]) -> str:
        """Name the weekday of a date in short: "di"."""
        return self.words.short_weekdays[day_of(when).weekday()]

    def day(self, when: str | Mapping[str, Any]) -> str:
        """Write a date without its year: "di 3 maart"."""
        moment = day_of(when)
        return f"{self.short_weekday(when)} {self._day(moment)} {self.words.months[moment.month - 1]}"

    def short_day(self, when: str | Mapping[str, Any]) -> str:
        """Write a date without its year, in short: "di 3 mrt"."""
        moment = day_of(when)
        return f"{self.short_weekday(when)} {self._day(moment)} {self.words.short_months[moment.month - 1]}"

    def _day(self, day: date) -> str:
        """Write the number of a day in its month: "3", "3.", "1er"."""
        return f"{day.day}{(day.day == 1 and self.words.first) or self.words.ordinal}"

    def day_year(self, when: str | Mapping[str, Any]) -> str:
        """Write a date with its year: "3 maart 2026"."""
        moment = day_of(when)
        return f"{self._day(moment)} {self.words.months[moment.month - 1]} {moment.year}"

    def moment(self, when: str) -> str:
        """Write a moment as its own time zone's clock shows it: "di 3 maart 2026, 09:05"."""
        moment = datetime.fromisoformat(when)
        return f"{self.day(when)} {moment.year}, {moment:%H:%M}"

    def short_week(self, week: str | Mapping[str, Any]) -> str:
        """Name a week by its number: "week 47"."""
        return f"{self.words.week} {monday_of(week).isocalendar().week}"

    def week(self, week: str | Mapping[str, Any]) -> str:
        """Name a week with its dates: "week 47 (16–22 november)"; months and years are said where they differ."""
        monday = monday_of(week)
        sunday = monday + timedelta(days=6)
        end = f"{self._day(sunday)} {self.words.months[sunday.month - 1]}"
        start = self._day(monday)
        if monday.month != sunday.month:
            start = f"{start} {self.words.months[monday.month - 1]}"
        if monday.year != sunday.year:
            start, end = f"{start} {monday.year}", f"{end} {sunday.year}"
        return f"{self.short_week(week)} ({start}–{end})"

    def together(self, names: Iterable[str]) -> str:
        """Join names as a sentence does: "a, b en c"."""
        return _join(list(names), self.words.conjunction)

    def either(self, names: Iterable[str]) -> str:
        """Join choices as a sentence does: "a, b of c"."""
        return _join(list(names), self.words.alternative)

    def named(self, candidates: Iterable[Mapping[str, Any]]) -> list[str]:
        """Name students, or weeks of students: "Noor", "Noor, week 12"."""
        return [
            f"{one['text']}, {self.words.week} {one['week']}" if one["week"] else str(one["text"]) for one in candidates
        ]

    def example(self, weeks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Pick real names and numbers to show how one can answer: a week, one of its days, and other hours for it.

        about: what names the week: "Noor week 47", or "nummer 1" where its student has no name.

        The day is the last one that is still to be judged; the hours differ from those logged by one hour.
        """
        week = weeks[0]
        names = {str(other["student"]): str(other.get("first_name") or other["student"]) for other in weeks}
        first = names[str(week["student"])]
        open_days = [day for day in week["days"] if day.get("state", "submitted") == "submitted"] or list(week["days"])
        picked = open_days[-1] if open_days else None
        minutes = int(picked["minutes"]) if picked else 0
        name = first if len(names) > 1 and list(names.values()).count(first) == 1 else str(week["student"])
        about = f"{name} {self.short_week(week)}"
        if week.get("is_unnamed"):
            # A number names a week by itself.
            about = name if week.get("number") else self.short_week(week)
        return {
            "name": name,
            "about": about,
            "week": monday_of(week).isocalendar().week,
            "weekday": self.weekday(picked) if picked else "",
            "hours": self.hours(minutes - 60 if minutes > 60 else minutes + 60),  # noqa: PLR2004 - an hour
            "numbers": [str(other["number"]) for other in weeks if other.get("number") is not None],
        }


def _join(names: list[str], conjunction: str) -> str:
    if len(names) < 2:  # noqa: PLR2004 - one name needs no comma
        return "".join(names)
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"
