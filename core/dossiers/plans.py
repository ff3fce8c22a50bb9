"""The rows of a dossier file put together by dossier, and held against each other and against what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.dossiers.columns import DOSSIER_FIELDS, LABELS, DossierRow
from core.dossiers.models import Dossier, DossierPart
from core.dossiers.names import name_of
from core.dossiers.people import IN_ONE_STATEMENT, People, is_known_elsewhere
from core.import_report import Problem
from core.people.models import Person
from core.tenants.models import Tenant


@dataclass(slots=True)
class Plan:
    """All rows of one dossier."""

    tenant: Tenant
    number: str
    rows: list[DossierRow] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not any(row.problems for row in self.rows)

    def value(self, name: str) -> Any:
        """Give what the rows say, from the first that says it; None when none does."""
        return next((row.values[name] for row in self.rows if name in row.values), None)


def gather(rows: Iterable[DossierRow], schools: dict[int, Tenant]) -> list[Plan]:
    """Put the rows of one dossier together; a row without its dossier's number or school stays alone."""
    plans: dict[tuple[int, str], Plan] = {}
    for row in rows:
        tenant, number = schools.get(row.number), row.values.get("dossier")
        if tenant is not None and number:
            plans.setdefault((tenant.id, number), Plan(tenant, number)).rows.append(row)
    return list(plans.values())


def known_dossiers(session: Session, plans: Sequence[Plan]) -> dict[tuple[int, str], Dossier]:
    """Read the dossiers that the file speaks of and that are known already."""
    found: dict[tuple[int, str], Dossier] = {}
    for tenant_id in sorted({plan.tenant.id for plan in plans}):
        numbers = [plan.number for plan in plans if plan.tenant.id == tenant_id]
        for start in range(0, len(numbers), IN_ONE_STATEMENT):
            some = numbers[start : start + IN_ONE_STATEMENT]
            statement = (
                select(Dossier)
                .where(Dossier.tenant_id == tenant_id, Dossier.external_id.in_(some))
                .options(
                    joinedload(Dossier.student).selectinload(Person.memberships),
                    selectinload(Dossier.parts).joinedload(DossierPart.person),
                )
            )
            found.update({(tenant_id, dossier.external_id): dossier for dossier in session.scalars(statement)})
    return found


def check(plan: Plan, people: People, dossier: Dossier | None) -> None:
    """Hold a dossier's rows against each other, against the people known and against the dossier as it stands."""
    first = plan.rows[0]
    for row in plan.rows[1:]:
        for name in DOSSIER_FIELDS:
            said, before = row.values.get(name), plan.value(name)
            if said is not None and said != before:
                facts = {"other": first.number, "text": str(before), "what": "dossier"}
                row.add_problem(name, "rows_disagree", **facts)
    for row in plan.rows:
        if not row.problems:
            for someone in row.people:
                people.check(row, someone)
    if dossier is not None and not first.problems:
        _check_student(plan, people, dossier)


def _check_student(plan: Plan, people: People, dossier: Dossier) -> None:
    """A dossier keeps its student; only a new address of the same student is accepted."""
    row = plan.rows[0]
    student = row.student
    person = people.find(student.email)
    if person is dossier.student:
        return
    number = plan.value("student_number")
    is_same = name_of(dossier.student).is_like(student.name) or (number and number == dossier.student_number)
    if person is not None or not is_same:
        row.add_problem("student_email", "dossier_of_other_student")
    elif is_known_elsewhere(dossier.student, plan.tenant):
        row.add_problem("student_email", "person_known_elsewhere", email=student.email)


def skipped(plans: Iterable[Plan]) -> list[Problem]:
    """Name the good rows that are left out because another row of their dossier is bad."""
    return [
        Problem(row.number, LABELS["dossier"], "dossier_skipped", {"dossier": plan.number})
        for plan in plans
        if not plan.is_good
        for row in plan.rows
        if not row.problems
    ]
