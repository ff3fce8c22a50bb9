"""What a line's meaning is read against: which weeks its speaker may judge or fill in, and what they were shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from akkoord.evaluation.looking import DayKey, Records, records
from akkoord.evaluation.outcomes import Outcome, WantedRows, as_before
from akkoord.evaluation.stage import Stage
from akkoord.room import Received
from core.access import load_actor, may_enter, may_judge
from core.cells import read_date, read_day_minutes
from core.dossiers.models import Dossier
from core.files.models import SentFile
from core.files.sorts import HOURS
from core.identify import local_date
from core.incoming import Evidence
from core.logbook.models import DayState, LogbookWeek
from core.logbook.service import WeekRefused, check_open, read_weeks
from core.people.models import Person
from core.sheets import folded

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")


@dataclass(frozen=True, slots=True, eq=False)
class SeenWeek:
    """One week. is_open: it may be judged now.

    waiting: the days to be judged; drafts: those not handed in; returned: those that came back.
    """

    week_id: int
    dossier_id: int
    monday: date
    minutes: Mapping[date, int]
    waiting: frozenset[date]
    drafts: frozenset[date]
    returned: frozenset[date]
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
    undoable: what must be so once the speaker's last act is taken back; None when nothing can be.
    sent: the days, with their minutes, in each file that the speaker sent, by its name; the last of them last.
    """

    today: date
    judged: Sequence[SeenWeek] = ()
    own: Sequence[SeenWeek] = ()
    own_dossiers: Sequence[int] = ()
    shown: Sequence[tuple[int, SeenWeek]] = ()
    names: Mapping[str, frozenset[int]] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    undoable: Outcome | None = None
    sent: Mapping[str, Mapping[DayKey, int]] = field(default_factory=dict)

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
    return await stage.database.turn(lambda session: _look(session, stage, person_id, items))


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
        undoable=_undoable(session, stage.earlier),
        sent=_sent(session, person_id),
    )


def _sent(session: Session, person_id: int) -> dict[str, dict[DayKey, int]]:
    """Read the hours in the files that somebody sent."""
    files = session.scalars(select(SentFile).where(SentFile.person_id == person_id).order_by(SentFile.inbox_id))
    dossiers = {row.external_id: row.id for row in session.scalars(select(Dossier))}
    return {
        file.name: {
            (dossiers[cells["dossier"]], read_date(cells["date"])): read_day_minutes(cells["minutes"])
            for _, cells in file.reading.get("rows", ())
            if file.reading.get("sort") == HOURS.name and cells["dossier"] in dossiers
        }
        for file in files
    }


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
        frozenset(day.date for day in week.days if day.state == DayState.CORRECTION),
        is_open,
    )


def _own_dossiers(session: Session, person_id: int) -> Sequence[int]:

    return session.scalars(select(Dossier.id).where(Dossier.student_id == person_id)).all()


def _undoable(session: Session, earlier: Records | None) -> Outcome | None:
    """Say how the records must stand again: as they did before the last step, if that changed any."""
    if earlier is None:
        return None
    now = records(session)
    days = {
        key: earlier.days.get(key) for key in {*earlier.days, *now.days} if earlier.days.get(key) != now.days.get(key)
    }
    tables = {key[0] for key in {*earlier.rows, *now.rows} if earlier.rows.get(key) != now.rows.get(key)}
    if not days and not tables:
        return None
    rows = [WantedRows(frozenset({table}), lambda _change: True, f"{table} as before") for table in sorted(tables)]
    return Outcome({key: as_before(day) for key, day in days.items()}, rows)
