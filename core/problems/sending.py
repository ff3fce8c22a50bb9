"""A mail to the school as it is about to go: to whom, and whether its reporter may still say this, settled anew."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import outbox
from core.access import Actor
from core.outbox import OutboxMessage
from core.problems import service, writing
from core.problems.models import Problem, ProblemKind, ProblemMessage
from core.tenants.models import Tenant


def fill(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Fill a mail to the school or its officer with what is true now.

    Returns False when it may not go, and tells the reporter so.
    """
    written = session.scalars(select(ProblemMessage).where(ProblemMessage.outbox_id == message.id)).one()
    problem = session.get_one(Problem, written.problem_id)
    actor = service.reporter_of(session, problem, now)
    settled = _leak(session, problem, actor) if problem.kind == ProblemKind.LEAK else _report(session, problem, actor)
    if settled is None:
        outbox.drop(message, "its reporter may not see this student any more")
        writing.tell_reporter(session, problem, "right", now, outbox_id=message.id)
        return False
    message.address, facts = settled
    if not message.address:
        outbox.fail(message, "the school has no address for this any more")
        writing.tell_reporter(session, problem, "address", now, outbox_id=message.id)
        return False
    message.facts = {
        **facts,
        "problem": problem.id,
        "number": problem.number,
        "reporter": actor.person.name,
        "text": written.text,
        "at": written.written_at.astimezone(ZoneInfo(actor.person.time_zone)).isoformat(timespec="minutes"),
        "in_reply_to": _began_with(session, problem, message),
    }
    return True


def _report(session: Session, problem: Problem, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """Give where a report goes and whom it names: the student and the company; None when its reporter may not."""
    dossier = service.dossier_of(session, actor, problem)
    if dossier is None:
        return None
    named = service.dossier_facts(dossier)
    return service.address_for(dossier), {part: named[part] for part in ("student", "organisation", "college")}


def _leak(session: Session, problem: Problem, actor: Actor) -> tuple[str, dict[str, Any]]:
    """Give where a leak is reported; nobody but the reporter and their company is named."""
    officer = service.officer_for(session.get_one(Tenant, problem.tenant_id))
    return officer, {"student": "", "organisation": service.companies_of(session, actor, problem.tenant_id)}


def _began_with(session: Session, problem: Problem, message: OutboxMessage) -> str:
    """Give the Message-ID of the report, so that what is added stands in its thread; empty for the report itself."""
    first = session.scalar(
        select(OutboxMessage.sent_ref)
        .join(ProblemMessage, ProblemMessage.outbox_id == OutboxMessage.id)
        .where(
            ProblemMessage.problem_id == problem.id,
            ProblemMessage.from_school.is_(False),
            OutboxMessage.id < message.id,
            OutboxMessage.sent_ref.is_not(None),
        )
        .order_by(OutboxMessage.id)
        .limit(1)
    )
    return first or ""
