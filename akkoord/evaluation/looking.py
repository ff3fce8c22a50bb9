"""Looking at the database: what business records there are, and what of them changed, by table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import Base
from core.dossiers.models import Dossier
from core.logbook.models import DayEntry, LogbookWeek
from core.outbox import OutboxMessage
from core.outgoing import UNSAID
from core.people.models import Address, ChatAccount

# How messages travel and what was asked; none of it is a record of the business.
PLUMBING = frozenset({"inbox", "outbox", "question", "decision", "record_head", "link_token", "demo_mark"})
# What the logbook's days say already.
OF_DAYS = frozenset({"logbook_week", "day_entry", "approval"})
# What comes of reading a mail, and not of its words; or what other rows say besides.
NOISE = {
    "address": frozenset({"works", "verified_at"}),
    "chat_account": frozenset({"blocked_at"}),
    "sent_file": frozenset({"imported_at"}),
}

DayKey = tuple[int, date]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """One day's hours. proposed: minutes that were asked for when it went back."""

    state: str
    minutes: int
    proposed: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went or became another. before, after: None when it was not there."""

    table: str
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True)
class Told:
    """A message to somebody else, that is planned or sent."""

    name: str
    person_id: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Records:
    """The business records of one moment. days: by dossier and date. rows: all others, by table and key."""

    days: Mapping[DayKey, Day]
    rows: Mapping[tuple[str, tuple[Any, ...]], Row]
    last_message: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two moments. own: the speaker's own wishes, which any message may touch."""

    days: Mapping[DayKey, Day | None] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    own: Sequence[Change] = ()
    told: Sequence[Told] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing of the business changed."""
        return not self.days and not self.changes

    @property
    def wishes(self) -> list[Change]:
        """The speaker's own wishes that changed, besides when they are reminded again."""
        return [change for change in self.own if not _is_reminder(change)]


def records(session: Session) -> Records:
    """Read every business record; which tables those are follows from the models."""
    found = session.execute(
        select(LogbookWeek.dossier_id, DayEntry.date, DayEntry.state, DayEntry.minutes, DayEntry.proposed_minutes)
        .join(DayEntry, DayEntry.week_id == LogbookWeek.id)
        .join(Dossier, Dossier.id == LogbookWeek.dossier_id)
    )
    days = {(dossier, day): Day(state, minutes, proposed) for dossier, day, state, minutes, proposed in found}
    rows: dict[tuple[str, tuple[Any, ...]], Row] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in PLUMBING or table.name in OF_DAYS:
            continue
        keys = [column.name for column in table.primary_key]
        quiet = NOISE.get(table.name, frozenset())
        for row in session.execute(select(table)).mappings():
            values = {name: value for name, value in row.items() if name not in quiet}
            rows[table.name, tuple(row[key] for key in keys)] = values
    last = session.scalar(select(OutboxMessage.id).order_by(OutboxMessage.id.desc()).limit(1))
    return Records(days, rows, last or 0)


def difference(before: Records, after: Records, session: Session, person_id: int) -> Difference:
    """Say what changed, and who else was told something. person_id: who spoke."""
    days = {
        key: after.days.get(key) for key in {*before.days, *after.days} if before.days.get(key) != after.days.get(key)
    }
    changed = [
        Change(key[0], before.rows.get(key), after.rows.get(key))
        for key in sorted({*before.rows, *after.rows}, key=str)
        if before.rows.get(key) != after.rows.get(key)
    ]
    own = [change for change in changed if _is_own(change, person_id)]
    theirs = {
        *session.scalars(select(Address.email).where(Address.person_id == person_id)),
        *session.scalars(select(ChatAccount.chat_id).where(ChatAccount.person_id == person_id)),
    }
    messages = session.scalars(
        select(OutboxMessage).where(OutboxMessage.id > before.last_message, OutboxMessage.name.not_in(UNSAID))
    )
    told = [
        Told(message.name, message.person_id, message.address)
        for message in messages
        if message.person_id != person_id and message.address not in theirs
    ]
    return Difference(days, [one for one in changed if one not in own], own, told)


def _is_own(change: Change, person_id: int) -> bool:
    """Say whether a change is to how the speaker is reminded, or in which language they are written to."""
    row = change.after or change.before or {}
    if change.table == "preference":
        return bool(row.get("person_id") == person_id)
    if change.table == "person" and change.before is not None and change.after is not None:
        but_language = {name for name in row if change.before.get(name) != change.after.get(name)}
        return bool(row.get("id") == person_id) and but_language <= {"language"}
    return False


def _is_reminder(change: Change) -> bool:
    """Say whether only the moment of the next reminder is another."""
    before, after = change.before or {}, change.after or {}
    other = {name for name, value in after.items() if (value or None) != (before.get(name) or None)}
    return change.table == "preference" and other <= {"person_id", "snoozed_until"}


def words_of(difference: Difference) -> str:
    """Say in a few words what changed."""
    states: dict[str, int] = {}
    for day in difference.days.values():
        state = day.state if day is not None else "gone"
        states[state] = states.get(state, 0) + 1
    parts = [f"{count} day{'s' if count > 1 else ''} {state}" for state, count in sorted(states.items())]
    tables = sorted({change.table for change in (*difference.changes, *difference.own)})
    return ", ".join([*parts, *tables]) or "nothing"
