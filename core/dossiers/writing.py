"""Write checked dossiers: the organisation, the college, the student, and who has a part."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.dossiers.models import Dossier, DossierPart, Part
from core.dossiers.people import People
from core.dossiers.plans import Plan
from core.import_report import ImportReport, Problem
from core.people.models import Person, Role
from core.sheets import folded
from core.tenants.models import College, Organisation

SETTABLE = (
    "student_number",
    "title",
    "starts_on",
    "ends_on",
    "agreed_minutes",
    "week_minutes",
    "day_minutes",
    "is_digital",
    "may_work_holidays",
)

PART_OF = {Role.TEACHER: Part.TEACHER, Role.WORK_SUPERVISOR: Part.SUPERVISOR}


class Writer:
    """Writes checked dossiers. is_whole: every row of the file was good, so who is not named has left."""

    def __init__(
        self,
        session: Session,
        people: People,
        known: dict[tuple[int, str], Dossier],
        *,
        tenants: set[int],
        is_whole: bool,
        now: datetime,
    ) -> None:
        self._session = session
        self._people = people
        self._known = known
        self._is_whole = is_whole
        self._now = now
        self._colleges: dict[tuple[int, str], College] = {
            (row.tenant_id, row.code): row
            for row in session.scalars(select(College).where(College.tenant_id.in_(tenants)))
        }
        self._organisations: dict[tuple[int, str], Organisation] = {
            (row.tenant_id, row.code): row
            for row in session.scalars(select(Organisation).where(Organisation.tenant_id.in_(tenants)))
        }
        self.notices: list[Problem] = []

    def write(self, plan: Plan, report: ImportReport) -> int:
        """Write one dossier and count it; gives 1 when anything changed."""
        before = self._people.changes
        today = self._now.astimezone(ZoneInfo(plan.tenant.time_zone)).date()
        college = self._college(plan)
        organisation = self._organisation(plan)
        dossier = self._known.get((plan.tenant.id, plan.number))
        is_new = dossier is None
        student = self._student(plan, dossier)
        self._people.join(student, plan.tenant, Role.STUDENT, today)
        self._session.flush()
        if dossier is None:
            dossier = Dossier(tenant_id=plan.tenant.id, external_id=plan.number, student=student, parts=[])
            self._session.add(dossier)
            self._people.changes += 1
        values = {name: plan.value(name) for name in SETTABLE}
        values["organisation_id"] = organisation.id
        values["college_id"] = college.id if college else None
        self._set(dossier, values)
        self._parts(plan, dossier, organisation, today)
        self._session.flush()
        is_changed = self._people.changes > before
        report.new += is_new
        report.changed += is_changed and not is_new
        report.same += not is_changed
        return int(is_changed)

    def _set(self, row: Any, values: dict[str, Any]) -> None:
        """Change what the file says otherwise; an empty cell says nothing."""
        for name, value in values.items():
            if value is not None and getattr(row, name) != value:
                setattr(row, name, value)
                self._people.changes += 1

    def _student(self, plan: Plan, dossier: Dossier | None) -> Person:
        row = plan.rows[0]
        if dossier is not None and self._people.find(row.student.email) is None:
            self._people.give_address(row, dossier.student, row.student)
        return self._people.take(row, row.student, plan.tenant)

    def _college(self, plan: Plan) -> College | None:
        code = plan.value("college")
        if code is None:
            return None
        college = self._colleges.get((plan.tenant.id, code))
        if college is None:
            college = College(tenant_id=plan.tenant.id, code=code, name=code)
            self._session.add(college)
            self._colleges[plan.tenant.id, code] = college
            self._people.changes += 1
        self._set(college, {"name": plan.value("college_name"), "contact_email": plan.value("college_email")})
        return college

    def _organisation(self, plan: Plan) -> Organisation:
        name, place = plan.value("organisation_name"), plan.value("organisation_place")
        code = plan.value("organisation") or "-".join(folded(f"{name} {place or ''}").split())[:60]
        organisation = self._organisations.get((plan.tenant.id, code))
        if organisation is None:
            organisation = Organisation(tenant_id=plan.tenant.id, code=code, name=name)
            self._session.add(organisation)
            self._organisations[plan.tenant.id, code] = organisation
            self._people.changes += 1
        self._set(organisation, {"name": name, "place": place})
        return organisation

    def _named(
        self, plan: Plan, organisation: Organisation, today: date
    ) -> tuple[dict[tuple[int, Part], Person], set[tuple[int, Part]]]:
        """Give everyone their role. Gives who has which part, and the parts of those whom their company let go."""
        wanted: dict[tuple[int, Part], Person] = {}
        left: set[tuple[int, Part]] = set()
        for row in plan.rows:
            for someone in row.people[1:]:
                person = self._people.take(row, someone, plan.tenant)
                self._session.flush()
                part = PART_OF.get(someone.role)
                where = None if someone.role is Role.TEACHER else organisation
                has_role = self._people.join(person, plan.tenant, someone.role, today, where)
                if not has_role:
                    facts = {"name": person.name, "role": str(someone.role), "organisation": organisation.name}
                    self.notices.append(Problem(row.number, someone.column, "left", facts))
                if part is not None and has_role:
                    wanted[person.id, part] = person
                elif part is not None:
                    left.add((person.id, part))
        return wanted, left

    def _parts(self, plan: Plan, dossier: Dossier, organisation: Organisation, today: date) -> None:
        """Give everyone their part; a supervisor or teacher whom the file no longer names loses theirs."""
        wanted, left = self._named(plan, organisation, today)
        names_teacher = any(part is Part.TEACHER for _, part in wanted)
        for held in list(dossier.parts):
            key = (held.person_id, Part(held.part))
            if key in wanted:
                del wanted[key]
            elif key in left:
                continue  # without the role it gives nothing; it counts again when their company takes them back
            elif self._is_whole and (key[1] is Part.SUPERVISOR or (key[1] is Part.TEACHER and names_teacher)):
                facts = {"name": held.person.name, "part": held.part, "dossier": plan.number}
                self.notices.append(Problem(plan.rows[0].number, "", "part_removed", facts))
                self._session.delete(held)
                dossier.parts.remove(held)
                self._people.changes += 1
        for (_, part), person in wanted.items():
            dossier.parts.append(DossierPart(tenant_id=plan.tenant.id, person=person, part=part))
            self._people.changes += 1
