"""What a line's meaning is read against: which weeks its speaker may judge or fill in, and what they were shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.evaluation.looking import DayKey
from akkoord.evaluation.stage import Stage
from akkoord.room import Received
from core.access import load_actor, may_enter, may_judge
from core.dossiers.models import Dossier
from core.identify import local_date
from core.incoming import Evidence
from core.logbook.models import DayState, LogbookWeek
from core.logbook.service import WeekRefused, check_open, read_weeks
from core.people.models import Person
from core.record import Decision
from core.sheets import folded

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


@dataclass(frozen=True, slots=True, eq=False)
class SeenWeek:
    """One week. is_open: it may be judged now. waiting: the days to be judged; drafts: those not handed in."""

    week_id: int
    dossier_id: int
    monday: date
    minutes: Mapping[date, int]
    waiting: frozenset[date]
    drafts: frozenset[date]
    is_open: bool

    @property
    def number(self) -> int:
        """The ISO week."""
        return self.monday.isocalendar().week

    def on(self, weekday: str) -> date:
        """Give the date of a weekday: "ma" and so on."""
        return self.monday + timedelta(days=WEEKDAYS.index(weekday))

    def holds(self, day: date) -> bool:
        """Say whether a date is in it."""
        return self.monday <= day <= self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Sight:
    """All of it. judged: every week whose hours are the speaker's to judge. own: a student's. own_dossiers: theirs.

    shown: what the answered message shows, by number; in its order. names: dossiers by the folded names of students.
    people: everybody there is, by their folded full name, and by first name who alone has it.
    undoable: the days that the speaker's last answer approved or sent back.
    """

    today: date
    judged: Sequence[SeenWeek] = ()
    own: Sequence[SeenWeek] = ()
    own_dossiers: Sequence[int] = ()
    shown: Sequence[tuple[int, SeenWeek]] = ()
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    undoable: frozenset[DayKey] = frozenset()

    @property
    def open(self) -> list[SeenWeek]:
        """The weeks that may be judged now."""
        return [week for week in self.judged if week.is_open]

    @property
    def shown_open(self) -> list[SeenWeek]:
        """The weeks that were shown and may be judged now."""
        return [week for _, week in self.shown if week.is_open]

    def called(self, name: str) -> frozenset[int]:
        """Give the dossiers of whoever goes by a name."""
        return self.names.get(folded(name), frozenset())


async def sight_of(stage: Stage, person_id: int, answered: Received | None) -> Sight:
    """Look at everything as the speaker may."""
    question = await stage.question_of(answered)
    items = question.items if question is not None else []
    return await stage.database.look(lambda session: _look(session, stage, person_id, items))


def _look(session: Session, stage: Stage, person_id: int, items: list[dict[str, int]]) -> Sight:
    person = session.get_one(Person, person_id)
    today = local_date(person, stage.now)
    actor = load_actor(session, person_id, evidence=Evidence.MAILBOX, today=today)
    every = session.scalars(select(LogbookWeek.id).order_by(LogbookWeek.monday, LogbookWeek.id)).all()
    judged = read_weeks(session, may_judge(actor), every)
    own = read_weeks(session, may_enter(actor), every)
    seen = {week.id: _seen(week, today) for week in judged}
    names: dict[str, set[int]] = {}
    for week in judged:
        student = week.dossier.student
        for name in (student.first_name, student.surname, student.name):
            names.setdefault(folded(name), set()).add(week.dossier_id)
    shown = [(int(item.get("number") or 0), seen[item["week"]]) for item in items if item["week"] in seen]
    return Sight(
        today=today,
        judged=list(seen.values()),
        own=[_seen(week, today) for week in own],
        own_dossiers=sorted(_own_dossiers(session, person_id)),
        shown=shown,
        names={name: frozenset(ids) for name, ids in names.items()},
        people=_people(session),
        undoable=_undoable(session, person_id),
    )


def _people(session: Session) -> dict[str, int]:
    everybody = session.scalars(select(Person)).all()
    first = [folded(one.first_name) for one in everybody]
    alone = {folded(one.first_name): one.id for one in everybody if first.count(folded(one.first_name)) == 1}
    return {**alone, **{folded(one.name): one.id for one in everybody}}


def _seen(week: LogbookWeek, today: date) -> SeenWeek:
    try:
        check_open(week, today)
    except WeekRefused:
        is_open = False
    else:
        is_open = True
    return SeenWeek(
        week.id,
        week.dossier_id,
        week.monday,
        {day.date: day.minutes for day in week.days},
        frozenset(day.date for day in week.days if day.state == DayState.SUBMITTED),
        frozenset(day.date for day in week.days if day.state == DayState.DRAFT),
        is_open,
    )


def _own_dossiers(session: Session, person_id: int) -> Sequence[int]:

    return session.scalars(select(Dossier.id).where(Dossier.student_id == person_id)).all()


def _undoable(session: Session, person_id: int) -> frozenset[DayKey]:
    """Give the days that somebody's last answer changed, as its record says."""
    last = session.scalars(
        select(Decision)
        .where(Decision.person_id == person_id, Decision.undone_by.is_(None))
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    weeks = last.facts.get("weeks", ()) if last is not None else ()
    return frozenset(
        (week["dossier"], date.fromisoformat(day["date"]))
        for week in weeks
        if isinstance(week, dict)
        for day in (*week.get("approved", ()), *week.get("returned", ()))
    )
