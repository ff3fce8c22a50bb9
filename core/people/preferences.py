"""How one person wants to be reached and reminded; who never said anything has no row and gets what everyone gets."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base


class Way(StrEnum):
    """Where someone wants messages that are no answer: the chat when there is one, one of the two, or both."""

    ANY = ""
    MAIL = "mail"
    CHAT = "chat"
    BOTH = "both"


class Preference(Base):
    """What one person asked for ("voorkeuren").

    stopped_at: since when no reminders are wanted; None while they are. started_at: when they were last wanted again.
    snoozed_until: until then no reminder. quiet_from, quiet_until: minutes since midnight on the person's own clock;
    when the first is the later one, the quiet goes over midnight. quiet_weekend: from Saturday until Monday 8:00.
    builders_region: whose builders' holiday is free of reminders ("Noord", "Midden", "Zuid"), "" when nobody's.
    free_from, free_until: first and last day of a period of one's own without reminders.
    """

    __tablename__ = "preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), default=Way.ANY)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    snoozed_until: Mapped[datetime | None] = mapped_column(default=None)
    quiet_from: Mapped[int | None] = mapped_column(default=None)
    quiet_until: Mapped[int | None] = mapped_column(default=None)
    quiet_weekend: Mapped[bool] = mapped_column(default=False)
    builders_region: Mapped[str] = mapped_column(String(20), default="")
    free_from: Mapped[date | None] = mapped_column(default=None)
    free_until: Mapped[date | None] = mapped_column(default=None)


ASKED_NOTHING = "asked for nothing"
MOMENTS = frozenset({"stopped_at", "started_at", "snoozed_until"})
DAYS = frozenset({"free_from", "free_until"})
Value = str | int | bool | None


def preference_of(session: Session, person_id: int) -> Preference:
    """Give what someone asked for; a row that is not stored, with what everyone gets, when they asked for nothing.

    The session remembers who asked for nothing: it is looked up for each thing that is settled of a message.
    """
    nothing: dict[int, Preference] = session.info.setdefault(ASKED_NOTHING, {})
    asked = nothing.get(person_id) or session.get(Preference, person_id)
    if asked is None:
        asked = Preference(person_id=person_id, channel=Way.ANY, quiet_weekend=False, builders_region="")
        nothing[person_id] = asked
    return asked


def change(session: Session, person_id: int, values: dict[str, object]) -> dict[str, dict[str, Value]]:
    """Set some of what someone asked for. Gives {"was", "now"} of what really changed, as the record keeps it."""
    row = session.get(Preference, person_id, with_for_update=True)
    if row is None:
        row = preference_of(session, person_id)
        del session.info[ASKED_NOTHING][person_id]
        session.add(row)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    was = {name: _written(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    session.flush()
    return {"was": was, "now": {name: _written(value) for name, value in changed.items()}}


def restore(session: Session, person_id: int, was: dict[str, Value]) -> None:
    """Set what someone asked for back to what the record says it was."""
    change(session, person_id, {name: _read(name, value) for name, value in was.items()})


def _written(value: object) -> Value:
    """Write a value for the record."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else None


def _read(name: str, value: Value) -> object:
    if not isinstance(value, str):
        return value
    if name in MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in DAYS else value
