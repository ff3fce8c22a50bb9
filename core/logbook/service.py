"""The rules of the logbook: approving days, sending them back, taking either back, and what a student mends."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from core.dossiers.models import Dossier
from core.logbook.facts import day_of, days_in
from core.logbook.models import Approval, DayEntry, DayState, LogbookWeek
from core.logbook.rules import last_day_to_approve, version
from core.record import Decision


class WeekRefused(Exception):  # noqa: N818 - a fact about the week, told in a kind sentence
    """A week that can't be judged now.

    why: "too_late", "not_over", "already", "not_submitted", "outside_period", "show_first" or "changed".
    """

    def __init__(self, week: LogbookWeek, why: str) -> None:
        super().__init__(why)
        self.week = week
        self.why = why


def lock_weeks(session: Session, ids: Iterable[int]) -> None:
    """Take weeks for this transaction, always in one order, so that two messages can't hold each other up."""
    wanted = select(LogbookWeek.id).where(LogbookWeek.id.in_(set(ids))).order_by(LogbookWeek.id)
    session.execute(wanted.with_for_update()).all()


def week_ids(session: Session, dossier_id: int, mondays: Iterable[date]) -> dict[date, int]:
    """Find the weeks of a dossier that begin on these Mondays; those that are not there yet are left out."""
    rows = session.execute(
        select(LogbookWeek.monday, LogbookWeek.id).where(
            LogbookWeek.dossier_id == dossier_id, LogbookWeek.monday.in_(set(mondays))
        )
    )
    return {monday: week_id for monday, week_id in rows}  # noqa: C416 - rows are no pairs to the type checker


def make_weeks(session: Session, dossier: Dossier, mondays: Iterable[date]) -> list[int]:
    """Make the weeks of a dossier that are not there yet, and give all their ids; two at once find the same ones."""
    wanted = sorted(set(mondays))
    if not wanted:
        return []
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"tenant_id": dossier.tenant_id, "dossier_id": dossier.id, "monday": monday} for monday in wanted]
    session.execute(insert(LogbookWeek).values(rows).on_conflict_do_nothing())
    found = week_ids(session, dossier.id, wanted)
    return [found[monday] for monday in wanted]


def read_weeks(session: Session, condition: ColumnElement[bool], ids: Iterable[int]) -> list[LogbookWeek]:
    """Read weeks with their days, dossier, student, school and company, in the order asked for.

    Those that the condition (who may see or judge them) does not allow are left out.
    """
    return _weeks(session, _week(condition), ids)


def load_weeks(session: Session, condition: ColumnElement[bool], ids: Iterable[int]) -> list[LogbookWeek]:
    """Read and lock weeks that are to be changed, as `read_weeks` gives them.

    Who changes hours locks all their weeks here first, always in the same order; what was read of them before is read
    anew.
    """
    locked = _week(condition).order_by(LogbookWeek.id).with_for_update(of=LogbookWeek)
    return _weeks(session, locked.execution_options(populate_existing=True), ids)


def _week(condition: ColumnElement[bool]) -> Select[LogbookWeek]:
    return (
        select(LogbookWeek)
        .join(LogbookWeek.dossier)
        .where(condition)
        .options(
            contains_eager(LogbookWeek.dossier).options(
                joinedload(Dossier.student),
                joinedload(Dossier.tenant),
                joinedload(Dossier.organisation),
                joinedload(Dossier.college),
            ),
            selectinload(LogbookWeek.days),
        )
    )


def _weeks(session: Session, statement: Select[LogbookWeek], ids: Iterable[int]) -> list[LogbookWeek]:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    found = {week.id: week for week in session.scalars(statement.where(LogbookWeek.id.in_(wanted)))}
    return [found[week_id] for week_id in wanted if week_id in found]


def check_open(week: LogbookWeek, today: date) -> None:
    """Make sure that a week has days to judge now.

    Raises: WeekRefused when its dossier ended over 30 days ago, the week is not over, nothing is submitted, or all is
    approved already. Source: manual 003, the rules for approving hours.
    """
    if last_day_to_approve(week.dossier.ends_on) < today:
        raise WeekRefused(week, "too_late")
    if days_in(week, DayState.SUBMITTED):
        if week.monday + timedelta(days=6) >= today and week.dossier.ends_on >= today:
            raise WeekRefused(week, "not_over")
        return
    if week.days and all(day.state == DayState.APPROVED for day in week.days):
        raise WeekRefused(week, "already")
    raise WeekRefused(week, "not_submitted")


def check_period(week: LogbookWeek, days: Iterable[date]) -> None:
    """Make sure that days without hours yet are of the week and of the placement. Raises: WeekRefused."""
    first = max(week.monday, week.dossier.starts_on)
    last = min(week.monday + timedelta(days=6), week.dossier.ends_on)
    if any(not first <= day <= last and day_of(week, day) is None for day in days):
        raise WeekRefused(week, "outside_period")


def approve(
    session: Session,
    week: LogbookWeek,
    days: Sequence[DayEntry],
    *,
    decision: Decision,
    by: int,
    final_at: datetime,
    source: int | None = None,
) -> list[Approval]:
    """Approve some days of a week; each gets a row of its own that names the decision and the version seen."""
    seen = version(week.id, week.days)
    approvals = []
    for day in days:
        approvals.append(
            Approval(
                tenant_id=week.tenant_id,
                week_id=week.id,
                entry_id=day.id,
                minutes=day.minutes,
                version=seen,
                approved_by=by,
                decision_id=decision.id,
                source_decision_id=source,
                approved_at=decision.decided_at,
                final_at=final_at,
            )
        )
        day.state = DayState.APPROVED
        day.proposed_minutes, day.reason = None, ""
    session.add_all(approvals)
    return approvals


def send_back(
    session: Session, week: LogbookWeek, wanted: dict[date, int | None], *, reason: str, decision: Decision, by: int
) -> list[DayEntry]:
    """Ask the student to mend days, with the hours they should be where named; a day without an entry gets one."""
    returned = []
    for day, minutes in sorted(wanted.items()):
        entry = day_of(week, day)
        if entry is None:
            entry = DayEntry(tenant_id=week.tenant_id, week_id=week.id, date=day, minutes=0)
            session.add(entry)
            week.days.append(entry)
        entry.state = DayState.CORRECTION
        entry.proposed_minutes, entry.reason = minutes, reason
        entry.asked_by, entry.ask_decision_id = by, decision.id
        returned.append(entry)
    session.flush()
    return returned


def withdraw(
    session: Session, decision: Decision, weeks: Sequence[LogbookWeek], now: datetime
) -> dict[int, list[DayEntry]]:
    """Take back what one decision did to these weeks, as far as nobody built on it; nothing when something is final.

    weeks: as `load_weeks` locked them. Returns, by the id of each week that changed, the days that are open again. A
    day that the student has mended since stays as it is now, without the request; a day that we made goes, unless the
    student filled it.
    """
    approvals = session.scalars(
        select(Approval)
        .where(
            Approval.week_id.in_([week.id for week in weeks]),
            or_(Approval.decision_id == decision.id, Approval.source_decision_id == decision.id),
            Approval.withdrawn_at.is_(None),
        )
        .order_by(Approval.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if any(approval.final_at <= now or approval.exported_at is not None for approval in approvals):
        return {}
    approved = {approval.entry_id for approval in approvals}
    for approval in approvals:
        approval.withdrawn_at = now
    empty = _made_and_empty(session, decision, weeks)
    changed: dict[int, list[DayEntry]] = defaultdict(list)
    for week in weeks:
        for day in list(week.days):
            is_asked = day.ask_decision_id == decision.id
            if day in empty:
                changed[week.id] += []
                week.days.remove(day)
                session.delete(day)
            elif day.id in approved or (is_asked and day.state == DayState.CORRECTION):
                changed[week.id].append(day)
                day.state = DayState.SUBMITTED
                forget_request(day)
            elif is_asked and day.state == DayState.SUBMITTED:
                forget_request(day)
    session.flush()
    return dict(changed)


def forget_request(day: DayEntry) -> None:
    """Let a day stand by itself: nobody asks for other hours any more."""
    day.proposed_minutes, day.reason, day.asked_by, day.ask_decision_id = None, "", None, None


def _made_and_empty(session: Session, decision: Decision, weeks: Sequence[LogbookWeek]) -> set[DayEntry]:
    """Give the days that this decision made and nobody filled; one that was ever approved stays for the record."""
    made = {(week_id, day) for week_id, day in decision.facts.get("made", ())}
    empty = {
        day.id: day
        for week in weeks
        for day in week.days
        if (week.id, day.date.isoformat()) in made
        and day.state == DayState.CORRECTION
        and day.ask_decision_id == decision.id
    }
    kept = session.scalars(select(Approval.entry_id).where(Approval.entry_id.in_(empty)))
    return {empty[entry_id] for entry_id in empty.keys() - set(kept)}
