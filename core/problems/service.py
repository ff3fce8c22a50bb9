"""Problems: where a report goes, how it is kept, and what may still be written about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core import outbox
from core.access import Actor, visible
from core.dossiers.models import Dossier
from core.incoming import Channel
from core.outbox import OutboxMessage
from core.people.models import Person
from core.problems.models import Problem, ProblemKind, ProblemMessage
from core.questions import REPLY, Question
from core.tenants.models import Organisation, Tenant

REPORT = "problems.to_school"
MORE = "problems.more_to_school"
LEAK = "problems.leak_to_school"
TO_SCHOOL = frozenset({REPORT, MORE, LEAK})
ANSWERED = "problems.answered"
ANSWERABLE = timedelta(days=60)
MOST_A_DAY = 10


@dataclass(frozen=True, slots=True)
class Written:
    """What someone wrote, and the message in which they did. sender: the school's address, or empty."""

    text: str
    inbox_id: int
    at: datetime
    sender: str = ""


def read_dossiers(session: Session, actor: Actor, ids: Sequence[int] | None = None) -> list[Dossier]:
    """Read the placements an actor may see, with all that a report names; without ids those that run today."""
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


def keep(session: Session, problem: Problem, written: Written, *, name: str, facts: dict[str, Any]) -> ProblemMessage:
    """Send what the reporter wrote to the school, to no person: whoever reads that mailbox may answer its token."""
    tenant = session.get_one(Tenant, problem.tenant_id)
    message = OutboxMessage(
        tenant_id=problem.tenant_id,
        name=name,
        facts={"number": problem.number, "text": written.text, **facts},
        language=tenant.language,
        channel=Channel.MAIL,
        address=problem.address,
        due_at=written.at,
    )
    outbox.put(session, message)
    session.flush()
    return _note(session, problem, written, message, from_school=False)


def _note(
    session: Session, problem: Problem, written: Written, message: OutboxMessage, *, from_school: bool
) -> ProblemMessage:
    kept = ProblemMessage(
        tenant_id=problem.tenant_id,
        problem_id=problem.id,
        from_school=from_school,
        sender=written.sender,
        text=written.text,
        inbox_id=written.inbox_id,
        outbox_id=message.id,
        written_at=written.at,
    )
    session.add(kept)
    session.flush()
    return kept


def write_on(session: Session, problem: Problem, reporter: Person, written: Written) -> ProblemMessage:
    """Send what the reporter adds or answers to where the report went."""
    facts = {"reporter": reporter.name, "student": student_of(session, problem)}
    return keep(session, problem, written, name=MORE, facts=facts)


def pass_on(session: Session, problem: Problem, written: Written) -> None:
    """Send what the school wrote to the reporter, in the channel they prefer; a reply to it goes back to the school."""
    form = {"command": "problems.answer", "fields": {"problem": problem.id}, "wants": "text", "words": ""}
    question = Question(
        person_id=problem.reporter_id,
        tenant_id=problem.tenant_id,
        kind=REPLY,
        facts={"items": [], "choices": [], "form": form},
        asked_at=written.at,
    )
    session.add(question)
    session.flush()
    school = session.get_one(Tenant, problem.tenant_id)
    facts = {
        "number": problem.number,
        "tenant_id": problem.tenant_id,
        "dossier_id": problem.dossier_id,
        "student": student_of(session, problem),
        "school": school.name,
        "sender": written.sender,
        "text": written.text,
    }
    message = OutboxMessage(
        person_id=problem.reporter_id,
        tenant_id=problem.tenant_id,
        question_id=question.id,
        name=ANSWERED,
        facts=facts,
        due_at=written.at,
    )
    outbox.put(session, message)
    session.flush()
    _note(session, problem, written, message, from_school=True)


def student_of(session: Session, problem: Problem) -> str:
    """Name the student a problem is about; empty for a leak."""
    if problem.dossier_id is None:
        return ""
    student = select(Person).join(Dossier, Dossier.student_id == Person.id).where(Dossier.id == problem.dossier_id)
    return session.scalars(student).one().name


def answerable(session: Session, actor: Actor, now: datetime) -> list[Problem]:
    """Give the problems this person reported lately and may still write about, the latest first."""
    statement = select(Problem).where(
        Problem.reporter_id == actor.id,
        Problem.reported_at > now - ANSWERABLE,
        Problem.tenant_id.in_([membership.tenant_id for membership in actor.memberships]),
    )
    dossiers = visible(actor, Dossier).with_only_columns(Dossier.id)
    statement = statement.where(Problem.dossier_id.is_(None) | Problem.dossier_id.in_(dossiers))
    return list(session.scalars(statement.order_by(Problem.id.desc())))


def written_today(session: Session, problem: Problem, now: datetime) -> int:
    """Count what the school wrote about a problem in the last day."""
    statement = select(func.count()).select_from(ProblemMessage)
    return (
        session.scalar(
            statement.where(
                ProblemMessage.problem_id == problem.id,
                ProblemMessage.from_school,
                ProblemMessage.written_at > now - timedelta(days=1),
            )
        )
        or 0
    )


def concerned(session: Session, actor: Actor) -> list[tuple[Tenant, str, str]]:
    """Give who must know of a leak that this person noticed: each school, where to mail it, and their company there."""
    found: dict[int, tuple[Tenant, str, str]] = {}
    for membership in actor.memberships:
        tenant = session.get_one(Tenant, membership.tenant_id)
        company = session.get(Organisation, membership.organisation_id) if membership.organisation_id else None
        known = found.get(tenant.id)
        name = company.name if company is not None else (known[2] if known else "")
        found[tenant.id] = (tenant, tenant.privacy_email or tenant.contact_email, name)
    return list(found.values())


__all__ = [
    "ANSWERED",
    "LEAK",
    "MORE",
    "MOST_A_DAY",
    "REPORT",
    "TO_SCHOOL",
    "ProblemKind",
    "Written",
    "address_for",
    "answerable",
    "concerned",
    "dossier_facts",
    "keep",
    "pass_on",
    "read_dossiers",
    "student_of",
    "write_on",
    "written_today",
]
