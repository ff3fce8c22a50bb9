"""What lines about anything but hours mean for the records: contacts, stand-ins, reports, one's own wishes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from akkoord.evaluation.hours_meant import Meant, Slots
from akkoord.evaluation.looking import Change
from akkoord.evaluation.outcomes import Outcome, WantedDay, WantedRows
from akkoord.evaluation.sight import Sight
from core.logbook.models import DayState
from core.people.preferences import Way
from core.problems.models import ProblemKind
from core.roles.reading import vocabulary
from core.sheets import folded

WAYS = {"email": Way.MAIL, "mail": Way.MAIL, "telegram": Way.CHAT, "chat": Way.CHAT, "both": Way.BOTH}
WORKBOOKS = frozenset({"xlsx", "excel", "workbook"})


def _new(change: Change) -> Mapping[str, Any]:
    return change.after if change.before is None and change.after is not None else {}


def _rows(what: str, tables: set[str], holds: Any) -> Meant:
    return Meant([Outcome(rows=[WantedRows(frozenset(tables), holds, what)])])


def add_contact(slots: Slots, sight: Sight) -> Meant:
    """Let this person be invited at this address."""
    del sight

    def holds(change: Change) -> bool:
        row = _new(change)
        name = " ".join(str(row.get(part) or "") for part in ("first_name", "infix", "surname"))
        return row.get("email") == str(slots.get("email", "")).lower() and folded(name) == folded(slots["name"])

    return _rows("an invitation", {"invitation"}, holds)


def deactivate_contact(slots: Slots, sight: Sight) -> Meant:
    """Let the roles of this person end."""
    last_day, who = sight.today, sight.people.get(folded(slots["name"]))

    def holds(change: Change) -> bool:
        row = change.after or {}
        until = row.get("until")
        return row.get("person_id") == who and isinstance(until, date) and until < last_day

    return _rows("the end of a role", {"membership", "dossier_part", "stand_in", "invitation"}, holds)


def delegate(slots: Slots, sight: Sight) -> Meant:
    """Let this colleague stand in from one day until another."""
    who = sight.people.get(folded(slots["to"]))

    def holds(change: Change) -> bool:
        row = _new(change)
        said = {"since": slots.get("from"), "until": slots.get("until")}
        is_then = all(day is None or str(row.get(name)) == day for name, day in said.items())
        return row.get("stand_in_id") == who and is_then

    return _rows("a stand-in", {"stand_in"}, holds)


def report_problem(slots: Slots, sight: Sight) -> Meant:
    """Let a report about this student go to the school."""
    dossiers = {dossier for name in slots.get("students", ()) for dossier in sight.called(name)}

    def holds(change: Change) -> bool:
        row = _new(change)
        return row.get("kind") == ProblemKind.STUDENT and row.get("dossier_id") in dossiers

    return _rows("a report about the student", {"problem", "problem_message"}, holds)


def report_data_breach(slots: Slots, sight: Sight) -> Meant:
    """Let a report of a leak go to the privacy officer."""
    del slots, sight
    return _rows(
        "a report of a leak",
        {"problem", "problem_message"},
        lambda change: _new(change).get("kind") == ProblemKind.LEAK,
    )


def set_preference(slots: Slots, sight: Sight) -> Meant:
    """Let messages come where they are wanted."""
    del sight
    wanted = WAYS.get(str(slots.get("channel", "")))
    return _rows(
        "where messages come",
        {"preference"},
        lambda change: wanted is not None and (change.after or {}).get("channel") == wanted,
    )


def invite_user(slots: Slots, sight: Sight) -> Meant:
    """Let whoever has this address be invited, to this role where one is said."""
    del sight
    role = _role(slots)

    def holds(change: Change) -> bool:
        row = _new(change)
        is_theirs = row.get("email") == str(slots.get("email", "")).lower()
        return is_theirs and (role is None or role in row.get("roles", ()))

    return _rows("an invitation", {"invitation"}, holds)


def set_role(slots: Slots, sight: Sight) -> Meant:
    """Let somebody have this role from now on; of a role that there is not, nothing is to change."""
    who, role = sight.people.get(folded(slots["name"])), _role(slots)
    if role is None:
        return Meant()

    def holds(change: Change) -> bool:
        row = _new(change)
        return row.get("person_id") == who and row.get("role") == role

    return _rows("a role", {"membership"}, holds)


def _role(slots: Slots) -> str | None:
    role = vocabulary().roles.get(folded(str(slots.get("role", ""))))
    return str(role) if role is not None else None


def import_hours(slots: Slots, sight: Sight) -> Meant:
    """Let the days of this file be in the logbook, in any state; without a name that of the last that was sent."""
    name = str(slots.get("file") or next(reversed(list(sight.sent)), ""))
    days = sight.sent.get(name, {})
    if not days:
        return Meant()
    states = frozenset({str(DayState.SUBMITTED), str(DayState.DRAFT)})
    return Meant([Outcome({key: WantedDay(states, frozenset({minutes})) for key, minutes in days.items()})])


def export_hours(slots: Slots, sight: Sight) -> Meant:
    """Let there be a link to what was approved, as the sort of file that was asked for."""
    del sight
    wanted = str(slots.get("format", "")).lower()
    kind = "xlsx" if wanted in WORKBOOKS else wanted

    def holds(change: Change) -> bool:
        return not kind or _new(change).get("kind") == kind

    return _rows("a link to a file", {"download"}, holds)
