"""A chart of hours a week, as facts and words: all that a picture needs, for who draws it when the message goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.wording import Wording

# What a picture says, each a block of labels.html whose name begins with "chart_".
WORDS = (
    "heading",
    "totals",
    "unit",
    "week",
    "approved",
    "waiting",
    "returned",
    "holiday",
    "limit",
    "over",
    "to_come",
    "caption",
    "alt",
)


@dataclass(frozen=True, slots=True)
class ChartWeek:
    """One bar. approved, waiting, returned: minutes in that state. holidays: weekdays that are one, 0 is Monday."""

    monday: date
    approved: int
    waiting: int
    returned: int
    holidays: tuple[int, ...]

    @property
    def minutes(self) -> int:
        """All that was handed in."""
        return self.approved + self.waiting + self.returned


@dataclass(frozen=True, slots=True)
class Chart:
    """The hours of one placement. weeks: without gaps, in order. limit: agreed minutes a week, 0 when none were agreed.

    student: whose they are, or "" when that is not told. words: what the picture says, by the names in WORDS;
    "caption" and "alt" stand beside it.
    """

    weeks: tuple[ChartWeek, ...]
    limit: int
    today: date
    language: str
    student: str
    words: Mapping[str, str]

    def is_over(self, week: ChartWeek) -> bool:
        """Say whether more was handed in than is agreed for a week."""
        return 0 < self.limit < week.minutes


def chart_of(facts: Mapping[str, Any], wording: Wording, language: str) -> Chart | None:
    """Make the chart that a message's facts hold, in its receiver's language; None when they hold none, or several."""
    found = list(_charts(facts))
    if len(found) != 1:
        return None
    spoken = wording.spoken(language)
    chart = Chart(
        weeks=tuple(_week(week) for week in found[0]["weeks"]),
        limit=found[0]["limit"],
        today=date.fromisoformat(found[0]["today"]),
        language=spoken,
        student=found[0].get("student", ""),
        words={},
    )
    worked = [week for week in chart.weeks if week.minutes]
    told = {
        **found[0],
        "student": chart.student,
        "first": chart.weeks[0].monday.isoformat(),
        "last": chart.weeks[-1].monday.isoformat(),
        "worked": len(worked),
        "most": max(week.minutes for week in chart.weeks),
        "over": [week.monday.isoformat() for week in chart.weeks if chart.is_over(week)],
    }
    words = {name: wording.label({**told, "label": f"chart_{name}"}, spoken) for name in WORDS}
    return replace(chart, words=words)


def _week(facts: Mapping[str, Any]) -> ChartWeek:
    return ChartWeek(
        date.fromisoformat(facts["monday"]),
        facts["approved"],
        facts["waiting"],
        facts["returned"],
        tuple(facts["holidays"]),
    )


def _charts(facts: Any) -> Iterator[Mapping[str, Any]]:
    """Find every chart, wherever in the facts it stands."""
    if isinstance(facts, Mapping):
        for name, value in facts.items():
            if name == "chart" and value:
                yield value
            else:
                yield from _charts(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _charts(value)
