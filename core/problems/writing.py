"""What is written about a problem: kept, planned as a mail to the school or a message to the reporter, taken back."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import outbox
from core.dossiers.models import Dossier
from core.incoming import Channel
from core.outbox import OutboxMessage, OutboxState
from core.problems.models import Problem, ProblemMessage
from core.problems.service import student_of
from core.questions import REPLY, Question
from core.separator import MARKER_CLOSE, MARKER_OPEN
from core.tenants.models import Tenant

REPORT = "problems.to_school"
MORE = "problems.more_to_school"
LEAK = "problems.leak_to_school"
TO_SCHOOL = frozenset({REPORT, MORE, LEAK})
ANSWERED = "problems.answered"
MOST_A_DAY = 10
# A token of ours that someone quotes proves a mailbox; it is never passed on to anybody else.
TOKEN = re.compile(rf"{re.escape(MARKER_OPEN)}\s?[a-z2-7\s]{{26,40}}{re.escape(MARKER_CLOSE)}", re.IGNORECASE)
TOKEN_LIKE = re.compile(r"(?<![a-z0-9])[a-z2-7]{26}(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What someone wrote, and the message in which they did.

    sender: the school's address, or empty. has_attachment: a file came along, which goes no further.
    """

    text: str
    inbox_id: int
    at: datetime
    sender: str = ""
    has_attachment: bool = False


def keep(session: Session, problem: Problem, written: Written, *, name: str) -> ProblemMessage:
    """Plan a mail to the school with what the reporter wrote, to no person: whoever reads that mailbox may answer it.

    Only ids stand in it: to whom it goes, and whether it may, is settled when it goes.
    """
    message = OutboxMessage(
        tenant_id=problem.tenant_id,
        name=name,
        facts={"problem": problem.id},
        language=session.get_one(Tenant, problem.tenant_id).language,
        channel=Channel.MAIL,
        due_at=written.at,
    )
    return _note(session, problem, written, message, from_school=False)


def _note(
    session: Session, problem: Problem, written: Written, message: OutboxMessage, *, from_school: bool
) -> ProblemMessage:
    outbox.put(session, message)
    session.flush()
    kept = ProblemMessage(
        tenant_id=problem.tenant_id,
        problem_id=problem.id,
        from_school=from_school,
        sender=written.sender,
        text=without_tokens(session, written.text),
        inbox_id=written.inbox_id,
        outbox_id=message.id,
        written_at=written.at,
    )
    session.add(kept)
    session.flush()
    return kept


def without_tokens(session: Session, text: str) -> str:
    """Take our own tokens out of what somebody wrote, in our marker or bare, as in the address that a reply goes to."""
    left = TOKEN.sub("", text)
    alike = {found.lower() for found in TOKEN_LIKE.findall(left)}
    ours = set(session.scalars(select(OutboxMessage.token).where(OutboxMessage.token.in_(alike)))) if alike else set()
    return TOKEN_LIKE.sub(lambda found: "" if found.group().lower() in ours else found.group(), left).strip()


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
        "text": without_tokens(session, written.text),
        "has_attachment": written.has_attachment,
    }
    message = OutboxMessage(
        person_id=problem.reporter_id,
        tenant_id=problem.tenant_id,
        question_id=question.id,
        name=ANSWERED,
        facts=facts,
        due_at=written.at,
    )
    _note(session, problem, written, message, from_school=True)


def tell_reporter(session: Session, problem: Problem, why: str, now: datetime, *, outbox_id: int) -> None:
    """Tell a reporter that what they wrote did not reach the school; without a name, since they may not see it now.

    why: "right", "address" or "bounced". outbox_id: the mail that did not, of which they are told once.
    """
    is_own = Dossier.id == problem.dossier_id, Dossier.student_id == problem.reporter_id
    role = "student" if session.scalar(select(Dossier.id).where(*is_own)) else "supervisor"
    told = OutboxMessage(
        key=f"not_sent:{outbox_id}",
        person_id=problem.reporter_id,
        tenant_id=problem.tenant_id,
        name="problems.not_sent",
        facts={"number": problem.number, "why": why, "role": role},
        due_at=now,
    )
    outbox.put_once(session, told)


def take_back(session: Session, problem: Problem, inbox_id: int, now: datetime) -> bool:
    """Take back what one message of the reporter wrote, while its mail was not tried yet; False when it is too late."""
    rows = session.execute(
        select(ProblemMessage, OutboxMessage)
        .join(OutboxMessage, OutboxMessage.id == ProblemMessage.outbox_id)
        .where(
            ProblemMessage.problem_id == problem.id,
            ProblemMessage.inbox_id == inbox_id,
            ProblemMessage.from_school.is_(False),
            ProblemMessage.withdrawn_at.is_(None),
        )
        .with_for_update()
    ).all()
    if not rows or any(mail.state != OutboxState.PLANNED or mail.attempts for _, mail in rows):
        return False
    for written, mail in rows:
        written.withdrawn_at = now
        outbox.drop(mail, "taken back by its reporter")
    return True


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
