"""A scenario as it is written down in YAML: who there is, what hours wait, and what was said before each line."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from core.language.vocabulary.words import LANGUAGES
from core.logbook.models import DayState
from core.people.models import Role
from core.tenants.models import ChatPolicy, TenantKind

# Sections of features that may come to exist; until then they are skipped, reported, and their lines counted apart.
LATER = frozenset(
    {"vacancies", "profile", "placement_requests", "school_supervisors", "employees", "candidates", "payment_codes"}
)
# Sections that lines may need; once a feature reads them they are never missing.
NEEDED = LATER | {"uploads", "stored_messages"}
DAYS_IN_WEEK = 7


class ScenarioError(ValueError):
    """A scenario that can't be used. Each problem names its place and what is wrong there."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[list[str]]]:
        """Let it come whole out of another process."""
        return (ScenarioError, (self.problems,))


def _spread(value: object) -> object:
    """Let "1-4, 7" or [1, "3-4"] name lines."""
    parts = value if isinstance(value, list) else str(value).split(",")
    found: list[int] = []
    for part in parts:
        first, _, last = str(part).strip().partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


class Part(BaseModel):
    """A part of a scenario: no name that is not known, so that nothing is left out by a slip of the pen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CollegePart(Part):
    """A part of a school."""

    code: str
    name: str
    region: str = ""
    contact: str = ""


class OrganisationPart(Part):
    """A company, as one school knows it."""

    code: str
    name: str
    place: str = ""


class TenantPart(Part):
    """A school, or another for whom the service works. chat: how much may pass through it."""

    code: str
    name: str
    kind: TenantKind = TenantKind.SCHOOL
    language: str = "nl"
    country: str = "NL"
    region: str = ""
    chat: ChatPolicy = ChatPolicy.FULL
    contact: str = ""
    privacy: str = ""
    colleges: tuple[CollegePart, ...] = ()
    organisations: tuple[OrganisationPart, ...] = ()


class RolePart(Part):
    """What somebody is. A role that this service does not have yet is skipped and reported."""

    role: str
    tenant: str
    organisation: str = ""
    until: date | None = None

    @property
    def is_known(self) -> bool:
        """Say whether the service has this role."""
        return self.role in set(Role)


class PersonPart(Part):
    """Somebody. language: in which the service writes to them."""

    first: str = ""
    infix: str = ""
    last: str
    email: str
    language: str = "nl"
    roles: tuple[RolePart, ...] = ()

    @property
    def name(self) -> str:
        """The full name."""
        return " ".join(part for part in (self.first, self.infix, self.last) if part)


class WeekPart(Part):
    """The hours of a week, Monday first; nothing for a day that was left empty."""

    hours: tuple[float | None, ...] = Field(max_length=DAYS_IN_WEEK)
    state: DayState = DayState.SUBMITTED


def _as_week(value: object) -> object:
    return {"hours": value} if isinstance(value, list) else value


Weeks = dict[str | int, Annotated[WeekPart, BeforeValidator(_as_week)]]


class DossierPart(Part):
    """A placement, by the names that its people have in this scenario. weeks: by number, or as "2025-W51"."""

    student: str
    tenant: str
    organisation: str
    college: str = ""
    starts: date
    ends: date
    title: str = ""
    agreed_hours: float = 0
    supervisors: tuple[str, ...] = ()
    teacher: str = ""
    weeks: Weeks = Field(default_factory=dict)


class WeekName(Part):
    """One week of one student."""

    student: str
    week: str | int


class StepPart(Part):
    """Something that happens before a line is said. Exactly one of what, and when.

    reminds: every reminder that is due then is planned and sent. numbers: the weeks that the digest shows, in the order
    of their numbers; without it they are as the service numbers them. shows: the speaker asks for one week, which is
    shown. approves: the same, and they approve it. says: the speaker says something. by: somebody
    else does so, in chat; the message of the step is what then reaches the speaker, if anything does. quotes: words by
    which a mail that quotes the message of this step is known to answer it.
    """

    at: AwareDatetime
    reminds: bool = False
    numbers: tuple[WeekName, ...] = ()
    shows: WeekName | None = None
    approves: WeekName | None = None
    says: str = ""
    by: str = ""
    quotes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(map(bool, (self.reminds, self.shows, self.approves, self.says))) != 1:
            raise ValueError("a step needs exactly one of reminds, shows, approves, says")
        return self


class WeekChange(WeekName):
    """Other hours of a week than the dossier says, for some lines. hours: none takes the week away."""

    hours: tuple[float | None, ...] = Field(max_length=DAYS_IN_WEEK)
    state: DayState = DayState.SUBMITTED


class UploadRow(Part):
    """One day in a file of hours."""

    student: str
    date: date
    hours: float
    state: DayState = DayState.SUBMITTED


def _as_named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class UploadPart(Part):
    """A file of hours that somebody sent just before. by: nobody: every admin. rows: none: some day without hours."""

    name: str
    by: str = ""
    rows: tuple[UploadRow, ...] = ()


def _as_number(value: object) -> object:
    """Let "M-5498" or 5498 stand for a message that was set aside."""
    return {"number": str(value).rpartition("-")[2]} if isinstance(value, str | int) else value


class StoredPart(Part):
    """A message that was set aside. by: who sent it; nobody: somebody of an admin's schools."""

    number: int
    by: str = ""
    text: str = "??"
    trouble: str = "gave up"


class LinesPart(Part):
    """What holds for some lines; of what several say, the last holds.

    lines: numbers from 1, such as "1-4, 7". person: who says them, or by language who. before: the steps that went
    before, in that order; a mail answers the message of the last, or of the step that it quotes. weeks: other hours.
    needs: sections without which the lines mean nothing. is_new_mail: a mail answers none of ours. headers: of a mail.
    """

    lines: Annotated[tuple[int, ...], BeforeValidator(_spread)]
    person: str | dict[str, str] | None = None
    before: tuple[str, ...] | None = None
    weeks: tuple[WeekChange, ...] | None = None
    needs: tuple[str, ...] | None = None
    is_new_mail: bool | None = None
    headers: dict[str, str] | None = None


class Scenario(Part):
    """All of it. now: the moment at which each line is said. later: sections whose feature does not exist yet."""

    now: AwareDatetime
    zone: str = "Europe/Amsterdam"
    tenants: tuple[TenantPart, ...]
    people: dict[str, PersonPart]
    dossiers: tuple[DossierPart, ...] = ()
    steps: dict[str, StepPart] = Field(default_factory=dict)
    lines: tuple[LinesPart, ...]
    uploads: tuple[Annotated[UploadPart, BeforeValidator(_as_named)], ...] = ()
    stored_messages: tuple[Annotated[StoredPart, BeforeValidator(_as_number)], ...] = ()
    later: dict[str, Any] = Field(default_factory=dict)

    @property
    def skipped(self) -> list[str]:
        """Name what is left out since its feature does not exist yet."""
        roles = {role.role for person in self.people.values() for role in person.roles if not role.is_known}
        return [*sorted(self.later), *(f"role {role}" for role in sorted(roles))]


def monday_in(week: str | int, now: datetime) -> date:
    """Give the Monday of a week: "2025-W51", or a number, which is the last such week that is not after now's.

    Raises: ValueError for what is no week.
    """
    year, _, number = str(week).rpartition("-W")
    if year:
        return date.fromisocalendar(int(year), int(number), 1)
    found = date.fromisocalendar(now.date().isocalendar().year, int(number), 1)
    return found if found <= now.date() else date.fromisocalendar(found.year - 1, int(number), 1)


def read_scenario(file: Path) -> Scenario:
    """Read a scenario. Raises: ScenarioError, OSError."""
    try:
        raw = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ScenarioError([f"{file.name}: {' '.join(str(error).split())}"]) from error
    if not isinstance(raw, dict):
        raise ScenarioError([f"{file.name}: holds no sections"])
    later = {name: raw.pop(name) for name in sorted(LATER & set(raw))}
    try:
        scenario = Scenario.model_validate({**raw, "later": later})
    except ValidationError as error:
        places = [(".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors()]
        raise ScenarioError([f"{place or file.name}: {message}" for place, message in places]) from error
    if problems := list(_dangling(scenario)):
        raise ScenarioError(problems)
    return scenario


def _dangling(scenario: Scenario) -> Iterator[str]:
    """Name every reference to what is not there, by its place."""
    organisations = {one.code: {each.code for each in one.organisations} for one in scenario.tenants}
    colleges = {one.code: {each.code for each in one.colleges} for one in scenario.tenants}

    for name, person in scenario.people.items():
        if person.language not in LANGUAGES:
            yield f"people.{name}.language: {person.language} is spoken by nobody here; {', '.join(LANGUAGES)} are"
        for nth, role in enumerate(person.roles):
            place = f"people.{name}.roles.{nth}"
            yield from _absent(f"{place}.tenant", "tenant", role.tenant, organisations)
            yield from _absent(
                f"{place}.organisation", "organisation", role.organisation, organisations.get(role.tenant, ())
            )
    for nth, dossier in enumerate(scenario.dossiers):
        place = f"dossiers.{nth}"
        yield from _absent(f"{place}.tenant", "tenant", dossier.tenant, organisations)
        yield from _absent(
            f"{place}.organisation", "organisation", dossier.organisation, organisations.get(dossier.tenant, ())
        )
        yield from _absent(f"{place}.college", "college", dossier.college, colleges.get(dossier.tenant, ()))
        for who in (dossier.student, dossier.teacher, *dossier.supervisors):
            yield from _absent(place, "person", who, scenario.people)
        for week in dossier.weeks:
            yield from _no_week(f"{place}.weeks.{week}", week, scenario.now)
    students = {dossier.student for dossier in scenario.dossiers}
    for name, step in scenario.steps.items():
        yield from _absent(f"steps.{name}.by", "person", step.by, scenario.people)
        yield from _dangling_step(f"steps.{name}", step, students, scenario.now)
    yield from _dangling_received(scenario, students)
    for nth, group in enumerate(scenario.lines):
        yield from _dangling_lines(f"lines.{nth}", group, students, scenario)


def _dangling_received(scenario: Scenario, students: set[str]) -> Iterator[str]:
    for nth, upload in enumerate(scenario.uploads):
        yield from _absent(f"uploads.{nth}.by", "person", upload.by, scenario.people)
        for row in upload.rows:
            yield from _absent(f"uploads.{nth}", "dossier of", row.student, students)
    for nth, stored in enumerate(scenario.stored_messages):
        yield from _absent(f"stored_messages.{nth}.by", "person", stored.by, scenario.people)


def _dangling_step(place: str, step: StepPart, students: set[str], now: datetime) -> Iterator[str]:
    for week in (*step.numbers, *(one for one in (step.shows, step.approves) if one is not None)):
        yield from _absent(place, "dossier of", week.student, students)
        yield from _no_week(place, week.week, now)
    if step.at > now:
        yield f"{place}.at: lies after the moment at which the lines are said"


def _dangling_lines(place: str, group: LinesPart, students: set[str], scenario: Scenario) -> Iterator[str]:
    for who in group.person.values() if isinstance(group.person, Mapping) else [group.person or ""]:
        yield from _absent(f"{place}.person", "person", who, scenario.people)
    for step_name in group.before or ():
        yield from _absent(f"{place}.before", "step", step_name, scenario.steps)
    for section in group.needs or ():
        yield from _absent(f"{place}.needs", "section", section, NEEDED)
    for change in group.weeks or ():
        yield from _absent(f"{place}.weeks", "dossier of", change.student, students)
        yield from _no_week(f"{place}.weeks", change.week, scenario.now)


def _absent(place: str, what: str, name: str, known: Collection[str]) -> Iterator[str]:
    if name and name not in known:
        yield f"{place}: there is no {what} {name}"


def _no_week(place: str, week: str | int, now: datetime) -> Iterator[str]:
    try:
        monday_in(week, now)
    except ValueError:
        yield f"{place}: {week} is no week"


def day_of(monday: date, index: int) -> date:
    """Give the nth day of a week, from 0."""
    return monday + timedelta(days=index)
