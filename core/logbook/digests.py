"""The digest: all open weeks of all students that someone judges, numbered, with who has not submitted yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from core.access import Actor, may_judge
from core.dossiers.models import Dossier, DossierPart, Part
from core.logbook.facts import item_facts, week_facts
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import flags, last_day_to_approve_from
from core.people.models import Person
from core.questions import Question

SUPERSEDED = ("digest", "week", "proposal", "choice", "which")
HANDED_IN = (DayState.SUBMITTED, DayState.CORRECTION, DayState.APPROVED)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person still has to look at.

    weeks, items: the numbered weeks as they are shown and as they are remembered. missing: students whose last week is
    not submitted. schools, tenants: of whose students it speaks. oldest: Monday of the oldest open week.
    """

    weeks: list[dict[str, Any]]
    items: list[dict[str, Any]]
    missing: list[dict[str, Any]]
    schools: list[str]
    tenants: list[int]
    oldest: date | None

    @property
    def is_empty(self) -> bool:
        """Nothing open and nothing missing: no message."""
        return not self.weeks and not self.missing


def digest_for(session: Session, actor: Actor, *only: ColumnElement[bool]) -> Digest:
    """Collect one person's open weeks, in five statements however many students there are.

    only: conditions on Dossier that leave some of them out.
    """
    today = actor.today
    this_monday = today - timedelta(days=today.weekday())
    judged = may_judge(actor)
    running = (judged, *only, Dossier.is_digital, Dossier.ends_on >= last_day_to_approve_from(today))
    has_open = exists().where(DayEntry.week_id == LogbookWeek.id, DayEntry.state == DayState.SUBMITTED)
    weeks = session.scalars(
        select(LogbookWeek)
        .join(LogbookWeek.dossier)
        .where(*running, has_open, (LogbookWeek.monday < this_monday) | (Dossier.ends_on < today))
        .options(
            contains_eager(LogbookWeek.dossier).options(
                joinedload(Dossier.student),
                joinedload(Dossier.tenant),
                joinedload(Dossier.organisation),
                joinedload(Dossier.college),
                selectinload(Dossier.parts.and_(DossierPart.part == Part.TEACHER)).joinedload(DossierPart.person),
            ),
            selectinload(LogbookWeek.days),
        )
    ).all()
    weeks = sorted(weeks, key=lambda week: (*_order(week.dossier.student), week.dossier_id, week.monday))
    before = minutes_before(session, weeks)
    shown, items = [], []
    for number, week in enumerate(weeks, 1):
        teacher = next((part.person.name for part in week.dossier.parts), "")
        found = flags(week.dossier, week, week.days, before.get(week.id, 0), today)
        shown.append(week_facts(week, number=number, teacher=teacher, flags=found))
        items.append(item_facts(week, number))
    missing = _missing(session, running, this_monday, today)
    schools = {week.dossier.tenant_id: week.dossier.tenant.name for week in weeks}
    schools.update({row["tenant_id"]: row["school"] for row in missing})
    return Digest(
        shown,
        items,
        missing,
        sorted(schools.values()),
        sorted(schools),
        min((week.monday for week in weeks), default=None),
    )


def _order(student: Person) -> tuple[str, str]:
    return student.first_name.casefold(), student.surname.casefold()


def minutes_before(session: Session, weeks: Sequence[LogbookWeek]) -> dict[int, int]:
    """Sum, for each week, the minutes its dossier had before that week, in one statement."""
    dossiers = {week.dossier_id for week in weeks}
    sums: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = session.execute(
        select(LogbookWeek.dossier_id, LogbookWeek.monday, func.sum(DayEntry.minutes))
        .join(DayEntry, DayEntry.week_id == LogbookWeek.id)
        .where(LogbookWeek.dossier_id.in_(dossiers), DayEntry.state.in_(HANDED_IN))
        .group_by(LogbookWeek.dossier_id, LogbookWeek.monday)
    )
    for dossier_id, monday, minutes in rows:
        sums[dossier_id].append((monday, int(minutes)))
    return {
        week.id: sum(minutes for monday, minutes in sums[week.dossier_id] if monday < week.monday) for week in weeks
    }


def _missing(session: Session, running: Sequence[Any], this_monday: date, today: date) -> list[dict[str, Any]]:
    """Name the students whose last full week has no hours handed in at all."""
    last_monday = this_monday - timedelta(days=7)
    handed_in = (
        exists()
        .where(
            LogbookWeek.dossier_id == Dossier.id,
            LogbookWeek.monday == last_monday,
            DayEntry.week_id == LogbookWeek.id,
            DayEntry.state.in_(HANDED_IN),
        )
        .correlate(Dossier)
    )
    dossiers = session.scalars(
        select(Dossier)
        .where(
            *running, Dossier.starts_on <= last_monday + timedelta(days=4), Dossier.ends_on >= last_monday, ~handed_in
        )
        .options(joinedload(Dossier.student), joinedload(Dossier.tenant))
    ).all()
    year, iso_week, _ = last_monday.isocalendar()
    return [
        {
            "student": dossier.student.name,
            "year": year,
            "week": iso_week,
            "monday": last_monday.isoformat(),
            "tenant_id": dossier.tenant_id,
            "school": dossier.tenant.name,
        }
        for dossier in sorted(dossiers, key=lambda dossier: _order(dossier.student))
        if dossier.ends_on >= today - timedelta(days=7)
    ]


def ask(session: Session, digest: Digest, actor: Actor, now: datetime) -> Question:
    """Make the digest a question; all that was asked of this judge before is superseded, so that an answer means it."""
    earlier = session.scalars(
        select(Question).where(
            Question.person_id == actor.id, Question.closed_at.is_(None), Question.kind.in_(SUPERSEDED)
        )
    )
    for question in earlier:
        question.close(now, by=None, why="superseded")
    everything = {
        "command": "logbook.approve",
        "weeks": [{"week": item["week"], "days": []} for item in digest.items],
        "words": "",
        "reason": "",
    }
    choices: list[dict[str, Any]] = []
    if digest.items:
        label = "approve_all" if len(digest.items) > 1 else "approve"
        choices.append({"label": label, "meaning": everything})
    if 1 < len(digest.items) <= 8:  # noqa: PLR2004 - more buttons than a phone's screen holds help nobody
        choices += [
            {
                "label": "approve_number",
                "number": item["number"],
                "meaning": {
                    "command": "logbook.approve",
                    "weeks": [{"week": item["week"], "days": []}],
                    "words": "",
                    "reason": "",
                },
            }
            for item in digest.items
        ]
    question = Question(
        person_id=actor.id,
        tenant_id=digest.tenants[0] if digest.tenants else None,
        kind="digest",
        facts={"items": digest.items, "choices": choices},
        asked_at=now,
    )
    session.add(question)
    session.flush()
    return question
