"""What a school answers to a report: passed on to the reporter as it was typed, and never acted on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bounces import came_back_for_good
from core.identify import named_message
from core.inbox import InboxMessage, InboxState
from core.incoming import Channel, Door, Evidence, Incoming, Kind, SenderProof
from core.outbox import OutboxMessage
from core.people.models import Address, Membership, Role
from core.problems.models import Problem, ProblemMessage
from core.problems.service import dossier_of, reporter_of
from core.problems.writing import MOST_A_DAY, TO_SCHOOL, Written, pass_on, tell_reporter, written_today

# At these anyone can have an address, so there only the very address that we wrote to may answer.
ANYONES = frozenset(
    ("gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "hotmail.be", "outlook.com", "live.nl", "live.be",
     "live.com", "msn.com", "icloud.com", "me.com", "yahoo.com", "ziggo.nl", "kpnmail.nl", "xs4all.nl", "telenet.be",
     "proximus.be", "skynet.be", "gmx.net", "proton.me", "protonmail.com")
)  # fmt: skip
LONGEST = 10_000


def settle(session: Session, incoming: Incoming, row: InboxMessage, door: Door, now: datetime) -> str | None:
    """Pass a school's answer on. Returns what came of it; None for a mail that answers no report.

    Nothing is sent back to the school, so no two machines can answer each other.
    """
    if incoming.channel is not Channel.MAIL or incoming.kind not in {Kind.HUMAN, Kind.UNREADABLE}:
        return None
    ours = named_message(session, incoming)
    if ours is None or ours.name not in TO_SCHOOL:
        return None
    kept = session.scalars(select(ProblemMessage).where(ProblemMessage.outbox_id == ours.id)).one()
    problem = session.get_one(Problem, kept.problem_id)
    typed = door.typed(incoming, [ours.sent_text])
    # What they typed between our own lines is theirs as well.
    text = "\n".join(part for part in (typed.text.strip(), *(theirs for _, theirs in typed.corrections)) if part)
    text = text if incoming.kind is Kind.HUMAN else ""
    if why := _against(session, problem, incoming, ours=ours, text=text, now=now):
        row.state, row.trouble = InboxState.QUARANTINED, why
        return "not_passed_on"
    has_attachment = bool(incoming.facts.get("attached"))
    written = Written(text[:LONGEST], row.id, now, incoming.sender, has_attachment=has_attachment)
    pass_on(session, problem, written)
    return "passed_on"


def _against(
    session: Session, problem: Problem, incoming: Incoming, *, ours: OutboxMessage, text: str, now: datetime
) -> str:
    """Say why an answer is not passed on but kept for an admin to read; empty when it is."""
    if ours.token not in incoming.tokens:
        return "answers a report without its token"
    if not _is_the_school(incoming, ours):
        return "answers a report, and is not the school's address"
    if _is_a_student(session, incoming.sender):
        return "answers a report, and is a student's address"
    if not text and not incoming.facts.get("attached"):
        return "answers a report without a word of its own"
    if written_today(session, problem, now) >= MOST_A_DAY:
        return "too many answers to one report within a day"
    return "" if _may_hear(session, problem, now) else "answers a report whose reporter may not see this any more"


def _may_hear(session: Session, problem: Problem, now: datetime) -> bool:
    """Say whether the reporter still belongs to that school, and may see the student if it is about one."""
    actor = reporter_of(session, problem, now)
    if problem.dossier_id is not None:
        return dossier_of(session, actor, problem) is not None
    return any(membership.tenant_id == problem.tenant_id for membership in actor.memberships)


def note_bounce(session: Session, incoming: Incoming, now: datetime) -> None:
    """Tell a reporter that their mail to the school came back for good."""
    ours = came_back_for_good(session, incoming, now)
    if ours is not None:
        note_failed(session, ours, now)


def note_failed(session: Session, ours: OutboxMessage, now: datetime) -> None:
    """Tell a reporter, once for each mail, that it could not be delivered to the school; nothing for any other mail."""
    if ours.name not in TO_SCHOOL:
        return
    kept = session.scalars(select(ProblemMessage).where(ProblemMessage.outbox_id == ours.id)).one()
    tell_reporter(session, session.get_one(Problem, kept.problem_id), "bounced", now, outbox_id=ours.id)


def _is_a_student(session: Session, sender: str) -> bool:
    """Say whether an address is a student's: many a school gives its students addresses at its own domain."""
    statement = (
        select(Membership.id)
        .join(Address, Address.person_id == Membership.person_id)
        .where(Address.email == sender, Membership.role == Role.STUDENT)
    )
    return session.scalar(statement.limit(1)) is not None


def _is_the_school(incoming: Incoming, ours: OutboxMessage) -> bool:
    """Say whether a mail comes from where the report went, or from a colleague there; its domain must be proven."""
    if incoming.proof is not SenderProof.PASS or Evidence.DOMAIN not in incoming.evidence:
        return False
    domain = ours.address.rpartition("@")[2].lower()
    is_colleague = domain not in ANYONES and incoming.sender.rpartition("@")[2] == domain
    return incoming.sender == ours.address.lower() or is_colleague


__all__ = ["note_bounce", "note_failed", "settle"]
