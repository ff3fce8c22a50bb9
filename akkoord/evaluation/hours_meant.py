"""What lines about hours mean for the records: which days must be approved, sent back, logged or handed in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import product
from typing import Any

from akkoord.evaluation.looking import DayKey
from akkoord.evaluation.outcomes import Outcome, WantedDay, approved, sent_back
from akkoord.evaluation.sight import WEEKDAYS, SeenWeek, Sight
from core.logbook.models import DayState

Slots = Mapping[str, Any]
Weeks = tuple[SeenWeek, ...]
HOUR = 60


@dataclass(frozen=True, slots=True)
class Meant:
    """What a line means. at_once: any of these is right. asked: right once a question was answered.

    Both empty: nothing of it may be done now.
    """

    at_once: Sequence[Outcome] = ()
    asked: Sequence[Outcome] = field(default=())


def targets(slots: Slots, sight: Sight) -> list[Weeks]:
    """Say which open weeks a line is about; several when it may be understood in more ways than one."""
    found = [_less(slots, sight, weeks) for weeks in _named(slots, sight)]
    return [weeks for weeks in dict.fromkeys(found) if weeks]


def _named(slots: Slots, sight: Sight) -> list[Weeks]:
    weeks, students = slots.get("weeks", ()), slots.get("students", ())
    if slots.get("items"):
        return [tuple(week for number, week in sight.shown if number in slots["items"] and week.is_open)]
    if students:
        return _of_students(slots, sight)
    if weeks:
        shown = tuple(week for week in sight.shown_open if week.number in weeks)
        every = tuple(week for week in sight.open if week.number in weeks)
        return [every] if slots.get("scope") == "all" or not shown else [shown, every]
    if slots.get("scope") == "all":
        several = len(sight.shown) > 1
        return [tuple(sight.shown_open), tuple(sight.open)] if several else [tuple(sight.open)]
    return [tuple(sight.shown_open)]


def _of_students(slots: Slots, sight: Sight) -> list[Weeks]:
    """Give the open weeks of students; of one with several of whom no week is named: all, or the one that was shown."""
    ways: list[list[Weeks]] = []
    for name in slots["students"]:
        dossiers = sight.called(name)
        weeks = tuple(week for week in sight.open if week.dossier_id in dossiers)
        if slots.get("weeks"):
            ways.append([tuple(week for week in weeks if week.number in slots["weeks"])])
            continue
        shown = tuple(week for week in sight.shown_open if week.dossier_id in dossiers)
        is_one = slots.get("scope") == "all" or len(weeks) < 2  # noqa: PLR2004 - one week is no choice
        ways.append([weeks] if is_one or not shown else [weeks, shown])
    return [tuple(dict.fromkeys(week for part in way for week in part)) for way in product(*ways)]


def _less(slots: Slots, sight: Sight, weeks: Weeks) -> Weeks:
    """Leave out what was excepted."""
    dossiers = {dossier for name in slots.get("exclude_students", ()) for dossier in sight.called(name)}
    numbered = {week.week_id for number, week in sight.shown if number in slots.get("exclude_items", ())}
    return tuple(
        week
        for week in weeks
        if week.dossier_id not in dossiers
        and week.week_id not in numbered
        and week.number not in slots.get("exclude_weeks", ())
    )


def approve_hours(slots: Slots, sight: Sight) -> Meant:
    """Let every waiting day of the weeks be approved."""
    return Meant([Outcome(_all_approved(weeks)) for weeks in targets(slots, sight)])


def _all_approved(weeks: Iterable[SeenWeek]) -> dict[DayKey, WantedDay]:
    return {(week.dossier_id, day): approved() for week in weeks for day in week.waiting}


def approve_except(slots: Slots, sight: Sight) -> Meant:
    """Let the named days go back, and all others of the weeks be approved."""
    entries = list(slots.get("except", ()))
    at_once: list[Outcome] = []
    asked: list[Outcome] = []
    for weeks in targets(slots, sight):
        for backs, is_sure in _placed(entries, weeks, sight):
            touched = tuple(week for week in weeks if any(week.week_id == one.week_id for one, _ in backs.values()))
            for about in dict.fromkeys([weeks, touched]):
                days = _all_approved(about)
                days |= {(week.dossier_id, day): sent_back(wanted) for (_, day), (week, wanted) in backs.items()}
                (at_once if is_sure and (about == weeks or _is_open_question(slots, weeks)) else asked).append(
                    Outcome(days)
                )
    return Meant(at_once, asked)


def _is_open_question(slots: Slots, weeks: Weeks) -> bool:
    """Say whether a student was named of whom several weeks wait, and none of them: the named day may say which."""
    is_named = bool(slots.get("weeks") or slots.get("items") or slots.get("scope") == "all")
    return not is_named and len(weeks) > 1


def request_correction(slots: Slots, sight: Sight) -> Meant:
    """Let the named days go back, or the whole week; nothing is approved."""
    entries = list(slots.get("days", ()))
    at_once: list[Outcome] = []
    asked: list[Outcome] = []
    for weeks in targets(slots, sight):
        if not entries:
            whole = {(week.dossier_id, day): sent_back(frozenset({None})) for week in weeks for day in week.waiting}
            (at_once if slots.get("scope") == "week" or len(weeks) == 1 else asked).append(Outcome(whole))
            continue
        for backs, is_sure in _placed(entries, weeks, sight):
            days = {(week.dossier_id, day): sent_back(wanted) for (_, day), (week, wanted) in backs.items()}
            (at_once if is_sure else asked).append(Outcome(days))
    return Meant(at_once, asked)


Backs = dict[tuple[int, date], tuple[SeenWeek, frozenset[int | None]]]


def _placed(entries: Sequence[Slots], weeks: Weeks, sight: Sight) -> list[tuple[Backs, bool]]:
    """Say on which dates the named days are; a weekday may be one of several, and then nothing is sure."""
    choices = [_dates(entry, weeks, sight) for entry in entries]
    if not all(choices):
        return []
    is_sure = all(len(one) == 1 for one in choices)
    found: list[tuple[Backs, bool]] = []
    for way in product(*choices):
        backs = {
            (week.dossier_id, day): (week, wanted_minutes(entry, week.minutes.get(day)))
            for entry, (week, day) in zip(entries, way, strict=True)
        }
        found.append((backs, is_sure))
    return found


def _dates(entry: Slots, weeks: Weeks, sight: Sight) -> list[tuple[SeenWeek, date]]:
    if "item" in entry:
        weeks = tuple(week for number, week in sight.shown if number == entry["item"])
    if "date" in entry:
        day = date.fromisoformat(entry["date"])
        return [(week, day) for week in weeks if week.holds(day)]
    found = [(week, week.on(entry["day"])) for week in weeks]
    if "was" in entry and len(found) > 1:
        pinned = [(week, day) for week, day in found if week.minutes.get(day) == round(entry["was"] * HOUR)]
        return pinned or found
    return found


def wanted_minutes(entry: Slots, logged: int | None) -> frozenset[int | None]:
    """Say which minutes may be asked for: those said; of a mere time of day or absence also none."""
    if "hours" in entry:
        return frozenset({round(entry["hours"] * HOUR)})
    if "delta" in entry and logged is not None:
        return frozenset({logged + round(entry["delta"] * HOUR)})
    if "from" in entry and "until" in entry:
        return frozenset({None, _between(entry)})
    return frozenset({None})


def _between(entry: Slots) -> int:
    begins, ends = time.fromisoformat(entry["from"]), time.fromisoformat(entry["until"])
    minutes = (ends.hour - begins.hour) * HOUR + ends.minute - begins.minute
    return minutes - int(entry.get("break_minutes", 0))


def undo(slots: Slots, sight: Sight) -> Meant:
    """Let all that the last step changed be as it was before."""
    del slots
    return Meant([sight.undoable] if sight.undoable is not None else [])


def log_hours(slots: Slots, sight: Sight) -> Meant:
    """Let the speaker's own days hold these hours, as drafts or handed in; of a day that came back also approved."""
    returned = {day for week in sight.own for day in week.returned}
    days: dict[DayKey, WantedDay] = {}
    for entry in slots.get("days", ()):
        minutes = frozenset(one for one in wanted_minutes(entry, None) if one is not None)
        day = _latest(entry, sight.today)
        states = frozenset({DayState.DRAFT, DayState.SUBMITTED, *({DayState.APPROVED} if day in returned else ())})
        days |= {(dossier, day): WantedDay(states, minutes or None) for dossier in sight.own_dossiers}
    return Meant([Outcome(days)] if days else [])


def _latest(entry: Slots, today: date) -> date:
    """Give the date said, or the last such weekday that is not ahead."""
    if "date" in entry:
        return date.fromisoformat(entry["date"])
    back = (today.weekday() - WEEKDAYS.index(entry["day"])) % len(WEEKDAYS)
    return today - timedelta(days=back)


def submit_week(slots: Slots, sight: Sight) -> Meant:
    """Let the drafts of the speaker's own weeks be handed in; without a week all of them."""
    weeks = [week for week in sight.own if not slots.get("weeks") or week.number in slots["weeks"]]
    handed_in = WantedDay(frozenset({DayState.SUBMITTED}))
    days = {(week.dossier_id, day): handed_in for week in weeks for day in week.drafts}
    return Meant([Outcome(days)] if days else [])
