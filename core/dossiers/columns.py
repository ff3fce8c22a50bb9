"""The columns of a dossier file, and one row of it read into values."""

from dataclasses import dataclass

from core.cells import CellError, read_address, read_date, read_language, read_minutes, read_yes
from core.dossiers.names import Name, split_name
from core.import_rows import ImportRow, Reader, text_of
from core.people.models import Role
from core.sheets import Column, Row, folded

ROLES = {
    **dict.fromkeys(
        ("praktijkopleider", "werkbegeleider", "begeleider", "supervisor", "work supervisor"), Role.WORK_SUPERVISOR
    ),
    **dict.fromkeys(("tekenbevoegde", "tekenbevoegd", "signatory"), Role.SIGNATORY),
    **dict.fromkeys(("coordinator", "stagecoordinator", "praktijkcoordinator"), Role.COORDINATOR),
}

COLUMNS = (
    Column("school", ("school", "schoolcode", "tenant")),
    Column("college", ("college", "collegecode", "opleiding")),
    Column("college_name", ("collegenaam", "college name")),
    Column("college_email", ("e-mail college", "email college", "college email")),
    Column(
        "dossier",
        ("dossiernummer", "dossier", "stagedossier", "dossier number", "placement number"), is_required=True,
    ),
    Column("student_number", ("studentnummer", "leerlingnummer", "student number")),
    Column("student_first", ("voornaam", "voornaam student", "first name", "student first name"), is_required=True),
    Column("student_infix", ("tussenvoegsel", "tussenvoegsel student", "infix", "student infix")),
    Column(
        "student_last",
        ("achternaam", "achternaam student", "surname", "last name", "student surname"), is_required=True,
    ),
    Column("student_email", ("e-mail student", "email student", "e-mail", "student email"), is_required=True),
    Column("student_language", ("taal student", "taal", "student language", "language")),
    Column("organisation", ("bedrijfscode", "leerbedrijfcode", "organisation code", "company code")),
    Column(
        "organisation_name",
        ("bedrijf", "leerbedrijf", "bedrijfsnaam", "organisation", "company"), is_required=True,
    ),
    Column("organisation_place", ("plaats", "vestigingsplaats", "place", "city")),
    Column("supervisor_first", ("voornaam begeleider", "voornaam praktijkopleider", "supervisor first name")),
    Column("supervisor_infix", ("tussenvoegsel begeleider", "tussenvoegsel praktijkopleider", "supervisor infix")),
    Column(
        "supervisor_last",
        ("achternaam begeleider", "achternaam praktijkopleider", "supervisor surname"), is_required=True,
    ),
    Column(
        "supervisor_email",
        ("e-mail begeleider", "email begeleider", "e-mail praktijkopleider", "email praktijkopleider",
         "supervisor email"), is_required=True,
    ),
    Column("supervisor_role", ("rol begeleider", "rol", "supervisor role", "role")),
    Column("supervisor_language", ("taal begeleider", "taal praktijkopleider", "supervisor language")),
    Column("teacher", ("docent", "naam docent", "stagedocent", "teacher", "teacher name")),
    Column("teacher_email", ("e-mail docent", "email docent", "teacher email")),
    Column("title", ("titel", "omschrijving", "title", "description")),
    Column("starts_on", ("begindatum", "startdatum", "van", "start", "start date"), is_required=True),
    Column("ends_on", ("einddatum", "tot en met", "end", "end date"), is_required=True),
    Column("agreed_minutes", ("afgesproken uren", "uren overeenkomst", "agreed hours")),
    Column("week_minutes", ("uren per week", "hours a week", "hours per week")),
    Column("day_minutes", ("uren per dag", "hours a day", "hours per day")),
    Column("is_digital", ("digitaal", "digitale urenregistratie", "digital")),
    Column("may_work_holidays", ("vakantie toegestaan", "werken in vakantie", "holidays agreed")),
)  # fmt: skip
LABELS = {column.field: column.label for column in COLUMNS}


def _read_role(text: str) -> Role:
    role = ROLES.get(folded(text).replace("_", " "))
    if role is None:
        raise CellError("unknown_choice", text=text, choices=", ".join(CHOICES["supervisor_role"]))
    return role


CHOICES = {"supervisor_role": ("praktijkopleider", "tekenbevoegde", "coördinator")}
READERS: dict[str, Reader] = {
    "school": text_of(40),
    "college": text_of(40),
    "college_name": text_of(200),
    "college_email": read_address,
    "dossier": text_of(60),
    "student_number": text_of(40),
    "student_first": text_of(100),
    "student_infix": text_of(30),
    "student_last": text_of(120),
    "student_email": read_address,
    "student_language": read_language,
    "organisation": text_of(60),
    "organisation_name": text_of(200),
    "organisation_place": text_of(120),
    "supervisor_first": text_of(100),
    "supervisor_infix": text_of(30),
    "supervisor_last": text_of(120),
    "supervisor_email": read_address,
    "supervisor_role": _read_role,
    "supervisor_language": read_language,
    "teacher": text_of(200),
    "teacher_email": read_address,
    "title": text_of(200),
    "starts_on": read_date,
    "ends_on": read_date,
    "agreed_minutes": read_minutes,
    "week_minutes": read_minutes,
    "day_minutes": read_minutes,
    "is_digital": read_yes,
    "may_work_holidays": read_yes,
}
# What every row of one dossier says alike; the supervisor is what rows of one dossier differ in.
DOSSIER_FIELDS = tuple(column.field for column in COLUMNS if not column.field.startswith("supervisor"))


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as a row names them. column: where the address stood."""

    name: Name
    email: str
    role: Role
    column: str
    language: str = ""


@dataclass(slots=True)
class DossierRow(ImportRow):
    """One row, and the people it names."""

    columns = COLUMNS
    readers = READERS

    @property
    def student(self) -> Someone:
        """The student."""
        return self._someone("student", Role.STUDENT)

    @property
    def supervisor(self) -> Someone:
        """The supervisor, signatory or coordinator of this row."""
        return self._someone("supervisor", Role(self.values.get("supervisor_role", Role.WORK_SUPERVISOR)))

    @property
    def teacher(self) -> Someone | None:
        """The school's own supervisor, when the row has an address for one."""
        if "teacher_email" not in self.values:
            return None
        email = self.values["teacher_email"]
        return Someone(split_name(self.values.get("teacher", "")), email, Role.TEACHER, LABELS["teacher_email"])

    @property
    def people(self) -> list[Someone]:
        """Everyone on this row."""
        return [self.student, self.supervisor, *([self.teacher] if self.teacher else [])]

    def _someone(self, who: str, role: Role) -> Someone:
        values = self.values
        name = Name(values.get(f"{who}_first", ""), values.get(f"{who}_infix", ""), values.get(f"{who}_last", ""))
        column = f"{who}_email"
        return Someone(name, values[column], role, LABELS[column], values.get(f"{who}_language", ""))


def read_row(row: Row) -> DossierRow:
    """Read one row's cells and hold them against each other."""
    found = DossierRow(row.number)
    found.read(row)
    _compare(found)
    return found


def _compare(row: DossierRow) -> None:
    """Hold a row's values against each other."""
    values = row.values
    if "starts_on" in values and "ends_on" in values and values["ends_on"] < values["starts_on"]:
        starts, ends = values["starts_on"].isoformat(), values["ends_on"].isoformat()
        row.add_problem("ends_on", "ends_before_start", ends=ends, starts=starts)
    student = values.get("student_email")
    for column in ("supervisor_email", "teacher_email"):
        if student and values.get(column) == student:
            row.add_problem(column, "own_supervisor", email=student)
    if "teacher_email" in values and not values.get("teacher"):
        row.add_problem("teacher", "empty")
