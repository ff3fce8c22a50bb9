"""What the page behind a mail's link shows: only to whom the mail went, only what they may see, as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from core.access import Actor, load_actor, may_judge, visible
from core.dossiers.models import Dossier
from core.inbox import InboxMessage
from core.incoming import Channel, Evidence
from core.logbook.approvals import approvals_given
from core.logbook.facts import days_in, differences
from core.logbook.models import DayEntry, DayState, LogbookWeek
from core.logbook.rules import flags, version
from core.logbook.service import WeekRefused, check_open
from core.outbox import OutboxMessage
from core.people.models import Address, Person
from core.questions import Question

LIVES = timedelta(days=45)
TRIES = 5
TRIES_WITHIN = timedelta(hours=1)
WRONG_TOTAL = "wrong_total"
SHOWN = (DayState.SUBMITTED, DayState.CORRECTION, DayState.APPROVED)


@dataclass(frozen=True, slots=True)
class Expired:
    """A link that was ours but is too old. language: the person's."""

    language: str


@dataclass(frozen=True, slots=True)
class PageDay:
    """A day as it is now. note: empty for those who may only read. proposed: the hours asked for when it went back."""

    date: date
    minutes: int
    state: str
    note: str = ""
    proposed: int | None = None


@dataclass(frozen=True, slots=True)
class PageDifference:
    """A day that is no longer what was shown; hours are None where it was, or is, absent.

    note: as it is now when that changed, and the reader may see it; else None.
    """

    date: date
    was: int | None
    now: int | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PageApproval:
    """One yes: by whom (empty when its name is not the reader's to see), when, through which door, on which days.

    at, undo_until: in the reader's time zone; undo_until is None when it is theirs no longer to undo.
    """

    by: str
    is_own: bool
    at: datetime
    channel: str
    days: tuple[date, ...]
    undo_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PageWeek:
    """One week of the message, as it is now.

    version: the hash of what is shown here; an answer names it. asks: the reader may approve it now. why: if not, the
    reason ("already", "too_late", "not_over", "not_submitted", "read_only"). differences: since the message.
    """

    week_id: int
    number: int | None
    monday: date
    student: str
    organisation: str
    school: str
    version: str
    days: tuple[PageDay, ...]
    asks: bool
    why: str = ""
    flags: tuple[Mapping[str, Any], ...] = ()
    differences: tuple[PageDifference, ...] = ()
    approvals: tuple[PageApproval, ...] = ()

    @property
    def minutes(self) -> int:
        """The total that the reader has to type: every day listed here. Never printed while it is asked for."""
        return sum(day.minutes for day in self.days)

    @property
    def is_partly_judged(self) -> bool:
        """Some days wait for an answer, others have had one."""
        return len({day.state == DayState.SUBMITTED for day in self.days}) > 1


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The whole page. sent_at: when the mail went, in the reader's time zone. tries: totals that may still be wrong."""

    token: str
    language: str
    person: str
    school: str
    sent_at: datetime
    weeks: tuple[PageWeek, ...]
    tries: int = TRIES

    def week(self, week_id: int) -> PageWeek | None:
        """Find one of its weeks."""
        return next((week for week in self.weeks if week.week_id == week_id), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads the page, with the moment as their clock shows it."""

    actor: Actor
    now: datetime
    judges: frozenset[int] = field(default_factory=frozenset)


def page_for(session: Session, token: str, now: datetime) -> PageFacts | Expired | None:
    """Read what the link of one of our mails shows now; changes nothing.

    Returns None when the token is unknown, was not mailed to its person's own address, or shows them nothing any more
    (their role ended); Expired when the message is over 45 days old.
    """
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.token == token)).one_or_none()
    if message is None or message.person_id is None or message.channel == Channel.CHAT:
        return None
    person = session.get_one(Person, message.person_id)
    if not _is_theirs(session, message):
        return None
    sent_at = message.sent_at or message.due_at
    if sent_at + LIVES < now:
        return Expired(person.language)
    question = session.get(Question, message.question_id) if message.question_id is not None else None
    if question is None or question.person_id != person.id:
        return None
    local = now.astimezone(ZoneInfo(person.time_zone))
    actor = load_actor(session, person.id, evidence=Evidence.LINK, today=local.date())
    weeks = _weeks(session, actor, local, question.items)
    if not weeks:
        return None
    return PageFacts(
        token=token,
        language=person.language,
        person=person.name,
        school=" / ".join(dict.fromkeys(week.school for week in weeks)),
        sent_at=sent_at.astimezone(actor.zone),
        weeks=weeks,
        tries=tries_left(session, token, now),
    )


def _is_theirs(session: Session, message: OutboxMessage) -> bool:
    """Say whether the mail went to an address that still is that person's own; info@ and the like name nobody."""
    if not message.address:
        return True
    address = session.scalars(select(Address).where(Address.email == message.address.lower())).one_or_none()
    return address is not None and address.person_id == message.person_id and not address.is_general


def tries_left(session: Session, token: str, now: datetime) -> int:
    """Say how many totals may still be wrong on this link; counted in the inbox, so a restart forgets nothing."""
    wrong = session.scalar(
        select(func.count())
        .select_from(InboxMessage)
        .where(
            InboxMessage.channel == Channel.LINK,
            InboxMessage.key.startswith(f"{token}:", autoescape=True),
            InboxMessage.outcome == WRONG_TOTAL,
            InboxMessage.received_at > now - TRIES_WITHIN,
        )
    )
    return max(0, TRIES - (wrong or 0))


def _weeks(session: Session, actor: Actor, now: datetime, items: Sequence[Mapping[str, Any]]) -> tuple[PageWeek, ...]:
    """Read the weeks of a message that its reader may see, in the message's order."""
    shown = {item["week"]: item for item in items}
    found = {
        week.id: week
        for week in session.scalars(
            visible(actor, LogbookWeek)
            .where(LogbookWeek.id.in_(shown))
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
    }
    if not found:
        return ()
    judges = session.scalars(
        select(LogbookWeek.id).join(LogbookWeek.dossier).where(LogbookWeek.id.in_(found), may_judge(actor))
    )
    reader = _Reader(actor, now, frozenset(judges))
    approvals = _approvals(session, reader, found)
    before = _minutes_before(session, actor, found.values())
    return tuple(
        _week(found[week_id], item, reader, approvals.get(week_id, ()), before[week_id])
        for week_id, item in shown.items()
        if week_id in found
    )


def _week(
    week: LogbookWeek, item: Mapping[str, Any], reader: _Reader, approvals: Sequence[PageApproval], before: int
) -> PageWeek:
    judges = week.id in reader.judges
    why = _why_not(week, reader.actor.today) if judges else "read_only"
    sees_notes = judges or week.dossier.student_id == reader.actor.id
    changed = [row if sees_notes else {**row, "note": None} for row in differences(week, item)]
    return PageWeek(
        week_id=week.id,
        number=item.get("number"),
        monday=week.monday,
        student=week.dossier.student.name,
        organisation=week.dossier.organisation.name,
        school=week.dossier.tenant.name,
        version=version(week.id, week.days),
        days=tuple(
            PageDay(day.date, day.minutes, day.state, day.note if sees_notes else "", day.proposed_minutes)
            for day in days_in(week, *SHOWN)
        ),
        asks=not why,
        why=why,
        flags=tuple(flags(week.dossier, week, week.days, before, reader.actor.today)) if judges else (),
        differences=tuple(
            PageDifference(date.fromisoformat(row["date"]), row["was"], row["now"], row.get("note"))
            for row in changed
            if row["was"] != row["now"] or row.get("note") is not None
        ),
        approvals=tuple(approvals),
    )


def _why_not(week: LogbookWeek, today: date) -> str:
    """Say why a week can't be approved now; empty when it can."""
    try:
        check_open(week, today)
    except WeekRefused as refusal:
        return refusal.why
    return ""


def _minutes_before(session: Session, actor: Actor, weeks: Iterable[LogbookWeek]) -> dict[int, int]:
    """Sum, for each week, what its dossier had before it, of days that the reader may see; in one statement."""
    weeks = list(weeks)
    earlier = visible(actor, DayEntry).where(
        LogbookWeek.dossier_id.in_({week.dossier_id for week in weeks}), DayEntry.state.in_(SHOWN)
    )
    columns = (LogbookWeek.dossier_id, LogbookWeek.monday, func.sum(DayEntry.minutes))
    summed = earlier.with_only_columns(*columns).group_by(LogbookWeek.dossier_id, LogbookWeek.monday)
    rows = session.execute(summed).all()
    return {
        week.id: sum(
            int(minutes) for dossier, monday, minutes in rows if dossier == week.dossier_id and monday < week.monday
        )
        for week in weeks
    }


def _approvals(session: Session, reader: _Reader, weeks: Iterable[int]) -> dict[int, list[PageApproval]]:
    """Read who approved which days, one line for each decision on a week; what was withdrawn is left out."""
    given = approvals_given(session, reader.actor, reader.now, weeks)
    return {
        week_id: [
            PageApproval(
                by=one.by,
                is_own=one.is_own,
                at=one.at,
                channel=one.channel,
                days=tuple(day for day, _ in one.days),
                undo_until=one.final_at if one.is_own and not one.is_final else None,
            )
            for one in found
            if one.withdrawn_at is None
        ]
        for week_id, found in given.items()
    }
