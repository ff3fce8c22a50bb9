"""Days without reminders: public holidays where someone works, builders' holidays, and what they asked for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.logbook.holidays import builders_holiday, holiday_on
from core.people.models import Membership
from core.people.preferences import Preference
from core.tenants.models import Tenant

SATURDAY = 5
LONGEST = 120
FEW = 500


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days on which one person gets no reminder.

    countries: of the schools they work for; a public holiday of any of them counts. builders_region: "" for none.
    free: first and last day of a period of their own.
    """

    countries: frozenset[str] = field(default_factory=frozenset)
    builders_region: str = ""
    free: tuple[date, date] | None = None

    def has(self, day: date) -> bool:
        """Say whether a day is one of them. A weekend is none: students hear from us on Sunday."""
        if self.free is not None and self.free[0] <= day <= self.free[1]:
            return True
        if self.builders_region:
            builders = builders_holiday(self.builders_region, day.year)
            if builders is not None and builders[0] <= day <= builders[1]:
                return True
        found = (holiday_on(day, country=country, region="") for country in sorted(self.countries))
        return any(holiday is not None and holiday.kind == "public" for holiday in found)

    def moved(self, day: date) -> date:
        """Give the day itself, or when it is off the first working day after it that is not."""
        if not self.has(day):
            return day
        for _ in range(LONGEST):
            day += timedelta(days=1)
            if day.weekday() < SATURDAY and not self.has(day):
                break
        return day


def days_off(session: Session, preferences: dict[int, Preference], people: Iterable[int]) -> dict[int, DaysOff]:
    """Collect the days off of people, in one statement. preferences: of those who have any, by person."""
    ids = list(people)
    statement = select(Membership.person_id, Tenant.country).join(Tenant, Tenant.id == Membership.tenant_id).distinct()
    if len(ids) <= FEW:
        statement = statement.where(Membership.person_id.in_(ids))
    countries: dict[int, set[str]] = defaultdict(set)
    for person_id, country in session.execute(statement):
        countries[person_id].add(country)
    return {person_id: _days_off(frozenset(countries[person_id]), preferences.get(person_id)) for person_id in ids}


def _days_off(countries: frozenset[str], asked: Preference | None) -> DaysOff:
    if asked is None:
        return DaysOff(countries)
    free = (asked.free_from, asked.free_until) if asked.free_from and asked.free_until else None
    return DaysOff(countries, asked.builders_region, free)


def next_time(off: DaysOff, now: datetime, zone: str) -> datetime | None:
    """Give when a reminder that is about to go may go instead, at the same time of day; None when it may go now."""
    local = now.astimezone(ZoneInfo(zone))
    day = off.moved(local.date())
    if day == local.date():
        return None
    at = time(local.hour, local.minute)
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(now.tzinfo)
