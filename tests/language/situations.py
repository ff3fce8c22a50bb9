"""The situations in which these tests say things: invented students, a digest, one week, a student's own."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.language import read
from core.language.meaning import Certainty, Context, Known, Meaning, OpenWeek, Placement, Reading

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
NOOR, DAAN, SANNE, YOUSSEF = (
    Known(1, "Noor", "van den", "Berg"),
    Known(2, "Daan", "", "Visser"),
    Known(3, "Sanne", "", "Postma"),
    Known(4, "Youssef", "El", "Amrani"),
)
STUDENTS = (NOOR, DAAN, SANNE, YOUSSEF)
MONDAY = date(2026, 11, 16)
TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
FULL = (8.0, 8.0, 7.5, 8.0, 8.0)


def week(week_id: int, student: Known, number: int, hours: tuple[float, ...] = FULL) -> OpenWeek:
    """Give a week of a student with these hours from Monday on; its number in the digest is its id."""
    monday = date.fromisocalendar(2026, number, 1)
    minutes = {monday + timedelta(days=day): round(amount * 60) for day, amount in enumerate(hours)}
    return OpenWeek(week_id, student.dossier_id, monday, minutes, frozenset(minutes), week_id)


# 1 and 2 are Noor's, 3 is Daan's, 4 is Sanne's, 5 is Youssef's.
WEEKS = (week(1, NOOR, 46), week(2, NOOR, 47), week(3, DAAN, 47), week(4, SANNE, 47), week(5, YOUSSEF, 46))


def digest(language: str = "nl") -> Context:
    """A digest of five weeks was answered."""
    return Context(NOW, language, STUDENTS, WEEKS, focus=[one.week_id for one in WEEKS])


def one_week(language: str = "nl") -> Context:
    """A message about Daan's week alone was answered."""
    return replace(digest(language), focus=[3])


def proposal(language: str = "nl") -> Context:
    """Something was proposed about Daan's week."""
    return replace(one_week(language), proposed=True)


def two_at_once(language: str = "nl") -> Context:
    """Both weeks of Noor were shown, and none of the three others that are open; Sanne's answered."""
    weeks = [replace(one, open=frozenset()) if one is WEEKS[3] else one for one in WEEKS]
    return replace(digest(language), weeks=weeks, focus=[1, 2])


def sent_back(language: str = "nl") -> Context:
    """Daan himself answers about his week that came back."""
    return Context(NOW, language, [DAAN], [WEEKS[2]], focus=[3], for_student=True)


def one_day_back(language: str = "nl", *, named: bool = False) -> Context:
    """Daan answers about the one day that came back. named: with hours, so that taking them over is a choice."""
    back = replace(WEEKS[2], open=frozenset({TUESDAY}))
    return replace(sent_back(language), weeks=[back], choices=int(named))


def logging_student(language: str = "nl") -> Context:
    """Daan, on Monday morning, has last week filled in and not handed in; this week is empty."""
    drafted = replace(WEEKS[2], open=frozenset(), drafts=frozenset(WEEKS[2].minutes))
    place = Placement(DAAN.dossier_id, date(2026, 9, 1), date(2027, 2, 26), "Bouwbedrijf Houtzaag")
    return Context(NOW, language, [DAAN], [drafted], for_student=True, placements=[place])


def sure(reading: Reading) -> list[Meaning]:
    """Give what would be done without asking."""
    return [] if reading.blocks_all else [one for one in reading.meanings if one.certainty is Certainty.SURE]


def approved(text: str, context: Context) -> AbstractSet[tuple[int, date]]:
    """Give each (week, day) that a message approves. A yes to a question approves all that was asked about."""
    weeks = {one.week_id: one for one in context.weeks}
    found: set[tuple[int, date]] = set()
    for meaning in sure(read(text, context)):
        if meaning.command in {"logbook.approve", "logbook.approve_except"}:
            for verdict in meaning.weeks:
                left = {change.date for change in verdict.days}
                found |= {(verdict.week_id, day) for day in weeks[verdict.week_id].open - left}
        elif meaning.command in {"desk.yes", "desk.choose"}:
            found |= {(week_id, day) for week_id in context.focus for day in weeks[week_id].open}
    return found


def done(text: str, context: Context) -> dict[str, set[int]]:
    """Give what a message does without asking: by command, the weeks."""
    found: dict[str, set[int]] = {}
    for meaning in sure(read(text, context)):
        command = meaning.command.removeprefix("logbook.")
        found.setdefault(command, set()).update(week.week_id for week in meaning.weeks)
    return found
