"""What a message changed: every row of every table before and after, save how messages travel and what was asked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from core.db import Base

# What any message leaves behind: that it came, what was asked, and that something was decided.
TRACES = frozenset({"inbox", "question", "decision", "record_head", "link_token"})
# Of a row that is new: which one it is, what it came of, and what was typed. The clock stands still.
OWN = frozenset({"id", "decision_id", "ask_decision_id", "source_decision_id", "inbox_id", "outbox_id", "number"})
SECRET = frozenset({"token", "token_hash"})
TYPED = frozenset({"note", "reason", "text", "facts"})
# Of a message to somebody else only that it goes.
TOLD = ("address", "name", "person_id")

Values = Mapping[str, Any]
# By table and key, as they are stored.
Rows = Mapping[tuple[str, Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, went or became another. which: its key, or "new". what: its columns that changed."""

    table: str
    which: str
    what: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        what = ", ".join(f"{name}={value}" for name, value in self.what)
        return f"{self.table} {self.which}: {what or 'gone'}"

    @property
    def sort(self) -> tuple[str, bool, tuple[str, ...]]:
        """What it is a change of, whichever row it is and whatever is in it."""
        return self.table, self.which == "new", tuple(name for name, _ in self.what)


Changes = Counter[Change]


@cache
def columns(table: str) -> tuple[str, ...]:
    """Name the columns of a table, its key first."""
    found = Base.metadata.tables[table]
    (key,) = (column.name for column in found.primary_key)
    return key, *(column.name for column in found.columns if column.name != key)


def photograph(session: Session) -> Rows:
    """Read every row there is."""
    session.flush()
    connection = session.connection()
    rows: dict[tuple[str, Any], tuple[Any, ...]] = {}
    for table in Base.metadata.tables:
        listed = ", ".join(f'"{name}"' for name in columns(table))
        for row in connection.exec_driver_sql(f'SELECT {listed} FROM "{table}"'):
            rows[table, row[0]] = tuple(row)
    return rows


def changes(before: Rows, after: Rows, speaker: frozenset[Any]) -> Changes:
    """Say what is different. speaker: the id, addresses and chat of who spoke: what they are told is an answer."""
    found: Changes = Counter()
    for table, key in before.keys() | after.keys():
        was, now = before.get((table, key)), after.get((table, key))
        if was != now:
            names = columns(table)
            one = _change(
                table, key, dict(zip(names, was or (), strict=False)), dict(zip(names, now or (), strict=False))
            )
            if one is not None and not (
                table == "outbox" and one.which == "new" and speaker & set(dict(one.what).values())
            ):
                found[one] += 1
    return found


def _change(table: str, key: Any, was: Values, now: Values) -> Change | None:
    if not was:
        if table in TRACES:
            return None
        names = TOLD if table == "outbox" else tuple(now.keys() - OWN - SECRET - TYPED)
        return Change(table, "new", tuple((name, now[name]) for name in sorted(names)))
    if table in {"question", "record_head"}:
        return None
    if not now:
        return Change(table, str(key), ())
    names = tuple(sorted(name for name in now if was[name] != now[name] and name not in OWN | TYPED))
    return Change(table, str(key), tuple((name, now[name]) for name in names)) if names else None
