"""Who may do and see what: roles, their rights, and the rows that an actor may see."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from core.dossiers.models import Dossier, DossierPart, Part
from core.incoming import Evidence
from core.logbook.models import Approval, DayEntry, LogbookWeek
from core.people.models import Membership, Person, Role
from core.tenants.models import ChatPolicy, Tenant


class Right(StrEnum):
    """What a role may do; on which rows is for `visible`, `may_judge` and `may_enter` to say."""

    LOGBOOK_READ = "logbook.read"
    LOGBOOK_APPROVE = "logbook.approve"
    LOGBOOK_ENTER = "logbook.enter"
    SELF = "self"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STUDENT: frozenset({Right.SELF, Right.LOGBOOK_READ, Right.LOGBOOK_ENTER}),
    Role.WORK_SUPERVISOR: frozenset({Right.SELF, Right.LOGBOOK_READ, Right.LOGBOOK_APPROVE}),
    Role.SIGNATORY: frozenset({Right.SELF, Right.LOGBOOK_READ, Right.LOGBOOK_APPROVE}),
    Role.COORDINATOR: frozenset({Right.SELF, Right.LOGBOOK_READ}),
    Role.TEACHER: frozenset({Right.SELF, Right.LOGBOOK_READ}),
    Role.SCHOOL: frozenset({Right.SELF, Right.LOGBOOK_READ}),
    Role.ADMIN: frozenset({Right.SELF}),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who speaks: the person, the memberships that hold today, and what proves it is them."""

    person: Person
    memberships: tuple[Membership, ...]
    evidence: Evidence
    today: date
    email: str = ""
    rights: frozenset[Right] = field(default_factory=frozenset)

    @property
    def id(self) -> int:
        """The person's id."""
        return self.person.id

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.person.time_zone)

    def has(self, role: Role) -> bool:
        """Say whether one of the memberships is this role."""
        return any(membership.role == role for membership in self.memberships)

    def where(self, *roles: Role) -> list[Membership]:
        """Give the memberships of these roles."""
        return [membership for membership in self.memberships if membership.role in roles]


def load_actor(session: Session, person_id: int, *, evidence: Evidence, today: date, email: str = "") -> Actor:
    """Read a person with the memberships that hold today.

    Raises: LookupError when there is no such person.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise LookupError(f"no person {person_id}")
    memberships = session.scalars(select(Membership).where(Membership.person_id == person_id).order_by(Membership.id))
    held = tuple(
        membership
        for membership in memberships
        if (membership.since is None or membership.since <= today)
        and (membership.until is None or today <= membership.until)
    )
    rights = frozenset(right for membership in held for right in RIGHTS[Role(membership.role)])
    return Actor(person, held, evidence, today, email, rights)


def _dossiers_of(actor: Actor) -> ColumnElement[bool]:
    """Say which dossiers an actor may see: a condition on Dossier."""
    conditions: list[ColumnElement[bool]] = []
    tenants = {membership.tenant_id for membership in actor.memberships}
    if not tenants:
        return false()
    if actor.has(Role.STUDENT):
        conditions.append(Dossier.student_id == actor.id)
    if actor.where(Role.WORK_SUPERVISOR, Role.TEACHER, Role.COORDINATOR, Role.SIGNATORY):
        has_part = Dossier.id.in_(select(DossierPart.dossier_id).where(DossierPart.person_id == actor.id))
        conditions.append(has_part)
    organisations = [m.organisation_id for m in actor.where(Role.SIGNATORY, Role.COORDINATOR) if m.organisation_id]
    if organisations:
        conditions.append(Dossier.organisation_id.in_(organisations))
    schools = [membership.tenant_id for membership in actor.where(Role.SCHOOL)]
    if schools:
        conditions.append(Dossier.tenant_id.in_(schools))
    if not conditions:
        return false()
    return and_(Dossier.tenant_id.in_(tenants), or_(*conditions), *_channel_allows(actor))


def _channel_allows(actor: Actor) -> list[ColumnElement[bool]]:
    """In chat only what a school lets pass through chat is within reach."""
    if Evidence.CHAT not in actor.evidence:
        return []
    return [Dossier.tenant_id.in_(select(Tenant.id).where(Tenant.chat_policy == ChatPolicy.FULL))]


def visible(actor: Actor, model: type[Any]) -> Select[Any]:
    """Select the rows of a model that this actor may see; the one place that decides it.

    A student sees their own, a work supervisor and a teacher those with a part in them, a signatory and a coordinator
    all of their organisation, a school its own tenant's. Raises: TypeError for a model without a rule.
    """
    dossiers = _dossiers_of(actor)
    if model is Dossier:
        return select(Dossier).where(dossiers)
    if model is LogbookWeek:
        return select(LogbookWeek).join(LogbookWeek.dossier).where(dossiers)
    if model is DayEntry:
        return select(DayEntry).join(DayEntry.week).join(LogbookWeek.dossier).where(dossiers)
    if model is Approval:
        weeks = select(LogbookWeek.id).join(LogbookWeek.dossier).where(dossiers)
        return select(Approval).where(Approval.week_id.in_(weeks))
    if model is Person:
        own = select(Dossier.student_id).where(dossiers)
        parts = select(DossierPart.person_id).join(DossierPart.dossier).where(dossiers)
        return select(Person).where(or_(Person.id == actor.id, Person.id.in_(own), Person.id.in_(parts)))
    raise TypeError(f"no rule says who may see {model.__name__}")


def may_judge(actor: Actor) -> ColumnElement[bool]:
    """Say which dossiers' hours an actor may approve or send back: a condition on Dossier.

    A work supervisor where they are the supervisor, a signatory everywhere in their organisation; nobody their own.
    """
    conditions: list[ColumnElement[bool]] = []
    if actor.has(Role.WORK_SUPERVISOR):
        conditions.append(
            Dossier.id.in_(
                select(DossierPart.dossier_id).where(
                    DossierPart.person_id == actor.id, DossierPart.part == Part.SUPERVISOR
                )
            )
        )
    organisations = [m.organisation_id for m in actor.where(Role.SIGNATORY) if m.organisation_id]
    if organisations:
        conditions.append(Dossier.organisation_id.in_(organisations))
    if not conditions:
        return false()
    tenants = {membership.tenant_id for membership in actor.where(Role.WORK_SUPERVISOR, Role.SIGNATORY)}
    return and_(
        Dossier.tenant_id.in_(tenants), Dossier.student_id != actor.id, or_(*conditions), *_channel_allows(actor)
    )


def may_enter(actor: Actor) -> ColumnElement[bool]:
    """Say in which dossiers an actor may enter hours: a condition on Dossier.

    Only a student, only their own, and only at a school where they are a student today.
    """
    tenants = {membership.tenant_id for membership in actor.where(Role.STUDENT)}
    if not tenants:
        return false()
    return and_(Dossier.tenant_id.in_(tenants), Dossier.student_id == actor.id, *_channel_allows(actor))


def may_change(actor: Actor, right: Right) -> ColumnElement[bool]:
    """Say on which dossiers an actor may use a right that changes hours: a condition on Dossier."""
    return may_enter(actor) if right is Right.LOGBOOK_ENTER else may_judge(actor)
