"""Charts of hours for tests, as facts and as they are made of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from core.charts import Chart, chart_of
from tests.house import WORDING

FIRST = date(2025, 9, 1)


def facts(*weeks: Sequence[float], first: date = FIRST, **more: Any) -> dict[str, Any]:
    """Write a chart's facts. weeks: hours approved, waiting and sent back; what is left out is none."""
    written = []
    for number, hours in enumerate(weeks):
        approved, waiting, returned = (round(60 * each) for each in (*hours, 0, 0, 0)[:3])
        states = {"approved": approved, "waiting": waiting, "returned": returned}
        written.append({"monday": (first + timedelta(weeks=number)).isoformat(), "holidays": [], **states})
    values = {"student": "Noor Visser", "limit": 2400, "agreed": 9600, "approved": 4800, "today": "2026-03-09"}
    return {**values, "weeks": written, **more}


def chart(*weeks: Sequence[float], language: str = "nl", **more: Any) -> Chart:
    made = chart_of({"parts": [{"facts": {"chart": facts(*weeks, **more)}}]}, WORDING, language)
    assert made is not None
    return made
