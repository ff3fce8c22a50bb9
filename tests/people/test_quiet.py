"""When quiet hours end: on the wall clock, over midnight, over the night it changes, one into the other."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.people.preferences import Preference
from core.people.quiet import loud_from

ZONE = "Europe/Amsterdam"


def quiet(begins: int | None = None, ends: int | None = None, *, weekend: bool = False) -> Preference:
    return Preference(person_id=1, quiet_from=begins, quiet_until=ends, quiet_weekend=weekend)


NIGHT = quiet(18 * 60, 8 * 60)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize(
    ("preference", "now", "loud"),
    [
        (NIGHT, "2026-03-10T17:59", "2026-03-10T17:59"),
        (NIGHT, "2026-03-10T18:00", "2026-03-11T08:00"),
        (NIGHT, "2026-03-10T23:59", "2026-03-11T08:00"),
        (NIGHT, "2026-03-11T00:00", "2026-03-11T08:00"),
        (NIGHT, "2026-03-11T07:59", "2026-03-11T08:00"),
        (NIGHT, "2026-03-11T08:00", "2026-03-11T08:00"),
        (NIGHT, "2026-03-28T22:00", "2026-03-29T08:00"),
        (NIGHT, "2026-10-24T22:00", "2026-10-25T08:00"),
        (quiet(12 * 60, 13 * 60), "2026-03-10T12:30", "2026-03-10T13:00"),
        (quiet(12 * 60, 13 * 60), "2026-03-10T13:00", "2026-03-10T13:00"),
        (quiet(9 * 60, 9 * 60), "2026-03-10T09:00", "2026-03-10T09:00"),
        (quiet(weekend=True), "2026-03-13T23:59", "2026-03-13T23:59"),
        (quiet(weekend=True), "2026-03-14T00:00", "2026-03-16T08:00"),
        (quiet(weekend=True), "2026-03-16T07:00", "2026-03-16T08:00"),
        (quiet(18 * 60, 7 * 60, weekend=True), "2026-03-13T19:00", "2026-03-16T08:00"),
        (quiet(18 * 60, 9 * 60, weekend=True), "2026-03-13T19:00", "2026-03-16T09:00"),
        (quiet(), "2026-03-14T03:00", "2026-03-14T03:00"),
    ],
)
def test_quiet_ends_on_the_wall_clock(preference: Preference, now: str, loud: str) -> None:
    assert loud_from(preference, wall(now), ZONE) == wall(loud)


def test_on_the_night_the_clock_goes_forward_the_wait_is_an_hour_shorter() -> None:
    now = wall("2026-03-28T22:00")
    assert loud_from(NIGHT, now, ZONE) - now == timedelta(hours=9)


@given(
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.booleans(),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - given its zone below
)
def test_what_waits_is_never_sent_into_another_quiet_and_never_waits_for_ever(
    begins: int, ends: int, weekend: bool, moment: datetime
) -> None:
    preference = quiet(begins, ends, weekend=weekend)
    now = moment.replace(tzinfo=UTC)
    loud = loud_from(preference, now, ZONE)
    assert now <= loud <= now + timedelta(days=5)
    assert loud_from(preference, loud, ZONE) == loud
