"""What an admin governs: the messages of their schools' own people, and all of it who is admin of every school."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.access import Actor, governed
from core.inbox import InboxMessage, InboxState
from core.outbox import OutboxMessage, OutboxState
from core.people.models import Membership
from core.tenants.models import Tenant


def home(actor: Actor) -> int:
    """Give the school in whose record an act on the service itself is written: the first of an admin's."""
    return min(governed(actor))


def governs_all(session: Session, actor: Actor) -> bool:
    """Say whether someone is an admin of every school here, so that what is nobody's is theirs to look after."""
    mine = governed(actor)
    other = select(Tenant.id).where(Tenant.id.not_in(mine)).limit(1)
    return bool(mine) and session.scalar(other) is None


def set_aside(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Say which quarantined messages an admin may read: of people who belong to their schools and to no other."""
    return and_(InboxMessage.state == InboxState.QUARANTINED, _theirs(session, actor, InboxMessage.person_id))


def not_sent(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Say which messages that could not be sent an admin may look after: given up, or failed and waiting."""
    is_stuck = or_(
        OutboxMessage.state == OutboxState.FAILED,
        and_(OutboxMessage.state == OutboxState.PLANNED, OutboxMessage.attempts > 0, OutboxMessage.trouble != ""),
    )
    to_a_school = and_(OutboxMessage.person_id.is_(None), OutboxMessage.tenant_id.in_(governed(actor)))
    return and_(is_stuck, or_(to_a_school, _theirs(session, actor, OutboxMessage.person_id)))


def _theirs(
    session: Session, actor: Actor, person_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Say whose messages an admin governs: of whoever never was anything elsewhere; nobody's too, who governs all."""
    mine = governed(actor)
    here = exists().where(Membership.person_id == person_id, Membership.tenant_id.in_(mine))
    elsewhere = exists().where(Membership.person_id == person_id, Membership.tenant_id.not_in(mine))
    known = and_(here, ~elsewhere)
    return or_(known, person_id.is_(None), ~here) if governs_all(session, actor) else known


__all__ = ["governed", "governs_all", "home", "not_sent", "set_aside"]
