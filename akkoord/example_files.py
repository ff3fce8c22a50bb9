"""The example data as files: what three schools would send for the twelve weeks up to last week."""

import csv
import io
import random
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from core.logbook.holidays import holiday_on

FOLDER = Path(__file__).parent.parent / "examples"
WEEKS = 12
ENDED, LONG_AGO = 20, 52
FULL_DAY = 480
NOTES = (
    "opgemeten en ingekocht",
    "meegelopen met een collega",
    "zelfstandig gewerkt",
    "opgeruimd en gecontroleerd",
    "",
)
NOTE_OF_OVERTIME = "uitgelopen, klus moest af"
DUTCH = [
    "school", "college", "collegenaam", "e-mail college", "dossiernummer", "studentnummer", "voornaam", "tussenvoegsel",
    "achternaam", "e-mail student", "taal student", "bedrijfscode", "bedrijf", "plaats", "voornaam begeleider",
    "tussenvoegsel begeleider", "achternaam begeleider", "e-mail begeleider", "rol begeleider", "taal begeleider",
    "docent", "e-mail docent", "titel", "begindatum", "einddatum", "afgesproken uren", "uren per week",
    "uren per dag", "digitaal", "vakantie toegestaan",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Student:
    """One student with the placement and what is special about their hours. number: their place in the list."""

    number: int
    school: str
    college: str
    first_name: str
    infix: str
    surname: str
    company: str
    supervisor: int
    stories: frozenset[str]

    @property
    def dossier(self) -> str:
        """The dossier's number at the school."""
        return f"BPV-{26000 + self.number * 7}"

    @property
    def email(self) -> str:
        """The address at school."""
        local = f"{self.first_name}.{self.infix}{self.surname}".lower().translate(str.maketrans("ıø", "io", " '"))
        plain = unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode()
        return f"{plain}@leerling.{self.school}.example"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of hours. is_draft: not handed in."""

    date: date
    minutes: int
    note: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Seeds:
    """What stands in the folder with examples."""

    schools: Sequence[dict[str, Any]]
    companies: dict[str, dict[str, Any]] = field(default_factory=dict)
    students: Sequence[Student] = ()


@cache
def seeds() -> Seeds:
    """Read the folder with examples."""
    schools = tomllib.loads((FOLDER / "schools.toml").read_text("utf-8"))["school"]
    companies = tomllib.loads((FOLDER / "companies.toml").read_text("utf-8"))["company"]
    with (FOLDER / "students.csv").open(encoding="utf-8", newline="") as file:
        students = [
            Student(
                number=number,
                school=row["school"],
                college=row["college"],
                first_name=row["first_name"],
                infix=row["infix"],
                surname=row["surname"],
                company=row["company"],
                supervisor=int(row["supervisor"]) - 1,
                stories=frozenset(row["stories"].split()),
            )
            for number, row in enumerate(csv.DictReader(file, delimiter=";"), 1)
        ]
    return Seeds(schools, {company["code"]: company for company in companies}, students)


def last_monday(today: date) -> date:
    """Give the Monday of the last whole week."""
    return today - timedelta(days=today.weekday() + 7)


def mondays(today: date) -> list[date]:
    """Give the Mondays of the example weeks, oldest first."""
    return [last_monday(today) - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]


def period(student: Student, today: date) -> tuple[date, date]:
    """Give the first and last day of a student's placement."""
    starts = mondays(today)[0] - timedelta(weeks=student.number % 6)
    if "ended" in student.stories:
        return starts, today - timedelta(days=ENDED)
    if "long_ago" in student.stories:
        return starts, today - timedelta(days=LONG_AGO)
    return starts, last_monday(today) + timedelta(weeks=6 + student.number % 9, days=4)


def is_left_open(student: Student, monday: date, today: date) -> bool:
    """Say whether a week still waits for the supervisor."""
    company = seeds().companies[student.company]
    _, ends = period(student, today)
    last = min(last_monday(today), ends - timedelta(days=ends.weekday()))
    weeks = 1 if student.stories & {"ended", "long_ago"} else company["supervisors"][student.supervisor]["open_weeks"]
    return monday > last - timedelta(weeks=weeks)


def week_of(student: Student, monday: date, today: date) -> list[Day]:
    """Make up one week of a student's hours."""
    ago = (last_monday(today) - monday).days // 7
    if "paper" in student.stories or ("late" in student.stories and ago == 0):
        return []
    starts, ends = period(student, today)
    chance = random.Random(f"{student.number}/{ago}")  # noqa: S311 - made-up hours, the same each time
    days = []
    for offset in range(4 if "short" in student.stories else 5):
        day = monday + timedelta(days=offset)
        minutes = chance.choices((FULL_DAY, 450, 420, 375, 0), (70, 12, 9, 6, 3))[0]
        note = chance.choice(NOTES) if chance.random() < 0.25 else ""  # noqa: PLR2004 - a note now and then
        if "overtime" in student.stories and ago == 0 and offset in {1, 3}:
            minutes, note = FULL_DAY + 60 + 30 * offset, NOTE_OF_OVERTIME
        if minutes and starts <= day <= ends and not _is_off(student, day):
            days.append(Day(day, minutes, note, is_draft="half" in student.stories and ago == 0 and offset > 2))  # noqa: PLR2004 - Thursday and Friday
    return days


def _is_off(student: Student, day: date) -> bool:
    """Say whether a student is free on this day: on holidays, but for those who work on in the school's."""
    if "holiday" in student.stories:
        return False
    school = _school(student.school)
    college = next(one for one in school["colleges"] if one["code"] == student.college)
    holiday = holiday_on(day, country="NL", region=college.get("region", school["region"]))
    return holiday is not None and not ("may" in student.stories and holiday.kind == "school")


def _school(code: str) -> dict[str, Any]:
    return next(school for school in seeds().schools if school["code"] == code)


def dossier_files(today: date) -> Iterator[tuple[str, bytes]]:
    """Give each school's code and dossier file."""
    for school in seeds().schools:
        rows = list(_dossier_rows(school, today))
        yield school["code"], _written(school, DUTCH, rows)


def _dossier_rows(school: dict[str, Any], today: date) -> Iterator[list[str]]:
    """Give a school's rows: one a student, and one for who signs or coordinates beside a company's first student."""
    told: set[str] = set()
    for student in seeds().students:
        if student.school != school["code"]:
            continue
        company = seeds().companies[student.company]
        yield _dossier_row(school, student, company["supervisors"][student.supervisor], "praktijkopleider", today=today)
        if student.company not in told:
            told.add(student.company)
            for role, ours in (("tekenbevoegde", "signatory"), ("coördinator", "coordinator")):
                if ours in company:
                    yield _dossier_row(school, student, company[ours], role, today=today)


def _dossier_row(
    school: dict[str, Any], student: Student, judge: dict[str, Any], role: str, *, today: date
) -> list[str]:
    company = seeds().companies[student.company]
    college = next(one for one in school["colleges"] if one["code"] == student.college)
    teacher = next(one for one in school["teachers"] if one["college"] == student.college)
    starts, ends = period(student, today)
    is_short = "short" in student.stories
    return [
        school["code"],
        college["code"],
        college["name"],
        college.get("contact", ""),
        student.dossier,
        str(300100 + student.number * 13),
        student.first_name,
        student.infix,
        student.surname,
        student.email,
        "en" if "english" in student.stories else "nl",
        company["code"],
        company["name"],
        company["place"],
        judge["first_name"],
        judge["infix"],
        judge["surname"],
        judge["email"],
        role,
        judge.get("language", "nl"),
        teacher["name"],
        teacher["email"],
        f"Stage {college['name']}",
        starts.strftime(school["file"]["date"]),
        ends.strftime(school["file"]["date"]),
        "300" if "over" in student.stories else "800",
        "32" if is_short else "40",
        "8",
        "nee" if "paper" in student.stories else "ja",
        "ja" if "may" in student.stories else "nee",
    ]


def hours_file(code: str, monday: date, today: date) -> bytes:
    """Give a school's hours file of one week."""
    school = _school(code)
    rows = [
        [
            student.dossier,
            day.date.strftime(school["file"]["date"]),
            _hours(day.minutes, school["file"]["hours"]),
            day.note,
            "concept" if day.is_draft else "ingediend",
        ]
        for student in seeds().students
        if student.school == code
        for day in week_of(student, monday, today)
    ]
    return _written(school, ["dossiernummer", "datum", "uren", "notitie", "status"], rows)


def _hours(minutes: int, style: str) -> str:
    if style == "comma":
        return f"{minutes / 60:.2f}".replace(".", ",")
    return f"{minutes // 60}{':' if style == 'clock' else 'u'}{minutes % 60:02}"


def _written(school: dict[str, Any], header: list[str], rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=school["file"]["separator"])
    writer.writerow(header)
    writer.writerows(rows)
    encoded: bytes = file.getvalue().encode(school["file"]["encoding"])
    return encoded
