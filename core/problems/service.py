"""Problems: where a report goes, about whom one may report, and what may still be written about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session, joinedload

from core.access import Actor, Right, load_actor, visible
from core.dossiers.models import Dossier
from core.identify import local_date
from core.incoming import Evidence
from core.people.models import Person
from core.problems.models import Problem, ProblemKind, ProblemMessage
from core.record import Decision
from core.tenants.models import Organisation, Tenant

ANSWERABLE = timedelta(days=60)
LAST_FOR = timedelta(days=7)
MOST_OFFICERS = 5


def read_dossiers(session: Session, actor: Actor, ids: Sequence[int] | None = None) -> list[Dossier]:
    """Read the placements about which an actor may report, with all that it names; without ids those that run today."""
    if Right.PROBLEMS_REPORT not in actor.rights:
        return []
    statement = visible(actor, Dossier)
    if ids is None:
        statement = statement.where(Dossier.starts_on <= actor.today, Dossier.ends_on >= actor.today)
    else:
        statement = statement.where(Dossier.id.in_(ids))
    named = statement.options(
        joinedload(Dossier.student),
        joinedload(Dossier.tenant),
        joinedload(Dossier.college),
        joinedload(Dossier.organisation),
    )
    return list(session.scalars(named.order_by(Dossier.ends_on.desc(), Dossier.id)))


def address_for(dossier: Dossier) -> str:
    """Give where a report about a placement goes: its college's address, else the school's; empty when unknown."""
    own = dossier.college.contact_email if dossier.college is not None else ""
    return own or dossier.tenant.contact_email


def officer_for(tenant: Tenant) -> str:
    """Give where a data leak is reported: to the privacy officer, else to the school; empty when unknown."""
    return tenant.privacy_email or tenant.contact_email


def officers(session: Session) -> list[dict[str, str]]:
    """Name the privacy officers, for who must tell them themselves; none where they are many, which helps nobody."""
    schools = session.scalars(select(Tenant).where(Tenant.privacy_email != "").order_by(Tenant.name)).all()
    told = schools if len(schools) <= MOST_OFFICERS else []
    return [{"school": school.name, "address": school.privacy_email} for school in told]


def dossier_facts(dossier: Dossier) -> dict[str, Any]:
    """Name a placement for whom may see it."""
    return {
        "tenant_id": dossier.tenant_id,
        "dossier_id": dossier.id,
        "student": dossier.student.name,
        "organisation": dossier.organisation.name,
        "school": dossier.tenant.name,
        "college": dossier.college.name if dossier.college is not None else "",
    }


def reporter_of(session: Session, problem: Problem, now: datetime) -> Actor:
    """Read who reported a problem, as they are today, by mail: what they may see may have changed."""
    reporter = session.get_one(Person, problem.reporter_id)
    today = local_date(reporter, now)
    return load_actor(session, reporter.id, evidence=Evidence.MAILBOX, today=today)


def dossier_of(session: Session, actor: Actor, problem: Problem) -> Dossier | None:
    """Read the placement that a problem is about, while its reporter may see it; None as well for a data leak."""
    if problem.dossier_id is None:
        return None
    return next(iter(read_dossiers(session, actor, [problem.dossier_id])), None)


def student_of(session: Session, problem: Problem) -> str:
    """Name the student a problem is about; empty for a leak."""
    if problem.dossier_id is None:
        return ""
    student = select(Person).join(Dossier, Dossier.student_id == Person.id).where(Dossier.id == problem.dossier_id)
    return session.scalars(student).one().name


def answerable(session: Session, actor: Actor, now: datetime) -> list[Problem]:
    """Give the problems of this person that they may still write about, the one written about last first."""
    last = func.max(ProblemMessage.id)
    dossiers = visible(actor, Dossier).with_only_columns(Dossier.id)
    may_report = Right.PROBLEMS_REPORT in actor.rights
    statement = (
        select(Problem)
        .join(ProblemMessage, ProblemMessage.problem_id == Problem.id)
        .where(
            Problem.reporter_id == actor.id,
            Problem.reported_at > now - ANSWERABLE,
            Problem.tenant_id.in_([membership.tenant_id for membership in actor.memberships]),
            ProblemMessage.withdrawn_at.is_(None),
            Problem.dossier_id.is_(None) | (Problem.dossier_id.in_(dossiers) if may_report else false()),
        )
        .group_by(Problem.id)
        .order_by(last.desc())
    )
    return list(session.scalars(statement))


def leaks_of(session: Session, actor: Actor, number: int | None) -> list[Problem]:
    """Give the reports of one leak that went to an officer, one a school, by the number its reporter knows it by."""
    statement = (
        select(Problem)
        .join(ProblemMessage, ProblemMessage.problem_id == Problem.id)
        .where(Problem.reporter_id == actor.id, Problem.kind == ProblemKind.LEAK, Problem.number == number)
        .distinct()
    )
    return list(session.scalars(statement.order_by(Problem.id)))


def address_of(session: Session, problem: Problem) -> str:
    """Give where what is written about a problem goes today; empty when unknown."""
    if problem.dossier_id is None:
        return officer_for(session.get_one(Tenant, problem.tenant_id))
    named = joinedload(Dossier.college), joinedload(Dossier.tenant)
    dossier = session.scalars(select(Dossier).where(Dossier.id == problem.dossier_id).options(*named)).one()
    return address_for(dossier)


def was_last(session: Session, problem: Problem, now: datetime) -> bool:
    """Say whether a problem was written about lately, so that a bare "antwoord: ..." is about that one."""
    last = select(func.max(ProblemMessage.written_at)).where(ProblemMessage.problem_id == problem.id)
    at = session.scalar(last)
    return at is not None and now - at <= LAST_FOR


def concerned(session: Session, actor: Actor) -> list[Tenant]:
    """Give who must know of a leak that this person noticed: each school they have a role at."""
    ids = sorted({membership.tenant_id for membership in actor.memberships})
    return list(session.scalars(select(Tenant).where(Tenant.id.in_(ids)).order_by(Tenant.id)))


def companies_of(session: Session, actor: Actor, tenant_id: int) -> str:
    """Name the companies where someone has a role at a school; empty when they have none."""
    ids = [one.organisation_id for one in actor.memberships if one.tenant_id == tenant_id and one.organisation_id]
    names = session.scalars(select(Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name))
    return ", ".join(names)


def problem_of(session: Session, decision: Decision) -> Problem:
    """Read the problem that a decision began, or that it wrote about."""
    begun = (
        Problem.id == decision.facts["problem"] if "problem" in decision.facts else Problem.decision_id == decision.id
    )
    return session.scalars(select(Problem).where(begun)).one()
