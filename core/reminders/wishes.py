"""What people asked for about their reminders, read for many at once, so that planning stays a few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.people.models import Person
from core.people.preferences import Preference
from core.reminders.days_off import DaysOff, days_off


@dataclass(frozen=True, slots=True)
class Wishes:
    """What many people asked for. asked, days_off: by person; who asked for nothing is not in asked."""

    asked: dict[int, Preference]
    days_off: dict[int, DaysOff]

    @classmethod
    def of(cls, session: Session, people: Sequence[Person]) -> "Wishes":
        """Read the wishes of people, in two statements; in none when there is nobody."""
        if not people:
            return cls({}, {})
        asked = {row.person_id: row for row in session.scalars(select(Preference))}
        return cls(asked, days_off(session, asked, [person.id for person in people]))

    def is_against(self, person: Person, due: datetime) -> bool:
        """Say whether someone wants no reminder at a moment: they stopped them, or another comes then or later."""
        asked = self.asked.get(person.id)
        if asked is None:
            return False
        if asked.stopped_at is not None or asked.snoozed_until is None:
            return asked.stopped_at is not None
        zone = ZoneInfo(person.time_zone)
        return due.astimezone(zone).date() <= asked.snoozed_until.astimezone(zone).date()
