"""Quiet hours: when someone's phone must not ring for what they did not just ask, on their own clock."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.people.preferences import Preference

SATURDAY = 5
MORNING = time(8)
MOST_STEPS = 8


def loud_from(preference: Preference, now: datetime, zone: str) -> datetime:
    """Give the first moment, now or later, at which nothing is quiet; in UTC.

    One quiet may end in another, as Friday's evening does in the weekend. Moments are of the clock on the wall, so on
    the night it changes a quiet may last an hour more or less.
    """
    moment = now
    for _ in range(MOST_STEPS):
        until = _quiet_until(preference, moment.astimezone(ZoneInfo(zone)))
        if until is None or until <= moment:
            return moment
        moment = until
    return moment


def _quiet_until(preference: Preference, local: datetime) -> datetime | None:
    """Say when the quiet that holds at a local moment ends; None when none holds."""
    if preference.quiet_weekend:
        monday = local.date() + timedelta(days=-local.weekday() % 7)
        ends = datetime.combine(monday, MORNING, local.tzinfo)
        if local.weekday() >= SATURDAY or (local.weekday() == 0 and local < ends):
            return ends.astimezone(UTC)
    begins, ends_at = preference.quiet_from, preference.quiet_until
    if begins is None or ends_at is None or begins == ends_at:
        return None
    minute = local.hour * 60 + local.minute
    if begins < ends_at:
        day = local.date() if begins <= minute < ends_at else None
    elif minute >= begins:
        day = local.date() + timedelta(days=1)
    else:
        day = local.date() if minute < ends_at else None
    if day is None:
        return None
    return datetime.combine(day, time(ends_at // 60, ends_at % 60), local.tzinfo).astimezone(UTC)


def quiet_facts(asked: Preference) -> dict[str, Any]:
    """Write someone's quiet hours for the wording; times as "18:00", "" when there are none."""
    begins, ends = asked.quiet_from, asked.quiet_until
    has_hours = begins is not None and ends is not None
    return {
        "begins": clock(begins or 0) if has_hours else "",
        "ends": clock(ends or 0) if has_hours else "",
        "weekend": asked.quiet_weekend,
    }


def clock(minute: int) -> str:
    """Write a minute of the day as a clock does: "8:00"."""
    return f"{minute // 60}:{minute % 60:02}"
